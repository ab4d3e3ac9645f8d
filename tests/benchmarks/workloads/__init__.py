"""The workloads by name. ``HEADLINE`` are those that the geometric mean is made of; ``DETAIL`` look at one part."""

from __future__ import annotations

from tests.benchmarks.work import Workload
from tests.benchmarks.workloads.dense import MLP, EmbeddingBag, TinyMLP
from tests.benchmarks.workloads.images import Autoencoder, LeNet, ResNet, ResNet18
from tests.benchmarks.workloads.layers import Attention, EncoderLayer, Recurrent
from tests.benchmarks.workloads.pieces import OPERATIONS, RULES, SHAPES, Chain, Import, Loading, OptimizerStep
from tests.benchmarks.workloads.sequences import GPT, LSTM

HEADLINE: dict[str, Workload] = {
    workload.name: workload
    for workload in (
        TinyMLP(), MLP(), LeNet(), ResNet(), LSTM(), GPT(), Autoencoder(), EmbeddingBag(),
        Chain(), OptimizerStep(), Loading(), Import(),
    )
}  # fmt: skip
KINDS = ("RNN", "GRU", "LSTM")
DETAIL: dict[str, Workload] = {
    **{f"chain: {name}": Chain(operation=name) for name in OPERATIONS if name != "mixed"},
    **{f"optimizer: {rule}, {shape}": OptimizerStep(rule, shape) for rule in RULES for shape in SHAPES},
    **{
        f"{kind} {dtype}": Recurrent(dtype, kind) for kind in ("RNN", "GRU", "LSTM") for dtype in ("float32", "float64")
    },
    "attention 64": Attention(),
    "attention 64, causal": Attention(causal=True),
    "attention 256": Attention(batch=4, length=256, width=32),
    "attention 256, causal": Attention(batch=4, length=256, width=32, causal=True),
    "encoder layer": EncoderLayer(),
}
WORKLOADS = HEADLINE | DETAIL
