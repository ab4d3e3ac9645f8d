"""What cards say of tensors, and what asking a model leaves behind: nothing."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.errors import ArgTypeError, ArgumentError, ShapeError
from autograd_lab.record.cards import (
    Boundary,
    Card,
    Curves,
    Field,
    Maps,
    Points,
    attention,
    confusion,
    curve,
    feature_maps,
    heat,
    images,
    points,
)
from autograd_lab.record.cards.svg import card_svg
from tests.support.refusal import assert_refused


def maps(card: Card) -> Maps:
    assert isinstance(card.data, Maps)
    assert card.values.size == np.prod(card.data.shape)
    return card.data


def field(card: Card) -> Field:
    assert isinstance(card.data, Field)
    return card.data


def test_images_grey_and_coloured() -> None:
    assert maps(images(lab.rand(3, 8, 8))).shape == [3, 1, 8, 8]
    assert maps(images(lab.rand(3, 1, 8, 8))).shape == [3, 1, 8, 8]
    assert maps(images(lab.rand(2, 3, 4, 5))).shape == [2, 3, 4, 5]
    with pytest.raises(ShapeError, match="feature_maps"):
        images(lab.rand(2, 16, 4, 4))


def test_only_the_first_hundred_are_shown_and_all_are_counted() -> None:
    data = maps(images(np.zeros((250, 2, 2)), titles=range(250)))
    assert (data.shape[0], data.total, len(data.titles)) == (100, 250, 100)


def test_a_large_tensor_is_averaged() -> None:
    card = heat(np.arange(300 * 513, dtype=float).reshape(300, 513))
    data = maps(card)
    assert data.pooled == [2, 3] and data.shape == [1, 1, 150, 171]
    assert card.values[0, 0, 0, 0] == pytest.approx((0 + 1 + 2 + 513 + 514 + 515) / 6)
    assert np.isfinite(card.values).all(), "the edge is the mean of the cells there are"


def test_heat_of_every_number_of_dimensions() -> None:
    assert [maps(heat(np.ones(shape))).shape for shape in [(), (3,), (2, 3), (4, 2, 3), (2, 2, 2, 3)]] == [
        [1, 1, 1, 1],
        [1, 1, 1, 3],
        [1, 1, 2, 3],
        [4, 1, 2, 3],
        [4, 1, 2, 3],
    ]


def test_confusion_counts_truth_by_rows() -> None:
    card = confusion(lab.tensor([0, 1, 1, 2]), lab.tensor([0, 1, 2, 2]), ["a", "b", "c"])
    assert card.values.reshape(3, 3).tolist() == [[1, 0, 0], [0, 1, 0], [0, 1, 1]]
    assert maps(card).rows == ["a", "b", "c"]


def test_confusion_of_scores() -> None:
    scores = lab.tensor([[0.1, 2.0], [3.0, -1.0]])
    assert confusion(scores, lab.tensor([1, 1])).values.reshape(2, 2).tolist() == [[0, 0], [1, 1]]


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: confusion([0.5], [1]), ArgumentError),
        (lambda: confusion([0, 1], [1]), ShapeError),
        (lambda: confusion([-1], [1]), ArgumentError),
        (lambda: confusion([1], [1], ["only one"]), ArgumentError),
        (lambda: confusion([1000], [1]), ArgumentError),
        (lambda: attention(lab.rand(2, 3, 4, 4)), ShapeError),
        (lambda: attention(lab.rand(4, 4), ["a"]), ArgumentError),
        (lambda: feature_maps(lab.rand(4)), ShapeError),
        (lambda: images(lab.rand(64)), ShapeError),
        (lambda: Boundary(3, lab.rand(4, 2), lab.zeros(4)), ArgTypeError),
        (lambda: Boundary(nn.Linear(3, 1), lab.rand(4, 3), lab.zeros(4)), ShapeError),
        (lambda: Boundary(nn.Linear(2, 1), lab.rand(4, 2), lab.zeros(3)), ShapeError),
        (lambda: Boundary(nn.Linear(2, 1), lab.rand(4, 2), lab.rand(4)), ArgumentError),
        (lambda: Boundary(nn.Linear(2, 1), lab.rand(4, 2), lab.zeros(4), resolution=1), ArgumentError),
        (lambda: Boundary(lambda x: x.sum(), lab.rand(4, 2), lab.zeros(4)).card(), ShapeError),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_cannot_be_shown_is_refused(make: Any, error: type[Exception], language: str) -> None:
    lab.set_language(language)
    with pytest.raises(error):
        make()


def test_attention_names_both_sides() -> None:
    data = maps(attention(lab.rand(2, 3, 3), ["a", "b", "c"]))
    assert data.rows == data.columns == ["a", "b", "c"] and len(data.titles) == 2


def test_feature_maps_of_the_first_sample() -> None:
    activations = lab.rand(5, 4, 6, 6)
    card = feature_maps(activations)
    assert np.array_equal(card.values[:, 0], activations[0].numpy())


@pytest.mark.parametrize(
    ("ending", "scores"),
    [
        ([nn.Linear(2, 1)], 1),
        ([nn.Linear(2, 1), nn.Sigmoid()], 1),
        ([nn.Linear(2, 1), nn.Tanh()], 1),
        ([nn.Linear(2, 1), nn.Flatten(0)], 1),
        ([nn.Linear(2, 3), nn.Softmax(dim=1)], 3),
        ([nn.Linear(2, 3), nn.LogSoftmax(dim=1)], 3),
        ([nn.Linear(2, 3)], 3),
    ],
)
def test_boundary_reads_every_kind_of_ending(ending: list[nn.Module], scores: int) -> None:
    """The first linear layer decides by x₁ alone, so the sides and the sureness are known."""
    linear: Any = ending[0]
    with lab.no_grad():
        linear.weight.zero_()
        linear.bias.zero_()
        linear.weight[scores // 2, 0] = 3.0
    x = lab.tensor([[-1.0, 0.0], [1.0, 1.0]])
    card = Boundary(nn.Sequential(*ending), x, lab.tensor([0, 1]), resolution=8).card()
    winner, sure = card.values[:64].reshape(8, 8), card.values[64:128].reshape(8, 8)
    assert (winner[:, 4:] == 1).all() and (winner[:, :4] != 1).all()
    assert (sure >= 1 / max(2, scores) - 1e-6).all() and (sure <= 1).all() and sure[0, -1] > sure[0, 4]
    assert field(card).accuracy == 1.0
    assert card.values[128:].tolist() == [-1, 1, 0, 1, 0, 1]


def test_asking_a_model_leaves_no_trace() -> None:
    net = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.Dropout(0.5), nn.Linear(8, 2))
    net[1].eval()  # a mixture of modes has to come back, too
    state = {name: value.clone() for name, value in net.state_dict().items()}
    lab.manual_seed(3)
    np.random.seed(3)  # noqa: NPY002
    random.seed(3)
    boundary = Boundary(net, lab.zeros(4, 2), lab.zeros(4))
    before = boundary.card()
    drawn = lab.rand(1).item(), np.random.rand(), random.random()  # noqa: NPY002
    lab.manual_seed(3)
    np.random.seed(3)  # noqa: NPY002
    random.seed(3)
    assert drawn == (lab.rand(1).item(), np.random.rand(), random.random())  # noqa: NPY002
    assert [m.training for m in net] == [True, False, True, True]
    assert all(lab.equal(value, state[name]) for name, value in net.state_dict().items())
    assert all(p.grad is None for p in net.parameters())
    assert np.array_equal(before.values, boundary.card().values), "without dropout it is the same each time"


def test_pictures_are_valid_stable_and_escape_names() -> None:
    hostile = "<script>x</script>"
    net = nn.Linear(2, 3)
    cards = [
        images(lab.rand(2, 3, 4, 4), [hostile, hostile]),
        confusion([0, 1], [1, 1], [hostile, hostile]),
        attention(lab.rand(2, 3, 3), [hostile] * 3),
        feature_maps(lab.randn(5, 4, 4)),
        heat(lab.tensor([[float("nan"), float("inf")], [-1.0, 1.0]])),
        heat(lab.randn(500, 3)),
        heat(lab.zeros(0, 3)),
        Boundary(net, lab.randn(9, 2), lab.zeros(9)).card(),
    ]
    for card in cards:
        svg = card_svg(card)
        ET.fromstring(svg)
        assert "<script" not in svg and svg == card_svg(card) and len(svg) < 200_000


def test_points_with_names_and_colours() -> None:
    card = points(lab.tensor([[0.0, 1.0], [2.0, 5.0], [1.0, 1.0]]), ["a", "b", "c"], [0, 2, 0])
    data = card.data
    assert isinstance(data, Points) and (data.shape, data.names, data.classes) == ([3, 3], ["a", "b", "c"], 3)
    assert card.values.reshape(3, 3).tolist() == [[0, 2, 1], [1, 5, 1], [0, 2, 0]], "all x, all y, all classes"
    left, right, bottom, top = data.extent
    assert left < 0 and right > 2 and bottom < 1 and top > 5

    many = points(np.zeros((2500, 2))).data
    assert isinstance(many, Points) and (many.shape, many.total, many.classes) == ([3, 2000], 2500, 0)
    left, right, bottom, top = many.extent
    assert left < right and bottom < top, "points in one place have a plane around them, too"


def test_a_point_that_is_nowhere_leaves_the_plane_as_it_is() -> None:
    places = np.array([[0.0, 0.0], [2.0, 1.0]])
    lost = np.array([[np.nan, 0.0], [np.inf, 9.0]])
    assert points(np.concatenate((places, lost))).data.extent == points(places).data.extent
    assert np.isfinite(points(lost).data.extent).all()


def test_points_drawn_without_scripts() -> None:
    names = ["gradient", "步长", "hidden by its neighbour"]
    svg = card_svg(points([[0.0, 0.0], [1.0, 1.0], [1.0, 1.001]], names))
    assert svg.count("<circle") == 3
    texts = "".join(ET.fromstring(svg).itertext())
    assert "gradient" in texts and "步长" in texts and "hidden" not in texts


def test_points_refused() -> None:
    assert_refused(lambda: points(np.ones((4, 3))), ShapeError, "card.points.shape", "(4, 3)")
    assert_refused(lambda: points(np.ones((4, 2)), ["a"]), ArgumentError, "card.points.names", "4")
    for classes in ([0, 10], [0, 0.5], [0]):
        plane = np.ones((2, 2))
        assert_refused(lambda c=classes, p=plane: points(p, classes=c), ArgumentError, "card.points.classes", "9")


def curves(card: Card) -> Curves:
    assert isinstance(card.data, Curves)
    assert card.values.size == np.prod(card.data.shape) and sum(card.data.lengths) == card.data.shape[1]
    return card.data


def test_curves_named_by_a_dict_may_differ_in_length() -> None:
    card = curve({"train": [3.0, 2.0, 1.0], "validation": lab.tensor([4.0, 5.0])}, log=True, x_axis="epoch")
    data = curves(card)
    assert (data.lengths, data.names, data.log, data.x_axis) == ([3, 2], ["train", "validation"], True, "epoch")
    assert card.values.tolist() == [0, 1, 2, 0, 1, 3, 2, 1, 4, 5], "all x, then all y"


def test_curves_of_a_table_over_x() -> None:
    x = lab.tensor([2.0, 0.0, 1.0, float("nan")])
    card = curve([x * 10, x * 20], x, ["ten", "twenty"])
    assert curves(card).names == ["ten", "twenty"]
    assert card.values.reshape(2, -1).tolist() == [[0, 1, 2, 0, 1, 2], [0, 10, 20, 0, 20, 40]], "from left to right"
    assert curves(curve([1.0, 2.0])).names == ["y"] and curves(curve([1.0, 2.0], y_axis="loss")).names == ["loss"]
    assert curves(curve(np.ones((30, 2)))).total == 30 and len(curves(curve(np.ones((30, 2)))).names) == 24


def test_a_long_curve_keeps_its_peaks() -> None:
    y = np.zeros(100_000)
    y[77_777] = 5.0
    card = curve(y)
    assert curves(card).shape[1] <= 4000
    assert card.values.reshape(2, -1)[:, card.values.reshape(2, -1)[1].argmax()].tolist() == [77_777, 5]


def test_curves_drawn_without_scripts() -> None:
    svg = card_svg(curve({"<b>": [1.0, float("nan"), 100.0], "zero": [0.0, 0.0, -1.0]}, x_axis="步", log=True))
    ET.fromstring(svg)
    assert "步" in svg and "<b>" not in svg
    ET.fromstring(card_svg(curve([1.0, 2.0], [float("nan")] * 2)))
    shifted = card_svg(curve([1.0, 2.0], [-4.0, 4.0]))
    assert ">-4</text>" in shifted and ">4 x</text>" in shifted


def test_curves_refused() -> None:
    assert_refused(lambda: curve(3.0), ShapeError, "card.curve.shape", "()")
    assert_refused(lambda: curve({"a": []}), ShapeError, "card.curve.shape", "(0,)")
    assert_refused(lambda: curve([1.0, 2.0], [1.0]), ShapeError, "card.curve.x", "(1,)")
    assert_refused(lambda: curve(np.ones((2, 3)), names=["a"]), ArgumentError, "card.curve.names", "2")
    assert_refused(lambda: curve({"a": [1.0]}, names=["b"]), ArgumentError, "card.curve.names", "1")
