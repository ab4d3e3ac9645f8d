"""Derivatives of whole functions: Jacobians and Hessians, and their products with vectors.

The Jacobian J of a function has one row per element of the output and one column per element of the input. Backward
never makes it: it multiplies it from the left, v -> v J, and everything here is built of that one step.

- A row of J is the product with a vector that has a single 1.
- J v is backward of backward: u -> u J is linear in u, and the Jacobian of that is J transposed.
- The Hessian of a function with one output is the Jacobian of its gradient.

Inputs, outputs and vectors are single tensors or tuples of tensors, and results come back in the same form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd_lab.autograd.gradients import grad
from autograd_lab.errors import ArgTypeError, DataError, GraphError, NotWritten, ShapeError
from autograd_lab.functional import PUBLIC
from autograd_lab.graph.modes import enable_grad
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.transforms.leaves import fresh, per_sample

Function = Callable[..., Any]
Tensors = Tensor | tuple[Tensor, ...]
Many = tuple[Tensor, ...]
Pair = tuple[Tensors, Tensors]

OUTPUTS = "func(*inputs)"  # what messages call them


def vjp(func: Function, inputs: Tensors, v: Any = None, create_graph: bool = False, strict: bool = False) -> Pair:
    """``func(*inputs)`` and the product v J: what backward computes, started from ``v``.

    ``v`` has the outputs' shapes and may be left out for a single output of one element. ``create_graph`` makes both
    results differentiable. An input that the outputs do not depend on gets zeros, or a RuntimeError with ``strict``.
    TypeError for what is no tensor; RuntimeError for a ``v`` of other shapes.
    """
    with enable_grad():
        call = _Call("vjp", inputs, create_graph, strict)
        ys = call.run(func)
        v = call.vector(v, ys, call.one_output, OUTPUTS)
        product = call.product(ys, call.xs, v)
    return call.like_outputs(ys), call.like_inputs(product)


def jvp(func: Function, inputs: Tensors, v: Any = None, create_graph: bool = False, strict: bool = False) -> Pair:
    """``func(*inputs)`` and the product J v: how the outputs move when the inputs move along ``v``.

    ``v`` has the inputs' shapes and may be left out for a single input of one element. Computed by going backward
    twice: u -> u J for some u, and then the derivative of that with respect to u, which is J v whatever u is.
    Forward mode, ``autograd.forward_ad``, needs one pass. ``create_graph``, ``strict`` and errors as in ``vjp``.
    """
    with enable_grad():
        call = _Call("jvp", inputs, create_graph, strict)
        v = call.vector(v, call.xs, call.one_input, "inputs")
        ys = call.run(func)
        us = tuple(PUBLIC["zeros_like"](y, requires_grad=True) for y in ys)
        gxs = call.gradient(ys, us)
        product = call.product(gxs, us, v, what=OUTPUTS, missing="functional.strict_constant")
    return call.like_outputs(ys), call.like_outputs(product)


def vhp(func: Function, inputs: Tensors, v: Any = None, create_graph: bool = False, strict: bool = False) -> Pair:
    """``func(*inputs)``, one number, and the product v H with its Hessian: v J for the gradient.

    ``v`` has the inputs' shapes and may be left out for a single input of one element. ``create_graph``, ``strict``
    and errors as in ``vjp``; RuntimeError also if ``func`` does not return a single tensor of one element.
    """
    with enable_grad():
        call = _Call("vhp", inputs, create_graph, strict)
        v = call.vector(v, call.xs, call.one_input, "inputs")
        ys = call.run_to_number(func)
        gxs = call.gradient(ys, (None,))
        product = call.product(gxs, call.xs, v, missing=CONSTANT_GRADIENT, constant=CONSTANT_HESSIAN)
    return call.like_outputs(ys), call.like_inputs(product)


def hvp(func: Function, inputs: Tensors, v: Any = None, create_graph: bool = False, strict: bool = False) -> Pair:
    """``func(*inputs)``, one number, and the product H v with its Hessian: J v for the gradient.

    That takes three times backward. A Hessian of continuous derivatives is symmetric: then ``vhp`` gives the same
    for less. Arguments and errors as in ``vhp``.
    """
    with enable_grad():
        call = _Call("hvp", inputs, create_graph, strict)
        v = call.vector(v, call.xs, call.one_input, "inputs")
        ys = call.run_to_number(func)
        gxs = call.gradient(ys, (None,))
        us = tuple(PUBLIC["zeros_like"](x, requires_grad=True) for x in call.xs)
        rows = _grad(gxs, call.xs, us, create_graph=True)
        product = call.product(rows, us, v, missing=CONSTANT_GRADIENT, constant=CONSTANT_HESSIAN)
    return call.like_outputs(ys), call.like_inputs(product)


def jacobian(
    func: Function,
    inputs: Tensors,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """The Jacobian: for each output and input a tensor of the output's shape followed by the input's.

    A tuple of outputs gives a tuple of results; each of them is a tuple if the inputs are one. By default it is made
    row by row, with one backward pass per element of the outputs; with ``vectorize`` all rows of an output in one.
    ``strategy="forward-mode"``, which needs ``vectorize``, makes columns instead: less work where there are more
    outputs than inputs. Where an output does not depend on an input there are zeros, or a RuntimeError with
    ``strict``. ``create_graph`` makes the result differentiable. AssertionError for another strategy;
    NotImplementedError or RuntimeError for options that do not go together.
    """
    _check_strategy(strategy)
    if strategy == "forward-mode":
        return _by_columns(func, inputs, create_graph, strict, vectorize)
    with enable_grad():
        call = _Call("jacobian", inputs, create_graph, strict)
        ys = call.run(func)
        if vectorize and strict:
            raise GraphError("functional.strict_with", option="vectorize=True")
        rows = _all_rows if vectorize else _row_by_row
        blocks = tuple(call.like_inputs(rows(call, y)) for y in ys)
    return blocks[0] if call.one_output else blocks


def hessian(
    func: Function,
    inputs: Tensors,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """The second derivatives of a function that returns one number: the Jacobian of its gradient.

    A tensor of the input's shape twice over; for a tuple of inputs a tuple of tuples, one tensor for each two of
    them. The options are those of ``jacobian`` for the outer derivative; the inner one always goes backward.
    RuntimeError if ``func`` does not return a single tensor of one element.
    """
    one_input, given = _tensors(inputs, "inputs", "hessian")
    _check_strategy(outer_jacobian_strategy)

    def gradient(*xs: Tensor) -> Many:
        with enable_grad():
            if outer_jacobian_strategy == "forward-mode":  # a constant would lose its tangent
                xs = tuple(fresh(per_sample(x)) for x in xs)
            call = _Call("hessian", xs, create_graph=True, strict=strict)
            gxs = call.gradient(call.run_to_number(func), (None,))
            return _filled(gxs, call.xs)

    blocks = jacobian(gradient, given, create_graph, strict, vectorize, outer_jacobian_strategy)
    return blocks[0][0] if one_input else blocks


CONSTANT_OUTPUT = "functional.strict_output"  # "... is independent of input 0", in strict mode
CONSTANT_GRADIENT = "functional.strict_gradient"
CONSTANT_HESSIAN = "functional.strict_hessian"


class _Call:
    """What the functions above share: the inputs as tensors of their own, and results in the form of what was given."""

    one_output: bool

    def __init__(self, name: str, inputs: Any, create_graph: bool, strict: bool) -> None:
        self.name, self.create_graph, self.strict = name, create_graph, strict
        self.one_input, given = _tensors(inputs, "inputs", name)
        self.xs = self.own(given, requires_grad=True)

    def own(self, tensors: Many, requires_grad: bool) -> Many:
        """New tensors on the same memory: ``func`` may use the caller's by name as well, and those are constants.
        They hang in the caller's graph only if the results shall."""
        return tuple(
            x.view_as(x) if self.create_graph and x.requires_grad else x.detach().requires_grad_(requires_grad)
            for x in tensors
        )

    def run(self, func: Function) -> Many:
        """The outputs, as a tuple."""
        self.one_output, ys = _tensors(func(*self.xs), OUTPUTS, self.name)
        self.refuse(ys, OUTPUTS, constant="functional.strict_constant")
        return ys

    def run_to_number(self, func: Function) -> Many:
        """The output, in a tuple; RuntimeError unless it is a single tensor of one element."""
        ys = self.run(func)
        if not self.one_output:
            raise GraphError("functional.one_tensor", function=self.name, got=len(ys))
        if ys[0].numel() != 1:
            raise GraphError("functional.one_number", function=self.name, shape=tuple(ys[0].shape))
        return ys

    def vector(self, v: Any, like: Many, single: bool, what: str) -> Sequence[Any]:
        """The vector to multiply with, one tensor for each of ``like``, which messages call ``what``."""
        if v is None:
            if len(like) != 1 or like[0].numel() != 1:
                shapes = ", ".join(str(tuple(x.shape)) for x in like)
                raise GraphError("functional.no_v", function=self.name, what=what, shapes=shapes)
            return (None,)
        vs = self.own(_tensors(v, "v", self.name)[1], requires_grad=False)
        if len(vs) != len(like):
            raise GraphError("functional.v_count", function=self.name, what=what, got=len(vs), expected=len(like))
        for i, (each, x) in enumerate(zip(vs, like, strict=True)):
            if each.shape != x.shape:
                name, shapes = "v" if single else f"v[{i}]", {"got": tuple(each.shape), "expected": tuple(x.shape)}
                raise ShapeError("functional.v_shape", function=self.name, name=name, what=what, **shapes)
        return vs

    def gradient(self, ys: Many, vs: Sequence[Any]) -> Sequence[Any]:
        """v J, to be differentiated again: None where there is no way to an input."""
        gxs = _grad(ys, self.xs, vs, create_graph=True)
        self.refuse(gxs, "inputs", CONSTANT_OUTPUT, CONSTANT_GRADIENT)
        return gxs

    def product(self, ys: Sequence[Any], xs: Many, vs: Sequence[Any], what: str = "inputs",
                missing: str = CONSTANT_OUTPUT, constant: str = CONSTANT_GRADIENT) -> Many:  # fmt: skip
        """v J, the result: zeros where there is no way to an input."""
        gxs = _grad(ys, xs, vs, self.create_graph)
        self.refuse(gxs, what, missing, constant if self.create_graph else "")
        return _filled(gxs, xs)

    def refuse(self, tensors: Sequence[Any], what: str, missing: str = "", constant: str = "") -> None:
        """In strict mode, RuntimeError for the first tensor that is None or hangs in no graph."""
        for i, tensor in enumerate(tensors if self.strict else ()):
            key = missing if tensor is None else "" if tensor.requires_grad else constant
            if key:
                raise GraphError(key, function=self.name, which=f"{what}[{i}]")

    def like_outputs(self, tensors: Many) -> Tensors:
        """One tensor per output, in the form that ``func`` returned; with history only if that was asked for."""
        return self._given_back(tensors, self.one_output)

    def like_inputs(self, tensors: Many) -> Tensors:
        """The same for one tensor per input."""
        return self._given_back(tensors, self.one_input)

    def _given_back(self, tensors: Many, single: bool) -> Tensors:
        result = tensors if self.create_graph else tuple(x.detach() for x in tensors)
        return result[0] if single else result


def _row_by_row(call: _Call, y: Tensor) -> Many:
    """d y / d x for each input: one backward pass per element of ``y``."""
    rows, flat = [], y.reshape(-1)
    for j in range(y.numel()):
        gxs = _grad((flat[j],), call.xs, (None,), call.create_graph, retain_graph=True)
        call.refuse(gxs, "inputs", CONSTANT_OUTPUT, CONSTANT_GRADIENT if call.create_graph else "")
        rows.append(_filled(gxs, call.xs))
    columns = zip(*rows, strict=True) if rows else ((),) * len(call.xs)
    return tuple(PUBLIC["stack"](column).reshape(y.shape + x.shape) for column, x in zip(columns, call.xs, strict=True))


def _all_rows(call: _Call, y: Tensor) -> Many:
    """d y / d x for each input: one backward pass with a batch of unit vectors."""
    size = y.numel()
    units = PUBLIC["eye"](size, dtype=y.dtype, device=y.device).reshape(size, *y.shape)
    found = _grad((y,), call.xs, (units,), call.create_graph, retain_graph=True, is_grads_batched=True)
    rows = (x.new_zeros((size, *x.shape)) if gx is None else gx for gx, x in zip(found, call.xs, strict=True))
    return tuple(gx.reshape(y.shape + x.shape) for gx, x in zip(rows, call.xs, strict=True))


def _by_columns(func: Function, inputs: Any, create_graph: bool, strict: bool, vectorize: bool) -> Any:
    """The Jacobian by dual numbers: moving one element of an input moves the outputs by one column."""
    if create_graph:
        raise NotWritten("functional.forward_graph")
    if strict:
        raise GraphError("functional.strict_with", option='strategy="forward-mode"')
    one_input, xs = _tensors(inputs, "inputs", "jacobian")
    if not vectorize:
        raise NotWritten("functional.forward_loop")
    from autograd_lab.autograd.forward_ad import dual_level, make_dual, unpack_dual
    from autograd_lab.func.vmap import vmap

    one_output = True

    def moved(*directions: Tensor) -> list[Tensor]:
        """How the outputs move when the inputs move along ``directions``."""
        nonlocal one_output
        with dual_level():
            duals = [make_dual(x, u.reshape(x.shape)) for x, u in zip(xs, directions, strict=True)]
            one_output, ys = _tensors(func(*duals), OUTPUTS, "jacobian")
            pairs = [unpack_dual(y) for y in ys]
            return [PUBLIC["zeros_like"](y) if t is None else t for y, t in pairs]

    # One direction for each element of all inputs, which moves that one alone.
    sizes = [x.numel() for x in xs]
    units = PUBLIC["eye"](sum(sizes)).split(sizes, 1)
    found = vmap(moved)(*(u.to(x.dtype).to(x.device) for u, x in zip(units, xs, strict=True)))
    rows = []  # one per output
    for columns in found:
        parts = zip(columns.movedim(0, -1).split(sizes, -1), xs, strict=True)
        row = tuple(part.reshape(part.shape[:-1] + x.shape) for part, x in parts)
        rows.append(row[0] if one_input else row)
    return rows[0] if one_output else tuple(rows)


# -- their parts ------------------------------------------------------------------------------------------------------


def _tensors(value: Any, what: str, function: str) -> tuple[bool, Many]:
    """Whether ``value`` is a single tensor, and it as a tuple; TypeError for anything else."""
    single = not isinstance(value, tuple)
    values = (value,) if single else value
    for i, each in enumerate(values):
        if not isinstance(each, Tensor):
            name = what if single else f"{what}[{i}]"
            raise ArgTypeError("functional.not_tensor", function=function, name=name, got=type(each).__name__)
    return single, values


def _check_strategy(strategy: Any) -> None:
    if strategy not in ("reverse-mode", "forward-mode"):
        raise DataError("functional.strategy", got=strategy)


def _grad(
    ys: Sequence[Any], xs: Many, vs: Sequence[Any], create_graph: bool, retain_graph: bool | None = None, **batch: bool
) -> Sequence[Any]:
    """``autograd.grad`` where outputs may be None or constants, which add nothing."""
    pairs = [(y, v) for y, v in zip(ys, vs, strict=False) if y is not None and y.requires_grad]
    if not pairs:
        return (None,) * len(xs)
    roots, starts = zip(*pairs, strict=True)
    return grad(roots, xs, starts, retain_graph, create_graph, allow_unused=True, **batch)


def _filled(gxs: Sequence[Any], xs: Many) -> Many:
    """Zeros in the place of gradients that are missing."""
    return tuple(PUBLIC["zeros_like"](x) if gx is None else gx for gx, x in zip(gxs, xs, strict=True))
