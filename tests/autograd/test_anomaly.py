"""Anomaly mode: which node is blamed, what is warned of, and that the mode leaves no trace."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from typing import Any

import pytest

import autograd_lab as lab

Program = Callable[[Any], Any]


def outcome(torch: Any, program: Program, **options: Any) -> tuple[type[BaseException] | None, str, list[str]]:
    """(class of the error, its text, warnings other than that the mode is on) of a program in anomaly mode."""
    error: BaseException | None = None
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with torch.autograd.detect_anomaly(**options):
            try:
                program(torch)
            except Exception as raised:
                error = raised
    assert "Anomaly Detection has been enabled" in str(seen[0].message) and seen[0].category is UserWarning
    texts = [str(entry.message).strip() for entry in seen[1:] if entry.category is UserWarning]
    return (RuntimeError if isinstance(error, RuntimeError) else type(error)), str(error), texts


def zeros(torch: Any) -> Any:
    return torch.zeros(2, requires_grad=True)


def square_root(torch: Any) -> None:
    (zeros(torch).sqrt() * 0).sum().backward()


def logarithm(torch: Any) -> None:
    (zeros(torch).log() * zeros(torch)).sum().backward()


def division(torch: Any) -> None:
    x = zeros(torch)
    (x / x).sum().backward()


def second_input(torch: Any) -> None:
    (torch.zeros(2) / zeros(torch)).sum().backward()


def chosen(torch: Any) -> None:
    x = zeros(torch)
    torch.where(x > 0, x.sqrt(), x).sum().backward()


def start(torch: Any) -> None:
    zeros(torch).sum().backward(torch.tensor(float("nan")))


def hook(torch: Any) -> None:
    y = zeros(torch) * 2
    y.register_hook(lambda grad: grad * float("nan"))
    y.sum().backward()


def by_grad(torch: Any) -> None:
    x = zeros(torch)
    torch.autograd.grad((x.sqrt() * 0).sum(), x)


def double(torch: Any) -> None:
    a = torch.zeros(1, requires_grad=True)
    (g,) = torch.autograd.grad((a**1.5).sum(), a, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), a, create_graph=True)
    torch.autograd.grad((h * 0).sum(), a)


# program, PyTorch's name of the node that is blamed, which of its outputs
NAN = [
    (square_root, "SqrtBackward0", 0),
    (logarithm, "LogBackward0", 0),
    (division, "DivBackward0", 1),
    (second_input, "DivBackward0", 1),
    (chosen, "SqrtBackward0", 0),
    (start, "SumBackward0", 0),
    (hook, "MulBackward0", 0),
    (by_grad, "SqrtBackward0", 0),
    (double, "PowBackward0", 0),
]


@pytest.mark.parametrize(("program", "node", "index"), NAN, ids=[program.__name__ for program, _, _ in NAN])
def test_nan_is_an_error_of_the_node_that_made_it(torch: Any, program: Program, node: str, index: int) -> None:
    kind, text, warned = outcome(torch, program)
    assert kind is RuntimeError and f"Function '{node}' returned nan values in its {index}th output." in text
    assert warned[0].startswith(f"Error detected in {node}. Traceback of forward call that caused the error:")
    assert f"in {program.__name__}" in warned[0]


def test_second_derivatives_lead_back_through_the_walks_that_made_them(torch: Any) -> None:
    _, _, warned = outcome(torch, double)
    assert [text.splitlines()[0].split(".")[0] for text in warned] == [
        "Error detected in PowBackward0",
        "Previous calculation was induced by PowBackward0",
        "Previous calculation was induced by PowBackward0",
    ]


def test_without_check_nan_nothing_is_an_error(torch: Any) -> None:
    assert outcome(torch, square_root, check_nan=False) == (type(None), "None", [])


def test_infinity_is_none(torch: Any) -> None:
    assert outcome(torch, lambda torch: zeros(torch).log().sum().backward())[0] is type(None)


def test_nan_forward_alone_is_none(torch: Any) -> None:
    assert outcome(torch, lambda torch: (zeros(torch) * float("nan")).isnan())[0] is type(None)


def raising_hook(torch: Any) -> None:
    y = zeros(torch) * 2
    y.register_hook(lambda grad: 1 / 0)
    y.sum().backward()


def freed(torch: Any) -> None:
    x = zeros(torch)
    y = (x * x).sum()
    y.backward()
    y.backward()


def overwritten(torch: Any) -> None:
    z = zeros(torch) * 1
    out = (z * z).sum()
    z += 1
    out.backward()


@pytest.mark.parametrize(
    ("program", "error"), [(raising_hook, ZeroDivisionError), (freed, RuntimeError), (overwritten, RuntimeError)]
)
def test_other_errors_of_backward_are_warned_of(torch: Any, program: Program, error: type[Exception]) -> None:
    kind, _, warned = outcome(torch, program)
    assert kind is error
    assert warned[0].startswith("Error detected in MulBackward0. Traceback of forward call that caused the error:")


def test_a_node_made_before_the_mode_has_no_trace(torch: Any) -> None:
    y = (zeros(torch).sqrt() * 0).sum()
    kind, _, warned = outcome(torch, lambda torch: y.backward())
    assert kind is RuntimeError and "No forward pass information available" in warned[0]


def test_an_error_leaves_the_leaves_without_gradient(torch: Any) -> None:
    x = zeros(torch)
    outcome(torch, lambda torch: (x.sqrt() * 0).sum().backward())
    assert x.grad is None
    (x * 2).sum().backward()
    assert x.grad.tolist() == [2, 2]


def test_a_hook_that_goes_back_itself_does_not_confuse_the_blame(torch: Any) -> None:
    def inner(grad: Any) -> None:
        with torch.enable_grad():
            (zeros(torch) * 3).sum().backward()
        raise ZeroDivisionError

    def outer(torch: Any) -> None:
        y = zeros(torch).exp()
        y.register_hook(inner)
        y.sum().backward()

    kind, _, warned = outcome(torch, outer)
    assert kind is ZeroDivisionError and len(warned) == 1 and "ExpBackward0" in warned[0]


def test_switches(torch: Any) -> None:
    def state() -> tuple[bool, bool]:
        return torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()

    assert state() == (False, True)
    with torch.autograd.set_detect_anomaly(True, False):
        assert state() == (True, False)
        with torch.autograd.set_detect_anomaly(False):
            assert state() == (False, True)
        assert state() == (True, False)
    assert state() == (False, True)
    torch.autograd.set_detect_anomaly(True)
    try:
        elsewhere: list[bool] = []
        thread = threading.Thread(target=lambda: elsewhere.append(torch.is_anomaly_enabled()))
        thread.start()
        thread.join()
        assert state() == (True, True) and elsewhere == [True]
    finally:
        torch.autograd.set_detect_anomaly(False)
    assert state() == (False, True)


@pytest.mark.filterwarnings("ignore:Anomaly")
def test_the_mode_ends_with_an_error(torch: Any) -> None:
    with pytest.raises(ZeroDivisionError), torch.autograd.detect_anomaly():
        raise ZeroDivisionError
    assert not torch.is_anomaly_enabled()


# -- what only this library says --------------------------------------------------------------------------------------


def test_the_error_explains_itself() -> None:
    _, text, warned = outcome(lab, square_root)
    for said in ("its input x", "(2,)", "leaf (2,) -> sqrt", "test_anomaly.py", "2 x 0", "x.clamp(min=1e-12)"):
        assert said in text
    assert "(zeros(torch).sqrt() * 0).sum().backward()" in warned[0]
    assert "backward_started" not in warned[0] and "pluggy" not in warned[0]
    assert "nan arrived here already" in outcome(lab, hook)[1]
    assert "division by 0" in outcome(lab, division)[1]


def test_samples_of_a_transform_are_looked_at() -> None:  # PyTorch cannot do both at once
    x = zeros(lab)

    def program(torch: Any) -> None:
        torch.autograd.grad(x.sqrt() * 0, x, torch.eye(2), is_grads_batched=True)

    assert "Function 'SqrtBackward0' returned nan" in outcome(lab, program)[1]


def test_nothing_is_watched_afterwards() -> None:
    from autograd_lab import watch

    outcome(lab, square_root)
    assert watch.watchers == [] and watch.backward_watchers == []
