"""What can be checked of one row: its derivatives against numerical ones and against PyTorch's."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import autograd_lab as lab
from autograd_lab.ops.base import Op
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import make
from tests.op_cases import torch_side
from tests.op_cases.case import COMPLEX, OpCase

Arrays = Sequence[Any]


class Run:
    """A row with its samples: forward, first and second gradient, on one device and in one dtype.

    The scalar whose gradient is taken is Re <seed, y>, with a fixed random seed per output; that of the second
    gradient is Re <weight, gradient>. Float arrays come out as NumPy arrays.
    """

    def __init__(self, case: OpCase, op: type[Op] | None = None, dtype: Any = np.float64, device: str = "cpu") -> None:
        self.case, self.op, self.dtype, self.device = case, op or case.op, dtype, device
        self.arrays = case.arrays(dtype)
        self.params = {name: self._placed(value) for name, value in case.params.items()}
        self.rng = np.random.default_rng(case.seed + 1)
        self.outputs = [make(y) for y in self.plain(case.arrays(dtype))]
        self.seeds = [self.drawn(y.array) for y in self.flowing(self.outputs)]
        if case.free_phases:
            stand_still([y.array for y in self.outputs], self.seeds)
        self.weights = [self.drawn(self.arrays[i]) for i in case.differentiable]

    def drawn(self, like: Any) -> Any:
        """Random numbers of that shape and dtype."""
        numbers = self.rng.uniform(0.5, 1.5, like.shape)
        if like.dtype.kind == "c" and not self.case.real_seeds:
            numbers = numbers + 1j * self.rng.uniform(0.5, 1.5, like.shape)
        return np.asarray(numbers, like.dtype)

    def _placed(self, value: Any) -> Any:
        """Arrays inside params, on the device."""
        if isinstance(value, np.ndarray):
            return value if self.device == "cpu" else lab.from_numpy(value).to(self.device).array
        return type(value)(self._placed(item) for item in value) if type(value) is tuple else value

    def plain(self, arrays: Arrays) -> list[Any]:
        """Forward on bare arrays of the host, without the engine."""
        with np.errstate(all="ignore"):
            y, _ = self.op.forward(np, *arrays, **self.case.params)
        return [np.asarray(v) for v in (y if self.op.several else (y,))]

    def flowing(self, outputs: Sequence[Any]) -> list[Any]:
        """The outputs that carry a gradient."""
        return [y for k, y in enumerate(outputs) if has_slope(y) and k not in self.op.nondifferentiable]

    def tensors(self, arrays: Arrays) -> list[Any]:
        out = []
        for i, value in enumerate(arrays):
            if isinstance(value, np.ndarray):
                value = lab.from_numpy(value).to(self.device)
                value.requires_grad = i in self.case.differentiable
            out.append(value)
        return out

    def forward(self, inputs: Arrays) -> list[Any]:
        y = apply(self.op, *inputs, **self.params)
        return list(y) if self.op.several else [y]

    def gradient(self, arrays: Arrays | None = None, seeds: Arrays | None = None) -> list[Any]:
        """One array per differentiable input."""
        inputs = self.tensors(self.arrays if arrays is None else arrays)
        xs = [inputs[i] for i in self.case.differentiable]
        given = [lab.from_numpy(s).to(self.device) for s in (self.seeds if seeds is None else seeds)]
        return [host(g) for g in lab.autograd.grad(self.flowing(self.forward(inputs)), xs, given)]

    def second_gradient(self) -> list[Any]:
        """One array per differentiable input and per seed: derivatives of <weight, gradient>."""
        inputs = self.tensors(self.arrays)
        seeds = [lab.from_numpy(s).to(self.device).requires_grad_() for s in self.seeds]
        return [host(g) for g in second(lab, inputs, seeds, self, self.forward)]


def stand_still(outputs: list[Any], seeds: list[Any]) -> None:
    """Take from the seed of (w, v) or (u, s, vh) what would turn the vectors in the complex plane."""
    which = 0 if len(outputs) == 3 else 1
    turning = (outputs[which].conj() * seeds[which]).sum(axis=-2)
    if len(outputs) == 3:
        turning = turning + (outputs[2] * seeds[2].conj()).sum(axis=-1)
    seeds[which] = seeds[which] - 1j * turning.imag[..., None, :] * outputs[which]


def second(torch: Any, inputs: Arrays, seeds: Arrays, run: Run, forward: Callable[[Arrays], list[Any]]) -> Any:
    """The second gradient, in the words that this library and PyTorch share."""
    xs = [inputs[i] for i in run.case.differentiable]
    ys = forward(inputs)
    flowing = [y for y in ys if has_slope(y) and y.requires_grad]
    firsts = torch.autograd.grad(flowing, xs, seeds, create_graph=True)
    weights = [torch.from_numpy(w).to(x.device) for w, x in zip(run.weights, xs, strict=True)]
    total = sum(real((w.conj() * g).sum()) for w, g in zip(weights, firsts, strict=True))
    if not total.requires_grad:  # nothing depends on anything: a gradient that is constant
        return [torch.zeros_like(v) for v in (*xs, *seeds)]
    return torch.autograd.grad(total, (*xs, *seeds), allow_unused=True, materialize_grads=True)


def has_slope(tensor: Any) -> bool:
    return tensor.dtype.is_floating_point or tensor.dtype.is_complex


def real(tensor: Any) -> Any:
    return tensor.real if tensor.dtype.is_complex else tensor


def host(tensor: Any) -> np.ndarray[Any, Any]:
    plain = tensor.detach().cpu()  # forced below: PyTorch has zeros without memory, and conjugates on paper
    return plain.numpy(force=True)


def free_signs(case: OpCase) -> bool:
    """Whether some outputs are vectors that each library may turn around."""
    return case.op.__name__ in ("Svd", "Eigh")


def close(got: Arrays, wanted: Arrays, tolerance: float, what: str) -> None:
    for k, (g, w) in enumerate(zip(got, wanted, strict=True)):
        assert np.shape(g) == np.shape(w), f"{what} {k} has shape {np.shape(g)}, not {np.shape(w)}"
        np.testing.assert_allclose(g, w, rtol=tolerance, atol=tolerance, err_msg=f"{what} {k}")


# -- against numbers ---------------------------------------------------------------------------------------------


def first_against_numbers(case: OpCase, op: type[Op] | None = None) -> None:
    run = Run(case, op)
    exact = case.analytic and not case.complex
    numbers = by_complex_step(run) if exact else by_differences(run)
    close(run.gradient(), numbers, 1e-8 if exact else 1e-6, "gradient of input")


def by_complex_step(run: Run, step: float = 1e-30) -> list[Any]:
    """Im f(x + ih) / h: no subtraction, hence no rounding, so even a small error of a rule stands out."""
    arrays = [a.astype(complex) if _is_float(a) else a for a in run.arrays]
    grads = []
    for i in run.case.differentiable:
        grad = np.zeros(run.arrays[i].shape)
        for place in np.ndindex(grad.shape):
            moved = list(arrays)
            moved[i] = arrays[i].copy()
            moved[i][place] += 1j * step
            ys = [y for k, y in enumerate(run.plain(moved)) if k not in run.op.nondifferentiable]
            grad[place] = sum((s * y.imag).sum() for s, y in zip(run.seeds, ys, strict=True)) / step
        grads.append(grad)
    return grads


def by_differences(run: Run) -> list[Any]:
    def value(arrays: Arrays) -> float:
        ys = [y for k, y in enumerate(run.plain(arrays)) if k not in run.op.nondifferentiable]
        return sum((s.conj() * y).sum().real for s, y in zip(run.seeds, ys, strict=True))

    return differences(value, run.arrays, run.case.differentiable)


def second_against_numbers(case: OpCase, op: type[Op] | None = None) -> None:
    run = Run(case, op)

    def value(arrays: Arrays) -> float:
        grads = run.gradient(arrays[: len(run.arrays)], arrays[len(run.arrays) :])
        return sum((w.conj() * g).sum().real for w, g in zip(run.weights, grads, strict=True))

    places = (*case.differentiable, *range(len(run.arrays), len(run.arrays) + len(run.seeds)))
    close(run.second_gradient(), differences(value, [*run.arrays, *run.seeds], places), 1e-6, "second gradient")


def differences(value: Callable[[Arrays], float], arrays: Arrays, which: Sequence[int], step: float = 1e-5) -> Any:
    """Central differences of ``value`` by each element of the arrays named by ``which``.

    By a complex element a + ib it is dv/da + i dv/db, as PyTorch has it.
    """
    grads = []
    for i in which:
        grad = np.zeros(arrays[i].shape, arrays[i].dtype)
        for place in np.ndindex(grad.shape):
            for direction in (1, 1j) if grad.dtype.kind == "c" else (1,):
                sides = []
                for sign in (1, -1):
                    moved = list(arrays)
                    moved[i] = arrays[i].copy()
                    moved[i][place] += sign * step * direction
                    sides.append(value(moved))
                grad[place] += direction * (sides[0] - sides[1]) / (2 * step)
        grads.append(grad)
    return grads


def _is_float(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


# -- against PyTorch's results as recorded, at the points where no numerical derivative is right ------------------

RECORD = Path(__file__).with_name("directed.json")


def directed_against_record(case: OpCase, op: type[Op] | None = None) -> None:
    run = Run(case, op)
    wanted = json.loads(RECORD.read_text())[key(case)]
    inputs = run.tensors(run.arrays)
    outputs = run.forward(inputs)
    as_recorded([host(y) for y in outputs], wanted["outputs"], "output")
    flowing = run.flowing(outputs)
    if flowing and case.differentiable:
        grads = lab.autograd.grad(
            flowing, [inputs[i] for i in case.differentiable], [lab.ones_like(y) for y in flowing]
        )
        as_recorded([host(g) for g in grads], wanted["gradients"], "gradient of input")


def as_recorded(got: Arrays, recorded: Any, what: str) -> None:
    """An empty array loses its shape on the way through JSON."""
    close(got, [np.reshape(r, g.shape) for g, r in zip(got, recorded, strict=True)], 1e-7, what)


def key(case: OpCase) -> str:
    """A row by what it says, so that the record does not depend on the order of the rows."""
    return f"{case.op.__name__}{case.inputs} {case.torch} {sorted(case.params.items())}"


def record_directed() -> None:
    """Write the record from the installed PyTorch: ``python -m tests.ops.record_directed``."""
    import torch

    from tests.op_cases import CASES

    record = {}
    for case in CASES:
        if case.smooth:
            continue
        theirs = TorchRun(Run(case))
        inputs = theirs.inputs()
        outputs = theirs.forward(inputs)
        flowing = [y for y in outputs if y.is_floating_point()]
        grads: Any = ()
        if flowing and case.differentiable:
            xs = [inputs[i] for i in case.differentiable]
            grads = torch.autograd.grad(flowing, xs, [torch.ones_like(y) for y in flowing])
        record[key(case)] = {"outputs": [y.tolist() for y in outputs], "gradients": [g.tolist() for g in grads]}
    lines = (f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in record.items())
    RECORD.write_text("{\n" + ",\n".join(lines) + "\n}\n")


# -- of the right kind ---------------------------------------------------------------------------------------------


def kinds_stay(case: OpCase, op: type[Op] | None = None, dtype: Any = np.float32) -> None:
    run = Run(case, op, dtype)
    for y in run.forward(run.tensors(run.arrays)):
        kinds = (dtype, COMPLEX.get(np.dtype(dtype)), np.int64, np.int32, np.bool_)  # int32: what LAPACK reports
        assert not case.keeps_dtype or y.array.dtype in kinds
    if run.seeds and case.differentiable:
        for i, grad in zip(case.differentiable, run.gradient(), strict=True):
            assert grad.dtype == run.arrays[i].dtype and grad.shape == run.arrays[i].shape


# -- against PyTorch ---------------------------------------------------------------------------------------------


class TorchRun:
    """The same row in PyTorch."""

    def __init__(self, run: Run) -> None:
        import torch

        self.torch, self.run, self.case = torch, run, run.case

    def inputs(self) -> list[Any]:
        out = []
        for i, value in enumerate(self.run.arrays):
            if isinstance(value, np.ndarray):
                value = self.torch.from_numpy(value.copy()).requires_grad_(i in self.case.differentiable)
            out.append(value)
        return out

    def forward(self, inputs: Arrays) -> list[Any]:
        names = {"torch": self.torch, "F": self.torch.nn.functional, **vars(torch_side)}
        names |= {name: torch_side.as_torch(value) for name, value in self.case.params.items()}
        if self.case.op.variadic:
            names[self.case.op.variadic] = list(inputs)
        else:
            names |= dict(zip(self.case.op.inputs, inputs, strict=False))
        with warnings.catch_warnings(action="ignore"):  # PyTorch advises about some of these values
            y = eval(self.case.torch, names)  # the expression stands in our own table
        return list(y) if isinstance(y, (tuple, list)) else [y]

    def gradient(self) -> list[Any]:
        inputs = self.inputs()
        xs = [inputs[i] for i in self.case.differentiable]
        ys = [y for y in self.forward(inputs) if has_slope(y)]
        seeds = [self.torch.from_numpy(s) for s in self.run.seeds]
        return [host(g) for g in self.torch.autograd.grad(ys, xs, seeds)]

    def second_gradient(self) -> list[Any]:
        seeds = [self.torch.from_numpy(s.copy()).requires_grad_() for s in self.run.seeds]
        return [host(g) for g in second(self.torch, self.inputs(), seeds, self.run, self.forward)]


def forward_against_torch(case: OpCase, dtype: Any = np.float64, tolerance: float = 1e-7) -> None:
    run = Run(case, dtype=dtype)
    got, wanted = run.forward(run.tensors(run.arrays)), TorchRun(run).forward(TorchRun(run).inputs())
    for ours, theirs in zip(got, wanted, strict=True):
        assert str(ours.dtype) == str(theirs.dtype)
    close([host(y) for y in got], [host(y) for y in wanted], tolerance, "output")


def first_against_torch(case: OpCase, op: type[Op] | None = None) -> None:
    run = Run(case, op)
    close(run.gradient(), TorchRun(run).gradient(), 1e-7, "gradient of input")


def second_against_torch(case: OpCase, op: type[Op] | None = None) -> None:
    run = Run(case, op)
    close(run.second_gradient(), TorchRun(run).second_gradient(), 1e-7, "second gradient")
