"""The engine's own functions under gradcheck: every rule here against finite differences, by our own means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import autograd_lab as lab
import autograd_lab.nn.functional as F
from autograd_lab.autograd import gradcheck, gradgradcheck

Shape = tuple[int, ...]


def drawn(seed: int, shape: Shape, dtype: Any, low: float = -2.0, high: float = 2.0) -> Any:
    generator = lab.Generator().manual_seed(seed)
    x = lab.rand(shape, dtype=dtype, generator=generator) * (high - low)
    return (x + (low * (1 + 1j) if dtype.is_complex else low)).requires_grad_()


V, M, S, B = (5,), (3, 4), (3, 3), (2, 3, 4)

ANY: list[tuple[str, Callable[..., Any], tuple[Shape, ...]]] = [  # for real and complex numbers
    ("add", lambda x, y: x + y, (M, (4,))),
    ("subtract", lambda x, y: x - 2 * y, (M, (3, 1))),
    ("multiply", lambda x, y: x * y, (M, B)),
    ("divide", lambda x, y: x / (y * y.conj() + 1), (M, M)),
    ("cube", lambda x: x**3, (V,)),
    ("exp", lab.exp, (V,)),
    ("sin", lab.sin, (V,)),
    ("cos", lab.cos, (V,)),
    ("tanh", lab.tanh, (V,)),
    ("sinh", lab.sinh, (V,)),
    ("sigmoid", lab.sigmoid, (V,)),
    ("abs", lab.abs, (V,)),
    ("square", lab.square, (V,)),
    ("reciprocal", lambda x: 1 / (x + 5), (V,)),
    ("matmul", lab.matmul, (M, (4, 2))),
    ("batched matmul", lab.matmul, (B, (4, 2))),
    ("einsum", lambda x, y: lab.einsum("bij,jk->bk", x, y), (B, (4, 2))),
    ("outer", lab.outer, (V, (3,))),
    ("sum", lambda x: x.sum(1, keepdim=True), (B,)),
    ("mean", lambda x: x.mean((0, 2)), (B,)),
    ("prod", lambda x: x.prod(1), (M,)),
    ("cumsum", lambda x: x.cumsum(0), (M,)),
    ("cumprod", lambda x: x.cumprod(1), (M,)),
    ("var", lambda x: x.var(1), (M,)),
    ("reshape", lambda x: x.reshape(4, 3), (M,)),
    ("permute", lambda x: x.permute(2, 0, 1), (B,)),
    ("flip", lambda x: x.flip(0), (M,)),
    ("roll", lambda x: x.roll(1, 1), (M,)),
    ("expand", lambda x: x.expand(2, 3, 4), (M,)),
    ("index", lambda x: x[[0, 0, 2], 1:], (M,)),
    ("gather", lambda x: x.gather(1, lab.tensor([[0, 0], [1, 3], [2, 2]])), (M,)),
    ("index_select", lambda x: x.index_select(1, lab.tensor([3, 0, 3])), (M,)),
    ("cat", lambda x, y: lab.cat([x, y, x]), (M, (2, 4))),
    ("stack", lambda x, y: lab.stack([x, y], 1), (M, M)),
    ("split", lambda x: x.split([1, 3], 1), (M,)),
    ("tril", lab.tril, (S,)),
    ("diagonal", lambda x: x.diagonal(1), (M,)),
    ("where", lambda x, y: lab.where(lab.eye(3) > 0, x, y), (S, S)),
    ("masked_fill", lambda x: x.masked_fill(lab.eye(3) > 0, 2.0), (S,)),
    ("in place", lambda x: x.clone().mul_(2).add_(x), (M,)),
    ("write to a view", lambda x, y: _written(x, y), (M, (4,))),
    ("det", lab.linalg.det, (S,)),
    ("inv", lab.linalg.inv, (S,)),
    ("solve", lab.linalg.solve, (S, (3, 2))),
    ("norm", lambda x: lab.linalg.vector_norm(x), (M,)),
    ("fft", lambda x: lab.fft.fft(x), (M,)),
    ("cholesky", lambda x: lab.linalg.cholesky(x @ x.mH + 3 * lab.eye(3)), (S,)),
]

REAL: list[tuple[str, Callable[..., Any], tuple[Shape, ...]]] = [
    ("log", lambda x: (x * x + 1).log(), (V,)),
    ("sqrt", lambda x: (x * x + 1).sqrt(), (V,)),
    ("atan2", lab.atan2, (V, V)),
    ("erf", lab.erf, (V,)),
    ("lgamma", lambda x: lab.lgamma(x + 4), (V,)),
    ("relu", lab.relu, (M,)),
    ("gelu", F.gelu, (M,)),
    ("silu", F.silu, (M,)),
    ("softplus", F.softplus, (M,)),
    ("elu", F.elu, (M,)),
    ("softmax", lambda x: x.softmax(1), (M,)),
    ("log_softmax", lambda x: x.log_softmax(0), (M,)),
    ("logsumexp", lambda x: x.logsumexp(1), (M,)),
    ("max", lambda x: x.max(1), (M,)),
    ("amax", lambda x: x.amax((0, 1)), (M,)),
    ("median", lambda x: x.median(1), (M,)),
    ("sort", lambda x: x.sort(0), (M,)),
    ("topk", lambda x: x.topk(2, 1), (M,)),
    ("maximum", lab.maximum, (M, M)),
    ("clamp", lambda x: x.clamp(-1, 1), (M,)),
    ("std", lambda x: x.std(0), (M,)),
    ("linear", F.linear, (M, (2, 4), (2,))),
    ("conv1d", lambda x, w: F.conv1d(x, w, padding=1), ((1, 2, 5), (3, 2, 3))),
    ("conv2d", lambda x, w, b: F.conv2d(x, w, b, stride=2), ((1, 2, 5, 5), (2, 2, 3, 3), (2,))),
    ("max_pool2d", lambda x: F.max_pool2d(x, 2), ((1, 1, 4, 4),)),
    ("avg_pool2d", lambda x: F.avg_pool2d(x, 2), ((1, 1, 4, 4),)),
    ("layer_norm", lambda x, w, b: F.layer_norm(x, (4,), w, b), (M, (4,), (4,))),
    ("mse_loss", F.mse_loss, (M, M)),
    ("smooth_l1_loss", F.smooth_l1_loss, (M, M)),
    ("cross_entropy", lambda x: F.cross_entropy(x, lab.tensor([0, 3, 1])), (M,)),
    ("embedding", lambda w: F.embedding(lab.tensor([0, 2, 0]), w), (M,)),
    ("pad", lambda x: F.pad(x, (1, 1), mode="reflect"), (M,)),
    ("unfold", lambda x: x.unfold(1, 2, 1), (M,)),
    ("eigvalsh", lambda x: lab.linalg.eigvalsh(x + x.mT), (S,)),
    ("svdvals", lab.linalg.svdvals, (M,)),
    ("rfft", lambda x: lab.fft.rfft(x), (M,)),
    ("complex", lab.complex, (V, V)),
    ("polar", lambda x, y: lab.polar(x * x + 1, y), (V, V)),
]

COMPLEX: list[tuple[str, Callable[..., Any], tuple[Shape, ...]]] = [
    ("conj", lab.conj, (V,)),
    ("real", lambda z: z.real, (V,)),
    ("imag", lambda z: z.imag, (V,)),
    ("angle", lab.angle, (V,)),
    ("view_as_real", lab.view_as_real, (V,)),
    ("mH", lambda z: z.mH, (M,)),
    ("vdot", lab.vdot, (V, V)),
    ("log", lambda z: (z + 5).log(), (V,)),
    ("ifft", lambda z: lab.fft.ifft(z), (M,)),
]


def _written(x: Any, y: Any) -> Any:
    z = x.clone()
    z[0] = y
    z[1:].mul_(y)
    return z


CASES = [
    *[(name, func, shapes, lab.float64) for name, func, shapes in ANY + REAL],
    *[(name, func, shapes, lab.complex128) for name, func, shapes in ANY + COMPLEX],
]
each_case = pytest.mark.parametrize(
    ("name", "func", "shapes", "dtype"), CASES, ids=[f"{name}-{dtype}" for name, _, _, dtype in CASES]
)


@each_case
def test_first_derivatives(name: str, func: Callable[..., Any], shapes: tuple[Shape, ...], dtype: Any) -> None:
    inputs = tuple(drawn(seed, shape, dtype) for seed, shape in enumerate(shapes))
    assert gradcheck(func, inputs, check_grad_dtypes=True)
    assert gradcheck(func, inputs, fast_mode=True)


@each_case
def test_second_derivatives(name: str, func: Callable[..., Any], shapes: tuple[Shape, ...], dtype: Any) -> None:
    inputs = tuple(drawn(seed, shape, dtype) for seed, shape in enumerate(shapes))
    lab.manual_seed(0)
    assert gradgradcheck(func, inputs, fast_mode=True)


@each_case
def test_forward_mode(name: str, func: Callable[..., Any], shapes: tuple[Shape, ...], dtype: Any) -> None:
    inputs = tuple(drawn(seed, shape, dtype) for seed, shape in enumerate(shapes))
    forwards = {"check_forward_ad": True, "check_backward_ad": False}
    assert gradcheck(func, inputs, check_grad_dtypes=True, **forwards)
    lab.manual_seed(0)
    assert gradcheck(func, inputs, check_batched_forward_grad=True, fast_mode=True, **forwards)


@each_case
def test_batches_and_forward_over_backward(
    name: str, func: Callable[..., Any], shapes: tuple[Shape, ...], dtype: Any
) -> None:
    inputs = tuple(drawn(seed, shape, dtype) for seed, shape in enumerate(shapes))
    lab.manual_seed(0)
    assert gradcheck(func, inputs, check_batched_grad=True, fast_mode=True)
    assert gradgradcheck(
        func, inputs, check_fwd_over_rev=True, check_rev_over_rev=False, check_undefined_grad=False, fast_mode=True
    )


@pytest.mark.parametrize("call", [
    lambda x: x.sum(), lambda x: x.mean(), lambda x: x.prod(), lambda x: x.amax(), lambda x: x.std(),
    lambda x: x.norm(), lambda x: x.dist(x * x), lambda x: x.max(), lambda x: x.median(), lambda x: x.argmin(),
    lambda x: (x > 0).any(), lambda x: lab.linalg.vector_norm(x, 1),
])  # fmt: skip
def test_a_batch_of_reductions_over_everything(call: Callable[[Any], Any]) -> None:
    x = drawn(0, (5, 2, 3), lab.float64).detach()
    assert lab.vmap(call)(x).tolist() == pytest.approx([call(one).item() for one in x], rel=1e-12)
