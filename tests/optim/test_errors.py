"""Bad input of optimizers and schedulers: PyTorch's class, the values and the way out in both languages."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import i18n
from autograd_lab.errors import LabError

Call = Callable[[Any, Any], Any]  # (the library, a world of parameters)


class World:
    """Two parameters, a matrix, and an optimizer with momentum whose state no error may change."""

    def __init__(self, torch: Any) -> None:
        self.w, self.other = (torch.ones(2, requires_grad=True) for _ in range(2))
        self.m = torch.ones(2, 2, requires_grad=True)
        self.z = torch.ones(2, dtype=torch.complex64).requires_grad_()
        self.sgd = torch.optim.SGD([self.w], lr=0.1, momentum=0.9)
        self.adagrad = torch.optim.Adagrad([self.other])
        for p in (self.w, self.m, self.z):
            p.grad = torch.ones_like(p)

    def picture(self) -> list[Any]:
        groups = self.sgd.param_groups
        state = [{k: v.tolist() for k, v in kept.items()} for kept in self.sgd.state.values()]
        return [p.tolist() for p in (self.w, self.other, self.m)] + [repr(groups), state, len(groups)]


def schedule(t: Any, name: str, *args: Any, **options: Any) -> Any:
    return getattr(t.optim.lr_scheduler, name)(*args, **options)


def old_hook(t: Any, w: World) -> None:
    w.sgd.register_step_pre_hook(lambda *_: 1)
    w.sgd.step()


def too_far(t: Any, w: World) -> None:
    scheduler = schedule(t, "OneCycleLR", w.sgd, 0.1, 2, cycle_momentum=False)
    for _ in range(4):
        w.sgd.param_groups[0] |= {"lr": 0.1}
        scheduler.step()


def joined(t: Any, w: World) -> None:
    scheduler = schedule(t, "ReduceLROnPlateau", w.sgd, patience=0, min_lr=[0.0])
    w.sgd.param_groups.append(w.sgd.param_groups[0])
    try:
        scheduler.step(1.0)
        scheduler.step(1.0)
    finally:
        w.sgd.param_groups.pop()


def no_update(t: Any, w: World) -> None:
    class Mine(t.optim.Optimizer):
        pass

    Mine([w.w], {}).step()


def missing(t: Any, w: World) -> None:
    class Mine(t.optim.Optimizer):
        def step(self, closure: Any = None) -> None:
            pass

    Mine([w.w], {"lr": import_module(f"{t.__name__}.optim.optimizer").required})


def chained(t: Any, w: World, *schedulers: Any, **options: Any) -> Any:
    return schedule(t, "ChainedScheduler", list(schedulers), **options)


def sequential(t: Any, w: World, schedulers: list[Any], milestones: list[int]) -> Any:
    return schedule(t, "SequentialLR", w.sgd, schedulers, milestones)


def exponential(t: Any, w: World, optimizer: Any = None) -> Any:
    return schedule(t, "ExponentialLR", optimizer or t.optim.SGD([w.other], lr=0.1), 0.9)


# fmt: off
# ruff: noqa: E501 (the table: one call, one line)
ROWS: list[tuple[str, type[Exception], Call, str, str]] = [
    ("optim.lr", ValueError, lambda t, w: t.optim.SGD([w.w], lr=-0.1), "Invalid learning rate: -0.1", "学习率无效：-0.1"),
    ("optim.lr", ValueError, lambda t, w: t.optim.Adam([w.w], lr=float("nan")), "nan", "nan"),
    ("optim.lr", ValueError, lambda t, w: t.optim.Muon([w.m], lr=-1), "-1", "-1"),
    ("optim.lr", ValueError, lambda t, w: t.optim.LBFGS([w.m], lr=-1), "-1", "-1"),
    ("optim.lr", ValueError, lambda t, w: t.optim.SGD([{"params": [w.w], "lr": 0.1}], lr=-1), "-1", "-1"),
    ("optim.one_element", ValueError, lambda t, w: t.optim.SGD([w.w], lr=t.ones(2)), "1-element, but it has shape (2,)", "(2,)"),
    ("optim.value", ValueError, lambda t, w: t.optim.SGD([w.w], momentum=-1), "momentum value: -1", "momentum 的值无效"),
    ("optim.value", ValueError, lambda t, w: t.optim.SGD([w.w], weight_decay=-1), "weight_decay value: -1", "weight_decay 的值无效"),
    ("optim.value", ValueError, lambda t, w: t.optim.Adam([w.w], eps=-1e-8), "eps", "eps"),
    ("optim.value", ValueError, lambda t, w: t.optim.NAdam([w.w], momentum_decay=-1), "momentum_decay", "momentum_decay"),
    ("optim.value", ValueError, lambda t, w: t.optim.RMSprop([w.w], alpha=-1), "alpha", "alpha"),
    ("optim.value", ValueError, lambda t, w: t.optim.Adagrad([w.w], initial_accumulator_value=-1), "initial_accumulator_value", "initial_accumulator_value"),
    ("optim.value", ValueError, lambda t, w: t.optim.Adafactor([w.w], eps=(-1.0, 1e-3)), "eps[0]", "eps[0]"),
    ("optim.betas", ValueError, lambda t, w: t.optim.Adam([w.w], betas=(0.9, 1.0)), "index 1: 1.0", "第 1 个 beta"),
    ("optim.betas", ValueError, lambda t, w: t.optim.RAdam([w.w], betas=(-0.1, 0.9)), "index 0: -0.1", "第 0 个 beta"),
    ("optim.betas_kinds", ValueError, lambda t, w: t.optim.Adam([w.w], betas=(0.9, t.tensor(0.9))), "float and Tensor", "float 和 Tensor"),
    ("optim.tensor_foreach", ValueError, lambda t, w: t.optim.Adam([w.w], lr=t.tensor(0.1), foreach=True), "lr as a Tensor", "lr 不能是张量"),
    ("optim.fused", RuntimeError, lambda t, w: t.optim.Adam([w.w], fused=True, foreach=True), "`fused` and `foreach`", "fused 与 foreach"),
    ("optim.fused", RuntimeError, lambda t, w: t.optim.SGD([w.w], fused=True, differentiable=True), "`differentiable`", "differentiable"),
    ("optim.nesterov", ValueError, lambda t, w: t.optim.SGD([w.w], nesterov=True), "Nesterov", "Nesterov"),
    ("optim.rho", ValueError, lambda t, w: t.optim.Adadelta([w.w], rho=1.5), "1.5", "1.5"),
    ("optim.etas", ValueError, lambda t, w: t.optim.Rprop([w.w], etas=(1.2, 0.5)), "1.2, 0.5", "1.2, 0.5"),
    ("optim.beta2_decay", ValueError, lambda t, w: t.optim.Adafactor([w.w], beta2_decay=0.8), "0.8", "0.8"),
    ("optim.threshold", ValueError, lambda t, w: t.optim.Adafactor([w.w], d=0.5), "0.5", "0.5"),
    ("optim.adjust_lr", ValueError, lambda t, w: t.optim.Muon([w.m], adjust_lr_fn="mine"), "mine", "mine"),
    ("optim.muon_dims", ValueError, lambda t, w: t.optim.Muon([w.w]), "(2,)", "(2,)"),
    ("optim.complex", RuntimeError, lambda t, w: t.optim.Adafactor([w.z]).step(), "Adafactor", "复数"),
    ("optim.required", ValueError, missing, "lr", "lr"),
    ("optim.empty", ValueError, lambda t, w: t.optim.SGD([], lr=0.1), "empty parameter list", "参数列表为空"),
    ("optim.single_tensor", TypeError, lambda t, w: t.optim.SGD(w.w, lr=0.1), "iterable of Tensors", "请把它放进列表"),
    ("optim.not_iterable", TypeError, lambda t, w: t.optim.SGD(t.nn.Linear(1, 1), lr=0.1), "pass model.parameters()", "请传入 model.parameters()"),
    ("optim.not_tensor", TypeError, lambda t, w: t.optim.SGD([1.0], lr=0.1), "float", "float"),
    ("optim.not_leaf", ValueError, lambda t, w: t.optim.SGD([w.w * 2], lr=0.1), "non-leaf", "非叶子"),
    ("optim.in_two_groups", ValueError, lambda t, w: t.optim.SGD([{"params": [w.w]}, {"params": [w.w]}], lr=0.1), "more than one parameter group", "多个参数组"),
    ("optim.in_two_groups", ValueError, lambda t, w: w.sgd.add_param_group({"params": w.w}), "more than one", "多个"),
    ("optim.group_type", TypeError, lambda t, w: w.sgd.add_param_group([w.other]), "must be a dict", "应为字典"),
    ("optim.group_set", TypeError, lambda t, w: t.optim.SGD([{"params": {w.w}}], lr=0.1), "ordered collections", "顺序"),
    ("optim.names_missing", ValueError, lambda t, w: t.optim.SGD([("a", w.w), w.other]), "1 of 2", "1 个有名字"),
    ("optim.names_groups", ValueError, lambda t, w: w.sgd.add_param_group({"params": [("a", w.other)]}), "group 1", "第 1 组"),
    ("optim.one_group", ValueError, lambda t, w: t.optim.LBFGS([{"params": [w.w]}, {"params": [w.other]}]), "LBFGS", "LBFGS"),
    ("optim.state_groups", ValueError, lambda t, w: w.sgd.load_state_dict(t.optim.SGD([{"params": [w.w]}, {"params": [w.other]}]).state_dict()), "2 instead of 1", "2 个参数组"),
    ("optim.state_size", ValueError, lambda t, w: w.sgd.load_state_dict(t.optim.SGD([w.w, w.other]).state_dict()), "2 parameters instead of 1", "2 个参数"),
    ("optim.hook_result", RuntimeError, old_hook, "int", "int"),
    ("optim.update", NotImplementedError, no_update, "Mine", "Mine"),
    ("schedule.optimizer", TypeError, lambda t, w: schedule(t, "StepLR", [w.w], 3), "list is not an Optimizer", "list 不是优化器"),
    ("schedule.optimizer", TypeError, lambda t, w: schedule(t, "CyclicLR", None, 0.1, 0.2), "NoneType", "NoneType"),
    ("schedule.no_initial_lr", KeyError, lambda t, w: schedule(t, "StepLR", w.sgd, 3, last_epoch=4), "param_groups[0]", "param_groups[0]"),
    ("schedule.get_lr", NotImplementedError, lambda t, w: t.optim.lr_scheduler.LRScheduler(w.adagrad), "get_lr", "get_lr"),
    ("schedule.length", ValueError, lambda t, w: schedule(t, "LambdaLR", w.sgd, [abs, abs]), "2 values", "2 个值"),
    ("schedule.length", ValueError, lambda t, w: schedule(t, "CyclicLR", w.sgd, [0.1, 0.2], 0.3), "base_lr", "base_lr"),
    ("schedule.length", ValueError, lambda t, w: schedule(t, "ReduceLROnPlateau", w.sgd, min_lr=[0.1, 0.2]), "min_lr", "min_lr"),
    ("schedule.not_callable", TypeError, lambda t, w: schedule(t, "MultiplicativeLR", w.sgd, 0.5), "float", "float"),
    ("schedule.range", ValueError, lambda t, w: schedule(t, "ConstantLR", w.sgd, 1.5), "0 <= factor <= 1", "1.5"),
    ("schedule.range", ValueError, lambda t, w: schedule(t, "LinearLR", w.sgd, 0.0), "start_factor", "start_factor"),
    ("schedule.range", ValueError, lambda t, w: schedule(t, "LinearLR", w.sgd, 0.5, 1.5), "end_factor", "end_factor"),
    ("schedule.range", ValueError, lambda t, w: schedule(t, "CosineAnnealingWarmRestarts", w.sgd, 0), "T_0", "T_0"),
    ("schedule.range", ValueError, lambda t, w: schedule(t, "CosineAnnealingWarmRestarts", w.sgd, 2, 0.5), "T_mult", "T_mult"),
    ("schedule.range", ValueError, lambda t, w: schedule(t, "CosineAnnealingWarmRestarts", t.optim.SGD([w.other]), 2).step(-1), "-1", "-1"),
    ("schedule.range", ValueError, lambda t, w: schedule(t, "OneCycleLR", w.sgd, 0.1, -3), "total_steps", "-3"),
    ("schedule.range", ValueError, lambda t, w: schedule(t, "OneCycleLR", w.sgd, 0.1, epochs=2, steps_per_epoch=1.5), "steps_per_epoch", "1.5"),
    ("schedule.range", ValueError, lambda t, w: schedule(t, "OneCycleLR", w.sgd, 0.1, 3, pct_start=2.0), "pct_start", "2.0"),
    ("schedule.range", ValueError, lambda t, w: schedule(t, "ReduceLROnPlateau", w.sgd, factor=1.0), "factor < 1", "1.0"),
    ("schedule.range", ValueError, lambda t, w: t.optim.swa_utils.SWALR(w.sgd, 0.1, -1), "anneal_epochs", "-1"),
    ("schedule.range", ValueError, lambda t, w: t.optim.swa_utils.get_ema_avg_fn(1.5), "0 <= decay <= 1", "1.5"),
    ("schedule.choice", ValueError, lambda t, w: schedule(t, "CyclicLR", w.sgd, 0.1, 0.2, mode="round"), "'triangular2'", "'round'"),
    ("schedule.choice", ValueError, lambda t, w: schedule(t, "OneCycleLR", w.sgd, 0.1, 3, anneal_strategy="sin"), "'cos', 'linear'", "'sin'"),
    ("schedule.choice", ValueError, lambda t, w: schedule(t, "ReduceLROnPlateau", w.sgd, "low"), "'low'", "'low'"),
    ("schedule.choice", ValueError, lambda t, w: schedule(t, "ReduceLROnPlateau", w.sgd, threshold_mode="x"), "'rel'", "'x'"),
    ("schedule.choice", ValueError, lambda t, w: t.optim.swa_utils.SWALR(w.sgd, 0.1, anneal_strategy="x"), "'x'", "'x'"),
    ("schedule.no_steps", ValueError, lambda t, w: schedule(t, "OneCycleLR", w.sgd, 0.1, epochs=3), "steps_per_epoch", "steps_per_epoch"),
    ("schedule.over", ValueError, too_far, "3 times", "第 3 次"),
    ("schedule.no_momentum", ValueError, lambda t, w: schedule(t, "CyclicLR", w.adagrad, 0.1, 0.2), "Adagrad", "Adagrad"),
    ("schedule.none", ValueError, lambda t, w: sequential(t, w, [], []), "SequentialLR", "SequentialLR"),
    ("schedule.not_scheduler", TypeError, lambda t, w: sequential(t, w, [1], []), "index 0", "int"),
    ("schedule.plateau", ValueError, lambda t, w: chained(t, w, schedule(t, "ReduceLROnPlateau", w.sgd)), "index 0", "第 0 项"),
    ("schedule.other_optimizer", ValueError, lambda t, w: sequential(t, w, [exponential(t, w)], []), "ExponentialLR at index 0", "ExponentialLR"),
    ("schedule.milestones", ValueError, lambda t, w: schedule(t, "SequentialLR", w.adagrad, [exponential(t, w, w.adagrad)], [3]), "schedulers 1", "1 个里程碑"),
    ("schedule.plateau_groups", RuntimeError, joined, "2 param groups", "2 个参数组"),
    ("swa.both", AssertionError, lambda t, w: t.optim.swa_utils.AveragedModel(t.nn.Linear(1, 1), avg_fn=abs, multi_avg_fn=abs), "Only one", "只能"),
]
LATER: list[tuple[str, type[Exception], Call, str, str]] = [  # PyTorch finds out at the first step, or not at all
    ("optim.line_search", RuntimeError, lambda t, w: t.optim.LBFGS([w.w], line_search_fn="mine"), "mine", "mine"),
    ("optim.ns_steps", ValueError, lambda t, w: t.optim.Muon([w.m], ns_steps=100), "100", "100"),
    ("optim.ns_coefficients", ValueError, lambda t, w: t.optim.Muon([w.m], ns_coefficients=(1.0, 2.0)), "(1.0, 2.0)", "(1.0, 2.0)"),
    ("optim.one_element", ValueError, lambda t, w: t.optim.Adam([w.w], betas=(t.ones(2) / 2, t.ones(2) / 2)), "betas[0]", "betas[0]"),
    ("optim.lr", ValueError, lambda t, w: w.sgd.add_param_group({"params": [w.other], "lr": -1}), "-1", "-1"),
]
# fmt: on
WARNINGS = {"optim.twice_in_group", "schedule.order", "schedule.overridden", "schedule.epoch", "schedule.outside"}
EVERY = [*ROWS, *LATER]
QUIET = pytest.mark.filterwarnings("ignore::UserWarning")  # of the order of steps


@QUIET
@pytest.mark.parametrize("row", EVERY, ids=[f"{row[0]}-{i}" for i, row in enumerate(EVERY)])
def test_it_is_refused_in_both_languages_and_changes_nothing(row: Any) -> None:
    key, error, call, english, chinese = row
    for language, words in (("en", english), ("zh", chinese)):
        lab.set_language(language)
        world = World(lab)
        before = world.picture()
        with pytest.raises(error) as raised:
            call(lab, world)
        assert isinstance(raised.value, LabError) and raised.value.key == key, str(raised.value)
        assert words in str(raised.value)
        if key not in ("schedule.over", "schedule.other_optimizer", "schedule.plateau_groups"):  # after steps that fit
            assert world.picture() == before


@QUIET
@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}-{i}" for i, row in enumerate(ROWS)])
def test_torch_raises_the_same_class(row: Any) -> None:
    torch = pytest.importorskip("torch")
    _, error, call, _, _ = row
    with pytest.raises(error):
        call(torch, World(torch))


def test_every_message_has_a_row() -> None:
    said = {key for key, *_ in EVERY} | WARNINGS
    known = {key for key in i18n._catalogue if key.startswith(("optim.", "schedule.", "swa."))}
    assert said == known
