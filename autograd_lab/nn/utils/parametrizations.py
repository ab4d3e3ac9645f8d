"""Parametrizations that are ready to use: weights of a length, of spectral norm 1, and orthogonal ones."""

from __future__ import annotations

from typing import Any, TypeVar

from autograd_lab.backend.limits import finfo
from autograd_lab.errors import ArgumentError, DimError, NotWritten
from autograd_lab.functional.filled import eye
from autograd_lab.functional.joining import cat
from autograd_lab.graph.modes import no_grad
from autograd_lab.linalg import householder_product, matrix_exp, solve
from autograd_lab.linalg.classic import geqrf
from autograd_lab.nn import functional as F
from autograd_lab.nn.module import Module
from autograd_lab.nn.utils.parametrize import register_parametrization
from autograd_lab.nn.utils.spectral_norm import as_matrix, check_iterations, first_vectors, left, output_dim, right
from autograd_lab.nn.utils.weight_norm import norm_except_dim, of_length
from autograd_lab.tensor import Tensor

M = TypeVar("M", bound=Module)


def _weight(module: Module, name: str) -> Tensor:
    """The tensor ``name`` of a module; ValueError if it has none."""
    weight = getattr(module, name, None)
    if not isinstance(weight, Tensor):
        raise ArgumentError("parametrize.no_tensor", name=name, cls=type(module).__name__)
    return weight


# -- direction times length ------------------------------------------------------------------------------------------


class _WeightNorm(Module):
    """w = g v / |v|."""

    def __init__(self, dim: int | None = 0) -> None:
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g: Tensor, weight_v: Tensor) -> Tensor:
        return of_length(weight_v, weight_g, self.dim)

    def right_inverse(self, weight: Tensor) -> tuple[Tensor, Tensor]:
        return norm_except_dim(weight, self.dim), weight


def weight_norm(module: M, name: str = "weight", dim: int | None = 0) -> M:
    """The weight as length times direction: original0 are its lengths along ``dim`` (of all of it if None), original1
    is its direction. Source: Salimans and Kingma 2016, arXiv:1602.07868.

    A state_dict of the older ``nn.utils.weight_norm`` can be loaded.
    """
    register_parametrization(module, name, _WeightNorm(dim), unsafe=True)

    def rename(state_dict: dict[str, Any], prefix: str, *others: Any) -> None:
        old = [f"{prefix}{name}{part}" for part in ("_g", "_v")]
        if all(key in state_dict for key in old):
            for i, key in enumerate(old):
                state_dict[f"{prefix}parametrizations.{name}.original{i}"] = state_dict.pop(key)

    module._register_load_state_dict_pre_hook(rename)
    return module


# -- spectral norm 1 -------------------------------------------------------------------------------------------------


class _SpectralNorm(Module):
    """w / u^T W v, where u and v turn towards the singular vectors at each reading in training."""

    _u: Tensor
    _v: Tensor

    def __init__(self, weight: Tensor, n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12) -> None:
        super().__init__()
        if not -weight.ndim <= dim < weight.ndim:
            raise DimError("arg.dim_range", dim=dim, low=-weight.ndim, high=weight.ndim - 1)
        check_iterations(n_power_iterations)
        self.dim, self.eps = dim % weight.ndim, eps
        if weight.ndim > 1:
            self.n_power_iterations = n_power_iterations
            matrix = as_matrix(weight.detach(), self.dim)
            u, v = first_vectors(matrix, eps)
            self.register_buffer("_u", u)
            self.register_buffer("_v", v)
            self._turn(matrix, 15)

    @no_grad()
    def _turn(self, matrix: Tensor, times: int) -> None:
        """``times`` steps of the power method."""
        for _ in range(times):
            self._u.copy_(left(matrix, self._v, self.eps))
            self._v.copy_(right(matrix, self._u, self.eps))

    def forward(self, weight: Tensor) -> Tensor:
        if weight.ndim == 1:
            return F.normalize(weight, dim=0, eps=self.eps)
        matrix = as_matrix(weight, self.dim)
        if self.training:
            self._turn(matrix, self.n_power_iterations)
        u, v = self._u.clone(), self._v.clone()  # the buffers may be written to before backward
        return weight / u.vdot(matrix.mv(v))

    def right_inverse(self, value: Tensor) -> Tensor:
        return value


def spectral_norm(
    module: M, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
) -> M:
    """The weight divided by its largest singular value, a vector by its length. In training each reading makes
    ``n_power_iterations`` steps of the power method towards it. ``dim`` counts the outputs. Source: Miyato et al. 2018,
    arXiv:1802.05957."""
    dim = output_dim(module) if dim is None else dim
    return register_parametrization(module, name, _SpectralNorm(_weight(module, name), n_power_iterations, dim, eps))


# -- orthogonal ------------------------------------------------------------------------------------------------------


def _orthogonalized(a: Tensor) -> Tensor:
    """The factor Q of a = Q R, with the signs that make R's diagonal positive: spread evenly if ``a`` is normal."""
    x, tau = geqrf(a)
    return householder_product(x, tau) * x.diagonal(dim1=-2, dim2=-1).sgn().unsqueeze(-2)


def _is_orthogonal(q: Tensor) -> bool:
    n, k = q.shape[-2:]
    return (q.mH @ q).allclose(eye(k, dtype=q.dtype, device=q.device).expand(*q.shape[:-2], k, k), atol=_room(q, n))


def _room(q: Tensor, n: int) -> float:
    return 10 * n * finfo(q.dtype).eps


class _Orthogonal(Module):
    """A matrix with orthonormal columns (rows, if it is wider than high) from any matrix X of its shape.

    From the lower triangle of X comes a skew-symmetric A, and Q = e^A ("matrix_exp") or Q = (I - A/2)^-1 (I + A/2)
    ("cayley"); or the columns below the diagonal are those of Householder reflections ("householder"). With a ``base``
    the result is base Q: so every orthogonal matrix can be the value of some X, and the first X is that of Q = I.
    """

    base: Tensor

    def __init__(self, weight: Tensor, orthogonal_map: str, use_trivialization: bool = True) -> None:
        super().__init__()
        if weight.dtype.is_complex and orthogonal_map == "householder":
            raise ArgumentError("orthogonal.complex")
        self.shape, self.orthogonal_map = weight.shape, orthogonal_map
        if use_trivialization:
            self.register_buffer("base", None)

    def forward(self, X: Tensor) -> Tensor:
        wide = X.shape[-2] < X.shape[-1]
        q = (self._reflected if self.orthogonal_map == "householder" else self._rotated)(X.mT if wide else X)
        q = self.base @ q if hasattr(self, "base") else q
        return q.mT if wide else q

    def _rotated(self, x: Tensor) -> Tensor:
        n, k = x.shape[-2:]
        x = x.tril()
        if n != k:
            x = cat([x, x.new_zeros(*x.shape[:-1], n - k)], -1)
        a = x - x.mH
        if self.orthogonal_map == "matrix_exp":
            q = matrix_exp(a)
        else:
            one = eye(n, dtype=a.dtype, device=a.device)
            q = solve(one - a / 2, one + a / 2)
        return q[..., :k]

    def _reflected(self, x: Tensor) -> Tensor:
        a = x.tril(-1)
        q = householder_product(a, 2 / (1 + (a * a).sum(-2)))
        return q * x.diagonal(dim1=-2, dim2=-1).int().unsqueeze(-2)

    @no_grad()
    def right_inverse(self, Q: Tensor) -> Tensor:
        if Q.shape != self.shape:
            raise ArgumentError("orthogonal.shape", got=tuple(Q.shape), expected=tuple(self.shape))
        wide = Q.shape[-2] < Q.shape[-1]
        q = Q.mT if wide else Q
        if not hasattr(self, "base"):
            a = self._reflections(q)
            return a.mT if wide else a
        n, k = q.shape[-2:]
        if n != k:
            q = _orthogonalized(cat([q, q.new_empty(*q.shape[:-1], n - k).normal_()], -1))
        elif not _is_orthogonal(q):
            q = _orthogonalized(q)
        self.base = q.clone()
        x = Q.new_zeros(Q.shape)
        x.diagonal(dim1=-2, dim2=-1).fill_(-1.0)  # every map makes I of it: the reflections need the signs
        return x

    def _reflections(self, q: Tensor) -> Tensor:
        """The matrix whose reflections make ``q``; on its diagonal stand their signs."""
        if self.orthogonal_map != "householder":
            raise NotWritten("orthogonal.no_inverse", map=self.orthogonal_map)
        a, tau = geqrf(q)
        signs = a.diagonal(dim1=-2, dim2=-1)
        signs.sign_()
        signs[tau == 0] *= -1
        return a


def orthogonal(
    module: M, name: str = "weight", orthogonal_map: str | None = None, *, use_trivialization: bool = True
) -> M:
    """The weight as an orthogonal matrix (orthonormal columns, or rows if it is wider than high).

    ``orthogonal_map``: "matrix_exp" (usual for square and complex weights), "cayley" or "householder" (usual for
    others). With ``use_trivialization`` the map goes around the first value, Lezcano-Casado 2019, arXiv:1909.09501.
    """
    weight = _weight(module, name)
    if weight.ndim < 2:
        raise ArgumentError("orthogonal.ndim", ndim=weight.ndim)
    square = weight.shape[-2] == weight.shape[-1]
    if orthogonal_map is None:
        orthogonal_map = "matrix_exp" if square or weight.dtype.is_complex else "householder"
    if orthogonal_map not in ("matrix_exp", "cayley", "householder"):
        raise ArgumentError("orthogonal.map", got=orthogonal_map)
    orth = _Orthogonal(weight, orthogonal_map, use_trivialization)
    return register_parametrization(module, name, orth, unsafe=True)
