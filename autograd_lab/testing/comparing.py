"""Compare what came with what was expected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.errors import ArgTypeError, ArgumentError, UseError
from autograd_lab.functional import PUBLIC
from autograd_lab.i18n import add_messages, tr
from autograd_lab.tensor import Tensor

add_messages(
    {
        "testing.both": (
            "rtol and atol must both be given or both be left out, but got rtol={rtol} and atol={atol}",
            "rtol 和 atol 要么都给出，要么都不给；得到的是 rtol={rtol}，atol={atol}",
        ),
        "testing.kind": (
            "No comparison pair was able to handle inputs of type {a} and {b}.",
            "无法比较 {a} 和 {b} 这两种类型的值。",
        ),
        "testing.attribute": (
            "The values for attribute '{name}' do not match: {a} != {b}.",
            "属性 '{name}' 不同：{a} 和 {b}。",
        ),
        "testing.types": ("The (d)types do not match: {a} != {b}.", "类型不同：{a} 和 {b}。"),
        "testing.none": ("None mismatch: {a} is not {b}", "一个是 None，另一个不是：{a} 和 {b}"),
        "testing.length": ("The length of the sequences mismatch: {a} != {b}", "序列的长度不同：{a} 和 {b}"),
        "testing.keys": (
            "The keys of the mappings do not match:\nMissing keys in the actual mapping: {missing}\n"
            "Additional keys in the actual mapping: {more}",
            "字典的键不同：\n实际结果缺少的键：{missing}\n实际结果多出的键：{more}",
        ),
        "testing.tensors": (
            "Tensor-likes are not {close}!\n\nMismatched elements: {wrong} / {total} ({share:.1%})\n"
            "Greatest absolute difference: {absolute:g} at index {where} (up to {atol:g} allowed)\n"
            "Greatest relative difference: {relative:g} at index {place} (up to {rtol:g} allowed)",
            "张量{close}！\n\n不符的元素：{wrong} / {total}（{share:.1%}）\n"
            "最大的绝对误差：{absolute:g}，在下标 {where} 处（允许 {atol:g}）\n"
            "最大的相对误差：{relative:g}，在下标 {place} 处（允许 {rtol:g}）",
        ),
        "testing.scalars": (
            "Scalars are not {close}!\n\nExpected {b} but got {a}.\n"
            "Absolute difference: {absolute:g} (up to {atol:g} allowed)\n"
            "Relative difference: {relative:g} (up to {rtol:g} allowed)",
            "数{close}！\n\n应为 {b}，得到的是 {a}。\n绝对误差：{absolute:g}（允许 {atol:g}）\n"
            "相对误差：{relative:g}（允许 {rtol:g}）",
        ),
        "testing.close": ("close", "不够接近"),
        "testing.equal": ("equal", "不相等"),
        "testing.item": ("The failure occurred for item {path}", "不符之处在第 {path} 项"),
    }
)

# PyTorch's: (rtol, atol) that rounding explains in an ordinary computation; other dtypes have to be equal.
_TOLERANCES = {
    dtypes.float16: (1e-3, 1e-5),
    dtypes.bfloat16: (1.6e-2, 1e-5),
    dtypes.float32: (1.3e-6, 1e-5),
    dtypes.float64: (1e-7, 1e-7),
    dtypes.complex64: (1.3e-6, 1e-5),
    dtypes.complex128: (1e-7, 1e-7),
}


def assert_close(
    actual: Any,
    expected: Any,
    *,
    allow_subclasses: bool = True,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = False,
    check_device: bool = True,
    check_dtype: bool = True,
    check_layout: bool = True,
    check_stride: bool = False,
    msg: str | Callable[[str], str] | None = None,
) -> None:
    """AssertionError, with what differs most and where, unless ``actual`` and ``expected`` are close.

    Close: ``|actual - expected| <= atol + rtol * |expected|`` in every element, and the same shape, dtype and device.
    Tensors, numbers and NumPy arrays are compared, and sequences and dicts of these, element by element. What
    rounding explains in the dtype is allowed, unless ``rtol`` and ``atol`` say what is.

    msg : instead of the text, or a function that makes another of it.
    """
    if (rtol is None) != (atol is None):
        raise ArgumentError("testing.both", rtol=rtol, atol=atol)
    compare = _Comparison(rtol, atol, equal_nan, check_device, check_dtype, check_stride)
    try:
        compare.both(actual, expected, ())
    except UseError as error:
        if msg is None:
            raise
        raise AssertionError(msg(str(error)) if callable(msg) else msg) from None


class _Comparison:
    """One call: what it allows. ``path`` leads through sequences and dicts to the pair that is compared."""

    def __init__(
        self, rtol: float | None, atol: float | None, nan: bool, device: bool, dtype: bool, stride: bool
    ) -> None:
        self.rtol, self.atol, self.nan, self.device, self.dtype, self.stride = rtol, atol, nan, device, dtype, stride

    def both(self, a: Any, b: Any, path: tuple[Any, ...]) -> None:
        if a is None or b is None:
            if a is not b:
                self._fail(path, "testing.none", a=a, b=b)
        elif _is_sequence(a) and _is_sequence(b):
            if len(a) != len(b):
                self._fail(path, "testing.length", a=len(a), b=len(b))
            for i, pair in enumerate(zip(a, b, strict=True)):
                self.both(*pair, (*path, i))
        elif isinstance(a, Mapping) and isinstance(b, Mapping):
            if a.keys() != b.keys():
                missing, more = [k for k in b if k not in a], [k for k in a if k not in b]
                self._fail(path, "testing.keys", missing=missing, more=more)
            for key in a:
                self.both(a[key], b[key], (*path, key))
        else:
            self._values(a, b, path)

    def _values(self, a: Any, b: Any, path: tuple[Any, ...]) -> None:
        scalar = _is_number(a) and _is_number(b)
        try:
            x, y = _tensor(a), _tensor(b)
        except (TypeError, ValueError, RuntimeError):
            raise ArgTypeError("testing.kind", a=type(a).__name__, b=type(b).__name__) from None
        self._attribute(path, "shape", x.shape, y.shape)
        if scalar:
            if self.dtype and _number_type(a) is not _number_type(b):
                self._fail(path, "testing.types", a=type(a), b=type(b))
        else:
            if self.device:
                self._attribute(path, "device", x.device, y.device)
            if self.dtype:
                self._attribute(path, "dtype", x.dtype, y.dtype)
            if self.stride:
                self._attribute(path, "stride()", x.stride(), y.stride())
        rtol, atol = self._tolerance(x, y)
        mine, theirs = (_numbers(t) for t in (x, y))
        if not np.isclose(mine, theirs, rtol, atol, equal_nan=self.nan).all():
            self._differ(path, mine, theirs, rtol, atol, scalar)

    def _attribute(self, path: tuple[Any, ...], name: str, a: Any, b: Any) -> None:
        if a != b:
            self._fail(path, "testing.attribute", name=name, a=a, b=b)

    def _tolerance(self, x: Tensor, y: Tensor) -> tuple[float, float]:
        if self.rtol is not None and self.atol is not None:
            return self.rtol, self.atol
        each = [_TOLERANCES.get(t.dtype, (0.0, 0.0)) for t in (x, y)]
        return max(r for r, _ in each), max(a for _, a in each)

    def _differ(
        self, path: tuple[Any, ...], mine: np.ndarray, theirs: np.ndarray, rtol: float, atol: float, scalar: bool
    ) -> None:
        wrong = ~np.isclose(mine, theirs, rtol, atol, equal_nan=self.nan)
        with np.errstate(all="ignore"):
            absolute = np.where(wrong, abs(mine - theirs), 0)
            relative = absolute / abs(theirs)
        relative = np.where(wrong, relative, 0)
        close = tr("testing.close" if rtol or atol else "testing.equal")
        at = [tuple(map(int, np.unravel_index(_largest(d), d.shape))) for d in (absolute, relative)]
        facts = {"close": close, "rtol": rtol, "atol": atol, "absolute": float(absolute[at[0]])}
        facts["relative"] = float(relative[at[1]])
        if scalar:
            self._fail(path, "testing.scalars", a=mine.item(), b=theirs.item(), **facts)
        count = int(wrong.sum())
        facts |= {"wrong": count, "total": wrong.size, "share": count / wrong.size, "where": at[0], "place": at[1]}
        self._fail(path, "testing.tensors", **facts)

    def _fail(self, path: tuple[Any, ...], key: str, **values: Any) -> None:
        error = UseError(key, **values)
        if path:
            where = tr("testing.item", path="".join(f"[{part!r}]" for part in path))
            error.args = (f"{error.args[0]}\n\n{where}",)
        raise error


def _is_sequence(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def _is_number(value: Any) -> bool:
    return isinstance(value, (bool, int, float, complex))


def _number_type(value: Any) -> type:
    """That of Python's which a number is; NumPy's double is a float."""
    return next(kind for kind in (bool, int, float, complex) if isinstance(value, kind))


def _tensor(value: Any) -> Tensor:
    if isinstance(value, Tensor):
        return value.detach()
    if _is_number(value):
        kind = dtypes.float64 if isinstance(value, float) else dtypes.complex128 if isinstance(value, complex) else None
        return PUBLIC["tensor"](value, dtype=kind)
    return PUBLIC["from_numpy"](np.asarray(value))


def _numbers(x: Tensor) -> np.ndarray:
    """Wide enough to be subtracted."""
    array = np.asarray(x.cpu().array)
    wide: dict[str, Any] = {"i": np.longdouble, "u": np.longdouble, "c": np.complex128}  # int64 has 19 digits
    return array.astype(wide.get(array.dtype.kind, np.float64))


def _largest(difference: np.ndarray) -> Any:
    """Where the largest is; nan is larger than all."""
    return np.argmax(np.where(np.isnan(difference), np.inf, difference))
