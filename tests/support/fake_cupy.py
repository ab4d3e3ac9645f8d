"""A CuPy that computes with NumPy on the host and is stricter than the real one, for machines without a GPU.

It refuses what the real one refuses or leaves undefined: host arrays in device code and the other way round,
implicit conversion, equal indices in an assignment of several values, indices out of range, arrays of a GPU that is
not the current one, names and arguments that CuPy does not have. Where CuPy computes otherwise than NumPy, so does this
(fake_numerics.py); its memory and devices are in fake_cuda.py, its CUDA graphs in fake_graph.py, the matrix products
beside it in fake_cublas.py. Kernels of our own run where there is a g++ (host_kernel.py). It counts kernel launches,
copies to and from the host, and the waits they cause. ``Undefined`` is an AssertionError, so no handler for ordinary
errors can swallow it.

    fake = make_cupy(devices=2)          a module, to stand in sys.modules["cupy"]
    fake.counter.launches, .to_device, .to_host, .waits
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.linalg
import scipy.special

from tests.support import cupy_loops, fake_cuda, fake_numerics, host_kernel
from tests.support.cupy_names import recorded
from tests.support.fake_cuda import MemoryPointer

NAMES = recorded()
CREATES = {"zeros", "ones", "empty", "full", "arange", "linspace", "eye", "identity", "tri"}
SCIPY = {"linalg": scipy.linalg, "special": scipy.special}
WAITS = {"nonzero", "flatnonzero", "argwhere", "unique"}  # the size of the result is not known before
WHOLE = {"int32", "int64", "uint32", "uint64"}
ATOMIC = {  # what each ufunc.at can do
    "add": WHOLE | {"float16", "float32", "float64"},
    "subtract": {"int32", "uint32"},
    "maximum": WHOLE | {"float32", "float64"},
    "minimum": WHOLE | {"float32", "float64"},
    "bitwise_and": WHOLE, "bitwise_or": WHOLE, "bitwise_xor": WHOLE,
}  # fmt: skip


class Undefined(AssertionError):
    """CuPy would go on with some result."""


@dataclass
class Counter:
    launches: int = 0
    to_device: int = 0
    to_host: int = 0
    waits: int = 0
    pinned: int = 0  # bytes of page-locked memory, given out in all


class ndarray:
    """An array in the memory of one of the fake GPUs."""

    __slots__ = ("__weakref__", "_cupy", "_host", "base", "data", "device")
    __array_priority__ = 100
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, shape: Any, dtype: Any, memptr: MemoryPointer, strides: Any = None) -> None:
        """As CuPy's own, which looks at any memory, and tells of no base."""
        host = memptr.mem.look(shape, dtype, memptr.ptr, strides)
        self._host, self._cupy, self.base, self.data = host, memptr.mem.cupy, None, memptr
        self.device = self._cupy.cuda.Device(memptr.mem.device_id)

    @staticmethod
    def view_of(array: ndarray, host: np.ndarray[Any, Any]) -> ndarray:
        """Of the same memory."""
        view = object.__new__(ndarray)
        view._host, view._cupy, view.device = host, array._cupy, array.device
        view.base = array if array.base is None else array.base
        view.data = MemoryPointer(array.data.mem, host.ctypes.data - array.data.mem.ptr)
        return view

    @staticmethod
    def allocated(host: np.ndarray[Any, Any], cupy: FakeCupy) -> ndarray:
        """In new memory of the current device."""
        made = object.__new__(ndarray)
        made._host, made._cupy, made.base, made.device = host, cupy, None, cupy.cuda.Device()
        made.data = cupy.cuda.get_allocator()(host.nbytes)
        made.data.mem.hold(host)
        if (capture := cupy.cuda._capture()) is not None:
            pool = made.data.mem.pool
            capture.allocated(host, pool, pool is cupy.cuda._pool(), Undefined)
        return made

    # -- no implicit way out ------------------------------------------------------------------------------

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("Implicit conversion to a NumPy array is not allowed. Use .get().")

    def __array_ufunc__(self, ufunc: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        raise TypeError(f"numpy.{ufunc.__name__} was called on a device array; use xp.{ufunc.__name__}")

    def __array_function__(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        raise TypeError(f"numpy.{function.__name__} was called on a device array; use xp.{function.__name__}")

    # -- explicit ways out, each a copy and a wait -----------------------------------------------------------

    def get(self, stream: Any = None, order: Any = "C", out: Any = None, blocking: bool = True) -> Any:
        self._cupy.cuda._reached()
        self._cupy.cuda._outside_capture()
        self._cupy.counter.to_host += 1
        self._cupy.counter.waits += blocking
        if out is None:
            return self._host.copy()
        out[...] = self._host
        return out

    def item(self) -> Any:
        return self.get().item()

    def tolist(self) -> Any:
        return self.get().tolist()

    def __bool__(self) -> bool:
        return bool(self.get())

    def __int__(self) -> int:
        return int(self.get())

    def __float__(self) -> float:
        return float(self.get())

    def __repr__(self) -> str:
        return repr(self.get())

    # -- reading and writing ------------------------------------------------------------------------------------

    def __getitem__(self, index: Any) -> Any:
        index = self._index(index)
        if _has_mask(index):
            self._cupy.cuda._outside_capture()
            self._cupy.counter.waits += 1
        result = self._cupy.wrap(self._host[index], self)
        self._cupy.note(lambda: self._host[index], result)
        return result

    def __setitem__(self, index: Any, value: Any) -> None:
        index = self._index(index)
        several = getattr(value, "size", 1) > 1  # one value for all is the same in any order
        if several and any(type(part) is np.ndarray and part.dtype != bool for part in _parts(index)):
            places = np.arange(self._host.size).reshape(self._host.shape)[index]
            if np.unique(places).size != places.size:
                raise Undefined("an assignment with equal indices: which value stays is not defined")
        self._cupy.check_current([self, *_arrays(value)])
        value = self._cupy.unwrap(value)
        self._cupy.write([self], lambda: self._host.__setitem__(index, value))

    def _index(self, index: Any) -> Any:
        plain = tuple(self._cupy.unwrap(part) for part in _parts(index))
        for part in plain:
            if isinstance(part, (list, range)):
                raise TypeError("an index that is a list is copied to the device each time; make it an array once")
        try:
            self._host[plain]
        except IndexError as error:
            if any(type(part) is np.ndarray for part in plain):
                raise Undefined(f"CuPy wraps indices around instead of checking: {error}") from None
            raise
        return plain if isinstance(index, tuple) else plain[0]

    def __len__(self) -> int:
        return len(self._host)

    def __iter__(self) -> Any:
        return (self[i] for i in range(len(self)))

    # -- everything else is NumPy's, where CuPy has it ------------------------------------------------------------

    @property
    def flags(self) -> Any:
        flags = self._host.flags
        names = {"c_contiguous": flags.c_contiguous, "f_contiguous": flags.f_contiguous, "owndata": self.base is None}
        return types.SimpleNamespace(**names)

    def __getattr__(self, name: str) -> Any:
        if name not in NAMES["ndarray"]:
            raise AttributeError(f"cupy.ndarray has no attribute {name!r}")
        value = getattr(self._host, name)
        if callable(value):
            return Function(self._cupy, f"ndarray.{name}", value, NAMES["ndarray"][name], self)
        return self._cupy.wrap(value, self) if isinstance(value, np.ndarray) else value


def _is_view(value: Any, of: np.ndarray[Any, Any]) -> bool:
    base = getattr(value, "base", None)
    return base is not None and (base is of or base is of.base or np.may_share_memory(value, of))


def _parts(index: Any) -> tuple[Any, ...]:
    return index if isinstance(index, tuple) else (index,)


def _has_mask(index: Any) -> bool:
    return any(type(part) is np.ndarray and part.dtype == bool for part in _parts(index))


def _operators() -> None:
    def operator(name: str) -> Any:
        def operate(self: ndarray, *other: Any) -> Any:
            if any(not isinstance(x, (ndarray, np.ndarray, np.generic, int, float, complex)) for x in other):
                return NotImplemented
            compute = fake_numerics.operator(name, self._host)
            return Function(self._cupy, name, compute, None, self)(*other)

        return operate

    binary = "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift".split()
    names = [f"__{side}{name}__" for name in binary for side in ("", "r", "i")]
    names += [f"__{name}__" for name in "neg pos abs invert eq ne lt le gt ge".split()]
    for name in names:
        setattr(ndarray, name, operator(name))


_operators()


class Function:
    """A NumPy function that takes and gives device arrays."""

    def __init__(self, cupy: FakeCupy, name: str, compute: Any, arguments: list[str] | None, *owner: ndarray) -> None:
        self.cupy, self.name, self.compute, self.arguments, self.owner = cupy, name, compute, arguments, owner

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.arguments is not None and (unknown := kwargs.keys() - set(self.arguments)):
            raise TypeError(f"cupy.{self.name}() has no argument {sorted(unknown)}")
        if self.name == "where" and not hasattr(args[0], "astype"):
            raise AttributeError(f"{type(args[0]).__name__!r} object has no attribute 'astype'")
        if self.name in WAITS or (self.name == "where" and len(args) == 1):
            self.cupy.cuda._outside_capture()
            self.cupy.counter.waits += 1
        arrays = [*self.owner, *_arrays((args, tuple(kwargs.values())))]
        plain, named = self.cupy.unwrap(args), {name: self.cupy.unwrap(value) for name, value in kwargs.items()}
        if (capture := self.cupy.cuda._capture()) is not None:
            capture.check(self.name, args)
            capture.save(arrays)
        kinds = cupy_loops.outputs(self.name, [*(array._host for array in self.owner), *plain])
        with np.errstate(all="ignore"):  # a GPU does not warn
            result = self.compute(*plain, **named)
            if kinds is not None and not named and not any(result is array._host for array in self.owner):
                result = cupy_loops.given(result, kinds)
        if not (arrays and isinstance(result, np.ndarray) and _is_view(result, arrays[0]._host)):  # which starts none
            self.cupy.check_current(arrays)
        if result is NotImplemented:
            raise TypeError(f"Unsupported operands for cupy.{self.name}: {args}")
        if self.name in ("empty", "empty_like"):  # memory, and no kernel that fills it
            if capture is not None:  # a kernel that runs in vain may look for addresses there: it finds none
                result.fill(0)
            return ndarray.allocated(result, self.cupy)
        wrapped = self.cupy.wrap(result, *arrays)
        self.cupy.note(lambda: self.compute(*plain, **named), wrapped)
        return wrapped

    def reduce(self, array: ndarray, axis: Any = 0, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Any:
        compute = fake_numerics.summed_in_float32 if self.name == "add" else self.compute.reduce
        whole = Function(self.cupy, f"{self.name}.reduce", compute, None)
        return whole(array, axis=axis, dtype=dtype, out=out, keepdims=keepdims)

    def at(self, a: ndarray, indices: Any, b: Any) -> None:
        if a.dtype.name not in ATOMIC.get(self.name, ()):
            raise TypeError(f"cupy.{self.name}.at has no atomic operation for {a.dtype}")
        self.cupy.check_current([a, *_arrays((indices, b))])
        places, values = a._index(indices), self.cupy.unwrap(b)
        self.cupy.write([a], lambda: self.compute.at(a._host, places, values))


def _arrays(value: Any) -> list[ndarray]:
    if isinstance(value, (tuple, list)):
        return [array for item in value for array in _arrays(item)]
    return [value] if isinstance(value, ndarray) else []


class Submodule:
    """``cupy.linalg``, ``cupyx.scipy.special`` and their like: the host's functions under CuPy's names."""

    def __init__(self, cupy: FakeCupy, owner: str, module: Any) -> None:
        self._cupy, self._owner, self._module = cupy, owner, module

    def __getattr__(self, name: str) -> Any:
        if name not in NAMES[self._owner]:
            raise AttributeError(f"cupy has no {self._owner}.{name}")
        compute = fake_numerics.OTHERWISE.get(f"{self._owner}.{name}") or getattr(self._module, name)
        return Function(self._cupy, f"{self._owner}.{name}", compute, NAMES[self._owner][name])


class FakeCupy(types.ModuleType):
    """The module."""

    def __init__(self, devices: int) -> None:
        super().__init__("cupy")
        self.counter = Counter()
        self.__version__ = "14.2.0"
        self.lost = False  # whether the driver does not answer any more
        self.ndarray = ndarray
        self.ufunc = Function
        self.cublas: Any = None  # the library that stands beside it: a FakeCublas
        self.cuda = fake_cuda.namespace(self, devices)
        tricks = types.SimpleNamespace(as_strided=self._as_strided)
        self.lib = types.SimpleNamespace(stride_tricks=tricks)
        self.linalg, self.fft = Submodule(self, "linalg", np.linalg), Submodule(self, "fft", np.fft)
        self.scipy = {name: Submodule(self, f"scipy.{name}", module) for name, module in SCIPY.items()}
        if host_kernel.COMPILER:  # without one the engine goes by its rules alone
            self.RawKernel = host_kernel.RawKernel

    def __getattr__(self, name: str) -> Any:
        if name not in NAMES[""]:
            raise AttributeError(f"module 'cupy' has no attribute {name!r}")
        value = fake_numerics.OTHERWISE.get(name) or getattr(np, name)
        if isinstance(value, types.ModuleType):
            raise NotImplementedError(f"the fake has no cupy.{name}")
        return value if isinstance(value, type) or not callable(value) else self._function("", name)

    def _function(self, owner: str, name: str) -> Function:
        return Function(self, name, fake_numerics.OTHERWISE.get(name) or getattr(np, name), NAMES[owner][name])

    def matmul(self, a: Any, b: Any) -> Any:
        """CuPy's own is for what cuBLAS cannot do."""
        if np.result_type(a.dtype, b.dtype).kind in "fcV":
            raise Undefined("a product of floats goes through backend/gemm.py")
        return self._function("", "matmul")(a, b)

    def _as_strided(self, x: ndarray, shape: Any = None, strides: Any = None) -> ndarray:
        return ndarray(x.shape if shape is None else shape, x.dtype, x.data, x.strides if strides is None else strides)

    def get_default_memory_pool(self) -> Any:
        return self.cuda._pool()

    def get_default_pinned_memory_pool(self) -> Any:
        return types.SimpleNamespace(free_all_blocks=lambda: None)

    # -- between host and device -----------------------------------------------------------------------------

    def asarray(self, a: Any, dtype: Any = None, order: Any = None, blocking: bool = False) -> ndarray:
        self.counter.waits += blocking and not isinstance(a, ndarray)
        return self.array(a, dtype, copy=False, order=order)

    def empty_pinned(self, shape: Any, dtype: Any = float, order: Any = "C") -> np.ndarray[Any, Any]:
        """``cupyx.empty_pinned``."""
        memory = np.empty(max(int(np.prod(shape, dtype=int)) * np.dtype(dtype).itemsize, 1), np.uint8)
        self.counter.pinned += memory.nbytes
        return np.ndarray(shape, dtype, memory.data, order=order)

    def array(self, obj: Any, dtype: Any = None, copy: bool = True, order: Any = "K") -> ndarray:
        here = self.cuda.Device()
        if isinstance(obj, ndarray):
            if obj.device.id != here.id:
                obj = ndarray.allocated(obj._host.copy(), self)  # from one GPU to the other
            return obj.astype(dtype or obj.dtype, copy=copy)
        self.cuda._outside_capture()
        self.counter.to_device += 1
        host = np.array(obj, dtype, order=order)
        return ndarray.allocated(host if host.shape else fake_numerics.filled(host), self)

    def asnumpy(self, a: Any) -> np.ndarray[Any, Any]:
        return a.get() if isinstance(a, ndarray) else np.asarray(a)

    # -- wrapping ----------------------------------------------------------------------------------------------

    def check_current(self, arrays: list[ndarray]) -> None:
        current = self.cuda.Device().id
        for array in arrays:
            if array.device.id != current:
                raise Undefined(f"an array of device {array.device.id} was used while device {current} is current")

    def note(self, compute: Any, result: Any) -> None:
        """While a stream captures: a call that gave ``result``."""
        if (capture := self.cuda._capture()) is not None:
            capture.add(compute, result)

    def write(self, arrays: list[ndarray], compute: Any) -> None:
        """A kernel that writes to ``arrays``."""
        if (capture := self.cuda._capture()) is not None:
            capture.save(arrays)
        compute()
        self.note(compute, None)
        self.counter.launches += 1

    def unwrap(self, value: Any) -> Any:
        """Device arrays as what they hold; host arrays do not pass."""
        if isinstance(value, ndarray):
            return value._host
        if isinstance(value, np.ndarray):
            raise TypeError("Unsupported type <class 'numpy.ndarray'>: a host array was used in device code")
        if isinstance(value, (tuple, list)):
            return type(value)(self.unwrap(item) for item in value)
        return value

    def wrap(self, value: Any, *sources: ndarray) -> Any:
        """A NumPy result as a device array: a view of one of ``sources``, or new memory made by a kernel."""
        if isinstance(value, (tuple, list)):
            kind = tuple if hasattr(value, "_fields") else type(value)
            return kind(self.wrap(item, *sources) for item in value)
        if not isinstance(value, (np.ndarray, np.generic)):
            return value
        for source in sources:
            if value is source._host:
                self.counter.launches += 1  # in place, or astype without a copy
                return source
            if _is_view(value, source._host):
                return ndarray.view_of(source, value)
        self.counter.launches += 1
        return ndarray.allocated(np.asarray(value), self)


def make_cupy(devices: int = 1) -> FakeCupy:
    return FakeCupy(devices)
