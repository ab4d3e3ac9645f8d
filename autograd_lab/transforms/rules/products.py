"""Products of matrices and vectors, and decompositions: they leave leading dims alone."""

from __future__ import annotations

from typing import Any

from autograd_lab.functional.matmul import matmul
from autograd_lab.functional.shapes import squeeze, unsqueeze
from autograd_lab.ops import matmul as ops, triangle
from autograd_lab.ops.attention import AttentionWeights
from autograd_lab.ops.linalg import determinants, exponential, factors, solving, spectra
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.transforms.batched import Call, Samples, function_rule, rule
from autograd_lab.transforms.rules.elementwise import aligned, padded


@rule(ops.Matmul, ops.MatmulRows, ops.Mm, ops.Bmm)
def matrices(call: Call) -> Any:
    return matmul(*aligned(call))


@rule(AttentionWeights)
def attended(call: Call) -> Any:
    return call.apply(*aligned(call))


@rule(ops.Mv)
def matrix_vector(call: Call) -> Any:
    a, v = call.xs
    if not call.batched[0]:
        return matmul(v, a.transpose(0, 1))  # all vectors are rows of one matrix
    return squeeze(matmul(a, unsqueeze(call.spread(1), 2)), 2)


@rule(ops.Dot, ops.Vdot)
def inner(call: Call) -> Any:
    a, b = call.xs
    a = a.conj() if call.op is ops.Vdot else a
    return (a * b).sum(1)


@rule(ops.Addmm, ops.Baddbmm, ops.Addmv)
def product_added(call: Call) -> Any:
    c, a, b = call.xs
    if call.op is ops.Addmv:
        c = padded(c, 1) if call.batched[0] else c
        y = apply(ops.Mv, a, b) if not any(call.batched[1:]) else matrix_vector(
            Call(ops.Mv, [a, b], call.batched[1:], call.size, {})
        )  # fmt: skip
    else:
        c, a, b = aligned(call)
        y = matmul(a, b)
    beta, alpha = call.params.get("beta", 1), call.params.get("alpha", 1)
    y = y if alpha == 1 else y * alpha
    return y if beta == 0 else y + (c if beta == 1 else c * beta)


@rule(ops.Linear, ops.LinearUnbiased, ops.LinearBatched)
def affine(call: Call) -> Any:
    x, w = call.xs[:2]
    b = call.xs[2] if len(call.xs) > 2 else None
    if not any(call.batched[1:]):
        return call.apply(*call.xs)
    rows = call.rank(0) == 1
    x = unsqueeze(x, -2) if rows else x
    y = matmul(*aligned(Call(call.op, [x, w.mT], call.batched[:2], call.size, {})))
    if b is not None:
        rank = x.ndim - call.batched[0]  # of the result of one sample
        y = y + (padded(b, rank) if call.batched[2] else b)
    return squeeze(y, -2) if rows else y


@rule(ops.Cross)
def crossed(call: Call) -> Any:
    rank = max(call.rank(0), call.rank(1))
    return call.apply(*aligned(call), axis=call.params["axis"] % rank - rank)  # from behind, where all have it


@rule(ops.Contract)
def contracted(call: Call) -> Any:
    """The samples get a label of their own."""
    labels = (call.params["left"], call.params["right"])
    new = max((*labels[0], *labels[1], *call.params["out"]), default=0) + 1
    left, right = ((new, *own) if mine else own for own, mine in zip(labels, call.batched, strict=True))
    return call.apply(*call.xs, left=left, right=right, out=(new, *call.params["out"]))


@rule(triangle.Tril, triangle.Triu, solving.Inv, determinants.Det, determinants.Slogdet, determinants.Cofactors,
      exponential.MatrixExp, spectra.Pinv, factors.Cholesky, factors.Qr, factors.LuFactor, factors.RowOrder,
      spectra.Svd, spectra.Eigh, spectra.Eig)  # fmt: skip
def matrix_by_matrix(call: Call) -> Any:
    return call.apply(*call.xs)


@rule(solving.Solve, solving.SolveTriangular)
def solved(call: Call) -> Any:
    a, b = aligned(call)
    return call.apply(a, b)


@function_rule("pinv")
def pseudo_inverses(s: Samples, input: Tensor, rcond: Any = None, hermitian: bool = False, **tolerances: Any) -> Any:
    def beside(tolerance: Any) -> Any:
        return padded(s.of(tolerance), input.ndim - 2) if isinstance(tolerance, Tensor) else tolerance

    return s.fn(s.of(input), beside(rcond), hermitian, **{name: beside(t) for name, t in tolerances.items()})
