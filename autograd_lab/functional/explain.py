"""Arguments are what a function's signature says, or the error names the one that is not.

PyTorch checks each call against a schema. Here the annotations are the schema: ``input: Tensor``, ``dim: int``,
``value: Tensor | Number``; what is annotated ``Any`` the function reads itself. NumPy's names for arguments
(``axis``, ``keepdims``) are understood where PyTorch understands them.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from autograd_lab import watch
from autograd_lab.backend.arrays import HERE, SEVERAL, at
from autograd_lab.backend.dtypes import dtype
from autograd_lab.errors import ArgTypeError, DeviceError, LabError, NeedsValues
from autograd_lab.functional import autocast
from autograd_lab.functional.out import takes_out, write_into
from autograd_lab.graph.modes import modes
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import one_at_a_time

F = TypeVar("F", bound=Callable[..., Any])
Check = Callable[[Any], bool]
Number = int | float | complex  # of Python or NumPy, or a tensor of no dimensions
Axes = int | tuple[int, ...] | list[int]  # one or several
Flag = Any  # whatever is true or false: Python's own code asks it with ``if``, also in PyTorch
Dims = int | tuple[int, ...] | list[int] | None  # one, several, or all
ABSENT: Any = None  # the default of an argument that may be left out, but not given as None: ``dim: int = ABSENT``

# NumPy's names for arguments, which PyTorch takes too.
NUMPY_ARGUMENTS = {"axis": "dim", "keepdims": "keepdim", "x": "input", "a": "input", "x1": "input", "x2": "other"}


def explained(fn: F) -> F:
    """``fn``, whose arguments are checked first. A function that is explained already stays as it is."""
    if hasattr(fn, "explained"):
        return fn
    casts = autocast.policy(fn)
    return _explained(fn, casts, None if casts is None else _explained(fn))


def _explained(fn: F, casts: Mapping[str, str] | None = None, plain: Any = None) -> F:
    """``explained``; a function that autocast has on a list also has a ``plain`` form, which does not ask for it."""
    checks, positional, takes_any = _parameters(fn)

    @functools.wraps(fn)
    def call(*args: Any, **kwargs: Any) -> Any:
        if casts is not None and modes.autocast is not None and "out" not in kwargs:
            return autocast.run(plain, casts, args, kwargs)
        for value, fits in zip(args, positional):  # noqa: B905 (too many or too few are noticed by the call)
            if fits is not None and not fits(value):
                return _read(fn, args, kwargs)
        for name, value in kwargs.items():
            if name not in checks:
                if takes_any:
                    continue
                if name == "out" and takes_out(fn):
                    return write_into(call, checks, args, kwargs)
                return call(*args, **_renamed(fn, checks, kwargs))
            fits = checks[name]
            if fits is not None and not fits(value):
                return _read(fn, args, kwargs)
        if SEVERAL:
            there = _there(args, kwargs)
            if there is not HERE:
                with there:
                    return call(*args, **kwargs)
        try:
            result = fn(*args, **kwargs)
            if watch.watchers:
                watch.tell("called", fn, args, kwargs, result)
            return result
        except ArgTypeError:
            raise
        except NeedsValues as error:
            return one_at_a_time(fn, args, kwargs, error)
        except TypeError as error:  # Python's own, perhaps about the number of arguments
            _refuse_mixed(fn, args, kwargs, error)
            bound_to(fn, inspect.signature(fn), args, kwargs)
            raise
        except LabError:
            raise
        except Exception as error:
            _refuse_mixed(fn, args, kwargs, error)
            raise

    call.explained = True  # type: ignore[attr-defined]
    return call  # type: ignore[return-value]


def _there(args: Any, kwargs: dict[str, Any]) -> Any:
    """Where to compute: on the GPU of the first tensor that is on one."""
    for value in (*args, *kwargs.values()):
        first = value[0] if isinstance(value, (tuple, list)) and value else value
        if isinstance(first, Tensor) and first.is_cuda:
            return at(first.array)
    return HERE


def _refuse_mixed(fn: Callable[..., Any], args: Any, kwargs: dict[str, Any], error: Exception) -> None:
    """RuntimeError where an error of CuPy or NumPy came of tensors on several devices."""
    values = [part for x in (*args, *kwargs.values()) for part in (x if isinstance(x, (tuple, list)) else (x,))]
    devices = sorted({str(x.device) for x in values if isinstance(x, Tensor)})
    if len(devices) > 1 and not isinstance(error, LabError):
        raise DeviceError("device.mixed", op=fn.__name__, devices=", ".join(devices)) from error


def _parameters(fn: Callable[..., Any]) -> tuple[dict[str, Check | None], tuple[Check | None, ...], bool]:
    """What each parameter asks of its argument; those that may be given by position; whether there is ``**kwargs``.
    inspect.signature knows all that, but takes long: it is left to functions that say another signature than they
    have."""
    inner = inspect.unwrap(fn, stop=lambda f: hasattr(f, "__signature__"))
    if hasattr(inner, "__signature__"):
        parameters = inspect.signature(inner).parameters.values()
        checks = {p.name: _check(p.annotation) for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)}
        positional = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        takes_any = any(p.kind is p.VAR_KEYWORD for p in parameters)
    else:
        code, annotations = inner.__code__, inner.__annotations__
        named = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        checks = {name: _check(annotations.get(name)) for name in named}
        positional = named[: code.co_argcount]
        takes_any = bool(code.co_flags & inspect.CO_VARKEYWORDS)
    return checks, tuple(checks[name] for name in positional), takes_any


def _renamed(fn: Callable[..., Any], checks: dict[str, Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Keyword arguments with NumPy's names under PyTorch's; TypeError for one that nobody knows."""
    renamed = {}
    for name, value in kwargs.items():
        known = name if name in checks else NUMPY_ARGUMENTS.get(name)
        if known not in checks:
            raise ArgTypeError(
                "arg.unknown", function=fn.__name__, name=name, known=", ".join(inspect.signature(fn).parameters)
            )
        renamed[known] = value
    return renamed


def _read(fn: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
    """Call ``fn`` with the numbers that tensors of no dimensions hold; TypeError for the first argument that is not
    what the signature says."""
    bound = bound_to(fn, inspect.signature(fn), args, kwargs)
    for name, value in bound.arguments.items():
        parameter = bound.signature.parameters[name]
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        fits = _check(parameter.annotation)
        if fits is None or fits(value):
            continue
        kinds = _kinds(parameter.annotation)
        if isinstance(value, Tensor) and value.ndim == 0 and value.array.dtype.kind in _held_by(kinds):
            bound.arguments[name] = value.item()
            continue
        wanted = " or ".join(_SAID.get(kind, kind) for kind in kinds)
        if wanted == "Tensor":
            raise ArgTypeError("arg.need_tensor", function=fn.__name__, name=name, got=type(value).__name__)
        raise ArgTypeError("arg.type", function=fn.__name__, name=name, wanted=wanted, got=type(value).__name__)
    return fn(*bound.args, **bound.kwargs)


def bound_to(fn: Callable[..., Any], signature: inspect.Signature, args: Any, kwargs: dict[str, Any]) -> Any:
    """Which parameter got which argument; TypeError if there are too many, too few, or two for one."""
    try:
        return signature.bind(*args, **kwargs)
    except TypeError:
        plain = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
        wanted = signature.replace(parameters=plain, return_annotation=signature.empty)
        kinds = [type(value).__name__ for value in args]
        kinds += [f"{name}={type(value).__name__}" for name, value in kwargs.items()]
        raise ArgTypeError("arg.count", function=fn.__name__, wanted=wanted, got=", ".join(kinds)) from None


def _held_by(kinds: list[str]) -> str:
    """NumPy's kinds of the dtypes whose single elements are read as one of the ``kinds``."""
    return "".join(_SCALARS.get(kind, "") for kind in kinds)


def _kinds(annotation: Any) -> list[str]:
    return [part.strip() for part in annotation.split("|")] if isinstance(annotation, str) else [""]


@functools.cache
def _check(annotation: Any) -> Check | None:
    """What an annotation asks of a value; None where it asks nothing that is known here."""
    kinds = _kinds(annotation)
    if not all(kind in _FITS for kind in kinds):
        return None
    return _FITS[kinds[0]] if len(kinds) == 1 else _any_of(tuple(_FITS[kind] for kind in kinds))


@functools.cache
def _any_of(checks: tuple[Check, ...]) -> Check:
    return lambda value: any(fits(value) for fits in checks)


def _is_tensor(value: Any) -> bool:
    return isinstance(value, Tensor)


def _is_int(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _is_dims(value: Any) -> bool:
    return value is None or (all(map(_is_dim, value)) if isinstance(value, (tuple, list)) else _is_int(value))


def _is_dim(value: Any) -> bool:
    return _is_int(value) or (isinstance(value, Tensor) and value.ndim == 0 and value.array.dtype.kind in "iu")


_SCALARS = {"int": "iu", "Dims": "iu", "Axes": "iu", "float": "iufV", "Number": "biufVc", "bool": "b"}
_SAID = {"Dims": "int or tuple of ints", "Axes": "int or tuple of ints"}

_FITS: dict[str, Check] = {
    "Tensor": _is_tensor,
    "int": _is_int,
    "float": lambda value: isinstance(value, (int, float, np.floating, np.integer)),
    "Number": lambda value: isinstance(value, (int, float, complex, np.number, np.bool_)),
    "Dims": _is_dims,
    "Axes": lambda value: value is not None and _is_dims(value),
    "bool": lambda value: isinstance(value, (bool, np.bool_)),
    "str": lambda value: isinstance(value, str),
    "None": lambda value: value is None,
    "dtype": lambda value: isinstance(value, dtype),
}
