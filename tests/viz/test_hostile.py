"""Odd tensors, strange names and wrong arguments: each view stands, or says what it takes in the learner's language."""

from __future__ import annotations

import re
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.errors import LabError
from autograd_lab.record.cards import heat
from autograd_lab.record.snapshot import to_json

NAMES = ["<script>alert(1)</script>", "\u202eabc", "x" * 10_000, "\x00\x1b[31m", "\ud800", ']]>"&amp;', "\U0001f600"]
VIEWS = ["tensor", "heat", "graph"]


def stands(view: Any) -> None:
    ET.fromstring(view.to_svg().encode())
    view.to_html().encode()
    assert repr(view) and str(view).encode()


@pytest.fixture(autouse=True)
def _no_warnings() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("shape", [(), (0,), (3, 4), (2, 0, 4)])
@pytest.mark.parametrize("dtype", ["bool", "uint8", "int64", "float16", "bfloat16", "float64", "complex64"])
def test_each_dtype_and_shape_can_be_seen(view: str, shape: tuple[int, ...], dtype: str) -> None:
    stands(getattr(lab.viz, view)(lab.ones(shape, dtype=getattr(lab, dtype))))


@pytest.mark.parametrize("shape", [(), (0,), (3, 4)])
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "complex64"])
def test_computations_with_them_too(shape: tuple[int, ...], dtype: str) -> None:
    x = lab.ones(shape, dtype=getattr(lab, dtype)).requires_grad_()
    stands(lab.viz.graph((x * 2).sum()))
    stands(lab.viz.step((x * 2).sum()))


def test_complex_numbers_are_seen_by_their_size() -> None:
    assert heat(lab.tensor([3 + 4j])).values.tolist() == [[[[5.0]]]]


def test_an_empty_batch_and_a_model_without_parameters() -> None:
    stands(lab.viz.graph(nn.Linear(3, 2), lab.ones(0, 3)))
    stands(lab.viz.module(nn.Linear(3, 2), lab.ones(0, 3)))
    stands(lab.viz.graph(nn.Sequential(), lab.ones(2)))
    stands(lab.viz.module(nn.Sequential()))


def test_a_result_can_be_looked_at_without_a_warning_about_grad() -> None:
    stands(lab.viz.tensor(lab.ones(2, requires_grad=True) * 2))


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_names_do_no_harm(name: str) -> None:
    model = nn.Sequential()
    model.add_module(name.replace(".", ""), nn.Linear(2, 2))
    x = lab.ones(2)
    for view in (
        lab.viz.graph(model, x, title=name),
        lab.viz.module(model, x, title=name),
        lab.viz.step(lambda: model(x).sum(), model=model, title=name),
        lab.viz.tensor(x, title=name),
        lab.viz.confusion(lab.tensor([0, 1]), lab.tensor([1, 0]), [name, "b"]),
        lab.viz.heat(lab.ones(2), columns=[name, "b"]),
        lab.viz.points(lab.eye(2), [name, "b"]),
    ):
        stands(view)
        assert "<script>alert(1)" not in view.to_svg() + view.to_html()


LINEAR = nn.Linear(2, 2)
LOSS = lab.ones(2, requires_grad=True).sum()
WRONG: list[tuple[type[Exception], Callable[[], Any], str]] = [
    (TypeError, lambda: lab.viz.heat("a"), "str"),
    (TypeError, lambda: lab.viz.heat({}), "dict"),
    (TypeError, lambda: lab.viz.heat([[1, 2], [3]]), "list"),
    (TypeError, lambda: lab.viz.kernels(lambda x: x), "function"),
    (TypeError, lambda: lab.viz.confusion(None, {}), "dict"),
    (TypeError, lambda: lab.viz.heat(lab.ones(2), rows=1), "rows"),
    (TypeError, lambda: lab.viz.confusion(lab.tensor([0]), lab.tensor([0]), 3), "labels"),
    (TypeError, lambda: lab.viz.images(lab.ones(2, 3, 3), 7), "titles"),
    (TypeError, lambda: lab.viz.points(lab.eye(2), 7), "names"),
    (ValueError, lambda: lab.viz.images(lab.ones(2, 3, 3), columns=0), "0"),
    (ValueError, lambda: lab.viz.images(lab.ones(2, 3, 3), columns=1.5), "1.5"),  # type: ignore[arg-type]
    (TypeError, lambda: lab.viz.graph(LOSS, model=3), "int"),
    (TypeError, lambda: lab.viz.step(LOSS, model="net"), "str"),
    (ValueError, lambda: lab.viz.graph(LOSS, limit=0), "0"),
    (ValueError, lambda: lab.viz.graph(LINEAR, lab.ones(2), limit="many"), "many"),  # type: ignore[arg-type]
    (TypeError, lambda: lab.viz.step(lambda x, y: x), "x, y"),  # type: ignore[arg-type]
    (TypeError, lambda: lab.viz.classify(1), "int"),
    (TypeError, lambda: lab.viz.classify({}), "dict"),
    (ValueError, lambda: lab.viz.classify(hidden=3), "3"),
    (ValueError, lambda: lab.viz.classify(batch=-1), "batch"),
    (ValueError, lambda: lab.viz.classify(seed=1.5), "seed"),  # type: ignore[arg-type]
    (ValueError, lambda: lab.viz.race(extent=(1, 0, 0, 1)), "extent"),
    (ValueError, lambda: lab.viz.race(extent=(-np.inf, 1, 0, 1)), "extent"),
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("error", "call", "word"), WRONG, ids=range(len(WRONG)))
def test_wrong_arguments_are_refused_in_words(
    language: str, error: type[Exception], call: Callable[[], Any], word: str
) -> None:
    lab.set_language(language)
    with pytest.raises(error) as raised:
        call()
    assert isinstance(raised.value, LabError)
    assert word in str(raised.value)
    assert bool(re.search(r"[\u4e00-\u9fff]", str(raised.value))) == (language == "zh")


def test_the_part_of_a_classic_surface_that_is_seen_can_be_chosen() -> None:
    race = lab.viz.race("bowl", extent=(0, 1, 0, 1))
    stands(race)
    surface = next(one for one in race.state().surfaces if one.key == "bowl")
    assert list(surface.extent) == [0, 1, 0, 1]


def test_a_number_that_is_used_twice() -> None:
    a = lab.tensor(2.0, requires_grad=True)
    view = lab.viz.graph((a * a + a).tanh())
    cards = view._alone(to_json(view.state()))["state"]["details"]["cards"]
    assert cards.keys() == {",".join(map(str, node.place)) for node in view.snapshot.nodes}
    assert "</html>" in view.to_html()
