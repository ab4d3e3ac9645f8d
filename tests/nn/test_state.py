"""What hangs on state_dict and load_state_dict: versions, hooks, extra state; and the rest of Module's interface."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import autograd_lab as lab
from tests.support.both import torch

__all__ = ["torch"]


def test_metadata_holds_the_version_of_each_class(torch: Any) -> None:
    model = torch.nn.Sequential(torch.nn.Linear(1, 1), torch.nn.BatchNorm1d(1))
    assert dict(model.state_dict()._metadata) == {"": {"version": 1}, "0": {"version": 1}, "1": {"version": 2}}
    into: dict[str, Any] = {}
    assert model.state_dict(destination=into, prefix="net.") is into
    assert list(into)[:2] == ["net.0.weight", "net.0.bias"]
    assert model.state_dict(keep_vars=True)["0.weight"] is model[0].weight


def test_hooks_around_saving(torch: Any) -> None:
    seen: list[Any] = []
    model = torch.nn.Sequential(torch.nn.Linear(1, 1))
    before = model[0].register_state_dict_pre_hook(
        lambda module, prefix, keep: seen.append((type(module), prefix, keep))
    )
    after = model.register_state_dict_post_hook(lambda module, state, prefix, local: state.pop("0.bias"))
    with pytest.raises(RuntimeError, match="must return None"):
        model.state_dict()
    after.remove()
    model.register_state_dict_post_hook(lambda module, state, prefix, local: state.update(note=local["version"]))
    assert list(model.state_dict()) == ["0.weight", "0.bias", "note"]
    assert seen == [(torch.nn.Linear, "0.", False)] * 2
    before.remove()
    model._register_state_dict_hook(lambda module, state, prefix, local: {"only": 1})
    assert model.state_dict() == {"only": 1} and len(seen) == 2


def test_hooks_around_loading(torch: Any) -> None:
    seen: list[Any] = []
    model = torch.nn.Sequential(torch.nn.Linear(2, 1))

    def rename(module: Any, state: Any, prefix: str, *rest: Any) -> None:
        seen.append((type(module), prefix, len(rest)))
        state[f"{prefix}weight"] = state.pop(f"{prefix}kernel")

    first = model[0].register_load_state_dict_pre_hook(rename)
    model.load_state_dict({"0.kernel": torch.ones(1, 2), "0.bias": torch.zeros(1)})
    assert model[0].weight.tolist() == [[1, 1]] and seen == [(torch.nn.Linear, "0.", 5)]
    first.remove()
    model[0]._register_load_state_dict_pre_hook(lambda state, *rest: seen.append(len(rest)))
    with pytest.raises(RuntimeError, match="Missing"):
        model.load_state_dict({"0.bias": torch.zeros(1)})
    assert seen[1:] == [6]

    def forgive(module: Any, keys: Any) -> None:
        seen.append(keys.missing_keys[:])
        keys.missing_keys.clear()

    model.register_load_state_dict_post_hook(forgive)
    assert model.load_state_dict({"0.bias": torch.full((1,), 7.0)}) == ([], [])
    assert seen[-1] == ["0.weight"] and model[0].bias.tolist() == [7]
    model.register_load_state_dict_post_hook(lambda module, keys: keys)
    with pytest.raises(AssertionError, match="not expected to return"):
        model.load_state_dict(model.state_dict())


def test_extra_state(torch: Any) -> None:
    class Counter(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.count = 0

        def get_extra_state(self) -> Any:
            return {"count": self.count}

        def set_extra_state(self, state: Any) -> None:
            self.count = state["count"]

    model = torch.nn.Sequential(Counter(), torch.nn.Linear(1, 1))
    model[0].count = 5
    state = model.state_dict()
    assert list(state) == ["0._extra_state", "1.weight", "1.bias"] and state["0._extra_state"] == {"count": 5}
    model[0].count = 0
    model.load_state_dict(state)
    assert model[0].count == 5
    del state["0._extra_state"]
    assert model.load_state_dict(state, strict=False).missing_keys == ["0._extra_state"]
    assert torch.nn.Sequential(torch.nn.Identity(), torch.nn.Linear(1, 1)).load_state_dict(
        {**state, "0._extra_state": 1}, strict=False
    ) == ([], ["0._extra_state"])
    with pytest.raises(RuntimeError):
        torch.nn.Linear(1, 1).get_extra_state()


def test_a_class_may_read_older_states(torch: Any) -> None:
    class Scale(torch.nn.Module):
        _version = 3

        def __init__(self) -> None:
            super().__init__()
            self.factor = torch.nn.Parameter(torch.ones(2))

        def _load_from_state_dict(self, state: Any, prefix: str, local: Any, *rest: Any) -> None:
            if local.get("version") is None:
                state[prefix + "factor"] = state.pop(prefix + "logarithm").exp()
            super()._load_from_state_dict(state, prefix, local, *rest)

    model = torch.nn.Sequential(Scale())
    given = {"0.logarithm": torch.zeros(2)}
    model.load_state_dict(given)
    assert model[0].factor.tolist() == [1, 1] and list(given) == ["0.logarithm"]
    model.load_state_dict(model.state_dict())
    assert model.state_dict()._metadata["0"] == {"version": 3}


def test_a_loop_of_ones_own_over_the_modules(torch: Any) -> None:
    model, given = torch.nn.Linear(2, 1), {"weight": torch.ones(1, 2), "y": torch.ones(1)}
    missing, unexpected, problems = [], [], []
    model._load_from_state_dict(given, "", {}, True, missing, unexpected, problems)
    assert (missing, unexpected, problems) == (["bias"], ["y"], []) and model.weight.tolist() == [[1, 1]]


def test_unexpected_names_are_found_at_every_depth(torch: Any) -> None:
    model = torch.nn.Sequential(torch.nn.Linear(1, 1))
    state = {**model.state_dict(), "x": torch.ones(1), "0.x": torch.ones(1), "0.weight.x": torch.ones(1)}
    assert model.load_state_dict(state, strict=False).unexpected_keys == ["x", "0.x", "0.weight.x"]
    norm = torch.nn.Module()
    norm.register_buffer("b", torch.ones(1), persistent=False)
    assert norm.load_state_dict({"b": torch.ones(1)}, strict=False).unexpected_keys == ["b"]


def test_a_number_may_come_as_a_list_of_one(torch: Any) -> None:
    norm = torch.nn.BatchNorm1d(1)
    norm.load_state_dict({**norm.state_dict(), "num_batches_tracked": torch.tensor([4])})
    assert norm.num_batches_tracked.item() == 4 and norm.num_batches_tracked.shape == ()


def test_set_submodule(torch: Any) -> None:
    model = torch.nn.Sequential(torch.nn.Linear(1, 1), torch.nn.Sequential(torch.nn.ReLU()))
    model.set_submodule("1.0", torch.nn.Tanh(), strict=True)
    model.set_submodule("1.1", torch.nn.ReLU())
    assert [type(m).__name__ for m in model[1]] == ["Tanh", "ReLU"]
    bad = ("", False, ValueError), ("1.7", True, AttributeError), ("5.0", False, AttributeError)
    for target, strict, error in (*bad, ("0.weight", False, AttributeError)):
        with pytest.raises(error):
            model.set_submodule(target, torch.nn.ReLU(), strict=strict)
    with pytest.raises(ValueError, match=r"not an nn\.Module"):
        model.set_submodule("0", torch.nn.ReLU)


def test_whole_modules_change(torch: Any) -> None:
    model = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 2), torch.nn.BatchNorm2d(3))
    weight = model[0].weight
    assert model.bfloat16() is model and weight is model[0].weight and weight.dtype is torch.bfloat16
    assert model[1].num_batches_tracked.dtype is torch.int64
    model.to(torch.float32, memory_format=torch.channels_last)
    assert weight.stride() == (8, 1, 4, 2) and model[0].bias.stride() == (1,)
    assert model.share_memory() is model
    model._apply(lambda t: t * 0)
    assert weight.abs().sum().item() == 0 and model[0].weight is weight
    assert model.to_empty(device="cpu") is model and weight.shape == (3, 2, 2, 2)


def test_compile_changes_nothing() -> None:
    model = lab.nn.Linear(2, 1)
    assert model.compile(mode="max-autotune") is None and model(lab.ones(1, 2)).shape == (1, 1)


def test_copies_keep_their_hooks(torch: Any) -> None:
    model = torch.nn.Linear(1, 1)
    model.register_state_dict_post_hook(lambda module, state, prefix, local: state.update(note=1))
    assert "note" in copy.deepcopy(model).state_dict()
