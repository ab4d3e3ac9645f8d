"""What transforms cost: against the plain computation, and against PyTorch's own.

    python -m tests.benchmarks.transforms [name ...]

Each line: our time, the time of the same work without the transform (one pass over the batch, a loop, ...), PyTorch's,
and the ratios ours / plain and ours / PyTorch's.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import torch

import autograd_lab as lab
from tests.benchmarks.timing import interleaved

Work = tuple[Callable[[], Any], Callable[[], Any]]  # with the transform, and without


def mlp(library: Any, sizes: tuple[int, ...]) -> dict[str, Any]:
    library.manual_seed(0)
    params = {}
    for k, (n, m) in enumerate(pairwise(sizes)):
        params[f"w{k}"] = library.randn(m, n) * n**-0.5
        params[f"b{k}"] = library.zeros(m)
    return params


def run(params: dict[str, Any], x: Any) -> Any:
    count = len(params) // 2
    for k in range(count):
        x = x @ params[f"w{k}"].T + params[f"b{k}"]
        x = x.tanh() if k < count - 1 else x
    return x


def per_sample_gradients(library: Any) -> Work:
    """1000 gradients of a small network; plainly: the gradient of the sum of all losses."""
    params, x = mlp(library, (20, 32, 32, 1)), library.randn(1000, 20)

    def loss(params: Any, x: Any) -> Any:
        return (run(params, x) ** 2).sum()

    grad, mapped = library.func.grad(loss), library.func.vmap(library.func.grad(loss), in_dims=(None, 0))
    return lambda: mapped(params, x), lambda: grad(params, x)


def mapped_network(library: Any) -> Work:
    """The network over 1000 samples; plainly: the batch as it is."""
    params, x = mlp(library, (20, 32, 32, 1)), library.randn(1000, 20)
    return lambda: library.func.vmap(run, in_dims=(None, 0))(params, x), lambda: run(params, x)


def ensemble(library: Any) -> Work:
    """Ten networks on one batch; plainly: one after the other."""
    models, x = [mlp(library, (20, 32, 1)) for _ in range(10)], library.randn(100, 20)
    stacked = {name: library.stack([m[name] for m in models]) for name in models[0]}
    return lambda: library.func.vmap(run, in_dims=(0, None))(stacked, x), lambda: [run(m, x) for m in models]


def hessian(library: Any) -> Work:
    """The 50 x 50 second derivatives; plainly: 50 products of the Hessian with a unit vector."""
    a, x = library.randn(50, 50), library.randn(50)

    def f(x: Any) -> Any:
        return ((a @ x).tanh() ** 2).sum()

    def by_rows() -> Any:
        leaf = x.clone().requires_grad_()
        (g,) = library.autograd.grad(f(leaf), leaf, create_graph=True)
        return [library.autograd.grad(g[i], leaf, retain_graph=True)[0] for i in range(50)]

    return lambda: library.func.hessian(f)(x), by_rows


def jacobian(library: Any) -> Work:
    """The 30 x 50 first derivatives; plainly: one backward pass for each row."""
    a, x = library.randn(30, 50), library.randn(50)

    def f(x: Any) -> Any:
        return (a @ x).tanh()

    def by_rows() -> Any:
        leaf = x.clone().requires_grad_()
        y = f(leaf)
        return [library.autograd.grad(y[i], leaf, retain_graph=True)[0] for i in range(30)]

    return lambda: library.func.jacrev(f)(x), by_rows


def tangent(library: Any) -> Work:
    """Value and tangent of a network on 200 samples; plainly: the value alone."""
    params, x = mlp(library, (50, 100, 100, 10)), library.randn(200, 50)
    t = library.randn(200, 50)
    return lambda: library.func.jvp(lambda x: run(params, x), (x,), (t,)), lambda: run(params, x)


def tangent_of_a_chain(library: Any) -> Work:
    """100 small operations with their tangents; plainly: without."""
    x, t = library.randn(8), library.randn(8)

    def f(x: Any) -> Any:
        for _ in range(50):
            x = (x * 1.01).sin()
        return x

    return lambda: library.func.jvp(f, (x,), (t,)), lambda: f(x)


def many_small_operations(library: Any) -> Work:
    """100 small operations inside vmap; plainly: without."""
    x = library.randn(8, 4)

    def f(x: Any) -> Any:
        for _ in range(50):
            x = (x * 1.01).sin()
        return x

    return lambda: library.func.vmap(f)(x), lambda: f(x)


CASES = (
    per_sample_gradients, mapped_network, ensemble, hessian, jacobian, tangent, tangent_of_a_chain,
    many_small_operations,
)  # fmt: skip


def main(names: list[str]) -> None:
    torch.set_num_threads(1)
    lab.set_num_threads(1)
    print(f"{'milliseconds':24} {'ours':>9} {'plain':>9} {'PyTorch':>9} {'/ plain':>8} {'/ PyTorch':>9}")
    for case in CASES:
        if names and case.__name__ not in names:
            continue
        (ours, plain), (theirs, _) = case(lab), case(torch)
        time = {key: value * 1e3 for key, value in interleaved({"ours": ours, "plain": plain, "torch": theirs}).items()}
        print(
            f"{case.__name__:24} {time['ours']:9.3f} {time['plain']:9.3f} {time['torch']:9.3f} "
            f"{time['ours'] / time['plain']:8.2f} {time['ours'] / time['torch']:9.2f}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
