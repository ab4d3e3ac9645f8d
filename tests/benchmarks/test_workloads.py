"""Every workload computes the same in every library, and what computes something else is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

import autograd_lab as lab
from tests.benchmarks.agreement import DifferentWork, check
from tests.benchmarks.libraries import LIBRARIES, installed, library
from tests.benchmarks.record import of_small, recorded, values
from tests.benchmarks.work import Problem, Workload, copy_weights
from tests.benchmarks.workloads import HEADLINE, MLP, WORKLOADS

RECORDED = recorded()


@pytest.mark.parametrize("name", RECORDED)
def test_ours_comes_to_what_pytorch_came_to(name: str) -> None:
    check(of_small(lab, WORKLOADS[name]), RECORDED[name], learns=WORKLOADS[name].learns)


@pytest.mark.parametrize("name", RECORDED)
def test_the_record_is_what_pytorch_comes_to(name: str) -> None:
    torch = pytest.importorskip("torch")
    check(of_small(torch, WORKLOADS[name]), RECORDED[name], learns=WORKLOADS[name].learns)


def test_all_are_recorded() -> None:
    assert RECORDED.keys() == WORKLOADS.keys() - {"import"}


PEERS = LIBRARIES.keys() - {"ours", "PyTorch"}
SLOW = {("torch.compile", name) for name in HEADLINE} | {("tinygrad", name) for name in ("LSTM", "GPT", "ResNet")}


@pytest.mark.filterwarnings("ignore")  # the peers' own, on today's NumPy
@pytest.mark.parametrize(
    ("peer", "name"),
    [
        pytest.param(peer, name, marks=[pytest.mark.slow] if (peer, name) in SLOW else [])
        for peer in sorted(PEERS)
        for name in HEADLINE
        if name != "import"
    ],
)
def test_a_peer_comes_to_the_same(peer: str, name: str) -> None:
    if not installed(peer):
        pytest.skip(f"{library(peer).PACKAGE} is not installed")
    small = WORKLOADS[name].small()
    program = library(peer).program(small, small.problem())
    if program is None:
        pytest.skip(f"{peer} has no means for it")
    check(values(program), RECORDED[name], learns=small.learns)


# -- what is refused ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Frozen(MLP):
    """Saves the gradient of its first layer."""

    def train(self, torch: Any, problem: Problem, device: str = "cpu", **compilers: Any) -> Any:
        return super().train(torch, problem, device, compiled_loss=self.without_the_first, **compilers)

    @staticmethod
    def without_the_first(loss: Any) -> Any:
        model = loss.__closure__[0].cell_contents
        model[0].requires_grad_(False)
        return loss


@dataclass(frozen=True)
class Halved(MLP):
    """Looks at half of the batch."""

    def loss(self, torch: Any, model: Any, x: Any, y: Any) -> Any:
        return super().loss(torch, model, x[: self.batch // 2], y[: self.batch // 2])


@dataclass(frozen=True)
class Slower(MLP):
    """Has another learning rate: its first loss is right."""

    optimizer = ("Adam", {"lr": 9e-4})


@pytest.mark.parametrize("wrong", [Frozen(8), Halved(8), Slower(8)], ids=lambda workload: type(workload).__name__)
def test_less_or_other_work_is_refused(wrong: Workload) -> None:
    right = MLP(8)
    reference = values(right.program(lab, right.problem()))
    with pytest.raises(DifferentWork, match="instead of"):
        check(values(wrong.program(lab, right.problem())), reference, learns=True)


@pytest.mark.parametrize(
    ("found", "reference", "why"),
    [
        ([2.0, 1.5, 1.0, float("nan")], [2.0, 1.5, 1.0, 0.9], "nan instead of 0.9 after step 4"),
        ([2.0, 1.5, 1.0, 0.8], [2.0, 1.5, 1.0, 0.7], "0.8 instead of 0.7 after step 4"),
        ([2.0, 1.5, 1.001, 0.7], [2.0, 1.5, 1.0, 0.7], "1.001 instead of 1 after step 3"),
        ([2.0, 1.5], [2.0, 1.5, 1.0], "at least 3 steps"),
        ([2.0, 2.0, 2.0], [2.0, 2.0, 2.0], "hardly moves"),
    ],
)
def test_values_that_differ_are_refused(found: list[float], reference: list[float], why: str) -> None:
    with pytest.raises(DifferentWork, match=why):
        check(found, reference, learns=True)


def test_what_differs_by_rounding_is_not_refused() -> None:
    check([2.0, 1.5, 1.00001, 0.71], [2.0, 1.5, 1.0, 0.7, 0.6], learns=True)


def test_weights_must_have_the_models_names() -> None:
    workload = MLP(2)
    problem = workload.problem()
    weights = {name: array for name, array in problem.weights.items() if name != "2.bias"}
    with pytest.raises(ValueError, match=r"2\.bias"):
        copy_weights(lab, workload.model(lab), weights)


def test_sizes_make_another_workload() -> None:
    assert len(replace(WORKLOADS["MLP"], batch=3).problem().data["y"]) == 3
