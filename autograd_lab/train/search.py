"""Hyper-parameter search: every combination of a small grid, and a table of what came out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, isnan
from time import perf_counter
from typing import Any

import autograd_lab as lab
from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.i18n import tr
from autograd_lab.train.checks import check_choice
from autograd_lab.train.means import number
from autograd_lab.train.table import as_html, as_text
from autograd_lab.train.trainer import Trainer


@dataclass(frozen=True)
class Trial:
    """One combination, and what came of it: numbers by name, or an error."""

    params: dict[str, Any]
    metrics: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    error: Exception | None = None


class Results(Sequence[Trial]):
    """The trials, in the order in which they ran; prints as a table, the best first."""

    def __init__(self, trials: list[Trial], monitor: str, mode: str) -> None:
        self.trials, self.monitor, self.mode = trials, monitor, mode

    def __getitem__(self, index: Any) -> Any:
        return self.trials[index]

    def __len__(self) -> int:
        return len(self.trials)

    def __iter__(self) -> Iterator[Trial]:
        return iter(self.trials)

    def _rank(self, trial: Trial) -> float:
        value = trial.metrics.get(self.monitor, float("nan"))
        return inf if isnan(value) else value if self.mode == "min" else -value

    @property
    def best(self) -> Trial:
        """The trial with the best ``monitor``; ArgumentError (a ValueError) if none has it."""
        known = {name for trial in self.trials for name in trial.metrics}
        if self.monitor not in known:
            raise ArgumentError("train.trial_metric", name=self.monitor, known=", ".join(sorted(known)) or "-")
        return min(self.trials, key=self._rank)

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        params = list(self.trials[0].params) if self.trials else []
        metrics = dict.fromkeys([self.monitor, *(name for trial in self.trials for name in trial.metrics)])
        failed = any(trial.error for trial in self.trials)
        head = [tr("train.column.trial"), *params, *metrics, tr("train.column.seconds")]
        rows = []
        for index, trial in sorted(enumerate(self.trials), key=lambda pair: self._rank(pair[1])):
            row = [
                index,
                *trial.params.values(),
                *(trial.metrics.get(name, "-") for name in metrics),
                f"{trial.seconds:.2f}",
            ]
            rows.append([*row, "" if trial.error is None else _line(trial.error)] if failed else row)
        return ([*head, tr("train.column.error")] if failed else head), rows

    def __str__(self) -> str:
        return as_text(*self._table())

    def _repr_html_(self) -> str:
        return as_html(*self._table(), strong=0 if self.trials else None)


def grid_search(
    run: Callable[..., Any],
    grid: Mapping[str, Sequence[Any]],
    *,
    monitor: str = "val_loss",
    mode: str = "min",
    seed: int | None = 0,
) -> Results:
    """Call ``run(**params)`` for every combination of the values in ``grid``.

        def run(lr, hidden):
            model = Net(hidden)
            trainer = Trainer(max_epochs=5)
            trainer.fit(model, loader, val_loader, loss=loss, optimizer=Adam(model.parameters(), lr=lr))
            return trainer

        results = grid_search(run, {"lr": [0.1, 0.01], "hidden": [16, 64]}, monitor="val_loss")
        print(results); results.best.params

    run : makes everything anew, and returns a fitted Trainer, a dict of numbers, or one number.
    seed : given to ``manual_seed`` before each trial, so that the settings alone differ; None for none.

    A trial that fails has its error in the table, and the others go on; if all fail, the first error is raised.
    An interrupt ends the search: the trials so far are the result.
    """
    check_choice("mode", mode, ("min", "max"))
    for name, values in grid.items():
        if isinstance(values, (str, bytes)) or not isinstance(values, Sequence) or not values:
            raise ArgumentError("train.grid", name=name, value=repr(values))
    trials: list[Trial] = []
    for values in itertools.product(*grid.values()):
        params = dict(zip(grid, values, strict=True))
        if seed is not None:
            lab.manual_seed(seed)
        start = perf_counter()
        try:
            returned = run(**params)
            interrupted = isinstance(returned, Trainer) and returned.interrupted
            metrics, error = ({} if interrupted else _metrics(returned, monitor)), None
        except Exception as problem:
            interrupted, metrics, error = False, {}, problem
        except KeyboardInterrupt:
            break
        if interrupted:
            break
        trials.append(Trial(params, metrics, perf_counter() - start, error))
    if trials and all(trial.error for trial in trials):
        raise trials[0].error  # type: ignore[misc]
    return Results(trials, monitor, mode)


def _metrics(returned: Any, monitor: str) -> dict[str, float]:
    if isinstance(returned, Trainer):
        return dict(returned.callback_metrics)
    if isinstance(returned, Mapping):
        return {name: number(name, value) for name, value in returned.items()}
    if isinstance(returned, (int, float)) or hasattr(returned, "item"):
        return {monitor: number(monitor, returned)}
    raise ArgTypeError("train.trial", got=type(returned).__name__)


def _line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:80]
