"""gradcheck finds every wrong gradient and accepts every right one, as PyTorch's does."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab.autograd.checking.analytical import need_kind
from autograd_lab.autograd.gradcheck import GradcheckError

Make = Callable[[Any], tuple[Callable[..., Any], Any]]  # of a library: a function and its inputs


def leaf(t: Any, *values: Any, dtype: str = "float64") -> Any:
    return t.tensor(*values, dtype=getattr(t, dtype), requires_grad=True)


def vector(t: Any) -> Any:
    return leaf(t, [0.5, -1.25, 2.0])


def matrix(t: Any) -> Any:
    return leaf(t, [[0.5, -1.25, 2.0], [1.5, 0.25, -0.75], [3.0, -2.0, 1.0]])


def complex_vector(t: Any) -> Any:
    return leaf(t, [0.5 + 1j, -1.25 - 0.5j], dtype="complex128")


def bent(x: Any, rule: Callable[[Any], Any]) -> Any:
    """``x``, with a gradient that ``rule`` has changed on its way back."""
    y = x.clone()
    y.register_hook(rule)
    return y


def error_of(t: Any) -> type[Exception]:
    if t is lab:
        return lab.autograd.gradcheck.GradcheckError
    from torch.autograd.gradcheck import GradcheckError

    return GradcheckError


WRONG: dict[str, Make] = {
    "twice": lambda t: (lambda x: bent(x, lambda g: 2 * g), vector(t)),
    "sign": lambda t: (lambda x: bent(x.sin(), lambda g: -g), vector(t)),
    "zero": lambda t: (lambda x: bent(x.exp(), lambda g: g * 0), vector(t)),
    "one percent": lambda t: (lambda x: bent(x.exp(), lambda g: g * 1.01), vector(t)),
    "one element": lambda t: (lambda x: bent(x * x, lambda g: g * t.tensor([1.0, 1.0, 1.1])), vector(t)),
    "elements in another order": lambda t: (lambda x: bent(x.tanh(), lambda g: g.flip(0)), vector(t)),
    "transposed": lambda t: (lambda x: bent(x, lambda g: g.T), matrix(t)),
    "not linear": lambda t: (lambda x: bent(x, lambda g: g * g * 3), vector(t)),
    "the size of the gradient": lambda t: (lambda x: -bent(x, lambda g: g.abs()), vector(t)),
    "clipped": lambda t: (lambda x: 3 * bent(x, lambda g: g.clamp(-1, 1)), vector(t)),
    "something added": lambda t: (lambda x: bent(x, lambda g: g + 0.01), vector(t)),
    "one factor of a square": lambda t: (lambda x: x * x.detach(), vector(t)),
    "one factor of a cube": lambda t: (lambda x: x * x * x.data, vector(t)),
    "one way of two": lambda t: (lambda x: x.sin() + x.detach().cos(), vector(t)),
    "a constant mean": lambda t: (lambda x: x - x.mean().detach(), vector(t)),
    "a constant norm": lambda t: (lambda x: x / x.norm().detach(), vector(t)),
    "softmax without its sum": lambda t: (lambda x: x.exp() / x.exp().sum().detach(), vector(t)),
    "a constant weight": lambda t: (lambda x, w: x * w.detach(), (vector(t), vector(t))),
    "a constant matrix": lambda t: (lambda x, w: x.detach() @ w, (matrix(t), matrix(t))),
    "inputs exchanged": lambda t: (
        lambda x, y: bent(x, lambda g: g * 0) * 2 + bent(y, lambda g: g * 2) * 3,
        (vector(t), vector(t)),
    ),
    "the second output": lambda t: (lambda x: (x.sin(), bent(x.cos(), lambda g: -g)), vector(t)),
    "an input that is not first": lambda t: (lambda a, x: bent(x, lambda g: 2 * g) + a, (t.ones(3), vector(t))),
    "a step taken for a slope": lambda t: (lambda x: (x.round() - x).detach() + x, vector(t)),
    "a number of Python": lambda t: (lambda x: x * x[0].item(), vector(t)),
    "copied values": lambda t: (lambda x: t.tensor(x.tolist(), dtype=t.float64, requires_grad=True) * 2, vector(t)),
    "without recording": lambda t: (lambda x: without_recording(t, x), vector(t)),
    "a kink": lambda t: (t.relu, leaf(t, [1.0, 0.0])),
    "conjugated": lambda t: (lambda z: bent(z * (2 + 3j), lambda g: g.conj()), complex_vector(t)),
    "not conjugated": lambda t: (lambda z: bent(z, lambda g: g * 1j * 1j), complex_vector(t)),
    "only the real part": lambda t: (lambda z: t.complex(z.real, z.imag.detach()), complex_vector(t)),
    "only the imaginary part": lambda t: (lambda z: t.complex(z.real.detach(), z.imag), complex_vector(t)),
    "the angle": lambda t: (lambda z: z * z.abs().detach(), complex_vector(t)),
    "complex of real": lambda t: (lambda x: t.complex(x, bent(x * x, lambda g: 2 * g)), vector(t)),
}


def without_recording(t: Any, x: Any) -> Any:
    with t.no_grad():
        return x * 3


@pytest.mark.parametrize("fast", [False, True], ids=["slow", "fast"])
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_gradient_is_found(torch: Any, name: str, fast: bool) -> None:
    func, inputs = WRONG[name](torch)
    with pytest.raises(error_of(torch)):
        torch.autograd.gradcheck(func, inputs, fast_mode=fast)
    assert torch.autograd.gradcheck(func, inputs, fast_mode=fast, raise_exception=False) is False


RIGHT: dict[str, Make] = {
    "identity": lambda t: (lambda x: x, vector(t)),
    "elementary": lambda t: (lambda x: x.sin() * x.exp() + x**3 / (1 + x * x), vector(t)),
    "matrices": lambda t: (lambda x, w: (x @ w).tanh().sum(0), (matrix(t), matrix(t))),
    "views and writes": lambda t: (lambda x: written(x), vector(t)),
    "broadcast": lambda t: (lambda x, y: x[:, None] * y, (vector(t), vector(t))),
    "several outputs": lambda t: (lambda x: (x.sum(), x * x, [x][0].prod()), vector(t)),
    "a list of outputs": lambda t: (lambda x: [x * 2, x.sum()], vector(t)),
    "indices beside values": lambda t: (lambda x: t.max(x, 0), matrix(t)),
    "a constant output": lambda t: (lambda x: (x * 2, t.ones(2)), vector(t)),
    "nothing but constants": lambda t: (lambda x: t.zeros_like(x), vector(t)),
    "no output": lambda t: (lambda x: (), vector(t)),
    "an input not used": lambda t: (lambda x, y: x * 2, (vector(t), vector(t))),
    "an input without gradient": lambda t: (lambda x, n, s: x[n] * s, (vector(t), t.tensor([2, 0]), 3.0)),
    "one input in a list": lambda t: (lambda x, y: x * y, [vector(t), vector(t)]),
    "no elements": lambda t: (lambda x: x * 2, leaf(t, [])),
    "one number": lambda t: (lambda x: x * x, leaf(t, 3.0)),
    "not a leaf": lambda t: (lambda x: x**2, vector(t) * 2),
    "a view with gaps": lambda t: (lambda x: x**2, matrix(t)[:, ::2]),
    "transposed memory": lambda t: (lambda x: x @ x, matrix(t).T),
    "straight lines": lambda t: (lambda x: x.relu() + x.abs(), vector(t)),
    "complex product": lambda t: (lambda z: z * z.conj() + z * 1j, complex_vector(t)),
    "parts": lambda t: (lambda z: (z.real, z.imag * 2, z.abs()), complex_vector(t)),
    "complex and real inputs": lambda t: (lambda z, x: z * x[:2], (complex_vector(t), vector(t))),
    "two reals as one complex": lambda t: (lambda x, y: (t.complex(x, y), x + 1), (vector(t), vector(t))),
    "complex to complex": lambda t: (lambda z: (z.exp(), z.real), complex_vector(t)),
}


def written(x: Any) -> Any:
    y = x.clone()
    y[1:].mul_(x[:-1])
    y += 1
    return y


@pytest.mark.parametrize("fast", [False, True], ids=["slow", "fast"])
@pytest.mark.parametrize("name", RIGHT)
def test_a_right_gradient_is_accepted(torch: Any, name: str, fast: bool) -> None:
    func, inputs = RIGHT[name](torch)
    assert torch.autograd.gradcheck(func, inputs, fast_mode=fast) is True


def cut_off(g: Any) -> Any:
    return g if g is None else g.detach()  # PyTorch's check of undefined gradients calls hooks with None


SECOND: dict[str, Make] = {  # right first derivatives, wrong second ones
    "a gradient cut off": lambda t: (lambda x: bent(x, cut_off) ** 3, vector(t)),
    "two ways, one of them cut off": lambda t: (lambda x: bent(x, cut_off) ** 2 + x**2, vector(t)),
    "the factor is constant": lambda t: (lambda x: x * (3 * x * x).detach() - (2 * x**3).detach(), vector(t)),
}


@pytest.mark.parametrize("fast", [False, True], ids=["slow", "fast"])
@pytest.mark.parametrize("name", SECOND)
def test_a_wrong_second_derivative_is_found(torch: Any, name: str, fast: bool) -> None:
    func, inputs = SECOND[name](torch)
    assert torch.autograd.gradcheck(func, inputs, fast_mode=fast)
    with pytest.raises(error_of(torch)):
        torch.autograd.gradgradcheck(func, inputs, fast_mode=fast)
    assert torch.autograd.gradgradcheck(func, inputs, fast_mode=fast, raise_exception=False) is False


@pytest.mark.parametrize("fast", [False, True], ids=["slow", "fast"])
@pytest.mark.parametrize("name", ["elementary", "matrices", "broadcast", "views and writes", "identity", "one number",
                                  "several outputs", "indices beside values", "complex product", "parts",
                                  "complex and real inputs", "an input not used", "no elements"])  # fmt: skip
def test_a_right_second_derivative_is_accepted(torch: Any, name: str, fast: bool) -> None:
    func, inputs = RIGHT[name](torch)
    assert torch.autograd.gradgradcheck(func, inputs, fast_mode=fast) is True
    assert torch.autograd.gradgradcheck(func, inputs, fast_mode=fast, gen_non_contig_grad_outputs=True) is True


# -- what is checked besides ------------------------------------------------------------------------------------------


def test_a_gradient_that_differs_each_time(torch: Any) -> None:
    def shaken(x: Any) -> Any:
        return bent(x * x, lambda g: g * (1 + 1e-7 * torch.rand_like(g)) if g is not None else g)

    x = vector(torch)
    for fast in (False, True):
        with pytest.raises(error_of(torch), match="not reentrant"):
            torch.autograd.gradcheck(shaken, x, fast_mode=fast)
        assert torch.autograd.gradcheck(shaken, x, fast_mode=fast, raise_exception=False) is False
        assert torch.autograd.gradcheck(shaken, x, nondet_tol=1e-5, fast_mode=fast)


def test_backward_makes_zero_of_zero(torch: Any) -> None:
    def added(x: Any) -> Any:
        return bent(x, lambda g: g + 1e-9 if g is not None else g)

    with pytest.raises(error_of(torch), match="not multiplied by grad_output"):
        torch.autograd.gradcheck(added, vector(torch))
    assert torch.autograd.gradcheck(added, vector(torch), masked=True, check_undefined_grad=False)


def test_an_output_that_got_no_gradient(torch: Any) -> None:
    """Of two outputs one may be unused; a hook that makes a gradient of nothing is found."""
    seen: list[bool] = []

    def added(x: Any) -> Any:
        y = x.clone()
        seen.append(True)
        return y, y * 2

    assert torch.autograd.gradcheck(added, vector(torch))
    with_it = len(seen)
    seen.clear()
    assert torch.autograd.gradcheck(added, vector(torch), check_undefined_grad=False)
    assert with_it - len(seen) == 3  # none of the two, not the first, not the second


@pytest.mark.parametrize("fast", [False, True], ids=["slow", "fast"])
def test_the_shape_or_dtype_depends_on_the_values(torch: Any, fast: bool) -> None:
    x = leaf(torch, [1.0])
    for func in (
        lambda x: torch.cat([x, x]) if (x >= 1).all() else x,
        lambda x: x.float() if (x >= 1).all() else x,
    ):
        with pytest.raises(AssertionError):
            torch.autograd.gradcheck(func, x, fast_mode=fast)
        with pytest.raises(AssertionError):  # not a matter of gradients, so not False
            torch.autograd.gradcheck(func, x, fast_mode=fast, raise_exception=False)
        assert x.item() == 1.0 or torch is not lab  # PyTorch leaves it moved


def test_an_error_of_the_function_is_not_an_answer(torch: Any) -> None:
    def broken(x: Any) -> Any:
        raise RuntimeError("not about gradients")

    with pytest.raises(RuntimeError, match="not about gradients"):
        torch.autograd.gradcheck(broken, vector(torch), raise_exception=False)


def test_the_message_names_output_and_input(torch: Any) -> None:
    def wrong(a: Any, x: Any) -> Any:
        return a * 2, bent(x, lambda g: 2 * g)

    for fast in (False, True):
        with pytest.raises(error_of(torch), match="Jacobian mismatch for output 1 with respect to input 1"):
            torch.autograd.gradcheck(wrong, (vector(torch), vector(torch)), fast_mode=fast)
    for part, rule in (
        ("real", lambda x: torch.complex(x.detach(), x)),
        ("imaginary", lambda x: x * (1 + 1j * x.detach())),
    ):
        with pytest.raises(
            error_of(torch), match=f"{part} part of complex outputs only, Jacobian mismatch for output 0"
        ):
            torch.autograd.gradcheck(rule, vector(torch))


def test_inputs_without_enough_digits(torch: Any) -> None:
    for dtype in ("float32", "complex64"):
        x = leaf(torch, [0.5, 2.0], dtype=dtype)
        with pytest.warns(UserWarning, match="double precision"):
            assert torch.autograd.gradcheck(lambda x: x.sin(), x, raise_exception=False) is False
        with pytest.warns(UserWarning, match="double precision"):
            assert torch.autograd.gradcheck(lambda x: x.sin(), x, eps=1e-2, atol=1e-2)
    with warnings.catch_warnings(action="error"):  # an input without gradient may be of any kind
        assert torch.autograd.gradcheck(lambda x, n: x * n, (vector(torch), torch.ones(3)))


@pytest.mark.parametrize(
    ("error", "call"),
    [
        (ValueError, lambda t: t.autograd.gradcheck(lambda x: x, t.ones(2))),
        (ValueError, lambda t: t.autograd.gradcheck(lambda x: x, 3.0)),
        (ValueError, lambda t: t.autograd.gradcheck(lambda x: x, t.ones(2), raise_exception=False)),
        (ValueError, lambda t: t.autograd.gradcheck(lambda: t.ones(2), ())),
        (RuntimeError, lambda t: t.autograd.gradcheck(lambda x: x, leaf(t, [1.0]).expand(3))),
        (AttributeError, lambda t: t.autograd.gradcheck(lambda x: None, vector(t))),
        (AttributeError, lambda t: t.autograd.gradcheck(lambda x: (x, 3.0), vector(t))),
        (AttributeError, lambda t: t.autograd.gradcheck(lambda x: (x, [x]), vector(t))),
        (TypeError, lambda t: t.autograd.gradcheck(lambda x: x, vector(t), 1e-6)),
        (TypeError, lambda t: t.autograd.gradcheck(lambda x: x, vector(t), tolerance=1)),
        (TypeError, lambda t: t.autograd.gradcheck(lambda x: x)),
        (TypeError, lambda t: t.autograd.gradcheck(lambda x, y: x, vector(t))),
        (RuntimeError, lambda t: t.autograd.gradcheck(lambda x: x.mul_(2), vector(t))),
        (AssertionError, lambda t: t.autograd.gradcheck(lambda x: x, vector(t), check_backward_ad=False)),
        (AssertionError, lambda t: t.autograd.gradcheck(
            lambda x: x, vector(t), check_backward_ad=False, check_forward_ad=True, check_batched_grad=True)),
        (AssertionError, lambda t: t.autograd.gradcheck(lambda x: x, vector(t), check_batched_forward_grad=True)),
        (AssertionError, lambda t: t.autograd.gradgradcheck(lambda x: x, vector(t), check_rev_over_rev=False)),
        (AssertionError, lambda t: t.autograd.gradgradcheck(
            lambda x: x, vector(t), check_rev_over_rev=False, check_fwd_over_rev=True)),
        (AssertionError, lambda t: t.autograd.gradgradcheck(
            lambda x: x, vector(t), check_rev_over_rev=False, check_fwd_over_rev=True, check_undefined_grad=False,
            check_batched_grad=True)),
        (ValueError, lambda t: t.autograd.gradgradcheck(lambda x: x, t.ones(2), t.ones(2))),
        (RuntimeError, lambda t: t.autograd.gradgradcheck(lambda x: x, vector(t), t.ones(2, dtype=t.float64))),
    ],
)  # fmt: skip
def test_wrong_calls(torch: Any, error: type[Exception], call: Callable[[Any], Any]) -> None:
    with pytest.raises(error) as raised:
        call(torch)
    assert not isinstance(raised.value, error_of(torch))


def test_nothing_is_left_behind(torch: Any) -> None:
    x, w = vector(torch), vector(torch)
    before = x.tolist()
    torch.manual_seed(0)
    expected = torch.rand(3).tolist()
    torch.manual_seed(0)
    for fast in (False, True):
        assert torch.autograd.gradcheck(lambda x: x * w, x, fast_mode=fast)
        torch.autograd.gradcheck(lambda x: x * w.detach() * 2 + x.detach(), x, fast_mode=fast, raise_exception=False)
    assert x.tolist() == before and x.grad is None and w.grad is None and x._version == 0
    assert torch.rand(3).tolist() == expected


def test_an_input_that_the_function_knows_by_name(torch: Any) -> None:
    """As a module's parameters are: moved where they lie."""
    w = vector(torch)
    assert torch.autograd.gradcheck(lambda _: (w**3).sum(), w)
    with pytest.raises(error_of(torch)):
        torch.autograd.gradcheck(lambda _: (w * w.detach()).sum(), w)


def test_given_grad_outputs(torch: Any) -> None:
    start = leaf(torch, [1.0, -2.0, 0.5])
    assert torch.autograd.gradgradcheck(lambda x: x**3, vector(torch), start)
    assert torch.autograd.gradgradcheck(lambda x: x**3, vector(torch), (start.detach(),))
    assert torch.autograd.gradgradcheck(lambda x: x * 2, vector(torch), [start.detach()])  # nothing is left to move


def test_under_no_grad_the_outputs_should_not_move(torch: Any) -> None:
    with torch.no_grad(), pytest.raises(error_of(torch), match="expected to be zero"):
        torch.autograd.gradcheck(lambda x: x * 2, vector(torch))


def test_tolerances(torch: Any) -> None:
    def nearly(x: Any) -> Any:
        return bent(x, lambda g: g * 1.01 if g is not None else g)

    for fast in (False, True):
        assert torch.autograd.gradcheck(nearly, vector(torch), rtol=0.02, fast_mode=fast)
        assert torch.autograd.gradcheck(nearly, vector(torch), atol=0.02, fast_mode=fast)
        assert not torch.autograd.gradcheck(nearly, vector(torch), rtol=1e-3, raise_exception=False, fast_mode=fast)


def test_something_made_of_nothing(torch: Any) -> None:
    """``masked`` lets 1e-9 pass for zero, but not where an output was not used at all."""

    def added(x: Any) -> Any:
        return bent(x, lambda g: g + 1e-9 if g is not None else g), x * 2

    with (
        pytest.warns(UserWarning, match="check_undefined_grad=False"),
        pytest.raises(error_of(torch), match="undefined"),
    ):
        torch.autograd.gradcheck(added, vector(torch), masked=True)
    assert torch.autograd.gradcheck(added, vector(torch), masked=True, check_undefined_grad=False)


def test_a_hook_that_cannot_take_none(torch: Any) -> None:
    def hook(g: Any) -> None:
        if g is None:
            raise RuntimeError("no gradient")

    error = error_of(torch)
    with pytest.warns(UserWarning), pytest.raises(error, match="Expected backward function to handle undefined"):
        torch.autograd.gradcheck(lambda x: bent(x, hook), vector(torch))
    with pytest.raises(TypeError):  # None + 1 is Python's own error
        torch.autograd.gradcheck(lambda x: bent(x, lambda g: g + 0), vector(torch))
    assert torch.autograd.gradcheck(lambda x: bent(x, hook), vector(torch), check_undefined_grad=False)


# -- what only ours says ----------------------------------------------------------------------------------------------


SKEW = lab.tensor([[0.0, 1.0, 2.0], [3.0, 0.0, 4.0], [5.0, 6.0, 0.0]], dtype=lab.float64)


@pytest.mark.parametrize(
    ("func", "words"),
    [
        (lambda x: bent(x, lambda g: 2 * g), "2 times"),
        (lambda x: bent(x, lambda g: -g), "wrong sign"),
        (lambda x: bent(x, lambda g: g * 0), "nothing flows"),
        (lambda x: bent(x, lambda g: g * 1.005), "They are close"),
        (lambda x: bent(x, lambda g: g * g / 0), "inf or nan"),
        (lambda x: (x - 0.5).sqrt(), "leaves the domain"),
        (lambda x: ((x * 0.3).floor() - x).detach() + x, "does not move"),
        (lambda x: x * x.detach() + x, "the rule in backward"),
        (lambda x: (SKEW @ x).detach() + SKEW.T @ (x - x.detach()), "transpose"),
    ],
)
def test_a_hint(func: Callable[[Any], Any], words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        lab.autograd.gradcheck(func, vector(lab))


def test_the_greatest_difference_is_named() -> None:
    w = lab.tensor([[1.0, 1.0], [1.0, 5.0]], dtype=lab.float64)
    x = leaf(lab, [[1.0, 2.0], [3.0, 4.0]])
    with pytest.raises(RuntimeError, match=r"output\[1, 1\] depends on input\[1, 1\]: .* say 1, the rules say 5"):
        lab.autograd.gradcheck(lambda x: bent(x, lambda g: g * w), x)


def test_a_conjugated_gradient_is_named() -> None:
    with pytest.raises(RuntimeError, match="complex conjugate"):
        lab.autograd.gradcheck(lambda z: bent(z, lambda g: g.conj()).abs() ** 2, complex_vector(lab))


def test_fast_mode_shows_the_whole_jacobians() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)numerical:tensor\(\[\[2.*in fast mode.*these are the whole"):
        lab.autograd.gradcheck(lambda x: bent(2 * x, lambda g: 3 * g), vector(lab), fast_mode=True)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("float32", "double precision", "eps=0.1")), ("zh", ("float32", "双精度", "eps=0.1"))],
)
def test_a_warning_in_both_languages(language: str, words: tuple[str, ...]) -> None:
    lab.set_language(language)
    with pytest.warns(UserWarning) as warned:
        lab.autograd.gradcheck(lambda x: x, leaf(lab, [1.0], dtype="float32"), eps=0.1, atol=0.1)
    assert all(word in str(warned[0].message) for word in words)
    assert warned[0].filename == __file__


def test_a_gradient_of_another_kind_is_refused() -> None:
    """The engine makes none; a rule of one's own might."""
    x = vector(lab)
    for gradient, words in ((lab.ones(3), "float32"), (lab.ones(2, dtype=lab.float64), r"\(2,\)")):
        with pytest.raises(error_of(lab), match=words):
            need_kind(gradient, x)
    need_kind(lab.ones(3), x, dtypes=False)


def test_the_error_is_public() -> None:
    assert issubclass(GradcheckError, RuntimeError)
    assert lab.autograd.gradcheck.GradcheckError is GradcheckError
    assert str(GradcheckError("own words")) == "own words"


def test_only_the_fast_way_fails(torch: Any) -> None:
    """Each element is within rtol of itself; in the sum the elements cancel and the differences do not."""
    signs = torch.tensor([1.0, -1.0] * 4, dtype=torch.float64)
    x = leaf(torch, [1.0] * 8)

    def nearly(x: Any) -> Any:
        return signs * bent(x, lambda g: g + 9e-4 * g * signs if g is not None else g)

    assert torch.autograd.gradcheck(nearly, x)
    with pytest.raises(error_of(torch), match=r"fast mode|Fast gradcheck failed") as raised:
        torch.autograd.gradcheck(nearly, x, fast_mode=True)
    if torch is lab:
        assert "with fast_mode=False the check might pass" in str(raised.value)
