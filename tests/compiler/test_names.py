"""PyTorch's names around compile, and what a compiled Module is."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.errors import ArgTypeError, ArgumentError, GraphError
from tests.compiler.twins import inner, plans, same, why
from tests.support.refusal import assert_refused


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(2, 3)
        self.register_buffer("seen", lab.zeros(1))
        self.note = "n"

    def forward(self, x: Any) -> Any:
        return self.fc(x).tanh()

    def double_it(self, x: Any) -> Any:
        return self(x) * 2


def test_decorator_with_and_without_brackets() -> None:
    @lab.compile
    def first(x: Any) -> Any:
        """Twice x."""
        return x * 2

    @lab.compile(fullgraph=True, dynamic=False, mode="reduce-overhead")
    def second(x: Any) -> Any:
        return x * 3

    for _ in range(4):
        assert first(lab.ones(2)).tolist() == [2, 2] and second(lab.ones(2)).tolist() == [3, 3]
    assert first.__name__ == "first" and first.__doc__ == "Twice x."
    assert plans(first) == plans(second) == 1


def test_options_that_pytorch_takes() -> None:
    for how in ({"backend": "eager"}, {"backend": "aot_eager"}, {"mode": "max-autotune"}, {"options": {}}):
        assert lab.compile(lambda x: x + 1, **how)(lab.ones(1)).item() == 2

    def fn(x: Any) -> Any:
        return x

    assert lab.compile(fn, disable=True) is fn
    assert lab.compiler.list_backends() == ["aot_eager", "eager", "inductor"]


def test_refusals() -> None:
    assert_refused(lambda: lab.compile(3), ArgTypeError, "compile.not_callable", "int")
    assert_refused(lambda: lab.compile(abs, backend="tvm"), ArgumentError, "compile.backend", "tvm")
    assert_refused(lambda: lab.compile(abs, mode="fast"), GraphError, "compile.mode", "fast")
    both = {"mode": "default", "options": {}}
    assert_refused(lambda: lab.compile(abs, **both), GraphError, "compile.mode_and_options", "mode")
    assert_refused(lambda: lab.compiler.disable(3), ArgTypeError, "compile.not_callable", "int")


def test_a_compiled_module_is_the_module_with_a_prefix(torch: Any) -> None:
    net = Net()
    compiled = lab.compile(net)
    twin = torch.compile(torch.nn.Sequential(torch.nn.Linear(2, 3)))
    assert all(name.startswith("_orig_mod.") for name in twin.state_dict())
    assert list(compiled.state_dict()) == ["_orig_mod." + name for name in net.state_dict()]
    assert [name for name, _ in compiled.named_parameters()] == ["_orig_mod.fc.weight", "_orig_mod.fc.bias"]
    assert compiled._orig_mod is net and isinstance(compiled, nn.Module)
    assert compiled.fc is net.fc and compiled.note == "n"
    compiled.note = "m"
    compiled.scale = 2
    assert net.note == "m" and net.scale == 2
    compiled.eval()
    assert not net.training and not compiled.training and not net.fc.training
    compiled.load_state_dict(compiled.state_dict())
    with pytest.raises(AttributeError, match="nothing"):
        _ = compiled.nothing
    same(compiled.double_it(lab.ones(1, 2)).array, net.double_it(lab.ones(1, 2)).array)


def test_copies_and_pickles() -> None:
    compiled = lab.compile(Net())
    x = lab.ones(1, 2)
    for _ in range(3):
        y = compiled(x)
    for other in (copy.deepcopy(compiled), pickle.loads(pickle.dumps(compiled))):
        same(other(x).array, y.array)
        with lab.no_grad():
            other.fc.weight.zero_()
    same(compiled(x).array, y.array)


def test_a_module_compiled_in_place(torch: Any) -> None:
    for T in (torch, lab):
        net = T.nn.Linear(2, 3)
        assert net.compile(backend="eager") is None and type(net) is T.nn.Linear
        assert list(net.state_dict()) == ["weight", "bias"]
        assert "compile" not in repr(net)
    net = Net()
    net.compile(fullgraph=True)
    assert net(lab.ones(1, 2)).shape == (1, 3)
    seen: list[Any] = []
    for _ in range(4):
        same(net(lab.ones(1, 2)).array, net.forward(lab.ones(1, 2)).array)
    assert plans(net._compiled_call) == 1
    net.register_forward_hook(lambda *about: seen.append(1))
    net(lab.ones(1, 2))
    assert seen == [1]
    for other in (copy.deepcopy(net), pickle.loads(pickle.dumps(Net()))):
        assert other._compiled_call is None  # as in PyTorch: a copy is not compiled
    net.eval()
    net.compile(disable=True)
    assert net._compiled_call is None


def test_disable() -> None:
    @lab.compiler.disable
    def apart(x: Any) -> Any:
        assert not lab.compiler.is_compiling()
        return x + 1

    @lab.compiler.disable(recursive=True, reason="because")
    def other(x: Any) -> Any:
        return x + 1

    for fn in (apart, other):
        compiled = lab.compile(lambda x, fn=fn: fn(x) * 2)
        assert [compiled(lab.ones(1)).item() for _ in range(4)] == [4.0] * 4
        assert why(compiled) == ["compile.disabled"]
    inside = lab.compile(lambda x: x * 2)
    lab.compiler.disable(lambda x: inside(x))(lab.ones(1))
    assert plans(inside) == 0 and not inner(inside).entries


def test_is_compiling_and_reset() -> None:
    def fn(x: Any) -> Any:
        return x * 2 if lab.compiler.is_compiling() and lab.compiler.is_dynamo_compiling() else x * 100

    compiled = lab.compile(fn)
    assert fn(lab.ones(1)).item() == 100
    assert [compiled(lab.ones(1)).item() for _ in range(3)] == [2] * 3 and plans(compiled) == 1
    lab.compiler.reset()
    assert plans(compiled) == 0
    compiled(lab.ones(1))


def test_verbose_says_what_happens(capsys: Any, logged: list[str]) -> None:
    for language, words in (("en", ("recording", "planned", "uncompiled")), ("zh", ("记录", "计划完成", "不经编译"))):
        lab.set_language(language)
        good = lab.compile(lambda x: x * 2, verbose=True)
        bad = lab.compile(lambda x: x * x.sum().item(), verbose=True)
        for _ in range(3):
            good(lab.ones(3)), bad(lab.ones(3))
        said = capsys.readouterr().out
        for word in words:
            assert word in said
        assert said.count("\n") == 4  # two that record, one that is planned, one that is not: once each
    lab.set_language("en")
    quiet = lab.compile(lambda x: x * x.sum().item())
    quiet(lab.ones(3))
    assert not capsys.readouterr().out and "runs uncompiled" in "".join(logged)
