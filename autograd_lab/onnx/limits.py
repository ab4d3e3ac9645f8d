"""What cannot be exported, and why."""

from __future__ import annotations

import textwrap

from autograd_lab.i18n import tr
from autograd_lab.onnx.build import CONVERTERS
from autograd_lab.ops.base import all_ops

LAYERS = {  # of torch.nn, or a way to use one
    "nn.AdaptiveLogSoftmaxWithLoss": "onnx.limit.selection",
    "nn.AdaptiveMaxPool1d/2d/3d(return_indices=True)": "onnx.limit.operator",
    "nn.CTCLoss": "onnx.limit.operator",
    "nn.Embedding(max_norm=...)": "onnx.limit.selection",
    "nn.EmbeddingBag(...)(input, offsets)": "onnx.limit.selection",
    "nn.FractionalMaxPool2d/3d": "onnx.limit.random",
    "nn.LSTM(proj_size=...)": "onnx.limit.operator",
    "PackedSequence": "onnx.limit.packed",
    "nn.Dropout().train()": "onnx.limit.random",
}
SUBJECTS = {  # of files in ops/
    "complex": "onnx.limit.complex", "fourier": "onnx.limit.complex", "random": "onnx.limit.random",
    "sets": "onnx.limit.selection", "search": "onnx.limit.selection", "strided": "onnx.limit.memory",
}  # fmt: skip
INSIDE = {  # what only gradient rules or other ops use
    "AddAlong", "AddPlane", "AdaptiveAvgUnpool", "AvgUnpool", "Cofactors", "ConvInput", "ConvWeight", "CountAlong",
    "Fill", "FillInPlace", "FillTensor", "FillTensorInPlace", "Flat", "Fold", "FoldInside", "GridSpread", "Overwrite",
    "PutAlong", "Recurrence", "Redrawn", "ResampleBack", "ScatterItem", "SecondMinors", "Shift", "TakeAlong",
    "ThroughMemory", "TriangleOfQr", "WriteView", "Zero",
}  # fmt: skip


def missing_ops() -> dict[str, str]:
    """The ops of a forward pass that have no ONNX form here, by name, and the key of the reason."""
    found = {}
    for op in all_ops():
        if op.__module__.startswith("autograd_lab.ops.") and op.__name__ not in CONVERTERS.keys() | INSIDE:
            found[op.__name__] = SUBJECTS.get(op.__module__.rsplit(".", 1)[-1], "onnx.limit.operator")
    return dict(sorted(found.items()))


def not_exportable() -> None:
    """Print what ``export`` refuses: layers and ways to use them, then operations, each group with its reason."""
    reasons: dict[str, list[str]] = {}
    for table in (LAYERS, missing_ops()):
        for name, key in table.items():
            reasons.setdefault(key, []).append(name)
    for key, names in reasons.items():
        print(tr("onnx.limit", reason=tr(key)))
        for name in names:
            if name in LAYERS:
                print(f"    {name}")
        ops = ", ".join(name for name in names if name not in LAYERS)
        if ops:
            print(textwrap.fill(ops, 110, initial_indent="    ", subsequent_indent="    "))
