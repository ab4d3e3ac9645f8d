"""A training step as a CUDA graph, on the fake and on a real GPU: N replays are N eager steps."""

from __future__ import annotations

import sys
from collections.abc import Callable
from copy import deepcopy
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

import autograd_lab as torch
from autograd_lab import nn
from autograd_lab.cuda.captured import Captured
from tests.support import host_kernel
from tests.support.fake_cupy import FakeCupy

Step = Callable[..., Any]


def mlp() -> nn.Module:
    return nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))


def with_noise() -> nn.Module:
    return nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Dropout(0.4), nn.Linear(8, 3))


def lenet() -> nn.Module:
    """Of LeNet's form, on images of 2 x 3."""
    return nn.Sequential(
        nn.Unflatten(1, (1, 2, 3)), nn.Conv2d(1, 3, 3, padding=1), nn.ReLU(), nn.MaxPool2d((1, 3)), nn.Flatten(),
        nn.Linear(6, 3),
    )  # fmt: skip


class Recurrent(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer, self.head = nn.LSTM(1, 4), nn.Linear(4, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.layer(x.t()[..., None])[0][-1])


class Run:
    """A model, its optimizer, and a step of training."""

    def __init__(
        self, device: str, model: Callable[[], nn.Module] = mlp, optimizer: str = "SGD", **options: Any
    ) -> None:
        torch.manual_seed(0)
        self.device, self.model = device, model().to(device)
        self.optimizer = getattr(torch.optim, optimizer)(self.model.parameters(), **options)
        torch.manual_seed(1)

    def step(self, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        self.optimizer.zero_grad()
        loss = nn.functional.cross_entropy(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss

    def batches(self, count: int = 5) -> list[tuple[torch.Tensor, torch.Tensor]]:
        draw = np.random.default_rng(2)
        pairs = [(draw.standard_normal((7, 6)).astype(np.float32), draw.integers(0, 3, 7)) for _ in range(count)]
        return [(torch.tensor(x, device=self.device), torch.tensor(y, device=self.device)) for x, y in pairs]

    def graphed(self, step: Step | None = None) -> Any:
        return torch.cuda.graphed_step(step or self.step, *self.batches(1)[0])

    def state(self) -> list[Any]:
        """All that training changes."""
        kept = [value for p in self.model.parameters() for value in self.optimizer.state[p].values()]
        grads = [p.grad for p in self.model.parameters() if p.grad is not None]
        return [t.tolist() for t in (*self.model.parameters(), *self.model.buffers(), *grads, *kept)]


def compare(
    make: Callable[[], Run], between: Callable[[int, Run], None] = lambda k, run: None, step: Any = None
) -> Run:
    """The same batches, in eager steps and in calls of a graphed step; ``between`` them something happens."""
    eager, replayed = make(), make()
    one = eager.step if step is None else step(eager)
    other = replayed.graphed(None if step is None else step(replayed))
    seen: list[Any] = []
    with patch.object(Captured, "launch", autospec=True, side_effect=Captured.launch) as launch:
        for call, run in ((one, eager), (other, replayed)):
            torch.manual_seed(1)
            results = []
            for k, (x, y) in enumerate(run.batches()):
                results.append(call(x, y).item())
                between(k, run)
            seen.append((results, run.state()))
    assert launch.call_count >= 3 * (eager.device == "cuda")  # the first calls may be eager steps
    near: dict[str, float] = {"rtol": 1e-5, "atol": 1e-7}  # on a GPU, where sums may be added up in another order
    if eager.device == "cpu" or isinstance(sys.modules["cupy"], FakeCupy):
        near = {"rtol": 0, "atol": 0}
    for there, here in zip((seen[1][0], *seen[1][1]), (seen[0][0], *seen[0][1]), strict=True):
        np.testing.assert_allclose(there, here, **near)
    return replayed


@pytest.mark.parametrize(("model", "optimizer", "options"), [
    (mlp, "SGD", {"lr": 0.1}), (mlp, "SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.5}),
    (with_noise, "Adam", {"lr": 0.01}), (lenet, "Adam", {"amsgrad": True}), (Recurrent, "AdamW", {}),
])  # fmt: skip
def test_replays_are_eager_steps(model: Any, optimizer: str, options: dict[str, Any], device: str) -> None:
    compare(lambda: Run(device, model, optimizer, **options))


@pytest.mark.parametrize("optimizer", ["NAdam", "RAdam", "Adamax", "Adagrad", "Adadelta", "ASGD", "RMSprop", "Rprop"])
def test_every_formula_counts_on_the_device(optimizer: str, cuda: str) -> None:
    options = {"momentum": 0.5, "centered": True} if optimizer == "RMSprop" else {}
    compare(lambda: Run(cuda, optimizer=optimizer, **options))


def test_the_host_starts_a_graph_and_no_more(fake_cupy: FakeCupy) -> None:
    run = Run("cuda", with_noise, "Adam")
    graphed, (x, y) = run.graphed(), run.batches(1)[0]
    for _ in range(2):  # the first step makes the optimizer's state, and the second brings it to the graph
        graphed(x, y)
    before = (fake_cupy.counter.launches, fake_cupy.counter.waits)
    graphed(x, y)
    launches, waits = (now - then for now, then in zip(
        (fake_cupy.counter.launches, fake_cupy.counter.waits), before, strict=True))  # fmt: skip
    assert (launches, waits) == (4, 0)  # two inputs and the numbers of dropout are copied, one graph is launched


def test_practice_is_undone(device: str) -> None:
    run = Run(device, with_noise, "Adam")
    run.step(*run.batches(1)[0])
    before, random, python = run.state(), torch.get_rng_state().tolist(), [p.grad for p in run.model.parameters()]
    run.graphed()
    assert run.state() == before and torch.get_rng_state().tolist() == random
    assert all(p.grad is grad for p, grad in zip(run.model.parameters(), python, strict=True))
    fresh = Run(device, with_noise, "Adam")
    fresh.graphed()
    assert not fresh.optimizer.state and all(p.grad is None for p in fresh.model.parameters())


def test_dropout_is_another_in_each_replay(device: str) -> None:
    drop = nn.Dropout(0.5)
    x = torch.ones(50, device=device)
    graphed = torch.cuda.graphed_step(lambda x: drop(x), x)
    torch.manual_seed(3)
    masks = [graphed(x).tolist() for _ in range(3)]
    torch.manual_seed(3)
    assert masks == [drop(x).tolist() for _ in range(3)]
    assert masks[0] != masks[1] != masks[2]


def test_random_numbers_of_all_kinds_in_their_order(device: str) -> None:
    """Of one stream: dropout's, drawn by kernels where there is a GPU, and those that the host draws."""
    x = torch.ones(3, 7, device=device)

    def step(x: torch.Tensor) -> torch.Tensor:
        x = nn.functional.dropout(x, 0.5)  # of an odd number: half of an output is left over
        x = nn.functional.dropout(x, 0.2) + nn.functional.dropout(x.double(), 0.3).float()
        x = x + torch.rand(5, device=device).sum()
        return nn.functional.dropout(x[:, :4], 0.1) + nn.functional.dropout(x[0, :1], 0.4)

    graphed = torch.cuda.graphed_step(step, x)
    torch.manual_seed(3)
    found = [graphed(x).tolist() for _ in range(2)] + [torch.rand(1, device=device).tolist(), graphed(x).tolist()]
    torch.manual_seed(3)
    assert found == [step(x).tolist() for _ in range(2)] + [torch.rand(1, device=device).tolist(), step(x).tolist()]


@pytest.mark.parametrize("schedule", [
    lambda o: torch.optim.lr_scheduler.StepLR(o, 1, 0.5),
    lambda o: torch.optim.lr_scheduler.OneCycleLR(o, 0.1, total_steps=8),  # changes betas or momentum as well
])  # fmt: skip
@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
def test_a_schedule_reaches_the_next_replay(schedule: Any, optimizer: str, device: str) -> None:
    options = {"momentum": 0.9} if optimizer == "SGD" else {}

    def scheduled() -> Run:
        run = Run(device, optimizer=optimizer, lr=0.05, **options)
        run.scheduler = schedule(run.optimizer)  # type: ignore[attr-defined]
        return run

    run = compare(scheduled, lambda k, run: run.scheduler.step())  # type: ignore[attr-defined]
    assert run.optimizer.param_groups[0]["lr"] != 0.05


def other_options(k: int, run: Run) -> None:
    if k == 2:
        run.optimizer.param_groups[0]["weight_decay"] = 0.3


def loaded(k: int, run: Run) -> None:
    if k == 1:
        run.saved = deepcopy(run.optimizer.state_dict())  # type: ignore[attr-defined]
    if k == 3:  # the groups are other dicts from now on
        run.optimizer.load_state_dict(run.saved)  # type: ignore[attr-defined]
        run.optimizer.param_groups[0]["lr"] = 0.3


def a_step_beside(k: int, run: Run) -> None:
    if k in (1, 3):
        run.step(*run.batches(1)[0])


def new_memory(k: int, run: Run) -> None:
    if k == 2:
        weight = next(run.model.parameters())
        weight.data = weight.detach() * 0.5


@pytest.mark.parametrize("between", [other_options, loaded, a_step_beside, new_memory])
def test_what_happens_between_two_calls(between: Any, device: str) -> None:
    compare(lambda: Run(device, optimizer="Adam", lr=0.05), between)


def test_momentum_that_comes_later(device: str) -> None:
    """An option that was 0 leads to another formula, and to a state that was not there."""

    def begin(k: int, run: Run) -> None:
        run.optimizer.param_groups[0]["momentum"] = 0.9 * (k > 0)

    compare(lambda: Run(device, lr=0.05), begin)


def accumulating(run: Run) -> Step:
    def step(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        loss = nn.functional.cross_entropy(run.model(x), y)
        loss.backward()
        run.optimizer.step()
        return loss

    return step


def clearing_last(run: Run) -> Step:
    def step(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        loss = accumulating(run)(x, y)
        run.optimizer.zero_grad()
        return loss

    return step


def clearing_in_place(run: Run) -> Step:
    def step(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        run.optimizer.zero_grad(set_to_none=False)
        return accumulating(run)(x, y)

    return step


def using_the_last(run: Run) -> Step:
    """The gradient of the call before is used in this one."""

    def step(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        run.optimizer.step()
        run.optimizer.zero_grad()
        loss = nn.functional.cross_entropy(run.model(x), y)
        loss.backward()
        return loss

    return step


def clipping(run: Run) -> Step:
    def step(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        run.optimizer.zero_grad()
        loss = nn.functional.cross_entropy(run.model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(run.model.parameters(), 0.1)
        run.optimizer.step()
        return loss

    return step


@pytest.mark.parametrize("step", [accumulating, clearing_last, clearing_in_place, using_the_last, clipping])
def test_where_gradients_are_cleared(step: Any, device: str) -> None:
    compare(lambda: Run(device, lr=0.05, momentum=0.5), step=step)


def test_counts_that_part_between_calls(device: str) -> None:
    """Parameters share one count of steps on the device, until one makes a step more than the others."""

    def one_more(k: int, run: Run) -> None:
        if k == 2:
            run.optimizer.zero_grad()
            next(run.model.parameters()).sum().backward()
            run.optimizer.step()

    compare(lambda: Run(device, optimizer="Adam", lr=0.05), one_more)


class Scaled(nn.Module):
    """Single numbers as parameters: what is kept for each is as small as a count."""

    def __init__(self) -> None:
        super().__init__()
        self.scale, self.shift, self.power = (nn.Parameter(torch.tensor(1.0)) for _ in range(3))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (x.abs()[:, :3] + 0.1) ** self.power * self.scale + self.shift * x[:, 3:]


def test_parameters_of_a_single_number(device: str) -> None:
    compare(lambda: Run(device, Scaled, "Adam", lr=0.05))


def test_gradients_cleared_between_calls(device: str) -> None:
    compare(lambda: Run(device, lr=0.05), lambda k, run: run.optimizer.zero_grad(), accumulating)


def test_many_parameters_are_joined_on_the_device(cuda: str) -> None:
    """CuPy joins more than 8 arrays by way of the host, in optimizers as in ``cat``."""

    def wide() -> nn.Module:
        return nn.Sequential(*[nn.Linear(6, 6) for _ in range(6)], nn.Linear(6, 3))

    def step(run: Run) -> Step:
        def joined(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
            parts = x.unbind(0) + x.unbind(0)
            return run.step(torch.stack(parts)[:7] + torch.cat([p[None] for p in parts])[7:], y)

        return joined

    compare(lambda: Run(cuda, wide, "Adam"), step=step)


def test_inputs_and_outputs_stay_the_same_tensors(device: str) -> None:
    graphed = torch.cuda.graphed_step(
        lambda x, y: {"sum": x + y, "both": (x * y, None)}, *torch.ones(2, 3, device=device)
    )
    a, b = torch.tensor([1.0, 2.0, 3.0], device=device), torch.tensor([4.0, 5.0, 6.0], device=device)
    first = graphed(a, b)
    assert first["sum"].tolist() == [5.0, 7.0, 9.0] and first["both"][0].tolist() == [4.0, 10.0, 18.0]
    second = graphed(b, b)
    assert second is first and first["sum"].tolist() == [8.0, 10.0, 12.0]
    graphed.inputs[0].fill_(0.0)
    assert graphed(*graphed.inputs)["sum"].tolist() == b.tolist() and a.tolist() == [1.0, 2.0, 3.0]


def test_inputs_of_the_host(cuda: str) -> None:
    graphed = torch.cuda.graphed_step(lambda x: x * 2, torch.ones(3, device=cuda))
    x = torch.tensor([1.0, 2.0, 3.0])
    assert graphed(x).tolist() == graphed(x.pin_memory()).tolist() == [2.0, 4.0, 6.0]
    assert graphed.inputs[0].is_cuda and graphed.outputs.is_cuda


def test_a_step_without_inputs(device: str) -> None:
    count = torch.zeros(2, device=device)
    graphed = torch.cuda.graphed_step(lambda: count.add_(1))
    assert count.tolist() == [0.0, 0.0]
    assert [graphed().tolist() for _ in range(3)] == [[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]
    assert count.tolist() == [3.0, 3.0]


def test_a_graph_notices_what_a_replay_wrote(device: str) -> None:
    run = Run(device)
    graphed = run.graphed()
    x, y = run.batches(1)[0]
    loss = run.model(x).exp().sum()
    graphed(x, y)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


TABLES: list[Callable[[Any, Any], Any]] = [
    lambda x, y: nn.functional.nll_loss(x, y), lambda x, y: nn.functional.embedding(y, x),
    lambda x, y: x.gather(1, y[:, None]), lambda x, y: torch.zeros_like(x).scatter_add_(1, y[:, None], x),
]  # fmt: skip


@pytest.mark.parametrize("read", TABLES)
def test_labels_out_of_range_are_reported_later(read: Callable[[Any, Any], Any], cuda: str) -> None:
    x, y = torch.arange(9.0, device=cuda).reshape(3, 3), torch.tensor([0, 2, 1], device=cuda)
    graphed = torch.cuda.graphed_step(read, x, y)
    for language, words in (("en", "out of range"), ("zh", "超出了范围")):
        torch.set_language(language)
        assert graphed(x, y).tolist() == read(x, y).tolist()
        graphed(x, y - 3)
        torch.cuda.synchronize()
        with pytest.raises(RuntimeError, match=words):
            graphed(x, y)


class Foreign(nn.Linear):
    """CuPy's own product, as it might stand in a learner's op."""

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        _ = input.array @ input.array.T
        return super().forward(input)


def test_a_failed_capture_names_the_line(fake_cupy: FakeCupy) -> None:
    run = Run("cuda", lambda: Foreign(6, 3))
    before = run.state()
    for language, words in (("en", "cannot be captured"), ("zh", "无法捕获")):
        torch.set_language(language)
        with pytest.raises(RuntimeError, match=f"{words}.*test_graphs.py:.*run.*model.*cuBLAS") as raised:
            run.graphed(accumulating(run))
        assert isinstance(raised.value.__cause__, NotImplementedError)
    assert run.state() == before
    Run("cuda").graphed()(*run.batches(1)[0])


def test_a_formula_cannot_look_at_a_number(cuda: str) -> None:
    class Choosing(torch.optim.SGD):
        def update(self, xp: Any, x: Any, g: Any, state: Any, options: Any) -> Any:
            return x - max(options["lr"], 0.01) * g, state

    run = Run(cuda)
    run.optimizer = Choosing(run.model.parameters(), lr=0.1)
    for language, words in (("en", "cannot look at it"), ("zh", "主机无法查看")):
        torch.set_language(language)
        with pytest.raises(RuntimeError, match=words):
            run.graphed()


@pytest.mark.skipif(not host_kernel.COMPILER, reason=host_kernel.MISSING)
def test_the_optimizer_is_one_kernel_in_a_graph(fake_cupy: FakeCupy) -> None:
    run = Run("cuda", optimizer="Adam")
    graph = run.graphed()
    model, (x, y) = run.model, run.batches(1)[0]

    def without(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        run.optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        return loss

    assert graph._captured.graph.kernels == run.graphed(without)._captured.graph.kernels + 1
    for _ in range(3):
        graph(x, y)
    group, states = run.optimizer.param_groups[0], run.optimizer.state_dict()["state"]
    assert not group["capturable"] and [state["step"].item() for state in states.values()] == [3.0] * 4
    run.optimizer.zero_grad()
    run.step(x, y)
    assert not next(iter(run.optimizer.state.values()))["step"].is_cuda


def test_capturable_counts_on_the_device(cuda: str) -> None:
    """Without a graph, too; and what it saves is gone on from on the host."""
    runs = [Run(cuda, optimizer="Adam", capturable=flag) for flag in (False, True)]
    for run in runs:
        for x, y in run.batches():
            run.step(x, y)
    assert runs[0].state() == runs[1].state()
    steps = [next(iter(run.optimizer.state.values()))["step"] for run in runs]
    assert [step.is_cuda for step in steps] == [False, True]


def test_memory_of_a_graph_is_given_to_nobody_else(cuda: str) -> None:
    run = Run(cuda, optimizer="Adam", lr=0.05)
    graphed = run.graphed()
    for x, y in run.batches(3):
        loss = graphed(x, y)
        others = [torch.full((7, 8), 5.0, device=cuda) for _ in range(20)]  # would land in what a replay overwrites
    assert loss.item() == loss.clone().item() and all(t.eq(5).all() for t in others)
