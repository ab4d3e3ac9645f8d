"""Module itself: registration, walking the tree, state_dict, moving, modes, copies."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import nn, watch
from tests.nn.oracle import need_torch


def net(library: Any = lab) -> Any:
    """A little of everything: nesting, a shared layer, a bare parameter, buffers, an unused name."""
    torch_nn = library.nn

    class Net(torch_nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.scale = torch_nn.Parameter(library.ones(1))
            self.body = torch_nn.Sequential(torch_nn.Linear(2, 3), torch_nn.ReLU(), torch_nn.Linear(3, 2))
            self.twin = self.body[0]
            self.tied = torch_nn.Linear(2, 3)
            self.tied.weight = self.body[0].weight
            self.register_buffer("mean", library.zeros(2))
            self.register_buffer("scratch", library.zeros(1), persistent=False)
            self.register_parameter("absent", None)
            self.nothing = None

        def forward(self, x: Any) -> Any:
            return self.body(x - self.mean) * self.scale

    return Net()


def test_the_tree_is_walked_as_torch_walks_it() -> None:
    torch = need_torch()
    ours, theirs = net(), net(torch)
    for walk in ("named_parameters", "named_buffers", "named_modules", "named_children"):
        assert [n for n, _ in getattr(ours, walk)()] == [n for n, _ in getattr(theirs, walk)()]
        short = walk.removeprefix("named_")
        assert len(list(getattr(ours, short)())) == len(list(getattr(theirs, short)()))
    for walk in ("named_parameters", "named_modules"):
        ours_all, theirs_all = (getattr(m, walk)(remove_duplicate=False) for m in (ours, theirs))
        assert [n for n, _ in ours_all] == [n for n, _ in theirs_all]
    assert [n for n, _ in ours.named_parameters("m", recurse=False)] == [
        n for n, _ in theirs.named_parameters("m", recurse=False)
    ]
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert repr(ours) == repr(theirs)


def test_names_and_shared_parameters_once() -> None:
    model = net()
    assert [name for name, _ in model.named_parameters()] == [
        "scale", "body.0.weight", "body.0.bias", "body.2.weight", "body.2.bias", "tied.bias",
    ]  # fmt: skip
    assert [name for name, _ in model.named_modules()] == ["", "body", "body.0", "body.1", "body.2", "tied"]
    assert "twin.weight" in model.state_dict() and "scratch" not in model.state_dict()
    assert model.get_submodule("body.0") is model.twin
    assert model.get_parameter("body.0.weight") is model.tied.weight
    assert model.get_buffer("mean") is model.mean


def test_attributes_move_between_registries() -> None:
    module = nn.Module()
    module.x = 3
    module.x = nn.Parameter(lab.ones(2))
    assert "x" not in module.__dict__ and dict(module.named_parameters())["x"] is module.x
    module.x = None
    assert module.x is None and not list(module.parameters())
    module.x = nn.Linear(1, 1)
    assert dict(module.named_children()) == {"x": module.x} and "x" not in module._parameters
    module.x = nn.Buffer(lab.ones(1))
    assert [name for name, _ in module.named_buffers()] == ["x"] and not list(module.children())
    module.x = lab.zeros(1)
    assert module.state_dict()["x"].tolist() == [0.0]
    del module.x
    assert not hasattr(module, "x") and "x" not in dir(module)


def test_parameter() -> None:
    values = lab.tensor([1.0, 2.0])
    p = nn.Parameter(values)
    assert isinstance(p, lab.Tensor) and p.requires_grad and p.is_leaf
    assert repr(p) == "Parameter containing:\ntensor([1., 2.], requires_grad=True)"
    values[0] = 5.0
    assert p[0].item() == 5.0  # the same memory
    assert type(p * 2) is lab.Tensor and type(p.detach()) is lab.Tensor
    assert not nn.Parameter(values, requires_grad=False).requires_grad
    twin = copy.deepcopy(p)
    assert type(twin) is nn.Parameter and twin.requires_grad and twin is not p
    back = pickle.loads(pickle.dumps(p))
    assert type(back) is nn.Parameter and back.requires_grad and back.tolist() == [5.0, 2.0]


def test_deepcopy_and_pickle() -> None:
    model = net()
    model.body[2].weight.grad = lab.ones(2, 3)
    twin = copy.deepcopy(model)
    assert twin.tied.weight is twin.body[0].weight and twin.twin is twin.body[0]
    assert twin.body[2].weight.grad is None
    with lab.no_grad():
        twin.scale += 1
    assert model.scale.item() == 1.0
    plain = nn.Sequential(nn.Linear(2, 3), nn.Tanh())
    back = pickle.loads(pickle.dumps(plain))
    assert repr(back) == repr(plain)
    assert (back(lab.ones(1, 2)) == plain(lab.ones(1, 2))).all()


# -- state_dict ------------------------------------------------------------------------------------------------------


def test_state_dict_shares_memory_and_loads() -> None:
    model = nn.Linear(2, 2)
    state = model.state_dict()
    assert not state["weight"].requires_grad
    with lab.no_grad():
        model.weight.zero_()
    assert state["weight"].sum().item() == 0
    other = nn.Linear(2, 2)
    before = other.weight
    assert repr(other.load_state_dict(state)) == "<All keys matched successfully>"
    assert other.weight is before and (other.weight == 0).all()
    assert model.state_dict(keep_vars=True)["weight"] is model.weight
    assert list(model.state_dict(prefix="layer.")) == ["layer.weight", "layer.bias"]


def test_loading_casts_and_assign_does_not() -> None:
    values = {"weight": lab.ones(2, 2, dtype=lab.float64), "bias": lab.zeros(2)}
    model = nn.Linear(2, 2)
    model.load_state_dict(values)
    assert model.weight.dtype is lab.float32
    model.load_state_dict(values, assign=True)
    assert model.weight.dtype is lab.float64 and isinstance(model.weight, nn.Parameter)


BAD = {"0.weight": [[1.0] * 3] * 3, "extra": [1.0], "1.weight": [[7.0] * 3] * 3}
REPORT = (
    "Error(s) in loading state_dict for Sequential:\n"
    '\tMissing key(s) in state_dict: "0.bias", "1.bias". \n'
    '\tUnexpected key(s) in state_dict: "extra". \n'
    "\tsize mismatch for 0.weight: copying a param with shape torch.Size([3, 3]) from checkpoint, the shape in "
    "current model is torch.Size([2, 2])."
)


def two_layers(library: Any) -> Any:
    return library.nn.Sequential(library.nn.Linear(2, 2), library.nn.Linear(3, 3))


@pytest.mark.parametrize("strict", [True, False])
def test_a_bad_state_is_reported_whole_and_changes_nothing(strict: bool) -> None:
    model = two_layers(lab)
    before = copy.deepcopy(model.state_dict())
    with pytest.raises(RuntimeError) as report:
        model.load_state_dict({name: lab.tensor(value) for name, value in BAD.items()}, strict=strict)
    assert str(report.value) == (REPORT if strict else "\n".join(REPORT.split("\n")[::3]))
    assert all((value == before[name]).all() for name, value in model.state_dict().items())


def test_the_report_is_that_of_torch() -> None:
    torch = need_torch()
    with pytest.raises(RuntimeError) as report:
        two_layers(torch).load_state_dict({name: torch.tensor(value) for name, value in BAD.items()})
    assert str(report.value) == REPORT


def test_not_strict_says_what_did_not_match() -> None:
    missing, unexpected = nn.Linear(2, 2).load_state_dict({"weight": lab.ones(2, 2), "x": lab.ones(1)}, strict=False)
    assert (missing, unexpected) == (["bias"], ["x"])


# -- modes and moving --------------------------------------------------------------------------------------------------


def test_train_eval_freeze_and_zero_grad() -> None:
    model = net()
    assert model.eval() is model and not any(m.training for m in model.modules())
    assert model.train() is model and all(m.training for m in model.modules())
    model(lab.ones(1, 2)).sum().backward()
    model.zero_grad(set_to_none=False)
    assert (model.scale.grad == 0).all() and model.tied.bias.grad is None
    model.zero_grad()
    assert model.scale.grad is None
    model.requires_grad_(False)
    assert not model(lab.ones(1, 2)).requires_grad


def test_apply_goes_from_the_leaves_up() -> None:
    seen: list[str] = []
    model = nn.Sequential(nn.Linear(1, 1), nn.Sequential(nn.ReLU()))
    assert model.apply(lambda m: seen.append(type(m).__name__)) is model
    assert seen == ["Linear", "ReLU", "Sequential", "Sequential"]


def test_dtypes() -> None:
    model = net()
    model.register_buffer("count", lab.zeros(1, dtype=lab.int64))
    weight = model.scale
    model(lab.ones(1, 2)).sum().backward()
    assert model.double() is model
    assert model.scale is weight and weight.dtype is lab.float64 and weight.grad.dtype is lab.float64
    assert model.mean.dtype is lab.float64 and model.count.dtype is lab.int64
    assert model.half().scale.dtype is lab.float16
    assert model.to(lab.ones(1)).scale.dtype is lab.float32
    assert model.to("cpu", lab.float64).scale.dtype is lab.float64


def test_training_on_a_device(device: str) -> None:
    lab.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16, 3))
    optimizer = lab.optim.Adam(model.parameters(), lr=0.05)  # made before the move: it keeps the same Parameters
    model.to(device)
    x, labels = lab.randn(12, 1, 4, 4, device=device), lab.tensor([0, 1, 2] * 4, device=device)
    loss_function = nn.CrossEntropyLoss(weight=lab.tensor([1.0, 2.0, 1.0])).to(device)
    first = None
    for _ in range(25):
        optimizer.zero_grad()
        loss = loss_function(model(x), labels)
        loss.backward()
        optimizer.step()
        first = loss.item() if first is None else first
    assert all(p.device.type == device for p in model.parameters())
    assert loss.item() < first / 5


def test_a_missing_gpu_leaves_the_module_as_it_was() -> None:
    if lab.cuda.is_available():
        pytest.skip("there is a GPU")
    model = net()
    with pytest.raises(RuntimeError):
        model.to("cuda")
    assert all(p.device.type == "cpu" for p in model.parameters())


def test_watchers_learn_which_module_an_op_belongs_to() -> None:
    class Notes(watch.Watcher):
        def __init__(self) -> None:
            self.scopes: list[tuple[str, ...]] = []

        def recorded(self, node: Any, inputs: Any, outputs: Any) -> None:
            self.scopes.append(tuple(type(module).__name__ for module in node.scope))

    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
    with watch.watching(Notes()) as notes:
        model(lab.ones(1, 2))
    assert notes.scopes == [("Sequential", "Linear"), ("Sequential", "ReLU")]


# -- containers --------------------------------------------------------------------------------------------------------


def test_sequential_is_a_list_of_layers() -> None:
    layers = [nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 3), nn.Tanh()]
    model = nn.Sequential(*layers)
    assert len(model) == 4 and list(model) == layers and model[-1] is layers[3]
    assert isinstance(model[1:3], nn.Sequential) and list(model[1:3]) == layers[1:3]
    assert list(model[1:3].state_dict()) == ["2.weight", "2.bias"]  # slices keep their names, as in PyTorch
    model.append(nn.Sigmoid()).insert(0, nn.Identity())
    assert [type(m).__name__ for m in model] == ["Identity", "Linear", "ReLU", "Linear", "Tanh", "Sigmoid"]
    del model[0]
    assert list(model.state_dict()) == ["0.weight", "0.bias", "2.weight", "2.bias"]
    model[1] = nn.Tanh()
    assert isinstance(model[1], nn.Tanh) and isinstance(model.pop(), nn.Sigmoid) and len(model) == 4
    assert len(model + nn.Sequential(nn.ReLU())) == 5
    twice = 2 * nn.Sequential(*layers)
    twice += nn.Sequential(nn.ReLU())
    assert len(twice) == 9 and twice[4] is layers[0]
    twice *= 2
    assert len(twice) == 18 and twice[9] is layers[0]


def test_module_list_and_dict() -> None:
    blocks = nn.ModuleList(nn.Linear(2, 2) for _ in range(3))
    blocks += [nn.ReLU()]
    assert len(blocks) == 4 and len(blocks[:2]) == 2 and len(list(blocks.parameters())) == 6
    heads = nn.ModuleDict({"a": nn.Linear(1, 1), "b": nn.ReLU()})
    heads["c"] = nn.Tanh()
    heads.update([("d", nn.Tanh())])
    assert list(heads) == list(heads.keys()) == ["a", "b", "c", "d"] and "a" in heads and len(heads) == 4
    assert isinstance(heads.pop("b"), nn.ReLU) and [n for n, _ in heads.items()] == ["a", "c", "d"]
    assert list(heads.state_dict()) == ["a.weight", "a.bias"]
