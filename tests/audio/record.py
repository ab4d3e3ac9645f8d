"""Write down what the installed torchaudio answers to every row: python -m tests.audio.record"""

from __future__ import annotations

import json

import torch
import torchaudio

from tests.audio.rows import RECORD, ROWS, answer

if __name__ == "__main__":
    answers = {name: answer(torch, torchaudio.functional, torchaudio.transforms, name) for name in ROWS}
    lines = (f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in answers.items())
    head = f'  "versions": {json.dumps({"torch": torch.__version__, "torchaudio": torchaudio.__version__})}'
    RECORD.write_text("{\n" + ",\n".join([head, *lines]) + "\n}\n")
