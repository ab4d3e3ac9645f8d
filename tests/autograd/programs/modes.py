"""The recording switches: as blocks, decorators, around generators, nested, in threads."""

from __future__ import annotations

import threading
from typing import Any

from tests.autograd.outcome import attempt


def no_grad_block(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        y = x * 2
    return y, y.is_leaf, torch.is_grad_enabled()


def enable_grad_inside_no_grad(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        with torch.enable_grad():
            y = x * 2
        z = x * 3
    return y, z


def what_a_block_returns(torch: Any) -> Any:
    with torch.no_grad() as a, torch.enable_grad() as b, torch.set_grad_enabled(True) as c:
        pass
    return a, b, c


def one_switch_used_twice(torch: Any) -> Any:
    switch, flags = torch.no_grad(), []
    for _ in range(2):
        with switch:
            flags.append(torch.is_grad_enabled())
        flags.append(torch.is_grad_enabled())
    return flags


def a_switch_made_in_another_mode(torch: Any) -> Any:
    with torch.no_grad():
        switch = torch.enable_grad()
    with switch:
        inside = torch.is_grad_enabled()
    return inside, torch.is_grad_enabled()


def an_error_inside_restores_the_mode(torch: Any) -> Any:
    def fail() -> None:
        with torch.no_grad():
            raise KeyError("no")

    return attempt(fail), torch.is_grad_enabled()


def return_and_break_restore_the_mode(torch: Any) -> Any:
    def leave() -> bool:
        with torch.no_grad():
            return torch.is_grad_enabled()

    for _ in range(2):
        with torch.no_grad():
            break
    return leave(), torch.is_grad_enabled()


def set_grad_enabled_as_a_function(torch: Any) -> Any:
    flags = []
    torch.set_grad_enabled(False)
    flags.append(torch.is_grad_enabled())
    torch.set_grad_enabled(True)
    flags.append(torch.is_grad_enabled())
    return flags


def set_grad_enabled_as_a_block(torch: Any) -> Any:
    flags = []
    for mode in (False, True):
        with torch.set_grad_enabled(mode):
            flags.append(torch.is_grad_enabled())
        flags.append(torch.is_grad_enabled())
    return flags


def set_grad_enabled_made_before_its_block(torch: Any) -> Any:
    flags = []
    switch = torch.set_grad_enabled(False)
    flags.append(torch.is_grad_enabled())
    torch.set_grad_enabled(True)
    with switch:
        flags.append(torch.is_grad_enabled())
    flags.append(torch.is_grad_enabled())
    return flags


def set_grad_enabled_inside_no_grad_does_not_leak(torch: Any) -> Any:
    with torch.no_grad():
        torch.set_grad_enabled(True)
        inside = torch.is_grad_enabled()
    return inside, torch.is_grad_enabled()


def set_grad_enabled_as_a_decorator(torch: Any) -> Any:
    @torch.set_grad_enabled(False)
    def inside() -> bool:
        return torch.is_grad_enabled()

    return inside(), torch.is_grad_enabled(), inside.__name__


def set_grad_enabled_by_keyword(torch: Any) -> Any:
    with torch.set_grad_enabled(mode=False):
        return torch.is_grad_enabled()


def set_grad_enabled_without_a_mode(torch: Any) -> Any:
    return torch.set_grad_enabled()


def no_grad_as_a_decorator(torch: Any) -> Any:
    @torch.no_grad()
    def double(x: Any, times: int = 2) -> Any:
        "The doc."
        return x * times

    x = torch.ones(2, requires_grad=True)
    return double(x), double(x, times=3), double.__name__, double.__doc__, torch.is_grad_enabled()


def no_grad_as_a_bare_decorator(torch: Any) -> Any:
    @torch.no_grad
    def double(x: Any) -> Any:
        return x * 2

    return double(torch.ones(2, requires_grad=True))


def enable_grad_as_a_decorator(torch: Any) -> Any:
    @torch.enable_grad()
    def double(x: Any) -> Any:
        return x * 2

    with torch.no_grad():
        return double(torch.ones(2, requires_grad=True)), torch.is_grad_enabled()


def a_decorated_method_and_recursion(torch: Any) -> Any:
    class Counter:
        @torch.no_grad()
        def down(self, n: int) -> list[bool]:
            return [torch.is_grad_enabled()] + (self.down(n - 1) if n else [])

    return Counter().down(3), torch.is_grad_enabled()


def a_decorated_function_that_fails(torch: Any) -> Any:
    @torch.no_grad()
    def fail() -> None:
        raise KeyError("no")

    return attempt(fail), torch.is_grad_enabled()


def a_decorated_class(torch: Any) -> Any:
    class Plain:
        def __init__(self) -> None:
            self.flag = torch.is_grad_enabled()

    return attempt(lambda: torch.no_grad()(Plain)().flag), torch.is_grad_enabled()


def a_decorated_generator(torch: Any) -> Any:
    @torch.no_grad()
    def flags() -> Any:
        for _ in range(3):
            yield torch.is_grad_enabled()

    seen = []
    for flag in flags():
        seen.append((flag, torch.is_grad_enabled()))
    return seen


def a_decorated_generator_with_send_and_return(torch: Any) -> Any:
    @torch.no_grad()
    def echo() -> Any:
        got = []
        while True:
            value = yield torch.is_grad_enabled()
            if value is None:
                return got
            got.append((value, torch.is_grad_enabled()))

    generator = echo()
    first = next(generator)
    second = generator.send("a")
    try:
        generator.send(None)
    except StopIteration as stop:
        return first, second, stop.value, torch.is_grad_enabled()


def a_decorated_generator_with_throw(torch: Any) -> Any:
    @torch.no_grad()
    def careful() -> Any:
        try:
            yield 1
        except KeyError:
            yield torch.is_grad_enabled()

    generator = careful()
    next(generator)
    return generator.throw(KeyError("x")), torch.is_grad_enabled()


def a_decorated_generator_that_is_closed(torch: Any) -> Any:
    seen = []

    @torch.no_grad()
    def closing() -> Any:
        try:
            yield 1
        finally:
            seen.append(torch.is_grad_enabled())

    generator = closing()
    next(generator)
    generator.close()
    return seen, torch.is_grad_enabled()


def a_block_inside_a_generator_leaks(torch: Any) -> Any:
    def leaking() -> Any:
        with torch.no_grad():
            yield torch.is_grad_enabled()

    generator = leaking()
    inside = next(generator)
    during = torch.is_grad_enabled()
    list(generator)
    return inside, during, torch.is_grad_enabled()


def the_mode_of_a_new_thread(torch: Any) -> Any:
    flags = []
    with torch.no_grad():
        thread = threading.Thread(target=lambda: flags.append(torch.is_grad_enabled()))
        thread.start()
        thread.join()
        flags.append(torch.is_grad_enabled())
    return flags


def a_thread_does_not_change_its_caller(torch: Any) -> Any:
    thread = threading.Thread(target=lambda: torch.set_grad_enabled(False))
    thread.start()
    thread.join()
    return torch.is_grad_enabled()


def inference_mode_is_per_thread(torch: Any) -> Any:
    flags = []
    with torch.inference_mode():
        thread = threading.Thread(target=lambda: flags.append(torch.is_inference_mode_enabled()))
        thread.start()
        thread.join()
    return flags


def backward_in_another_thread(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    thread = threading.Thread(target=y.backward)
    thread.start()
    thread.join()
    return x.grad


def backward_under_no_grad(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    with torch.no_grad():
        y.backward()
    return x.grad


def an_update_without_no_grad(torch: Any) -> Any:
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    (w * w).sum().backward()
    w = w - 0.1 * w.grad
    return w, w.is_leaf


def an_update_under_no_grad_that_rebinds(torch: Any) -> Any:
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    (w * w).sum().backward()
    with torch.no_grad():
        w = w - 0.1 * w.grad
    return w, w.is_leaf


def dtype_functions_under_no_grad(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        return x.double(), x.to(torch.float32) is x, x.clone(), x.detach(), x.view(2), x.requires_grad


def results_may_be_used_with_grad_later(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with torch.no_grad():
        c = x * 10
    (x * c).sum().backward()
    return x.grad


def is_grad_enabled_inside_backward_hooks(torch: Any) -> Any:
    x, seen = torch.tensor(2.0, requires_grad=True), []
    x.register_hook(lambda g: seen.append(torch.is_grad_enabled()))
    y = x * x
    y.backward(retain_graph=True)
    y.backward(create_graph=True)
    return seen, torch.is_grad_enabled()


def modes_have_names_in_autograd(torch: Any) -> Any:
    names = "no_grad enable_grad set_grad_enabled inference_mode set_multithreading_enabled".split()
    return [hasattr(torch.autograd, name) for name in names], torch.autograd.no_grad is torch.no_grad


def clone_of_a_switch(torch: Any) -> Any:
    with torch.no_grad().clone():
        return torch.is_grad_enabled()


def softmax_cross_entropy_under_no_grad(torch: Any) -> Any:
    x = torch.tensor([[1.0, 2.0]], requires_grad=True)
    with torch.no_grad():
        loss = torch.nn.functional.cross_entropy(x, torch.tensor([1]))
    return loss.requires_grad, attempt(loss.backward)
