"""One memory under several names: NumPy's arrays, other libraries by DLPack, views, copies; and where tensors go."""

from __future__ import annotations

import copy
import pickle
import threading
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab

SHARING = {
    "numpy": lambda x: x.numpy(),
    "asarray": np.asarray,
    "from_numpy": lambda x: lab.from_numpy(x.numpy()),
    "numpy.from_dlpack": np.from_dlpack,
    "from_dlpack": lab.from_dlpack,
    "detach": lambda x: x.detach(),
    "copy.copy": copy.copy,
}


@pytest.mark.parametrize("share", SHARING.values(), ids=SHARING)
def test_a_change_to_one_shows_in_the_other(share: Any) -> None:
    x = lab.arange(6.0).reshape(2, 3)
    other = share(x)
    other[0, 1] = 10.0
    x[1, 2] = 20.0
    assert x.tolist() == other.tolist() == [[0.0, 10.0, 2.0], [3.0, 4.0, 20.0]]


COPYING = {
    "deepcopy": copy.deepcopy,
    "pickle": lambda x: pickle.loads(pickle.dumps(x)),
    "np.array": np.array,
    "to": lambda x: x.to(lab.float32, copy=True),
    "from_dlpack": lambda x: lab.from_dlpack(x, copy=True),
    "__array__": lambda x: x.__array__(copy=True),
}


@pytest.mark.parametrize("make", COPYING.values(), ids=COPYING)
def test_a_copy_stays_as_it_was(make: Any) -> None:
    x = lab.arange(3.0)
    other = make(x)
    x[0] = 10.0
    assert other.tolist() == [0.0, 1.0, 2.0]


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "int64", "uint8", "bool", "complex64"])
def test_pytorch_and_this_library_share_by_dlpack(dtype: str) -> None:
    torch = pytest.importorskip("torch")
    for ours, theirs in ((lab, torch), (torch, lab)):
        x = ours.tensor([[0, 1, 1], [1, 0, 1]], dtype=getattr(ours, dtype))[:, 1:]
        y = theirs.from_dlpack(x)
        assert y.tolist() == x.tolist() and tuple(y.stride()) == tuple(x.stride())
        assert str(y.dtype) == str(x.dtype)
        x[0, 0] = 0
        y[1, 1] = 0
        assert y.tolist() == x.tolist() and not x[0, 0] and not x[1, 1]
    assert theirs.utils.dlpack.from_dlpack(ours.utils.dlpack.to_dlpack(x)).tolist() == x.tolist()


def test_what_no_array_library_exports_is_refused() -> None:
    class Closed:
        def __dlpack__(self, **asked: Any) -> Any:
            raise BufferError("not now")

        def __dlpack_device__(self) -> tuple[int, int]:
            return 1, 0

    with pytest.raises(BufferError, match="not now"):
        lab.from_dlpack(Closed())


def test_python_objects_keep_what_they_share_inside() -> None:
    x = lab.ones(2, requires_grad=True)
    for same in (copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))):
        first, second = same([x, x])
        assert first is second and first is not x and first.requires_grad


def test_what_shares_memory_shares_it_in_a_deep_copy() -> None:
    x = lab.arange(6.0).reshape(2, 3)
    whole, row, turned = copy.deepcopy([x, x[1, 1:], x.t()])
    whole[1, 2] = 10.0
    assert row.tolist() == [4.0, 10.0] and turned[2].tolist() == [2.0, 10.0] and turned.stride() == (1, 3)
    assert x[1, 2] == 5.0
    every_other, spread = copy.deepcopy([lab.from_numpy(np.arange(6.0)[::2]), lab.ones(1).expand(3)])
    assert every_other.tolist() == [0.0, 2.0, 4.0] and spread.tolist() == [1.0, 1.0, 1.0]
    empty, part = copy.deepcopy([lab.zeros(0, 2), lab.tensor([1 + 2j]).real])
    assert empty.shape == (0, 2) and part.tolist() == [1.0]


def test_a_subclass_stays_one() -> None:
    class Mine(lab.Tensor):
        pass

    x = Mine([1.0, 2.0])
    assert repr(x) == "Mine([1., 2.])" and type(copy.deepcopy(x)) is Mine
    assert (x + 1).tolist() == [2.0, 3.0]


def test_apply_writes_in_place() -> None:
    x = lab.arange(3.0)
    view = x[1:]
    assert view.apply_(lambda v: v * 10) is view
    assert x.tolist() == [0.0, 10.0, 20.0] and x._version == 1


# -- the default device ------------------------------------------------------------------------------------------------


def test_new_tensors_go_to_the_default_device(cuda: str) -> None:
    assert lab.get_default_device() == lab.device("cpu")
    try:
        lab.set_default_device("cuda:0")
        assert lab.get_default_device() == lab.device("cuda:0")
        made = (lab.tensor([1.0]), lab.zeros(2), lab.hann_window(4), lab.Tensor([1, 2]), lab.nn.Linear(2, 1).weight)
        assert {str(x.device) for x in made} == {"cuda:0"}
        assert lab.zeros(2, device="cpu").device == lab.from_numpy(np.ones(1)).device == lab.device("cpu")
    finally:
        lab.set_default_device(None)
    assert lab.zeros(2).device == lab.device("cpu")


def test_a_device_as_a_context(cuda: str) -> None:
    with lab.device("cuda"):
        with lab.device("cpu"):
            assert lab.zeros(1).device == lab.device("cpu")
        assert lab.zeros(1).device == lab.device("cuda:0")
        elsewhere = []
        thread = threading.Thread(target=lambda: elsewhere.append(lab.zeros(1).device))
        thread.start()
        thread.join()
        assert elsewhere == [lab.device("cpu")]
    assert lab.zeros(1).device == lab.device("cpu")
