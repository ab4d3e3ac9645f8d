"""The recording switches: as context managers, as decorators, around generators, per thread."""

from __future__ import annotations

import threading
from typing import Any

import pytest


@pytest.fixture
def x(torch: Any) -> Any:
    return torch.tensor(2.0, requires_grad=True)


def test_no_grad(torch: Any, x: Any) -> None:
    with torch.no_grad():
        assert not torch.is_grad_enabled()
        y = x * 2
        assert not y.requires_grad and y.grad_fn is None
        with torch.enable_grad():
            assert (x * 2).requires_grad
        assert not torch.is_grad_enabled()
    assert torch.is_grad_enabled() and (x * 2).requires_grad


def test_the_mode_comes_back_after_an_error(torch: Any) -> None:
    with pytest.raises(ZeroDivisionError), torch.no_grad():
        raise ZeroDivisionError
    assert torch.is_grad_enabled()


def test_leaves_made_without_recording(torch: Any) -> None:
    with torch.no_grad():
        w = torch.ones(1, requires_grad=True)
    assert w.requires_grad
    (w * 2).backward()
    assert w.grad.tolist() == [2.0]


@pytest.mark.parametrize("brackets", [True, False])
def test_as_decorator(torch: Any, x: Any, brackets: bool) -> None:
    decorate = torch.no_grad() if brackets else torch.no_grad

    @decorate
    def double(value: Any, times: int = 2) -> Any:
        """Docstring."""
        return value * times

    assert not double(x).requires_grad and double(x, times=3).item() == 6.0
    assert torch.is_grad_enabled()
    assert double.__name__ == "double" and double.__doc__ == "Docstring."


def test_as_decorator_of_a_method(torch: Any, x: Any) -> None:
    class Model:
        @torch.no_grad()
        def predict(self, value: Any) -> Any:
            return value * 2

    assert not Model().predict(x).requires_grad


def test_one_object_used_again_and_inside_itself(torch: Any) -> None:
    switch = torch.no_grad()
    with switch:
        with torch.enable_grad(), switch:
            assert not torch.is_grad_enabled()
        assert not torch.is_grad_enabled()
    assert torch.is_grad_enabled()


def test_set_grad_enabled(torch: Any) -> None:
    with torch.set_grad_enabled(False):
        assert not torch.is_grad_enabled()
        with torch.set_grad_enabled(True):
            assert torch.is_grad_enabled()
        assert not torch.is_grad_enabled()
    assert torch.is_grad_enabled()
    torch.set_grad_enabled(False)  # as a function it stays
    assert not torch.is_grad_enabled()
    torch.set_grad_enabled(True)


def test_set_grad_enabled_as_decorator(torch: Any, x: Any) -> None:
    @torch.set_grad_enabled(False)
    def double(value: Any) -> Any:
        return value * 2

    assert torch.is_grad_enabled()
    assert not double(x).requires_grad
    assert torch.is_grad_enabled()


def test_a_generator_under_no_grad_does_not_leak_to_its_caller(torch: Any, x: Any) -> None:
    @torch.no_grad()
    def values() -> Any:
        received = yield (x * 2).requires_grad
        yield received, torch.is_grad_enabled()

    generator = values()
    assert next(generator) is False and torch.is_grad_enabled()
    assert generator.send("sent") == ("sent", False) and torch.is_grad_enabled()
    assert next(values()) is False


def test_a_generator_gets_what_is_thrown_into_it(torch: Any) -> None:
    closed: list[bool] = []

    @torch.no_grad()
    def values() -> Any:
        try:
            yield 1
        except ValueError:
            yield torch.is_grad_enabled()
        finally:
            closed.append(torch.is_grad_enabled())

    generator = values()
    next(generator)
    assert generator.throw(ValueError()) is False
    generator.close()
    assert closed == [False] and torch.is_grad_enabled()


def test_a_generator_returns_its_value(torch: Any) -> None:
    @torch.no_grad()
    def values() -> Any:
        yield 1
        return "end"

    generator = values()
    next(generator)
    with pytest.raises(StopIteration) as stop:
        next(generator)
    assert stop.value.value == "end"


def test_a_with_block_around_a_yield_does_leak(torch: Any) -> None:
    def values() -> Any:
        with torch.no_grad():
            yield

    generator = values()
    next(generator)
    assert not torch.is_grad_enabled()  # as Python has it; the decorator is the way
    generator.close()
    assert torch.is_grad_enabled()


def test_every_thread_has_its_own_mode(torch: Any) -> None:
    seen: list[bool] = []
    with torch.no_grad():
        thread = threading.Thread(target=lambda: seen.append(torch.is_grad_enabled()))
        thread.start()
        thread.join()
    assert seen == [True]


def test_switching_in_many_threads_disturbs_none(torch: Any) -> None:
    wrong: list[str] = []

    def work(enabled: bool) -> None:
        for _ in range(300):
            with torch.set_grad_enabled(enabled):
                if torch.is_grad_enabled() is not enabled:
                    wrong.append("mode")
            if not torch.is_grad_enabled():
                wrong.append("left behind")

    threads = [threading.Thread(target=work, args=(bool(i % 2),)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [] and torch.is_grad_enabled()


def test_a_decorated_function_in_two_threads(torch: Any) -> None:
    entered, leave = [threading.Event(), threading.Event()], [threading.Event(), threading.Event()]
    left_with: dict[int, bool] = {}

    @torch.no_grad()
    def stay(thread: int) -> None:
        entered[thread].set()
        leave[thread].wait(10)

    def work(thread: int, mode: bool) -> None:
        with torch.set_grad_enabled(mode):
            stay(thread)
            left_with[thread] = torch.is_grad_enabled()

    threads = [threading.Thread(target=work, args=(0, True)), threading.Thread(target=work, args=(1, False))]
    for number, thread in enumerate(threads):
        thread.start()
        entered[number].wait(10)
    for number, thread in enumerate(threads):  # the first to come is the first to go
        leave[number].set()
        thread.join()
    assert left_with == {0: True, 1: False}


def test_inference_mode(torch: Any, x: Any) -> None:
    with torch.inference_mode():
        assert torch.is_inference_mode_enabled() and not torch.is_grad_enabled()
        y = x * 2
    assert not torch.is_inference_mode_enabled() and torch.is_grad_enabled()
    assert not y.requires_grad and y.is_inference() and not x.is_inference()
    with torch.inference_mode(False):
        assert (x * 2).requires_grad


def test_tensors_of_inference_mode_stay_outside_autograd(torch: Any, x: Any) -> None:
    with torch.inference_mode():
        y = torch.ones(())
    with pytest.raises(RuntimeError):
        y.requires_grad_()
    with pytest.raises(RuntimeError):
        (x * y).backward()  # y would have to be saved


@pytest.mark.parametrize("brackets", [True, False])
def test_inference_mode_as_decorator(torch: Any, x: Any, brackets: bool) -> None:
    decorate = torch.inference_mode() if brackets else torch.inference_mode

    @decorate
    def double(value: Any) -> Any:
        return value * 2

    assert not double(x).requires_grad and not torch.is_inference_mode_enabled()
