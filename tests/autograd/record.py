"""Write down what the installed PyTorch makes of every program.

python -m tests.autograd.record [subject ...]
python -m tests.autograd.record --compare [subject ...]     prints where this library differs, and writes nothing
"""

from __future__ import annotations

import json
import sys

import torch

import autograd_lab as lab
from tests.autograd.outcome import differences, outcome
from tests.autograd.programs import SUBJECTS
from tests.autograd.records import path_of


def main(arguments: list[str]) -> None:
    compare = "--compare" in arguments
    count = differing = 0
    for subject in [name for name in arguments if name != "--compare"] or SUBJECTS:
        answers = {name: outcome(torch, program) for name, program in SUBJECTS[subject].items()}
        if not compare:
            lines = (f"  {json.dumps(name)}: {json.dumps(answer)}" for name, answer in answers.items())
            path_of(subject).write_text("{\n" + ",\n".join(lines) + "\n}\n")
            continue
        for name, program in SUBJECTS[subject].items():
            found = differences(outcome(lab, program), answers[name])
            count, differing = count + 1, differing + bool(found)
            for line in found:
                print(f"{subject}.{name}: {line}")
    if compare:
        print(f"{count - differing} of {count} programs agree")


if __name__ == "__main__":
    main(sys.argv[1:])
