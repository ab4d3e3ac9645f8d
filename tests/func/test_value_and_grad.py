"""``value_and_grad``, which JAX has and PyTorch has the other way round."""

from __future__ import annotations

import autograd_lab as lab


def test_value_and_grad_is_grad_and_value_the_other_way_round() -> None:
    x = lab.tensor([1.0, 2.0])
    value, gradient = lab.func.value_and_grad(lambda a: (a * a).sum())(x)
    assert value.item() == 5.0
    assert gradient.tolist() == [2.0, 4.0]
    (value, aux), gradient = lab.func.value_and_grad(lambda a: ((a * a).sum(), "aux"), has_aux=True)(x)
    assert (value.item(), aux, gradient.tolist()) == (5.0, "aux", [2.0, 4.0])
