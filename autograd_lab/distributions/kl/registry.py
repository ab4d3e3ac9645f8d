"""Which formula is for which two classes."""

from __future__ import annotations

import warnings
from collections.abc import Callable

from autograd_lab.distributions.distribution import Distribution
from autograd_lab.errors import NotWritten
from autograd_lab.i18n import tr
from autograd_lab.tensor import Tensor

Formula = Callable[..., Tensor]
_FORMULAS: dict[tuple[type, type], Formula] = {}


def register_kl(type_p: type, type_q: type) -> Callable[[Formula], Formula]:
    """Decorate the formula of KL(p || q) for two classes of distributions."""

    def keep(formula: Formula) -> Formula:
        _FORMULAS[type_p, type_q] = formula
        return formula

    return keep


def kl_divergence(p: Distribution, q: Distribution) -> Tensor:
    """KL(p || q), of shape batch_shape. NotImplementedError if no formula is known for these two."""
    ways_p, ways_q = type(p).__mro__, type(q).__mro__
    by_p = [(a, b) for a in ways_p for b in ways_q if (a, b) in _FORMULAS]  # the nearest class of p first
    by_q = [(a, b) for b in ways_q for a in ways_p if (a, b) in _FORMULAS]
    if not by_p:
        raise NotWritten("distribution.no_kl", p=type(p).__name__, q=type(q).__name__)
    formula = _FORMULAS[by_p[0]]
    if formula is not _FORMULAS[by_q[0]]:
        names = {"p": by_p[0][0].__name__, "q": by_q[0][1].__name__}
        warnings.warn(tr("distribution.kl_ambiguous", **names), RuntimeWarning, stacklevel=2)
    return formula(p, q)
