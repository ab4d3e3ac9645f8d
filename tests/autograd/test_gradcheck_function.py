"""Rules written by hand under gradcheck: the use it is made for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.autograd.test_gradcheck import error_of, leaf, matrix, vector


def rule(t: Any, forward: Any, backward: Any, materialize: bool = True) -> Any:
    """The ``apply`` of a Function of one input, which backward gets beside the gradient."""

    class Written(t.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            ctx.set_materialize_grads(materialize)
            return forward(x)

        @staticmethod
        def backward(ctx: Any, *gys: Any) -> Any:
            return backward(*ctx.saved_tensors, *gys)

    return Written.apply


RIGHT = {
    "square": (lambda x: x * x, lambda x, gy: gy * 2 * x),
    "sigmoid": (lambda x: x.sigmoid(), lambda x, gy: gy * x.sigmoid() * (1 - x.sigmoid())),
    "softmax": (
        lambda x: x.softmax(0),
        lambda x, gy: x.softmax(0) * (gy - (gy * x.softmax(0)).sum(0)),
    ),
    "mean": (lambda x: x.mean(), lambda x, gy: (gy / x.numel()).expand(x.shape)),
    "two outputs": (lambda x: (x.sin(), x.sum()), lambda x, ga, gb: ga * x.cos() + gb),
    "matrix product": (lambda x: x @ x, lambda x, gy: gy @ x.T + x.T @ gy),
}
WRONG = {
    "square without the factor": (lambda x: x * x, lambda x, gy: gy * x),
    "sigmoid of the sigmoid": (lambda x: x.sigmoid(), lambda x, gy: gy * x * (1 - x)),
    "softmax without its sum": (lambda x: x.softmax(0), lambda x, gy: x.softmax(0) * gy),
    "mean as a sum": (lambda x: x.mean(), lambda x, gy: gy.expand(x.shape)),
    "without the gradient": (lambda x: x * x, lambda x, gy: 2 * x),
    "the first output only": (lambda x: (x.sin(), x.sum()), lambda x, ga, gb: ga * x.cos()),
    "outputs exchanged": (lambda x: (x.sin(), x.cos()), lambda x, ga, gb: gb * x.cos() - ga * x.sin()),
    "matrix product, one factor": (lambda x: x @ x, lambda x, gy: gy @ x.T),
    "matrix product, not transposed": (lambda x: x @ x, lambda x, gy: gy @ x + x @ gy),
    "None": (lambda x: x * x, lambda x, gy: None),
    "a step": (lambda x: x.sign(), lambda x, gy: gy),
}


@pytest.mark.parametrize("fast", [False, True], ids=["slow", "fast"])
@pytest.mark.parametrize("name", RIGHT)
def test_a_right_rule(torch: Any, name: str, fast: bool) -> None:
    func = rule(torch, *RIGHT[name])
    inputs = matrix(torch) if "matrix" in name else vector(torch)
    assert torch.autograd.gradcheck(func, inputs, fast_mode=fast)
    assert torch.autograd.gradgradcheck(func, inputs, fast_mode=fast)


@pytest.mark.parametrize("fast", [False, True], ids=["slow", "fast"])
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_rule(torch: Any, name: str, fast: bool) -> None:
    func = rule(torch, *WRONG[name])
    inputs = matrix(torch) if "matrix" in name else vector(torch)
    with pytest.raises(error_of(torch), match="Jacobian mismatch"):
        torch.autograd.gradcheck(func, inputs, fast_mode=fast)
    assert torch.autograd.gradcheck(func, inputs, fast_mode=fast, raise_exception=False) is False


def test_a_right_rule_whose_own_derivative_is_wrong(torch: Any) -> None:
    func = rule(torch, lambda x: x**3, lambda x, gy: gy * (3 * x**2).detach())
    assert torch.autograd.gradcheck(func, vector(torch))
    with pytest.raises(error_of(torch)):
        torch.autograd.gradgradcheck(func, vector(torch))


def test_a_rule_that_cannot_be_differentiated(torch: Any) -> None:
    func = rule(torch, lambda x: x**2, torch.autograd.function.once_differentiable(lambda x, gy: gy * 2 * x))
    assert torch.autograd.gradcheck(func, vector(torch))


def refuses_none(*gys: Any) -> None:
    if any(gy is None for gy in gys):
        raise RuntimeError("a gradient is None")


def test_an_output_without_gradient(torch: Any) -> None:
    """A rule gets zeros for it, unless it asks for None; then it must know what to do with None."""
    gradcheck = torch.autograd.gradcheck

    def backward(x: Any, ga: Any, gb: Any) -> Any:
        refuses_none(ga, gb)
        return ga * 2 + gb * 3

    def forward(x: Any) -> Any:
        return x * 2, x * 3

    assert gradcheck(rule(torch, forward, backward), vector(torch))
    none = rule(torch, forward, backward, materialize=False)
    with pytest.raises(RuntimeError, match="a gradient is None") as raised:  # a row of the Jacobian is one output's
        gradcheck(none, vector(torch))
    assert not isinstance(raised.value, error_of(torch))
    with pytest.warns(UserWarning, match="check_undefined_grad=False"):
        with pytest.raises(error_of(torch), match="Expected backward function to handle undefined output grads"):
            gradcheck(lambda x: sum(none(x)), vector(torch))
    with pytest.warns(UserWarning):
        assert gradcheck(lambda x: sum(none(x)), vector(torch), raise_exception=False) is False


def test_the_only_output_without_gradient(torch: Any) -> None:
    gradcheck = torch.autograd.gradcheck

    def backward(x: Any, gy: Any) -> Any:
        refuses_none(gy)
        return gy * 2

    func = rule(torch, lambda x: x * 2, backward, materialize=False)
    with pytest.warns(UserWarning), pytest.raises(error_of(torch), match="handle undefined output grads"):
        gradcheck(func, vector(torch))
    assert gradcheck(func, vector(torch), check_undefined_grad=False)

    def of_nothing(x: Any, gy: Any) -> Any:
        return x * 0 + 1 if gy is None else gy * 2

    func = rule(torch, lambda x: x * 2, of_nothing, materialize=False)
    with pytest.warns(UserWarning), pytest.raises(error_of(torch), match="to be undefined or zero"):
        gradcheck(func, vector(torch))

    func = rule(torch, lambda x: x * 2, lambda x, gy: None if gy is None else gy * 2, materialize=False)
    assert gradcheck(func, vector(torch))


def test_another_error_of_a_rule_comes_through(torch: Any) -> None:
    func = rule(torch, lambda x: x * 2, lambda x, gy: gy * 2, materialize=False)  # None * 2
    with pytest.raises(TypeError):
        torch.autograd.gradcheck(func, vector(torch), raise_exception=False)


def test_jitter(torch: Any) -> None:
    """PyTorch's own example of what nondet_tol is for."""

    class Shaken(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, jitter: float) -> Any:
            ctx.jitter = jitter
            return x.clone()

        @staticmethod
        def backward(ctx: Any, gy: Any) -> Any:
            return Shaken.apply(gy, ctx.jitter) * (1 + torch.rand_like(gy) * ctx.jitter), None

    x = leaf(torch, [[0.5, 1.0], [-1.0, 2.0]])
    for check in (torch.autograd.gradcheck, torch.autograd.gradgradcheck):
        assert check(lambda x: Shaken.apply(x, 0.0), x)
        with pytest.raises(error_of(torch), match="not reentrant"):
            check(lambda x: Shaken.apply(x, 1e-6), x)
        assert check(lambda x: Shaken.apply(x, 1e-12), x, nondet_tol=1e-5)


@pytest.mark.parametrize(
    ("options", "forwards", "backwards"),
    [({}, 8, 8), ({"fast_mode": True}, 4, 4), ({"check_undefined_grad": False}, 7, 7)],
)
def test_how_often_a_function_runs(torch: Any, options: dict[str, bool], forwards: int, backwards: int) -> None:
    """Three numbers go in and out: two evaluations for each, and twice a row for each; and once for what is returned,
    for zeros, and for no gradient."""
    runs: list[str] = []

    def forward(x: Any) -> Any:
        runs.append("forward")
        return x * 2

    def backward(x: Any, gy: Any) -> Any:
        runs.append("backward")
        return gy * 2

    assert torch.autograd.gradcheck(rule(torch, forward, backward), vector(torch), **options)
    assert (runs.count("forward"), runs.count("backward")) == (forwards, backwards)
