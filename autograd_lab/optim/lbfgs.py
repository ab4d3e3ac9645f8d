"""L-BFGS: Newton's method with a curvature that is guessed from the last steps."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module, at, is_array
from autograd_lab.errors import ArgumentError, OptimError
from autograd_lab.graph.modes import enable_grad
from autograd_lab.optim import checks, numbers
from autograd_lab.optim.line_search import Point, strong_wolfe
from autograd_lab.optim.optimizer import Group, Optimizer
from autograd_lab.tensor.commit import commit, into
from autograd_lab.tensor.tensor import Tensor, make

KEPT = (
    "func_evals", "n_iter", "al", "d", "t", "old_dirs", "old_stps", "ro", "H_diag", "prev_flat_grad", "prev_loss"
)  # fmt: skip


class LBFGS(Optimizer):
    """The quasi-Newton method of limited memory. One step makes up to ``max_iter`` iterations:

        y = g - g of the last iteration,  s = the last move;  the last history_size pairs are kept
        d = -H g, H the inverse curvature that fits all pairs (two loops over them)
        p <- p + t * d,  t = lr, or found by ``line_search_fn="strong_wolfe"``

    A step calls ``closure`` many times: it computes the loss of the data at the present parameters, calls backward, and
    returns the loss. At most about ``max_eval`` calls (by default 1.25 * max_iter). The step ends early where no
    gradient exceeds tolerance_grad, or loss and parameters change by less than tolerance_change.

    Whole or not at all means the whole step: if it is interrupted or ``closure`` raises, parameters and state are again
    as before the step, and so are the places that only the search has visited. One group of parameters; lr >= 0.
    Source: Liu & Nocedal 1989, On the limited memory BFGS method; Nocedal & Wright 2006, algorithm 7.4.
    """

    reads_numbers = True

    def __init__(
        self,
        params: Any,
        lr: Any = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        defaults = {
            "lr": lr,
            "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change,
            "history_size": history_size,
            "line_search_fn": line_search_fn,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        checks.learning_rate(group)
        if group["line_search_fn"] not in (None, "strong_wolfe"):
            raise OptimError("optim.line_search", value=group["line_search_fn"])

    def add_param_group(self, param_group: Group) -> None:
        """As of every optimizer; ValueError for a second group."""
        if self.param_groups:
            raise ArgumentError("optim.one_group")
        super().add_param_group(param_group)

    def step(self, closure: Callable[[], Any]) -> Any:
        """Some iterations; the loss before the first is returned."""
        (group,) = self.param_groups
        with at(group["params"][0].array):
            return self._step(closure, group)

    def _step(self, closure: Callable[[], Any], group: Group) -> Any:
        params = group["params"]
        before = [p.array.copy() for p in params]
        search = Search(params, numbers.options(group), self.state.get(params[0], {}), closure)
        try:
            search.run()
            _write(params, before)
        except BaseException:
            _write(params, before)
            raise
        after = zip(params, search.split(search.x), strict=True)
        commit([*(write for p, x in after for write in into(p, x)), (self.state, params[0], search.kept())])
        return search.first_loss


class Search:
    """One step: the parameters as one long vector ``x``, which moves, and is written back to see where it leads.

    What it remembers has PyTorch's names: ``old_dirs`` are the y of the last iterations, ``old_stps`` the s, ``ro`` is
    1 / (y . s), ``H_diag`` the curvature before the first pair, ``al`` the factors of the first of the two loops.
    """

    def __init__(self, params: list[Tensor], options: Group, state: dict[str, Any], closure: Callable[[], Any]) -> None:
        self.params, self.options, self.closure = params, options, closure
        self.xp = array_module(params[0].array)
        self.state: dict[str, Any] = {"func_evals": 0, "n_iter": 0}
        self.state |= {name: _plain(value) for name, value in state.items()}
        self.x = self.present()
        self.first_loss: Any = None

    def run(self) -> None:
        """Iterate. ``state`` and ``x`` are then new."""
        options, state = self.options, self.state
        loss, g = self.evaluate()
        self.x, calls = self.present(), 1  # the closure may have written to the parameters, say to clamp them
        if abs(g).max() <= options["tolerance_grad"]:
            return
        for n in range(1, options["max_iter"] + 1):
            state["n_iter"] += 1
            first = state["n_iter"] == 1
            d = self.direction(g, first)
            t = (min(1.0, 1.0 / float(abs(g).sum())) if first else 1.0) * options["lr"]
            state.update(d=d, t=t, prev_flat_grad=g, prev_loss=loss)
            here = Point(0.0, loss, g, np.float64(g @ d))
            if here.slope > -options["tolerance_change"]:
                break
            if options["line_search_fn"]:
                there, more = strong_wolfe(self.along(d), here, t, float(abs(d).max()), options["max_eval"] - calls)
                t, loss, g, _ = there
                state["t"] = t
                self.x = self.x + t * d
            else:
                self.x, more = self.x + t * d, 0
                if n < options["max_iter"]:  # of the last move nobody asks where it led
                    (loss, g), more = self.evaluate(self.x), 1
                    self.x = self.present()
            calls += more
            small = options["tolerance_change"]
            if (
                calls >= options["max_eval"]
                or abs(g).max() <= options["tolerance_grad"]
                or abs(t * d).max() <= small
                or abs(loss - state["prev_loss"]) < small
            ):
                break

    def direction(self, g: Any, first: bool) -> Any:
        """-H g, after the newest pair is taken into the memory."""
        state, size = self.state, self.options["history_size"]
        if first:
            state.update(old_dirs=[], old_stps=[], ro=[], H_diag=1)
            return -g
        y, s = g - state["prev_flat_grad"], state["d"] * state["t"]
        ys = y @ s
        if ys > 1e-10:
            for name, value in (("old_dirs", y), ("old_stps", s), ("ro", 1 / ys)):
                kept = state[name] if len(state[name]) < size else state[name][1:]
                state[name] = [*kept, value]
            state["H_diag"] = ys / (y @ y)
        pairs = list(zip(state["old_dirs"], state["old_stps"], state["ro"], strict=True))
        al = state["al"] = [None] * size
        q = -g
        for i in reversed(range(len(pairs))):
            y, s, ro = pairs[i]
            al[i] = s @ q * ro
            q = q - al[i] * y
        r = q * state["H_diag"]
        for i, (y, s, ro) in enumerate(pairs):
            r = r + s * (al[i] - y @ r * ro)
        return r

    def along(self, d: Any) -> Callable[[float], Point]:
        """What the line search asks: the loss at a distance along ``d``."""
        x = self.x

        def point(t: float) -> Point:
            loss, g = self.evaluate(x + t * d)
            return Point(t, loss, g, np.float64(g @ d))

        return point

    def evaluate(self, x: Any = None) -> tuple[float, Any]:
        """Loss and gradient, at ``x`` if it is given."""
        if x is not None:
            _write(self.params, self.split(x))
        with enable_grad():
            loss = self.closure()
        self.first_loss = loss if self.first_loss is None else self.first_loss
        self.state["func_evals"] += 1
        zeros = self.xp.zeros_like
        return float(loss), self.flat([zeros(p.array) if p._grad is None else p._grad.array for p in self.params])

    def present(self) -> Any:
        """What the parameters are now."""
        return self.flat([p.array for p in self.params])

    def flat(self, arrays: list[Any]) -> Any:
        """All numbers in one vector."""
        return self.xp.concatenate([numbers.opened(a).reshape(-1) for a in arrays])

    def split(self, x: Any) -> list[Any]:
        """The vector's parts, shaped like the parameters."""
        parts, start = [], 0
        for p in self.params:
            shape = (*p.array.shape, 2) if p.array.dtype.kind == "c" else p.array.shape
            stop = start + prod(shape)
            parts.append(numbers.closed(x[start:stop].reshape(shape), p.array.dtype))
            start = stop
        return parts

    def kept(self) -> dict[str, Any]:
        """The state as the optimizer keeps it."""
        return {name: _tensors(self.state[name]) for name in KEPT if name in self.state}


def _write(params: list[Tensor], arrays: list[Any]) -> None:
    commit([write for p, x in zip(params, arrays, strict=True) for write in into(p, x)])


def _plain(value: Any) -> Any:
    """The arrays of tensors."""
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.array if isinstance(value, Tensor) else value


def _tensors(value: Any) -> Any:
    """Arrays, and NumPy's scalars, as tensors."""
    if isinstance(value, list):
        return [_tensors(inner) for inner in value]
    if isinstance(value, np.generic):
        value = np.asarray(value)
    return make(value) if is_array(value) else value
