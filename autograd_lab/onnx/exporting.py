"""``export``: a model as an ONNX file that other runtimes compute."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import autograd_lab as lab
from autograd_lab import Tensor
from autograd_lab.errors import ArgTypeError, ArgumentError, DeviceError, OnnxError
from autograd_lab.i18n import tr
from autograd_lab.nn import Module
from autograd_lab.onnx.build import Builder, onnx_type
from autograd_lab.onnx.library import onnx, onnxruntime
from autograd_lab.onnx.loading import BUFFERS
from autograd_lab.onnx.program import Program
from autograd_lab.onnx.sizes import Axis, Size, settings_of
from autograd_lab.onnx.trace import Trace, replaced

OLDEST, NEWEST, USUAL = 20, 22, 20  # versions of ONNX's operators whose meaning was checked here
TOLERANCE = 1e-5  # of ``verify``: the rounding of float32 through some layers


def export(
    model: Module | Callable[..., Any],
    args: Any = (),
    f: str | os.PathLike[str] | Any = None,
    *,
    kwargs: dict[str, Any] | None = None,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
    opset_version: int | None = None,
    dynamic_axes: dict[str, Any] | None = None,
    export_params: bool = True,
    verify: bool = False,
    dynamo: bool = True,
    do_constant_folding: bool = True,
) -> Any:
    """Write ``model(*args, **kwargs)`` as ONNX to the file ``f`` (a path or a binary file); returns ONNX's ModelProto.

    ``args`` is an example: one Tensor or a tuple. Axes named in ``dynamic_axes``, ``{"x": {0: "batch"}}`` or
    ``{"x": [0]}``, may have another size later, all others stay as in the example. A Module is exported as in eval
    mode, its parameters under the names of its ``state_dict``; ``export_params=False`` makes them inputs of the graph.
    ``verify`` compares with onnxruntime. ``dynamo`` and ``do_constant_folding`` choose between PyTorch's ways to such a
    file, and change nothing here. ImportError where the package onnx is missing; RuntimeError for what ONNX
    cannot say, naming the module, the op and the line: see ``not_exportable``.
    """
    opset = _opset(opset_version)
    inputs = _inputs(model, args, kwargs, input_names)
    axes, example = _axes(inputs, dynamic_axes or {})
    settings = settings_of(axes, example)
    module = model if isinstance(model, Module) else None
    params = dict((*module.named_parameters(), *module.named_buffers())) if module else {}
    if any(x.is_cuda for x in (*inputs.values(), *params.values())):
        raise DeviceError("onnx.device")
    taken = set(params) & set(inputs)
    if taken:
        raise ArgumentError("onnx.name_taken", names=", ".join(sorted(taken)))

    traces, others = _traced(model, args, kwargs, inputs, params, settings)
    program = Program(traces, settings, others, module)
    builder = Builder(program, list(params), opset)
    builder.run()
    outputs = _output_names(program, output_names)
    if unknown := (dynamic_axes or {}).keys() - {*inputs, *outputs}:
        raise ArgumentError("onnx.axes_names", unknown=sorted(unknown), known=", ".join((*inputs, *outputs)))
    proto = _proto(builder, inputs, axes, outputs, opset, export_params)
    buffers = [name for name, _ in module.named_buffers()] if module else []
    onnx().helper.set_model_props(proto, {BUFFERS: "\n".join(buffers)} if buffers else {})
    onnx().checker.check_model(proto, full_check=True)
    if verify:
        _verify(proto, inputs, [traces[0].values[k] for k in program.results])
    if f is not None:
        data = proto.SerializeToString()
        if isinstance(f, (str, os.PathLike)):
            Path(f).write_bytes(data)
        else:
            f.write(data)
    return proto


def _opset(version: int | None) -> int:
    if version is not None and not (isinstance(version, int) and OLDEST <= version <= NEWEST):
        raise ArgumentError("onnx.opset", got=version, oldest=OLDEST, newest=NEWEST)
    return version or USUAL


def _traced(
    model: Any, args: Any, kwargs: Any, inputs: dict[str, Tensor], params: dict[str, Tensor],
    settings: list[dict[Axis, int]],
) -> tuple[list[Trace], list[Trace]]:  # fmt: skip
    """The model in eval mode, run at all sizes, and on other numbers."""

    def trace(given: dict[str, Tensor], change: str = "") -> Trace:
        given = {name: x.clone() for name, x in given.items()}  # the model may write into its inputs
        call_args, call_kwargs = _filled(args, kwargs, list(given.values()))
        try:
            return Trace().run(lambda: model(*call_args, **call_kwargs), {**given, **params})
        except Exception as error:  # whatever the model says to another input
            if not change or isinstance(error, OnnxError):
                raise
            raise OnnxError("onnx.other_input", change=change, error=f"{type(error).__name__}: {error}") from error

    modes = {m: m.training for m in model.modules()} if isinstance(model, Module) else {}
    try:
        if modes:
            model.eval()
        traces = [trace(inputs)]
        for setting in settings[1:]:
            sizes = ", ".join(f"{axis.input}.shape[{axis.dim}]={n}" for axis, n in setting.items())
            traces.append(trace({name: _resized(name, x, setting) for name, x in inputs.items()}, sizes))
        kinds = range(1 if all(x.is_floating_point() for x in inputs.values()) else 2)
        others = [{name: _other_numbers(x, kind) for name, x in inputs.items()} for kind in kinds]
        return traces, [trace(given, tr("onnx.other_numbers")) for given in others]
    finally:
        for m, training in modes.items():
            m.training = training


# -- inputs ---------------------------------------------------------------------------------------------------------


def _inputs(model: Any, args: Any, kwargs: Any, names: Sequence[str] | None) -> dict[str, Tensor]:
    """The Tensors among the arguments, by name: those given, else those of forward's parameters."""
    args = args if isinstance(args, tuple) else (args,)
    found: list[tuple[str, Tensor]] = []
    forward = model.forward if isinstance(model, Module) else model
    parameters = [p.name for p in inspect.signature(forward).parameters.values() if p.kind is not p.VAR_POSITIONAL]
    for k, arg in enumerate(args):
        base = parameters[k] if k < len(parameters) else f"input_{k}"
        parts: list[Tensor] = []
        replaced(arg, Tensor, parts.append)
        found += [(base if len(parts) == 1 else f"{base}_{i}", x) for i, x in enumerate(parts)]
    for name, arg in (kwargs or {}).items():
        parts = []
        replaced(arg, Tensor, parts.append)
        found += [(name if len(parts) == 1 else f"{name}_{i}", x) for i, x in enumerate(parts)]
    if not found:
        raise ArgTypeError("onnx.no_inputs", got=", ".join(type(a).__name__ for a in args))
    if names is not None:
        if len(names) < len(found) or len(set(names)) < len(names):
            raise ArgumentError("onnx.input_names", given=list(names), count=len(found))
        found = [(name, x) for name, (_, x) in zip(names, found, strict=False)]
    # Copies: one Tensor that is given twice is two inputs.
    return {name: x.detach().clone() for name, x in found}


def _filled(args: Any, kwargs: Any, tensors: list[Tensor]) -> tuple[Any, Any]:
    """The arguments with these Tensors in place of theirs."""
    args, left = args if isinstance(args, tuple) else (args,), iter(tensors)
    return replaced((args, kwargs or {}), Tensor, lambda _: next(left))


def _axes(inputs: dict[str, Tensor], dynamic: dict[str, Any]) -> tuple[list[Axis], dict[Axis, int]]:
    """The dynamic axes of the inputs (those of outputs follow by themselves), and their sizes in the example."""
    axes = []
    for name, x in inputs.items():
        given = dynamic.get(name, {})
        named = given if isinstance(given, dict) else {dim: f"{name}_dim_{dim}" for dim in given}
        for dim, label in named.items():
            if not isinstance(dim, int) or not -x.ndim <= dim < x.ndim:
                raise ArgumentError("onnx.axis", name=name, dim=dim, shape=tuple(x.shape))
            axes.append(Axis(name, dim % x.ndim, str(label)))
    example = {axis: inputs[axis.input].shape[axis.dim] for axis in axes}
    sizes: dict[str, int] = {}
    for axis, size in example.items():
        if sizes.setdefault(axis.name, size) != size:
            raise ArgumentError("onnx.axis_sizes", name=axis.name, sizes=sorted({sizes[axis.name], size}))
    return axes, example


def _resized(name: str, x: Tensor, setting: dict[Axis, int]) -> Tensor:
    """x with other lengths: its own elements again, so that they stay allowed ones."""
    array = x.array
    for axis, size in setting.items():
        if axis.input == name and size != array.shape[axis.dim]:
            array = np.take(lab.tensor(array).numpy(), np.arange(size) % array.shape[axis.dim], axis.dim)
    return lab.tensor(array.copy())


def _other_numbers(x: Tensor, kind: int) -> Tensor:
    """Other numbers of the same kind: all change places and shrink a little. Of integers and truth values, which might
    not be allowed then, the first appears more often, or the smallest alone."""
    line = np.roll(x.numpy().ravel(), 1 + kind)
    if line.dtype.kind == "f":
        line = 0.75 * line + 0.125
    elif kind and line.size:
        line[:] = line.min()
    else:
        line[::2] = line[:1]
    return lab.tensor(line.reshape(x.shape), dtype=x.dtype)


# -- the file -------------------------------------------------------------------------------------------------------


def _output_names(program: Program, names: Sequence[str] | None) -> list[str]:
    count = len(program.results)
    if not count:
        raise OnnxError("onnx.no_outputs")
    if names is not None and (len(names) < count or len(set(names)) < len(names)):
        raise ArgumentError("onnx.output_names", given=list(names), count=count)
    usual = ["output"] if count == 1 else [f"output_{k}" for k in range(count)]
    return usual if names is None else list(names)[:count]


def _proto(
    builder: Builder, inputs: dict[str, Tensor], axes: list[Axis], outputs: list[str], opset: int, with_params: bool
) -> Any:
    helper, program = onnx().helper, builder.program
    labels = {(axis.input, axis.dim): axis.name for axis in axes}
    described = [
        helper.make_tensor_value_info(
            name, onnx_type(x.array.dtype), [labels.get((name, dim), n) for dim, n in enumerate(x.shape)]
        )
        for name, x in inputs.items()
    ]
    results = []
    for index, name in zip(program.results, outputs, strict=True):
        value = builder.value(index)
        builder.nodes.append(helper.make_node("Identity", [value], [name], f"/{name}"))
        shape = [_label(n, f"{name}_dim_{dim}") for dim, n in enumerate(program.shape(index))]
        results.append(helper.make_tensor_value_info(name, onnx_type(program.dtype(index)), shape))
    used = {name for node in builder.nodes for name in node.input}
    initializers = {name: array for name, array in builder.initializers.items() if name in used}
    if not with_params:
        own = {name: array for name, array in initializers.items() if not name.startswith("/")}
        described += [helper.make_tensor_value_info(name, onnx_type(a.dtype), a.shape) for name, a in own.items()]
        initializers = {name: array for name, array in initializers.items() if name not in own}
    tensors = [
        onnx().numpy_helper.from_array(np.asarray(array, order="C"), name) for name, array in initializers.items()
    ]
    graph = helper.make_graph(builder.nodes, "autograd_lab", described, results, tensors)
    imports = [helper.make_opsetid("", opset)]
    return helper.make_model(
        graph, opset_imports=imports, ir_version=helper.find_min_ir_version_for(imports), producer_name="autograd_lab",
        producer_version=lab.__version__,
    )  # fmt: skip


def _label(size: Any, otherwise: str) -> Any:
    """A size as ONNX names it: a number, the name of an axis, or a name of its own."""
    if not isinstance(size, Size):
        return size
    plain = len(size.terms) == 1 and size.terms[0][0] == 1 and len(size.terms[0][1]) == 1 and not size.rest
    return size.terms[0][1][0].name if plain else otherwise


def run(proto: Any, inputs: dict[str, Any]) -> list[Any]:
    """What onnxruntime computes; ImportError where it is missing."""
    data = proto if isinstance(proto, (str, bytes)) else proto.SerializeToString()
    session = onnxruntime().InferenceSession(data, providers=["CPUExecutionProvider"])
    wanted = {x.name for x in session.get_inputs()}
    return session.run(None, {name: value for name, value in inputs.items() if name in wanted})


def _verify(proto: Any, inputs: dict[str, Tensor], expected: list[Any]) -> None:
    found = run(proto, {name: x.numpy() for name, x in inputs.items()})
    for k, (a, b) in enumerate(zip(found, expected, strict=True)):
        if not np.allclose(a, b, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True):
            raise OnnxError("onnx.differs", output=k, by=float(np.max(np.abs(np.asarray(a, float) - b))))
