"""Watching a model train: the right numbers, nothing kept alive, nothing left behind."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import watch
from autograd_lab.record.runs.run import History
from autograd_lab.record.training.observer import Observer

nn = pytest.importorskip("autograd_lab.nn")
optim = pytest.importorskip("autograd_lab.optim")


def watched(model, optimizer, **options):
    observer = Observer(model, optimizer, History(), **options)
    optimizer.register_step_pre_hook(lambda *a: observer.before_step())
    optimizer.register_step_post_hook(lambda *a: observer.after_step())
    return observer


def line(device: str = "cpu"):
    model = nn.Linear(2, 1, bias=False).to(device)
    with lab.no_grad():
        model.weight[...] = lab.tensor([[3.0, 4.0]], device=device)
    return model, optim.SGD(model.parameters(), lr=0.1)


def test_loss_gradient_weight_and_update_against_hand_computation(device: str) -> None:
    model, optimizer = line(device)
    observer = watched(model, optimizer, every=1)
    x = lab.tensor([[1.0, 0.0], [0.0, 2.0]], device=device)
    loss = model(x).sum()  # 3 + 8; gradient (1, 2)
    loss.backward()
    optimizer.step()
    assert observer.history.curve("train_loss")[1].tolist() == [11.0]
    (row,) = observer.layers
    assert row.name == "weight"
    assert row.grad_norm == pytest.approx(5**0.5) and row.weight_norm == pytest.approx(5.0)
    assert row.update_ratio == pytest.approx(0.1 * 5**0.5 / 5, rel=1e-5)
    assert observer.graph is not None and observer.graph.step == 1
    flow = {n.label: n.grad_norm for n in observer.graph.nodes}
    assert flow["weight"] == pytest.approx(5**0.5)
    assert observer.graph.nodes[-1].label == "loss", "named by the learner's own variable"
    assert observer.graph.nodes[-1].device.startswith(device)


def test_one_point_per_step_and_accumulated_losses_add_up() -> None:
    model, optimizer = line()
    observer = watched(model, optimizer)
    for _ in range(20):
        optimizer.zero_grad()
        for _ in range(2):
            (model(lab.ones(1, 2)).sum() / 2).backward()
        optimizer.step()
    x, y = observer.history.curve("train_loss")
    assert x.tolist() == list(range(1, 21))
    assert y[0] == pytest.approx(7.0)


def test_a_history_read_in_the_middle_of_a_step_ends_with_the_last_that_is_done() -> None:
    model, optimizer = line()
    observer = watched(model, optimizer)
    for half in (1, 2):
        (model(lab.ones(1, 2)).sum() / 2).backward()
        assert "train_loss" not in observer.history.curves, f"after backward pass {half}"
    optimizer.step()
    x, y = observer.history.curve("train_loss")
    assert (x.tolist(), y.tolist()) == ([1.0], [7.0])


def test_other_models_are_not_heard() -> None:
    model, optimizer = line()
    observer = watched(model, optimizer)
    other = lab.ones(3, requires_grad=True)
    (other * 100).sum().backward()
    model(lab.ones(1, 2)).sum().backward()
    (other * 100).sum().backward()
    optimizer.step()
    assert observer.history.curve("train_loss")[1].tolist() == [7.0]


def test_a_backward_that_fails_leaves_no_trace() -> None:
    model, optimizer = line()
    observer = watched(model, optimizer, every=1)
    broken = model(lab.ones(1, 2)).sum()
    broken.backward()
    with pytest.raises(RuntimeError):
        (broken * 1).backward()
    optimizer.zero_grad()
    observer._losses.clear()
    model(lab.ones(1, 2)).sum().backward()
    optimizer.step()
    assert len(observer.history.curves["train_loss"]) == 1 and observer.graph is not None


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_nan_gradients_are_shown_as_such() -> None:
    model, optimizer = line()
    observer = watched(model, optimizer, every=1)
    (model(lab.zeros(1, 2)).sum() * float("nan")).backward()
    optimizer.step()
    assert observer.layers[0].grad_norm == "NaN" and observer.layers[0].update_ratio == "NaN"
    assert np.isnan(observer.history.curve("train_loss")[1]).all()


def test_no_graph_is_kept_alive() -> None:
    model, optimizer = line()
    observer = watched(model, optimizer, every=1)
    x = lab.ones(1, 2)
    loss = model(x).sum()
    node = weakref.ref(loss.grad_fn)
    loss.backward()
    optimizer.step()
    assert observer.graph is not None
    del loss
    gc.collect()
    assert node() is None


def test_model_and_optimizer_are_held_weakly_and_watchers_leave_with_the_observer() -> None:
    model, optimizer = line()
    observer = Observer(model, optimizer, History())
    assert watch.watchers and watch.backward_watchers
    alive = weakref.ref(model), weakref.ref(optimizer)
    del model, optimizer
    gc.collect()
    assert [r() for r in alive] == [None, None]
    assert observer.optimizer is None
    del observer
    gc.collect()
    assert not watch.watchers and not watch.backward_watchers


def test_between_looks_ops_run_unwatched() -> None:
    model, optimizer = line()
    observer = watched(model, optimizer, every=10)
    for step in range(1, 31):
        model(lab.ones(1, 2)).sum().backward()
        assert bool(watch.watchers) is False
        optimizer.step()
        assert bool(watch.watchers) is (step % 10 == 0)
    observer.rest()
    assert not watch.watchers
    observer.close()
    assert not watch.backward_watchers


def test_unnamed_frozen_and_unused_parameters() -> None:
    used, unused = lab.ones(2, requires_grad=True), lab.ones(2, requires_grad=True)
    optimizer = optim.SGD([used, unused], lr=0.1)
    observer = watched(None, optimizer, every=1)
    used.sum().backward()
    optimizer.step()
    assert [(r.name, r.grad_norm is None, r.update_ratio == 0) for r in observer.layers] == [
        ("param0", False, False), ("param1", True, True),
    ]  # fmt: skip
