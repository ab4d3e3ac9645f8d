"""``torch.autocast`` as a region: nesting, decorators, weights cast once, backward, threads, checkpoints, mistakes."""

from __future__ import annotations

import threading
import warnings
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.utils.checkpoint import checkpoint
from tests.support.refusal import assert_refused


def product() -> lab.dtype:
    return (lab.ones(2, 2) @ lab.ones(2, 2)).dtype


def test_regions_nest_and_end() -> None:
    region = lab.autocast("cpu", dtype=lab.float16)
    with region:
        assert product() is lab.float16 and lab.is_autocast_enabled("cpu")
        with lab.autocast("cpu", enabled=False):
            assert product() is lab.float32 and not lab.is_autocast_enabled("cpu")
            with lab.autocast("cpu"):  # what it casts to is still the choice made outside
                assert product() is lab.float16
        with region:  # the same object again
            assert product() is lab.float16
        assert product() is lab.float16
    assert product() is lab.float32 and lab.get_autocast_dtype("cpu") is lab.bfloat16


def test_an_error_ends_the_region() -> None:
    with pytest.raises(ZeroDivisionError), lab.autocast("cpu"):
        raise ZeroDivisionError
    assert product() is lab.float32


def test_as_a_decorator() -> None:
    class Net(nn.Module):
        @lab.autocast("cpu")
        def forward(self, x: lab.Tensor) -> lab.Tensor:
            return x @ x

    assert Net()(lab.eye(2)).dtype is lab.bfloat16
    assert lab.autocast("cpu")(product)() is lab.bfloat16
    assert_refused(lambda: lab.autocast("cpu")(3), TypeError, "autocast.decorates", "int")  # type: ignore[arg-type]


def test_it_is_for_one_thread() -> None:
    found: list[lab.dtype] = []
    with lab.autocast("cpu"):
        thread = threading.Thread(target=lambda: found.append(product()))
        thread.start()
        thread.join()
    assert found == [lab.float32]


def test_what_is_written_to_keeps_its_dtype_and_its_digits() -> None:
    total, x = lab.zeros(1, 1), lab.tensor([[1.0 + 2**-12]])
    with lab.autocast("cpu"):
        total.addmm_(x, lab.ones(1, 1))
    assert total.item() == 1.0 + 2**-12


def test_float64_stays() -> None:
    with lab.autocast("cpu"):
        assert (lab.ones(2, 2).double() @ lab.ones(2, 2).double()).dtype is lab.float64


def casts_behind(y: lab.Tensor) -> set[Any]:
    """The nodes from which ``y`` got leaves of its own."""
    found, stack = set(), [y.grad_fn]
    while stack:
        node = stack.pop()
        for below, _ in node.next_functions:
            if below is not None:
                stack.append(below)
                if type(below).__name__ == "AccumulateGrad" or below.name() == "AccumulateGrad":
                    found.add(node)
    return found


@pytest.mark.parametrize("cached, count", [(True, 1), (False, 2)])
def test_a_weight_is_cast_once(cached: bool, count: int) -> None:
    weight, x = nn.Parameter(lab.ones(2, 2)), lab.ones(2, 2)
    with lab.autocast("cpu", cache_enabled=cached):
        y = nn.functional.linear(x, weight) + nn.functional.linear(2 * x, weight)
    assert len(casts_behind(y)) == count
    y.sum().backward()
    assert weight.grad is not None and weight.grad.dtype is lab.float32
    assert weight.grad.tolist() == [[6.0, 6.0], [6.0, 6.0]]


def test_a_cast_made_without_gradients_is_not_used_with_them() -> None:
    weight = nn.Parameter(lab.ones(2, 2))
    with lab.autocast("cpu"):
        with lab.no_grad():
            nn.functional.linear(lab.ones(1, 2), weight)
        assert nn.functional.linear(lab.ones(1, 2), weight).requires_grad


def test_a_step_inside_the_region_is_noticed() -> None:
    """PyTorch goes on with the cast of the old weight."""
    weight = nn.Parameter(lab.ones(1, 1))
    with lab.autocast("cpu"):
        nn.functional.linear(lab.ones(1, 1), weight)
        with lab.no_grad():
            weight.fill_(5.0)
        assert nn.functional.linear(lab.ones(1, 1), weight).item() == 5.0


def test_custom_functions_go_along() -> None:
    seen: list[lab.dtype] = []

    class Square(lab.autograd.Function):
        @staticmethod
        @lab.amp.custom_fwd(device_type="cpu")
        def forward(ctx: Any, x: lab.Tensor) -> lab.Tensor:
            ctx.save_for_backward(x)
            return x @ x

        @staticmethod
        @lab.amp.custom_bwd(device_type="cpu")
        def backward(ctx: Any, g: lab.Tensor) -> lab.Tensor:
            (x,) = ctx.saved_tensors
            seen.append((g.float() @ x.T).dtype)
            return (g @ x.T + x.T @ g).float()

    class Exact(lab.autograd.Function):
        @staticmethod
        @lab.amp.custom_fwd(device_type="cpu", cast_inputs=lab.float32)
        def forward(ctx: Any, x: lab.Tensor) -> lab.Tensor:
            seen.append((x @ x).dtype)
            return x * 1

        @staticmethod
        @lab.amp.custom_bwd(device_type="cpu")
        def backward(ctx: Any, g: lab.Tensor) -> lab.Tensor:
            seen.append((g @ g).dtype)
            return g

    x = lab.eye(2, requires_grad=True)
    with lab.autocast("cpu"):
        y, z = Square.apply(x), Exact.apply(x)
    y.sum().backward()
    z.sum().backward()
    assert seen == [lab.float32, lab.bfloat16, lab.float32]


@pytest.mark.parametrize("reentrant", [False, True])
def test_what_is_computed_again_is_cast_again(reentrant: bool) -> None:
    model, x = nn.Sequential(nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 1)), lab.randn(4, 3, requires_grad=True)
    with lab.autocast("cpu"):
        model(x).sum().backward()
        plain, x.grad = x.grad, None
        y = checkpoint(model, x, use_reentrant=reentrant)
    y.sum().backward()
    assert plain is not None and x.grad is not None and lab.equal(plain, x.grad)


def test_layers_with_a_state() -> None:
    """As PyTorch on the CPU: one kernel for an LSTM; a GRU and single cells keep the dtype of their states."""
    x = lab.randn(5, 2, 3)
    packed = nn.utils.rnn.pack_padded_sequence(x, [5, 3])
    with lab.autocast("cpu"):
        assert nn.LSTM(3, 4)(x)[0].dtype is nn.RNN(3, 4)(x)[0].dtype is lab.bfloat16
        assert nn.GRU(3, 4)(x)[0].dtype is nn.LSTM(3, 4)(packed)[0].data.dtype is lab.float32
        assert nn.GRU(3, 4)(x.bfloat16())[0].dtype is lab.bfloat16
        assert nn.LSTMCell(3, 4)(x[0])[1].dtype is nn.GRUCell(3, 4)(x[0]).dtype is lab.float32
        assert nn.TransformerEncoderLayer(4, 2, 8)(lab.randn(3, 2, 4)).dtype is lab.float32


def losses(torch: Any, weights: list[np.ndarray], dtype: str) -> list[float]:
    """Twelve steps of a small network on fixed numbers."""
    F = torch.nn.functional
    model = torch.nn.Sequential(torch.nn.Linear(6, 16), torch.nn.GELU(), torch.nn.LayerNorm(16), torch.nn.Linear(16, 3))
    with torch.no_grad():
        for p, w in zip(model.parameters(), weights, strict=True):
            p.copy_(torch.from_numpy(w))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3, momentum=0.9)
    rng = np.random.default_rng(1)
    x = torch.from_numpy(rng.standard_normal((32, 6)).astype(np.float32))
    y = torch.from_numpy(rng.integers(0, 3, 32))
    found = []
    for _ in range(12):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=getattr(torch, dtype)):
            loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        found.append(loss.item())
    return found


# PyTorch 2.13 on the CPU, from the weights that the test makes.
LOSSES = {
    "bfloat16": [
        1.775363,
        1.01379,
        0.892111,
        0.834306,
        0.693758,
        0.664393,
        0.611963,
        0.515239,
        0.515992,
        0.466757,
        0.396741,
        0.361676,
    ],
    "float16": [
        1.775139,
        1.01236,
        0.893112,
        0.834787,
        0.694447,
        0.662835,
        0.612955,
        0.514633,
        0.516218,
        0.467644,
        0.396348,
        0.362202,
    ],
}


def starting() -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    shapes = [(16, 6), (16,), (16,), (16,), (3, 16), (3,)]
    return [(0.4 * rng.standard_normal(s) + (i == 2)).astype(np.float32) for i, s in enumerate(shapes)]


@pytest.mark.parametrize("dtype", LOSSES)
def test_training_is_that_of_torch(dtype: str) -> None:
    """Up to the order of sums before each rounding, which moves a last bit now and then: 2^-8 of bfloat16, 2^-11."""
    found = losses(lab, starting(), dtype)
    assert found == pytest.approx(LOSSES[dtype], abs={"bfloat16": 2**-8, "float16": 2**-11}[dtype])
    assert found[0] == pytest.approx(LOSSES[dtype][0], abs=2e-5)  # the two halves differ by ten times as much


def test_mistakes_are_explained() -> None:
    assert_refused(lambda: lab.autocast(3), ValueError, "autocast.device_type", "int")  # type: ignore[arg-type]
    assert_refused(lambda: lab.autocast("tpu"), RuntimeError, "autocast.device", "tpu")
    x = lab.ones(2, 2)

    def mixed() -> None:
        with lab.autocast("cpu"):
            lab.cat([x.half(), x.bfloat16()])

    assert_refused(mixed, RuntimeError, "autocast.two_halves", "torch.float16")
    with pytest.warns(UserWarning, match="float64"):
        region = lab.autocast("cpu", dtype=lab.float64)
    with region:
        assert product() is lab.float32


def test_a_sigmoid_in_halves_is_refused_on_a_gpu(cuda: str) -> None:
    p, target = lab.full((3,), 0.5, device=cuda), lab.ones(3, device=cuda)

    def unsafe() -> None:
        with lab.autocast("cuda"):
            lab.nn.functional.binary_cross_entropy(p, target)

    assert_refused(unsafe, RuntimeError, "autocast.bce", "BCEWithLogitsLoss")


def test_older_names_warn() -> None:
    with pytest.warns(FutureWarning, match=r"torch.amp.autocast\('cuda'"), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        lab.cuda.amp.autocast()
