"""Calls of functional.memory."""

import numpy as np

from tests.functions.case import call

FOUR = np.arange(48.0).reshape(2, 2, 3, 4)

CASES = [
    call("x.t().contiguous()", x=(2, 3)),
    call("x.contiguous(memory_format=torch.channels_last) * 2", x=(1, 2, 2, 3)),
    call("x.contiguous(memory_format=torch.channels_last).stride()", x=FOUR),
    call("x.to(memory_format=torch.channels_last).is_contiguous(memory_format=torch.channels_last)", x=FOUR),
    call("x.t().is_contiguous()", x=np.ones((2, 3))),
    call("x.stride(), x.t().stride(), x.stride(-1)", x=np.ones((2, 3))),
    call("x[1:, 1].storage_offset()", x=np.ones((2, 3))),
    call("x.data_ptr() == x.detach().data_ptr()", x=np.ones((2, 3))),
    call("x[1].data_ptr() - x.data_ptr()", x=np.ones((2, 3))),
    call("x.is_set_to(x.view(2, 3)), x.is_set_to(x.t())", x=np.ones((2, 3))),
    call("x.element_size(), x.itemsize, x.nbytes", x=np.ones((2, 3), np.float32)),
    call("x[1].untyped_storage().data_ptr() == x.untyped_storage().data_ptr()", x=np.ones((2, 3))),
    call("x.untyped_storage().nbytes(), len(x.untyped_storage())", x=np.ones((2, 3))),
    call("torch.is_storage(x.untyped_storage()), torch.is_storage(x)", x=np.ones(2)),
    call(
        "repr(x.t().storage()), x[1].storage().tolist(), len(x.storage())", x=np.arange(4.0).reshape(2, 2), device=False
    ),
    call("(x.storage().__setitem__(-1, 9.0), x.storage().fill_(2.0)[1], x)[1:]", x=np.arange(4.0), device=False),
    call("x[1].storage()[0], x.storage().dtype, x.storage().element_size(), x.storage().nbytes()", x=np.arange(4.0)),
    call("list(x.untyped_storage()), repr(x.storage().untyped()), x.storage().is_cuda", x=np.ones(1), device=False),
    call("torch.is_storage(x.storage())", x=np.ones(2, np.int32)),
    call(
        "x.set_(y), x.set_(y, 1, (2,)), x.set_(y.storage(), 1, (2, 2), (1, 1)), x.set_()",
        x=np.ones(2),
        y=np.arange(4.0),
    ),
    call("x.share_memory_()", x=np.ones(2), device=False),
    call("torch.get_device(x), x.get_device()", x=np.ones(2), device=False),
]
