"""``out=``: what a function would return is in the tensor that it was given, or nothing has changed."""

from __future__ import annotations

import ast
import pkgutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.functional.out import takes_out
from tests.functions import FAMILIES
from tests.functions.case import Call

NAMESPACES = ("", "linalg.", "special.", "fft.")


def function(name: str) -> Any:
    return pkgutil.resolve_name(f"autograd_lab:{name}")


def functions() -> Iterator[str]:
    for space in NAMESPACES:
        home = function(space[:-1]) if space else lab
        for name in (f"{space}{last}" for last in dir(home) if last[0] != "_"):
            if callable(fn := function(name)) and getattr(fn, "explained", False):
                yield name


def called(case: Call) -> ast.Call | None:
    """The call of a function that takes ``out=``, if that is what the row is."""
    call = ast.parse(case.expression, mode="eval").body
    if isinstance(call, ast.Call) and (name := ast.unparse(call.func)).startswith("torch."):
        try:
            fn = function(name.removeprefix("torch."))
        except (AttributeError, ValueError):  # it calls what another call gave
            return None
        return call if getattr(fn, "explained", False) and takes_out(fn) else None
    return None


def answer(expression: str, case: Call, **more: Any) -> Any:
    names = {"torch": lab, "F": lab.nn.functional, "np": np, "inf": np.inf, "nan": np.nan, **more}
    names |= {name: lab.from_numpy(array) for name, array in case.arrays().items()}
    lab.manual_seed(0)
    with warnings.catch_warnings(action="ignore"):
        return eval(expression, names)  # the expression stands in our own tables


@pytest.mark.parametrize("family", FAMILIES)
def test_it_holds_what_would_be_returned(family: str) -> None:
    for case in FAMILIES[family]:
        if not (call := called(case)):
            continue
        call.keywords = [k for k in call.keywords if k.arg not in ("device", "requires_grad")]
        value = answer(ast.unparse(call), case)
        several = isinstance(value, (tuple, list))
        values = list(value) if several else [value]
        outs = [lab.empty(0, dtype=y.dtype, device=y.device) for y in values]
        call.keywords.append(ast.keyword("out", ast.Name("out")))
        back = answer(ast.unparse(call), case, out=outs if several else outs[0])
        assert all(a is b for a, b in zip(back if several else [back], outs, strict=True)), case.key
        for y, out in zip(values, outs, strict=True):
            assert (out.shape, out.dtype) == (y.shape, y.dtype), case.key
            if case.values:
                np.testing.assert_array_equal(out.numpy(), y.numpy(), case.key)


def test_most_rows_are_such_calls() -> None:
    """Of the functions that take it, so that the test above says something."""
    tried = {ast.unparse(call.func) for cases in FAMILIES.values() for case in cases if (call := called(case))}
    assert len(tried) > 250


def with_out(torch: Any) -> set[str]:
    """The names that PyTorch's own stubs and documents give an ``out``."""
    stubs = Path(torch.__file__).parent / "_C" / "_VariableFunctions.pyi"
    found, known = set(), set()
    for stub in ast.parse(stubs.read_text()).body:
        if isinstance(stub, ast.FunctionDef):
            known.add(stub.name)
            if any(argument.arg == "out" for argument in (*stub.args.args, *stub.args.kwonlyargs)):
                found.add(stub.name)
    for name in functions():
        if name not in known:
            space, _, last = name.rpartition(".")
            home = getattr(torch, space) if space else torch
            found |= {name} if "out=None" in (getattr(home, last, None).__doc__ or "") else set()
    return found


# In PyTorch the one of two namespaces takes it and the other does not (here they are one function), or its documents
# do not say that it does.
OTHERWISE = {"chain_matmul", "det", "lu", "norm", "tensordot", "native_batch_norm"}
OTHERWISE |= {"logdet", "special.softmax", "special.log_softmax"}


def test_the_names_are_pytorchs() -> None:
    theirs = with_out(pytest.importorskip("torch"))
    ours = {name for name in functions() if takes_out(function(name))}
    assert (ours ^ (theirs & set(functions()))) - OTHERWISE == set()


# -- what is refused, and what is said ---------------------------------------------------------------------------------


def test_an_argument_may_be_the_out() -> None:
    x = lab.tensor([1.0, 2.0])
    assert lab.add(x, x, out=x) is x and x.tolist() == [2.0, 4.0]


def test_a_part_of_a_tensor_is_filled() -> None:
    x = lab.zeros(2, 3)
    lab.arange(3, out=x[1])
    assert x.tolist() == [[0, 0, 0], [0, 1, 2]]


def test_another_shape_is_resized_and_that_is_said() -> None:
    out = lab.zeros(2)
    with pytest.warns(UserWarning, match=r"resized since it had shape \(2,\).*shape \(3,\)"):
        lab.exp(lab.zeros(3), out=out)
    assert out.tolist() == [1.0, 1.0, 1.0]
    with warnings.catch_warnings(action="error"):
        lab.exp(lab.zeros(3), out=lab.empty(0))


def test_numbers_are_cast_where_nothing_is_lost() -> None:
    out = lab.zeros(2)
    assert lab.eq(lab.tensor([1, 2]), 1, out=out).tolist() == [1.0, 0.0]
    assert lab.ones(2, out=lab.empty(0, dtype=lab.int64)).dtype is lab.int64


def test_autocast_leaves_it_alone() -> None:
    out = lab.zeros(2, 2)
    with lab.autocast("cpu"):
        assert lab.mm(lab.ones(2, 2), lab.ones(2, 2), out=out) is out
    assert out.dtype is lab.float32 and out[0, 0] == 2


def test_a_write_is_noticed_by_backward() -> None:
    x = lab.ones(2, requires_grad=True)
    held = lab.ones(2)
    y = (x * held).sum()
    lab.exp(lab.zeros(2), out=held)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


GRADIENT = (RuntimeError, "support automatic differentiation")
REFUSED: dict[str, tuple[tuple[type[Exception], str], Any]] = {
    "gradient": (GRADIENT, lambda t, x, out: t.mul(x.requires_grad_(), 2, out=out)),
    "gradient of the out": (GRADIENT, lambda t, x, out: t.mul(x, 2, out=out.requires_grad_())),
    "gradient of a part": (GRADIENT, lambda t, x, out: t.cat([x.requires_grad_()], out=out)),
    "fractions": ((RuntimeError, "can't be cast"), lambda t, x, out: t.mul(x, 0.5, out=out.long())),
    "dtype": ((RuntimeError, "not match dtype of out"), lambda t, x, out: t.ones(3, dtype=t.int64, out=out)),
    "a text": ((TypeError, "out"), lambda t, x, out: t.mul(x, 2, out="y")),
    "one of two": ((TypeError, "out"), lambda t, x, out: t.max(x, 0, out=out)),
    "the second of two": ((RuntimeError, "type"), lambda t, x, out: t.max(x[None], 0, out=(out, out.bool()))),
    "a view": ((TypeError, "out"), lambda t, x, out: t.reshape(x, (3,), out=out)),
    "in place": ((TypeError, "out"), lambda t, x, out: t.abs_(x, out=out)),
    "one memory": ((RuntimeError, "single memory"), lambda t, x, out: t.mul(x, 2, out=out[:1].expand(3))),
}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("library", ["ours", "PyTorch"])
def test_what_is_refused_changes_nothing(what: str, library: str) -> None:
    torch = lab if library == "ours" else pytest.importorskip("torch")
    (error, words), call = REFUSED[what]
    x, out = torch.ones(3), torch.zeros(3)
    with pytest.raises(error, match=words):
        call(torch, x, out)
    assert out.tolist() == [0.0, 0.0, 0.0]


def test_numpys_sum_and_mean_work_on_a_tensor() -> None:
    """They hand on ``out=None``, which PyTorch's methods, other than its functions, do not know."""
    x = lab.tensor([[1.0, 2.0], [3.0, 5.0]])
    assert np.sum(x) == 11 and np.mean(x, axis=0).tolist() == [2.0, 3.5]
