"""Bad input where tensors are objects: dtypes, memory, Python's conversions, other libraries."""

import numpy as np

from tests.errors.case import Bad

BAD = [
    Bad("finfo.dtype", TypeError, lambda t, w: t.finfo(t.int32), ("int32", "iinfo"), ("int32", "iinfo")),
    Bad("iinfo.dtype", TypeError, lambda t, w: t.iinfo(t.float32), ("float32", "finfo"), ("float32", "finfo")),
    Bad("iinfo.dtype", TypeError, lambda t, w: t.iinfo(t.bool), ("bool",), ("bool",)),
    Bad("arg.type", TypeError, lambda t, w: t.can_cast(3, t.float32), ("can_cast", "from_", "int"), ("can_cast", "int")),
    Bad("dtype.no_complex", RuntimeError, lambda t, w: t.int32.to_complex(), ("int32",), ("int32",)),
    Bad("dtype.no_complex32", RuntimeError, lambda t, w: w.x.chalf(), ("complex64",), ("complex64",), torch=False),
    Bad("dtype.no_complex32", RuntimeError, lambda t, w: t.float16.to_complex(), ("complex32",), ("complex32",), torch=False),
    Bad("type.name", ValueError, lambda t, w: w.x.type("Float"), ("'Float'", "torch.FloatTensor"), ("'Float'", "torch.FloatTensor")),
    Bad("type.name", ValueError, lambda t, w: w.x.type(int), ("'int'",), ("'int'",)),
    Bad("item.complex", RuntimeError, lambda t, w: float(t.tensor(1 + 2j)), ("(1+2j)", "float", ".real"), ("(1+2j)", "float", ".real")),
    Bad("item.complex", RuntimeError, lambda t, w: int(t.tensor([2j])), ("2j", "int"), ("2j", "int")),
    Bad("item.size", RuntimeError, lambda t, w: t.zeros(0).item(), ("(0,)",), ("(0,)",)),
    Bad("item.size", ValueError, lambda t, w: complex(w.x), ("(2, 3)",), ("(2, 3)",)),
    Bad("bool.size", RuntimeError, lambda t, w: t.is_nonzero(w.x), (".any()",), (".any()",)),
    Bad("bool.size", RuntimeError, lambda t, w: bool(t.zeros(0)), ("(0,)",), ("(0,)",)),
    Bad("contains.type", RuntimeError, lambda t, w: "a" in w.x, ("str",), ("str",)),
    Bad("tensor.delete", TypeError, lambda t, w: w.x.__delitem__(0), ("x[mask]",), ("x[mask]",)),
    Bad("apply.requires_grad", RuntimeError, lambda t, w: w.leaf.apply_(abs), ("x.detach()",), ("x.detach()",)),
    Bad("arg.need_tensor", TypeError, lambda t, w: w.x.map_(3, max), ("map_", "int"), ("map_", "int")),
    Bad("numpy.bfloat16", TypeError, lambda t, w: w.x.to(t.bfloat16).numpy(), ("BFloat16", "x.float()"), ("bfloat16", "x.float()")),
    Bad("numpy.must_copy", ValueError, lambda t, w: np.asarray(w.x, dtype=np.int64, copy=False), ("float32", "int64"), ("float32", "int64"), torch=False),
    Bad("dlpack.requires_grad", BufferError, lambda t, w: np.from_dlpack(w.leaf), ("tensor.detach()",), ("tensor.detach()",)),
    Bad("dlpack.requires_grad", BufferError, lambda t, w: t.from_dlpack(w.leaf), ("tensor.detach()",), ("tensor.detach()",)),
    Bad("dlpack.bfloat16", BufferError, lambda t, w: w.x.to(t.bfloat16).__dlpack__(), ("tensor.float()",), ("tensor.float()",), torch=False),
    Bad("dlpack.capsule", RuntimeError, lambda t, w: t.from_dlpack([1]), ("list", "__dlpack__"), ("list", "__dlpack__")),
    Bad("dlpack.capsule", RuntimeError, lambda t, w: [t.from_dlpack(c) for c in [t.to_dlpack(w.x)] * 2], ("PyCapsule",), ("PyCapsule",)),
    Bad("storage.index", RuntimeError, lambda t, w: w.x.untyped_storage()[0.5], ("UntypedStorage", "float"), ("float",), torch=False),
    Bad("storage.range", IndexError, lambda t, w: w.x.storage()[6], ("6",), ("6",), torch=False),  # it warns first
    Bad("size.element", TypeError, lambda t, w: t.Size([2.5]), ("float",), ("float",)),
    Bad("constructor.data", TypeError, lambda t, w: t.Tensor(2.5), ("float", "torch.tensor"), ("float", "torch.tensor")),
    Bad("constructor.data", TypeError, lambda t, w: t.Tensor("a"), ("str",), ("str",)),
    Bad("constructor.dtype", TypeError, lambda t, w: t.LongTensor(w.x), ("int64", "float32"), ("int64", "float32")),
    Bad("arg.size_negative", RuntimeError, lambda t, w: t.Tensor(2, -1), ("(2, -1)",), ("(2, -1)",)),
    Bad("device.unknown", RuntimeError, lambda t, w: t.set_default_device("abc"), ("abc",), ("abc",)),
]  # fmt: skip
