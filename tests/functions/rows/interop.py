"""Calls of functional.interop, functional.dlpack and functional.legacy."""

import numpy as np

from tests.functions.case import call

V = np.array([1.0, 2.0])

CASES = [
    call("torch.from_numpy(x.numpy())", x=V, device=False),
    call("torch.from_numpy(x.numpy(force=True))", x=V),
    call("torch.from_numpy(np.asarray(x, dtype=np.int32))", x=V, device=False),
    call("torch.from_numpy(x.__array__(np.float32))", x=V, device=False),
    call("x.__array_wrap__(np.ones(2) > 0)", x=V, device=False),
    call("np.sin(x), np.isnan(x), np.add(x, 1)", x=V, device=False),
    call("torch.from_dlpack(x)", x=V, device=False),
    call("torch.from_dlpack(x, device='cpu', copy=True)", x=V, device=False),
    call("torch.utils.dlpack.from_dlpack(torch.utils.dlpack.to_dlpack(x))", x=V, device=False),
    call("torch.from_dlpack(torch.to_dlpack(x))", x=V, device=False),
    call("torch.from_numpy(np.from_dlpack(x))", x=V, device=False),
    call("[int(n) for n in x.__dlpack_device__()]", x=V, device=False),
    call("torch.from_numpy(np.from_dlpack(np.ones(2))), type(x.__dlpack__()).__name__", x=V, device=False),
    call("x.new([1, 2]), x.new(2, 1).shape", x=V, device=False),
    call("torch.LongTensor([1, 2]), torch.FloatTensor(2).shape, isinstance(x, torch.DoubleTensor)", x=V),
    call("torch.BoolTensor([1, 0]), torch.ByteTensor([1]), torch.CharTensor([-1]), torch.ShortTensor([1])", x=V),
    call("torch.IntTensor([1]), torch.HalfTensor([0.5]), torch.BFloat16Tensor([0.5])", x=V),
    call("torch.Tensor([1.5, 2]), torch.Tensor(x)", x=V),
]
