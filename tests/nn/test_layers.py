"""Every layer against what PyTorch answered: text, state, output, gradients. And what is not in such a table:
randomness, running statistics, tables of vectors, containers of parameters."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn
from tests.nn.layer_rows import RECORD, ROWS, Row, answer
from tests.support.both import torch

__all__ = ["torch"]
RECORDED = json.loads(RECORD.read_text())


def near(got: Any, wanted: Any) -> None:
    if isinstance(wanted, dict):
        assert list(got) == list(wanted)
        for name in wanted:
            near(got[name], wanted[name])
    elif isinstance(wanted, list):
        assert len(got) == len(wanted)
        for a, b in zip(got, wanted, strict=True):
            near(a, b)
    elif isinstance(wanted, float):
        assert got == pytest.approx(wanted, rel=1e-7, abs=1e-7)
    else:
        assert got == wanted


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("row", ROWS, ids=[text for text, _ in ROWS])
def test_as_recorded(torch: Any, row: Row) -> None:
    near(answer(torch, row), RECORDED[row[0]])


def test_no_record_without_a_row() -> None:
    assert RECORDED.keys() == {text for text, _ in ROWS}


MADE = {text.split("(")[0]: text for text, _ in ROWS if "Lazy" not in text}  # one of each class


@pytest.mark.parametrize("text", MADE.values(), ids=list(MADE))
def test_copies_are_equal_and_apart(text: str) -> None:
    layer = eval(text, {"nn": nn})
    for other in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
        assert repr(other) == repr(layer) and type(other) is type(layer) and other.training == layer.training
        state, mine = other.state_dict(), layer.state_dict()
        assert list(state) == list(mine)
        assert all((state[name] == mine[name]).all() and state[name].dtype is mine[name].dtype for name in mine)
        assert not {id(p) for p in other.parameters()} & {id(p) for p in layer.parameters()}


@pytest.mark.parametrize("row", [row for row in ROWS if "Lazy" not in row[0]], ids=lambda row: row[0])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_single_precision_stays_single(row: Row) -> None:
    text, arrays = row
    double, single = eval(text, {"nn": nn}).double(), eval(text, {"nn": nn})
    double.load_state_dict(single.state_dict())
    xs = [lab.tensor(x) for x in arrays]
    y = single(*[x.float() if x.is_floating_point() else x for x in xs])
    wanted = double(*[x.float().double() if x.is_floating_point() else x for x in xs])
    for a, b in zip(*(v if isinstance(v, tuple) else (v,) for v in (y, wanted)), strict=True):
        assert a.dtype is (lab.float32 if b.is_floating_point() else b.dtype)
        assert (a - b).abs().max().item() <= 1e-5 * max(1, b.abs().max().item())


# -- initial values ----------------------------------------------------------------------------------------------------

INITIAL = [
    "nn.Linear(50, 400)", "nn.LazyLinear(400)", "nn.Bilinear(30, 20, 40)", "nn.Conv1d(8, 300, 3, groups=2)",
    "nn.Conv2d(20, 100, 3)", "nn.ConvTranspose2d(20, 100, 3)", "nn.ConvTranspose3d(8, 64, 3, groups=4)",
    "nn.Embedding(100, 90)", "nn.EmbeddingBag(100, 90)", "nn.AdaptiveLogSoftmaxWithLoss(60, 200, [50, 90], 2.0)",
]  # fmt: skip


@pytest.mark.parametrize("text", INITIAL)
@pytest.mark.filterwarnings("ignore:Lazy modules")
def test_initial_values_have_pytorchs_distribution(text: str) -> None:
    theirs = pytest.importorskip("torch")
    lab.manual_seed(0)
    theirs.manual_seed(0)
    layers = eval(text, {"nn": nn}), eval(text, {"nn": theirs.nn})
    if "Lazy" in text:
        layers[0](lab.ones(1, 50))
        layers[1](theirs.ones(1, 50))
    mine, other = (dict(layer.named_parameters()) for layer in layers)
    assert list(mine) == list(other)
    for name, parameter in mine.items():
        a, b = (np.sort(p.detach().numpy().ravel()) for p in (parameter, other[name]))
        both = np.concatenate((a, b))  # the largest distance between the two distribution functions
        distance = np.abs(np.searchsorted(a, both, "right") - np.searchsorted(b, both, "right")).max() / a.size
        assert distance < 1.95 * np.sqrt(2 / a.size), name  # Kolmogorov-Smirnov, p = 0.001


# -- randomness --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("axes", range(4))
def test_dropout_drops_a_share_and_scales_the_rest(torch: Any, axes: int) -> None:
    torch.manual_seed(1)
    layer = getattr(torch.nn, f"Dropout{axes}d" if axes else "Dropout")
    y = layer(0.3)(torch.ones(50, 400, *(1, 2, 3)[:axes])).reshape(50, 400, -1)
    assert (y == 0).double().mean().item() == pytest.approx(0.3, abs=0.015)  # four deviations of 20000 draws
    assert sorted(set(y.reshape(-1).tolist())) == pytest.approx([0.0, 1 / 0.7])
    assert (y == y[:, :, :1]).all()  # of a channel all or nothing


@pytest.mark.parametrize("name", ["AlphaDropout", "FeatureAlphaDropout"])
def test_alpha_dropout_keeps_mean_and_variance(torch: Any, name: str) -> None:
    torch.manual_seed(2)
    x = torch.randn(100, 500, 4)
    y = getattr(torch.nn, name)(0.4)(x)
    assert y.mean().item() == pytest.approx(0, abs=0.03) and y.std().item() == pytest.approx(1, abs=0.02)
    lowest = y.min(-1)[0] == y.max(-1)[0]  # channels in which every element is the same, dropped value
    assert lowest.double().mean().item() == pytest.approx(0.4 if name == "FeatureAlphaDropout" else 0.4**4, abs=0.01)


def test_rrelu_draws_its_slopes(torch: Any) -> None:
    torch.manual_seed(3)
    y = torch.nn.RReLU(0.2, 0.6)(-torch.ones(20000))
    assert -0.6 <= y.min().item() < -0.59 and -0.21 < y.max().item() <= -0.2
    assert y.mean().item() == pytest.approx(-0.4, abs=0.005)


def test_fractional_pooling_draws_its_windows(torch: Any) -> None:
    torch.manual_seed(4)
    pool = torch.nn.FractionalMaxPool2d(2, output_ratio=0.6, return_indices=True)
    x = torch.arange(100.0).reshape(1, 1, 10, 10)
    places = {tuple(pool(x)[1].reshape(-1).tolist()) for _ in range(20)}
    assert len(places) > 10 and all(len(found) == 36 for found in places)


# -- norms -------------------------------------------------------------------------------------------------------------


def test_running_statistics_follow_the_batches(torch: Any) -> None:
    x = torch.arange(12.0).reshape(6, 2)
    norm = torch.nn.BatchNorm1d(2)
    norm(x)
    assert norm.running_mean.tolist() == pytest.approx([0.5, 0.6])
    assert norm.running_var.tolist() == pytest.approx([0.9 + 1.4] * 2)  # of the unbiased variance, 14
    assert norm.num_batches_tracked.item() == 1 and norm.num_batches_tracked.dtype is torch.int64
    average = torch.nn.BatchNorm1d(2, momentum=None)
    average(x)
    average(x + 6)
    assert average.running_mean.tolist() == pytest.approx([8.0, 9.0])
    average.reset_running_stats()
    assert average.running_mean.tolist() == [0, 0] and average.num_batches_tracked.item() == 0
    before = norm.running_mean.clone()
    norm.eval()(x)
    assert (norm.running_mean == before).all()


def test_a_state_without_the_count_of_batches_loads(torch: Any) -> None:
    norm = torch.nn.BatchNorm1d(2)
    old = {name: value for name, value in norm.state_dict().items() if name != "num_batches_tracked"}
    assert norm.load_state_dict(old) == ([], [])
    assert norm.state_dict()._metadata[""] == {"version": 2}


def test_batch_norms_become_synchronized_ones(torch: Any) -> None:
    norm = torch.nn.BatchNorm2d(3).eval()
    model = torch.nn.SyncBatchNorm.convert_sync_batchnorm(torch.nn.Sequential(torch.nn.Conv2d(1, 3, 1), norm))
    assert isinstance(model[1], torch.nn.SyncBatchNorm) and model[1].weight is norm.weight and not model[1].training
    assert isinstance(model[1], torch.nn.modules.batchnorm._BatchNorm) and isinstance(model[0], torch.nn.Conv2d)


def test_instance_norm_of_other_channels(torch: Any) -> None:
    with pytest.warns(UserWarning, match="num_features"):
        torch.nn.InstanceNorm1d(3)(torch.ones(2, 4, 5))
    with pytest.raises(ValueError, match="num_features"):
        torch.nn.InstanceNorm1d(3, affine=True)(torch.ones(2, 4, 5))


def test_cross_map_lrn_is_local_response_norm() -> None:
    x = lab.arange(24.0).reshape(1, 3, 2, 4)
    assert (nn.CrossMapLRN2d(3, 2.0, 0.5, 2)(x) == nn.LocalResponseNorm(3, 2.0, 0.5, 2.0)(x)).all()


# -- tables ------------------------------------------------------------------------------------------------------------


def test_embeddings_from_a_table(torch: Any) -> None:
    table = torch.arange(6.0).reshape(3, 2)
    for cls in (torch.nn.Embedding, torch.nn.EmbeddingBag):
        assert not cls.from_pretrained(table).weight.requires_grad
        learned = cls.from_pretrained(table, freeze=False, padding_idx=-1)
        assert learned.weight.requires_grad and learned.padding_idx == 2 and learned.weight.tolist() == table.tolist()
        with pytest.raises(AssertionError, match="2-dim"):
            cls.from_pretrained(table[0])
    padded = torch.nn.Embedding(4, 3, padding_idx=1)
    assert padded.weight[1].tolist() == [0, 0, 0] and (padded.weight[0] != 0).all()
    padded(torch.tensor([1, 2])).sum().backward()
    assert padded.weight.grad[1].tolist() == [0, 0, 0] and padded.weight.grad[2].tolist() == [1, 1, 1]


def test_adaptive_softmax_is_a_distribution(torch: Any) -> None:
    torch.manual_seed(0)
    layer = torch.nn.AdaptiveLogSoftmaxWithLoss(8, 12, [3, 7], 2.0)
    x = torch.randn(40, 8) * 5
    logs = layer.log_prob(x)
    assert logs.exp().sum(1).tolist() == pytest.approx([1.0] * 40, abs=1e-5)
    assert layer.predict(x).tolist() == logs.argmax(1).tolist() and len(set(layer.predict(x).tolist())) > 4
    target = torch.arange(40) % 12
    output, loss = layer(x, target)
    assert output.tolist() == pytest.approx(logs[torch.arange(40), target].tolist(), abs=1e-5)
    assert loss.item() == pytest.approx(-output.mean().item(), abs=1e-6)


# -- containers of parameters ------------------------------------------------------------------------------------------


def test_parameter_list(torch: Any) -> None:
    values = torch.nn.ParameterList([torch.ones(2), "note"])
    values.append(torch.nn.Parameter(torch.zeros(3, 2)))
    values += [torch.ones(1)]
    assert len(values) == 4 and isinstance(values[0], torch.nn.Parameter) and values[1] == "note"
    assert [name for name, _ in values.named_parameters()] == ["0", "2", "3"]
    assert list(values.state_dict()) == ["0", "2", "3"]
    values[-1] = torch.ones(5)
    assert values[3].shape == (5,) and len(values[1:]) == 3 and [len(v) for v in values[2:]] == [3, 5]
    assert repr(values) == (
        "ParameterList(\n    (0): Parameter containing: [torch.float32 of size 2]\n    (1): Object of type: str\n"
        "    (2): Parameter containing: [torch.float32 of size 3x2]\n"
        "    (3): Parameter containing: [torch.float32 of size 5]\n)"
    )
    assert repr(values[:1]) == "ParameterList(  (0): Parameter containing: [torch.float32 of size 2])"
    with pytest.raises(IndexError):
        values[4]
    with pytest.raises(RuntimeError, match="should not be called"):
        values(1)


def test_parameter_dict(torch: Any) -> None:
    values = torch.nn.ParameterDict({"a": torch.ones(2), "b": torch.zeros(1)})
    values["note"] = "hi"
    assert list(values) == list(values.keys()) == ["a", "b", "note"] and "b" in values and len(values) == 3
    assert [name for name, _ in values.named_parameters()] == ["a", "b"]
    assert values.get("c") is None and values.setdefault("c", torch.ones(1)).shape == (1,)
    assert values.pop("note") == "hi" and values.popitem()[0] == "c"
    more = values | {"d": torch.ones(4)}
    assert list(more) == ["a", "b", "d"] and more["a"] is values["a"] and list(reversed(more)) == ["d", "b", "a"]
    more |= {"e": torch.ones(1)}
    assert list(more.copy()) == ["a", "b", "d", "e"] and list(more.fromkeys(["x"])) == ["x"]
    assert repr(values) == (
        "ParameterDict(\n    (a): Parameter containing: [torch.FloatTensor of size 2]\n"
        "    (b): Parameter containing: [torch.FloatTensor of size 1]\n)"
    )
    more.clear()
    assert len(more) == 0 and not list(more.parameters())
    with pytest.raises(KeyError):
        more.popitem()
    with pytest.raises(AttributeError):
        values["zzz"]
    with pytest.raises(TypeError, match="string"):
        values[3] = 1


def test_data_parallel_passes_on(torch: Any) -> None:
    model = torch.nn.DataParallel(torch.nn.Linear(2, 3))
    assert list(model.state_dict()) == ["module.weight", "module.bias"]
    assert (model(torch.ones(1, 2)) == model.module(torch.ones(1, 2))).all()
    assert copy.deepcopy(model).module.weight is not model.module.weight


def test_transposed_convolution_of_a_wanted_size(torch: Any) -> None:
    layer = torch.nn.ConvTranspose2d(3, 4, 3, stride=2)
    x = torch.ones(1, 3, 4, 4)
    assert layer(x).shape == (1, 4, 9, 9) and layer(x, output_size=(10, 9)).shape == (1, 4, 10, 9)
    assert layer(x, output_size=(1, 4, 10, 10)).shape == (1, 4, 10, 10)
    with pytest.raises(ValueError, match=r"\(11, 11\)"):
        layer(x, output_size=(11, 11))
    with pytest.raises(ValueError, match="output_size"):
        layer(x, output_size=(11,))
