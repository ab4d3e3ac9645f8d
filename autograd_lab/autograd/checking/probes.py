"""More that must hold of backward and forward mode, besides being the derivative."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from autograd_lab.autograd.checking.analytical import need_kind
from autograd_lab.autograd.checking.numerical import is_inexact, outputs_of
from autograd_lab.autograd.function import Function as AutogradFunction
from autograd_lab.autograd.gradients import grad
from autograd_lab.errors import GradcheckError
from autograd_lab.functional import PUBLIC
from autograd_lab.i18n import tr
from autograd_lab.tensor.tensor import Tensor

Function = Callable[..., Any]


def differentiable(inputs: Sequence[Any]) -> list[Tensor]:
    """The tensors that require grad."""
    return [x for x in inputs if isinstance(x, Tensor) and x.requires_grad]


def zero_gives_zero(ys: Sequence[Tensor], xs: Sequence[Tensor], masked: bool | None) -> None:
    """Backward is linear, so it makes zeros of zeros; GradcheckError if it adds something of its own.

    ``masked`` allows what is within the tolerance of ``allclose``.
    """
    zeros = [PUBLIC["zeros_like"](y) for y in ys]
    for k, (gx, x) in enumerate(zip(grad(ys, xs, zeros, allow_unused=True), xs, strict=True)):
        if gx is None:
            continue
        if not (PUBLIC["allclose"](gx, PUBLIC["zeros_like"](gx)) if masked else (gx == 0).all()):
            raise GradcheckError("gradcheck.not_linear", input=k, got=gx)
        need_kind(gx, x)


class Undefined(AutogradFunction):
    """The same values; backwards no gradient comes through."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return x.view_as(x)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> None:
        return None


def nothing_gives_nothing(func: Function, inputs: Sequence[Any], count: int) -> None:
    """No gradient arrives at an output that nobody used, and that counts as zero. GradcheckError if backward fails
    then, or makes something of it. Tried with none of the ``count`` outputs used, and with all but one."""
    unused: list[set[int]] = [set(range(count))]
    if count > 1:
        unused += [{i} for i in range(count)]
    for without in unused:
        ys = differentiable(outputs_of(func, inputs))
        ends = [Undefined.apply(y) if i in without else y for i, y in enumerate(ys)]
        zeros = [PUBLIC["zeros_like"](y) for y in ys]
        try:
            gxs = grad(ends, differentiable(inputs), zeros, allow_unused=True)
        except RuntimeError as error:
            warnings.warn(tr("gradcheck.undefined_off"), UserWarning, stacklevel=3)
            raise GradcheckError("gradcheck.undefined_failed", error=error) from error
        for k, gx in enumerate(gxs):
            if gx is not None and not (gx == 0).all():
                warnings.warn(tr("gradcheck.undefined_off"), UserWarning, stacklevel=3)
                raise GradcheckError("gradcheck.undefined_value", input=k, got=gx)


def batch_is_the_same(ys: Sequence[Tensor], xs: Sequence[Tensor]) -> None:
    """Two vectors in one batched backward pass give what two passes give; GradcheckError otherwise."""
    stack, randn_like = PUBLIC["stack"], PUBLIC["randn_like"]
    for i, y in enumerate(ys):
        vs = [randn_like(y) for _ in range(2)]
        rows = [_filled(grad(y, xs, v, retain_graph=True, allow_unused=True), xs) for v in vs]
        try:
            batched = grad(y, xs, stack(vs), retain_graph=True, allow_unused=True, is_grads_batched=True)
        except RuntimeError as error:
            raise GradcheckError("gradcheck.batch_failed", error=error) from error
        for k, (got, expected) in enumerate(zip(batched, zip(*rows, strict=True), strict=True)):
            _need_same("gradcheck.batch_differs", got, stack(expected), output=i, input=k)


def forward_batch_is_the_same(func: Function, inputs: Sequence[Any]) -> None:
    """Two tangents in one batched call give what two calls give; GradcheckError otherwise."""
    from autograd_lab.autograd.forward_ad import dual_level, make_dual, unpack_dual
    from autograd_lab.func.vmap import vmap

    def moved(k: int, tangent: Tensor) -> tuple[Tensor, ...]:
        with dual_level():
            duals = [x.detach() if isinstance(x, Tensor) else x for x in inputs]
            duals[k] = make_dual(duals[k], tangent)
            pairs = [unpack_dual(y) for y in outputs_of(func, duals)]
        return tuple(PUBLIC["zeros_like"](y) if t is None else t for y, t in pairs)

    stack, randn_like = PUBLIC["stack"], PUBLIC["randn_like"]
    for k, x in enumerate(inputs):
        if not (isinstance(x, Tensor) and x.requires_grad):
            continue
        tangents = [randn_like(x) for _ in range(2)]
        rows = [moved(k, tangent) for tangent in tangents]
        try:
            batched = vmap(partial(moved, k))(stack(tangents))
        except RuntimeError as error:
            raise GradcheckError("gradcheck.batch_failed", error=error) from error
        for i, (got, expected) in enumerate(zip(batched, zip(*rows, strict=True), strict=True)):
            _need_same("gradcheck.batch_differs", got, stack(expected), output=i, input=k)


def no_tangent_is_zero(func: Function, inputs: Sequence[Any]) -> None:
    """An input without tangent moves the outputs as one with a tangent of zeros; GradcheckError otherwise."""
    from autograd_lab.autograd.forward_ad import dual_level, make_dual, unpack_dual

    asked = [k for k, x in enumerate(inputs) if isinstance(x, Tensor) and x.requires_grad]
    with dual_level():
        duals = list(inputs)
        for k in asked:
            duals[k] = make_dual(inputs[k].detach(), PUBLIC["rand_like"](inputs[k]))
        for k in asked:
            plain = inputs[k].detach()
            moved = []
            for x in (make_dual(plain, PUBLIC["zeros_like"](plain)), plain):
                outputs = outputs_of(func, [*duals[:k], x, *duals[k + 1 :]])
                moved.append([unpack_dual(y).tangent for y in outputs if is_inexact(y)])
            for i, (expected, got) in enumerate(zip(*moved, strict=True)):
                if expected is not None and got is not None:
                    _need_same("gradcheck.no_tangent", got, expected, output=i, input=k)


def _filled(gxs: Sequence[Any], xs: Sequence[Tensor]) -> list[Tensor]:
    return [PUBLIC["zeros_like"](x) if gx is None else gx for gx, x in zip(gxs, xs, strict=True)]


def _need_same(key: str, got: Tensor | None, expected: Tensor, output: int, input: int) -> None:
    if got is None:
        got = PUBLIC["zeros_like"](expected)
    if not PUBLIC["allclose"](got, expected):
        raise GradcheckError(key, output=output, input=input, got=got, expected=expected)
