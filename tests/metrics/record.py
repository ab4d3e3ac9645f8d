"""What torchmetrics 1.9.0 answers, written to ``torchmetrics.json`` by ``python -m tests.metrics.record``."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np

RECORDED = Path(__file__).parent / "torchmetrics.json"
AVERAGES = ("micro", "macro", "weighted", "none")


def inputs() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """name -> (preds, target). Class 4 of 5 never occurs in the labels, class 3 is rare."""
    rng = np.random.RandomState(0)
    labels = rng.choice(4, 60, p=[0.5, 0.3, 0.15, 0.05])
    scores = rng.randn(60, 5).astype(np.float32)
    scores[np.arange(60), labels] += 1
    scores[:, 4] -= 3
    pixels = rng.randint(0, 5, (6, 4, 3))
    binary = rng.randint(0, 2, 40)
    logits = (rng.randn(40) + binary).astype(np.float32)
    return {
        "scores": (scores, labels),
        "labels": (scores.argmax(1), labels),
        "pixels": (rng.randn(6, 5, 4, 3).astype(np.float32), pixels),
        "pixel labels": (rng.randint(0, 5, (6, 4, 3)), pixels),
        "probabilities": ((1 / (1 + np.exp(-logits))).astype(np.float32), binary),
        "logits": (logits, binary),
        "binary labels": ((logits > 0).astype(np.int64), binary),
    }


BINARY = ("probabilities", "logits", "binary labels")


def calls() -> list[tuple[str, str, dict[str, Any]]]:
    """(function, input, options)"""
    found: list[tuple[str, str, dict[str, Any]]] = []
    functions = ("accuracy", "precision", "recall", "f1_score", "fbeta_score")
    for function, name in itertools.product(functions, inputs()):
        beta = {"beta": 2.0} if function == "fbeta_score" else {}
        if name in BINARY:
            found += [(function, name, {"task": "binary", "threshold": t, **beta}) for t in (0.5, 0.3)]
            continue
        for average, top_k, ignore in itertools.product(AVERAGES, (1, 2), (None, 0)):
            if top_k == 1 or (name in ("scores", "pixels") and ignore is None):
                options = {"task": "multiclass", "num_classes": 5, "average": average, "top_k": top_k}
                found.append((function, name, {**options, "ignore_index": ignore, **beta}))
    for name, normalize in itertools.product(inputs(), ("none", "true", "pred", "all")):
        task = {"task": "binary"} if name in BINARY else {"task": "multiclass", "num_classes": 5}
        found.append(("confusion_matrix", name, {**task, "normalize": normalize}))
    return found


def main() -> None:
    import torch
    import torchmetrics.functional as reference

    arrays = {name: tuple(map(torch.from_numpy, pair)) for name, pair in inputs().items()}
    answers = [getattr(reference, f)(*arrays[name], **options).tolist() for f, name, options in calls()]
    text = ",\n".join(json.dumps(answer) for answer in answers)
    RECORDED.write_text(f"[\n{text}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
