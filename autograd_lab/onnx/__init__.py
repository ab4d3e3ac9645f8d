"""ONNX: models written for other runtimes, and models of others read back, with torch.onnx's names.

    exporting.py  export(model, args, "model.onnx", ...): runs the model, writes down what happened
    trace.py      which ops ran on which values
    sizes.py      numbers that follow the size of a batch
    program.py    several traces laid over each other
    build.py      from ops to nodes; how each op is said stands in ops/
    loading.py    load("model.onnx"): a Module with parameters; files.py reads with care, operators.py computes
    limits.py     not_exportable(): what ONNX cannot say

Needs the packages onnx, and to compare onnxruntime: autograd-lab[onnx]. Neither is imported before it is used.
"""

from autograd_lab.onnx import messages, ops
from autograd_lab.onnx.exporting import export, run
from autograd_lab.onnx.limits import not_exportable
from autograd_lab.onnx.loading import OnnxModule, load

__all__ = ["OnnxModule", "export", "load", "not_exportable", "run"]
