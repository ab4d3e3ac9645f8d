"""Cards: below a cell by themselves, or in the live panel with ``panel.show(name, card)``."""

from __future__ import annotations

from typing import Any

from autograd_lab.record import cards
from autograd_lab.ui.card_view import CardView


def images(batch: Any, titles: Any = None, *, columns: int = 10) -> CardView:
    """Small images side by side: ``lab.viz.images(x, labels)``.

    ``batch`` has the shape (H, W), (N, H, W), (N, 1, H, W), or (N, 3, H, W) with colours from 0 to 1; ``titles`` are
    N words or numbers. The first hundred are shown, ``columns`` in a line. ShapeError for other shapes.
    """
    return CardView(cards.images(batch, titles, columns=columns))


def confusion(predicted: Any, target: Any, labels: Any = None) -> CardView:
    """Which class was taken for which: ``lab.viz.confusion(net(x), y, ["cat", "dog"])``.

    ``predicted`` holds N classes, or scores of shape (N, classes); ``target`` the N true classes, from 0 on;
    ``labels`` a name for each class. ShapeError, ArgumentError (a ValueError) for anything else.
    """
    return CardView(cards.confusion(predicted, target, labels))


def attention(weights: Any, rows: Any = None, columns: Any = None) -> CardView:
    """Where each query looks: ``lab.viz.attention(weights, words)``.

    ``weights`` has the shape (queries, keys), or (heads, queries, keys) for one map per head; ``rows`` and ``columns``
    name the queries and the keys (the same names, where ``columns`` is left out and there are as many).
    """
    return CardView(cards.attention(weights, rows, columns))


def feature_maps(activations: Any) -> CardView:
    """What each channel of a layer responds to in one image: ``lab.viz.feature_maps(net.conv1(x))``.

    ``activations`` has the shape (channels, H, W), or (N, channels, H, W), of which the first sample is shown.
    """
    return CardView(cards.feature_maps(activations))


def heat(tensor: Any, *, rows: Any = None, columns: Any = None) -> CardView:
    """The numbers of a tensor as colours: ``lab.viz.heat(layer.weight)``.

    One dimension is a row of cells; more than two are maps side by side. ``rows`` and ``columns`` may name the cells.
    """
    return CardView(cards.heat(tensor, rows=rows, columns=columns))


def points(xy: Any, names: Any = None, classes: Any = None) -> CardView:
    """Points of a plane with a word beside each: ``lab.viz.points(vectors_2d, words)``.

    ``xy`` has the shape (N, 2); ``names`` are N words, shown where there is room and when pointed at; ``classes`` are
    N whole numbers from 0 to 9, a colour each. The first 2,000 points are drawn. ShapeError, ArgumentError (a
    ValueError) for anything else.
    """
    return CardView(cards.points(xy, names, classes))


def curve(
    y: Any, x: Any = None, names: Any = None, *, log: bool = False, x_axis: str = "", y_axis: str = ""
) -> CardView:
    """Curves, to be read by pointer or arrow keys: ``lab.viz.curve({"train": losses, "validation": others})``.

    ``y`` has the shape (N,), or (curves, N) with ``names`` for each, or is a dict from names to curves, which may
    differ in length; ``x`` has the shape (N,), and is 0, 1, 2, ... where it is left out. ``log`` starts with a
    logarithmic y axis, which a switch turns on and off; ``x_axis`` and ``y_axis`` say what the axes are. NaN and
    infinity are marked. The first 24 curves are shown. ShapeError, ArgumentError (a ValueError) for anything else.
    """
    return CardView(cards.curve(y, x, names, log=log, x_axis=x_axis, y_axis=y_axis))


def boundary(model: Any, x: Any, y: Any, *, resolution: int = 64) -> CardView:
    """What a classifier of two features says all over the plane, and the points it learns from.

    ``model`` is a Module or a function from (N, 2) to logits: (N, classes), or (N,) or (N, 1) for two classes; it may
    end with Sigmoid, Softmax or LogSoftmax. ``x`` has the shape (N, 2), ``y`` holds N classes from 0 on.
    Each time it is shown the model is asked anew, without gradients, in evaluation mode, and left as it was.
    """
    return CardView(cards.Boundary(model, x, y, resolution=resolution))
