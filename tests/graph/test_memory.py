"""What is kept, for how long, and how far a graph may reach."""

from __future__ import annotations

import gc
import sys
import threading
import tracemalloc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

import autograd_lab as torch
from autograd_lab import watch
from autograd_lab.graph.node import Node


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Only reference counts free anything: a cycle would stay."""
    x = torch.ones(250_000, requires_grad=True)
    x.exp().tanh().exp().sum().backward()  # what is loaded on first use is loaded now
    del x
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def chain(length: int) -> tuple[torch.Tensor, torch.Tensor]:
    x = torch.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(length):
        y = y + 1.0
    return x, y


def test_a_hundred_thousand_ops_in_a_row() -> None:
    assert sys.getrecursionlimit() < 10_000
    x, y = chain(100_000)
    y.backward()
    assert x.grad.item() == 1.0
    del y  # freed one after the other, not one inside the other


def test_a_deep_graph_of_forks() -> None:
    x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    y = x
    for _ in range(5_000):
        y = (y + y) * 0.5
    y.backward()
    assert x.grad.item() == 1.0


def test_a_deep_graph_that_saves_and_is_never_walked() -> None:
    x = torch.ones((), requires_grad=True)
    y = x
    for _ in range(100_000):
        y = y * x
    del y


def test_second_derivative_of_a_long_chain() -> None:
    x = torch.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(2_000):
        y = y * 1.0
    (g,) = torch.autograd.grad(y * y, x, create_graph=True)
    (gg,) = torch.autograd.grad(g, x)
    assert gg.item() == 2.0


@pytest.mark.parametrize("how", ["backward", "inputs", "create_graph"])
def test_the_work_grows_with_the_graph_and_no_faster(how: str) -> None:
    """Counted, not timed: every node is passed once, however the paths fork."""
    passed = []

    class Count(watch.Watcher):
        def flowed(self, node: Any, gys: Any, gxs: Any) -> None:
            passed.append(node)

    x = torch.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(200):
        y = y * 0.5 + y * 0.5  # 2 ** 200 paths
    with watch.watching(Count()):
        if how == "inputs":
            torch.autograd.grad(y, x)
        else:
            y.backward(create_graph=how == "create_graph")
    assert len(passed) == len(set(passed)) == 600
    x.grad = None


def test_dead_results_are_freed_at_once(no_collector: None) -> None:
    x = torch.ones(1000, requires_grad=True)
    a = x + 1
    alive = weakref.ref(a)
    b = a + 1  # an addition saves no value, only shapes
    del a
    assert alive() is None
    b.sum().backward()
    assert x.grad.tolist() == [1.0] * 1000


def test_additions_keep_no_memory(no_collector: None) -> None:
    x = torch.ones(250_000, requires_grad=True)  # 1 MB
    tracemalloc.start()
    y = x
    for _ in range(20):
        y = y + 1
    now, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert now < 2.5e6  # y, and not twenty of them


def test_saved_values_are_freed_during_backward(no_collector: None) -> None:
    x = torch.ones(250_000, requires_grad=True)  # 1 MB
    tracemalloc.start()
    y = x
    for _ in range(20):
        y = y.exp().tanh()
    end = y.sum()
    del y
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    end.backward()
    _, peak = tracemalloc.get_traced_memory()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert before > 40e6 and peak < before + 10e6 and after < 5e6


def test_a_thousand_steps_leave_nothing_behind(no_collector: None) -> None:
    w1, w2 = torch.randn(4, 8, requires_grad=True), torch.randn(8, 1, requires_grad=True)
    x = torch.ones(5, 4)

    def step() -> None:
        h = (x @ w1).tanh()
        h.retain_grad()
        parts = h.split(4, dim=1)
        loss = ((torch.cat(parts, dim=1) @ w2) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            for w in (w1, w2):
                w -= 0.01 * w.grad
                w.grad = None

    for _ in range(20):
        step()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for _ in range(1000):
        step()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 150_000  # one array kept per step would be more
    assert gc.collect() == 0


def test_views_hooks_and_inplace_make_no_cycles(no_collector: None) -> None:
    gc.collect()  # what pytest itself has left since the fixture
    for _ in range(10):
        x = torch.ones(3, 2, requires_grad=True)
        y = x * 2
        y.register_hook(lambda g: g * 2)
        y[0] = 5.0
        y.t()[1] *= 3.0
        y.relu_().sum().backward()
        (g,) = torch.autograd.grad((x**3).sum(), x, create_graph=True)
        torch.autograd.grad(g.sum(), x)
    del x, y, g
    assert gc.collect() == 0


def test_the_accumulating_node_lives_as_long_as_its_graph(no_collector: None) -> None:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    node = weakref.ref(y.grad_fn.next_functions[0][0])
    assert (x * 3).grad_fn.next_functions[0][0] is node()
    del y
    assert node() is None
    alive = weakref.ref(x)
    del x
    assert alive() is None


def test_a_freed_graph_says_so_and_stays_light() -> None:
    x = torch.ones(2, requires_grad=True)
    y = x.exp().sum()
    y.backward()
    node = y.grad_fn.next_functions[0][0]
    assert isinstance(node, Node) and node.saved is None


def test_backward_in_many_threads_on_one_leaf() -> None:
    x = torch.zeros((), requires_grad=True)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(250):
                (x * 1.0).backward()
        except BaseException as error:
            failures.append(error)

    x.grad = torch.zeros(())
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures and x.grad.item() == 1000.0
