"""A tape gives the gradients, and the refusals, that TensorFlow's documentation promises. Values worked out by hand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import watch
from autograd_lab.compat import GradientTape, UnconnectedGradients, Variable, constant
from autograd_lab.errors import ArgTypeError, ArgumentError, DtypeError, GraphError, ShapeError
from tests.support.refusal import assert_refused


def close(found: Any, expected: Any) -> bool:
    return found.detach().numpy().tolist() == np.asarray(expected, np.float32).tolist()


def test_watched_constant() -> None:
    x = constant(3.0)
    with GradientTape() as tape:
        tape.watch(x)
        y = x * x
    assert close(tape.gradient(y, x), 6)


def test_constants_are_not_watched_and_variables_are() -> None:
    x, v, frozen = constant(3.0), Variable(2.0), Variable(5.0, trainable=False)
    with GradientTape(persistent=True) as tape:
        y = x * v * frozen
    assert tape.gradient(y, x) is None and tape.gradient(y, frozen) is None
    assert close(tape.gradient(y, v), 15)
    assert tape.watched_variables() == (v,)


def test_watch_accessed_variables_off() -> None:
    a, b = Variable(2.0), Variable(3.0)
    with GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(a)
        y = a * a * b
    da, db = tape.gradient(y, (a, b))
    assert close(da, 12) and db is None


def test_structures_come_back() -> None:
    w, b, x = Variable([[1.0], [2.0]]), Variable([0.5]), constant([[3.0, 4.0]])
    with GradientTape() as tape:
        loss = ((x @ w + b) ** 2).sum()  # 11.5 squared
    found = tape.gradient(loss, {"w": w, "b": [b]})
    assert close(found["w"], [[69], [92]]) and close(found["b"][0], [23])


def test_targets_add_up_and_elements_are_weighted() -> None:
    x = Variable([1.0, 2.0])
    with GradientTape(persistent=True) as tape:
        y, z = x * x, x * 3
    assert close(tape.gradient(y, x), [2, 4])  # of the sum
    assert close(tape.gradient([y, z], x), [5, 7])
    assert close(tape.gradient(y, x, output_gradients=constant([10.0, 0.5])), [20, 2])
    assert close(tape.gradient([y, z], x, output_gradients=[constant([1.0, 0.0]), constant([0.0, 1.0])]), [2, 3])


def test_only_what_happens_on_the_tape_counts() -> None:
    v = Variable(3.0)
    before = v * v  # no tape was on
    with GradientTape(persistent=True) as tape:
        y = before * v
        with tape.stop_recording():
            paused = v * 2
        z = paused * v
    after = y * 2
    assert close(tape.gradient(y, v), 9)  # not 27
    assert close(tape.gradient(z, v), 6)  # not 12
    assert tape.gradient(after, v) is None


def test_inner_tape_knows_less_than_the_outer() -> None:
    x = constant(3.0)
    with GradientTape() as outer:
        outer.watch(x)
        square = x * x
        with GradientTape() as inner:
            inner.watch(x)
            y = square * x
        assert close(inner.gradient(y, x), 9)
    assert close(outer.gradient(y, x), 27)


def test_second_and_third_derivatives() -> None:
    x = constant(2.0)
    with GradientTape() as third:
        third.watch(x)
        with GradientTape() as second:
            second.watch(x)
            with GradientTape() as first:
                first.watch(x)
                y = x**4
            dy = first.gradient(y, x)
        d2y = second.gradient(dy, x)
    assert close(dy, 32) and close(d2y, 48) and close(third.gradient(d2y, x), 48)


def test_gradient_penalty() -> None:
    """The norm of an inner gradient is part of what is learned: d/dw of (2 w x)² is 8 w x²."""
    w, x = Variable(3.0), constant(2.0)
    with GradientTape() as outer:
        with GradientTape(watch_accessed_variables=False) as inner:
            inner.watch(x)
            y = w * x * x
        penalty = inner.gradient(y, x) ** 2
    assert close(outer.gradient(penalty, w), 8 * 3 * 4)


def test_jacobian() -> None:
    x = Variable([1.0, 2.0])
    with GradientTape(persistent=True) as tape:
        y = lab.stack([x[0] * x[1], x[0] ** 2, x[1] * 5])
        matrix = x.reshape(2, 1) * x
    assert close(tape.jacobian(y, x), [[2, 1], [2, 0], [0, 5]])
    # of x_i x_j: δ_ik x_j + x_i δ_jk
    assert close(tape.jacobian(matrix, x), [[[2, 0], [2, 1]], [[2, 1], [0, 4]]])


def test_hessian_by_nesting() -> None:
    x = Variable([1.0, 2.0])
    with GradientTape() as outer:
        with GradientTape() as inner:
            y = x[0] ** 2 * x[1]
        g = inner.gradient(y, x)
    assert close(outer.jacobian(g, x), [[4, 2], [2, 0]])


def test_batch_jacobian() -> None:
    x = constant([[1.0, 2.0], [3.0, 4.0]])
    with GradientTape() as tape:
        tape.watch(x)
        y = x * x
    assert close(tape.batch_jacobian(y, x), [[[2, 0], [0, 4]], [[6, 0], [0, 8]]])


@pytest.mark.parametrize("zero", ["zero", UnconnectedGradients.ZERO])
def test_unconnected(zero: Any) -> None:
    x, y = Variable([1.0, 2.0]), Variable(3.0)
    with GradientTape(persistent=True) as tape:
        z = y * 2
    assert tape.gradient(z, x) is None
    assert close(tape.gradient(z, x, unconnected_gradients=zero), [0, 0])
    assert tape.jacobian(z, x) is None and close(tape.jacobian(z, x, zero), [0, 0])


def test_integers_have_no_gradient() -> None:
    x = Variable(2.0)
    with GradientTape() as tape:
        y = (x * 2).argmax()
    assert tape.gradient(y, x) is None


def test_training_and_the_old_value() -> None:
    w = Variable(1.0, name="w")
    for _ in range(60):
        with GradientTape() as tape:
            loss = (w - 3) ** 2
        w.assign_sub(0.1 * tape.gradient(loss, w))
    assert abs(float(w) - 3) < 1e-4  # the distance shrinks by 0.8 a step, 0.8⁶⁰ = 1.5e-6
    with GradientTape() as tape:
        y = w * w
        old = float(w)
        w.assign(100.0)
    assert float(tape.gradient(y, w)) == pytest.approx(2 * old)
    assert "'w'" not in repr(w) and repr(w).startswith("<Variable w shape=() numpy=array(100.")


def test_threads_have_their_own_tapes() -> None:
    v, made = Variable(2.0), []
    with GradientTape() as tape:
        thread = threading.Thread(target=lambda: made.append(v * v))
        thread.start()
        thread.join()
    assert tape.gradient(made[0], v) is None


def test_reset_and_errors_leave_nothing_behind() -> None:
    v = Variable(2.0)
    with GradientTape(persistent=True) as tape:
        y = v * v
        tape.reset()
        z = v * 3
    assert tape.gradient(y, v) is None and close(tape.gradient(z, v), 3)
    with pytest.raises(ZeroDivisionError), GradientTape():
        v / (1 // 0)
    assert not any(isinstance(w, GradientTape) for w in watch.watchers)


def used_twice() -> None:
    x = Variable(2.0)
    with GradientTape() as tape:
        y = x * x
    tape.gradient(y, x)
    tape.gradient(y, x)


def entered_twice() -> None:
    with GradientTape() as tape, tape:
        pass


def paused_outside() -> None:
    with GradientTape().stop_recording():
        pass


@pytest.mark.parametrize(
    ("call", "error", "key", "word"),
    [
        (used_twice, GraphError, "compat.used", "persistent=True"),
        (entered_twice, ArgumentError, "compat.entered", "GradientTape"),
        (paused_outside, GraphError, "compat.not_recording", "with tape:"),
        (lambda: GradientTape().watch(constant(3)), DtypeError, "compat.watch_dtype", "int64"),
        (lambda: GradientTape().gradient(constant(1.0), [3.0]), ArgTypeError, "compat.not_tensor", "float"),
        (lambda: GradientTape().gradient(constant(1.0), constant(1.0), None, "no"), ArgumentError,
         "compat.unconnected", "no"),
        (lambda: GradientTape().batch_jacobian(constant([1.0]), constant([1.0, 2.0])), ArgumentError,
         "compat.batch", "(2,)"),
        (lambda: Variable([1.0, 2.0]).assign([1.0]), ShapeError, "compat.assign", "(1,)"),
    ],
)  # fmt: skip
def test_refusals(call: Callable[[], Any], error: type[Exception], key: str, word: str) -> None:
    assert_refused(call, error, key, word)
    assert not any(isinstance(w, GradientTape) for w in watch.watchers)


def test_constant_spreads_one_number() -> None:
    assert constant(2.0, shape=(2, 3)).tolist() == [[2.0] * 3] * 2
    assert constant([1, 2, 3, 4], dtype=lab.float64, shape=(2, 2)).dtype is lab.float64
