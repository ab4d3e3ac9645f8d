"""nn.utils: gradients clipped, parameters as a vector, layers fused, modules without first numbers."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.kernels import reference_ops
from tests.nn.oracle import as_array, need_torch, numbers, same
from tests.optim.test_step import interrupted


def with_gradients(torch: Any) -> list[Any]:
    """Three parameters, the last one without a gradient."""
    params = [torch.nn.Parameter(torch.tensor(numbers(*shape))) for shape in ((2, 3), (4,), (2,))]
    for k, p in enumerate(params[:2]):
        p.grad = torch.tensor(numbers(*p.shape, seed=k + 5))
    return params


@pytest.mark.parametrize("order", [2, 1, 3.5, float("inf"), 0.5])
@pytest.mark.parametrize("bound", [0.5, 100.0, 0])
def test_clipping_by_norm(order: float, bound: float) -> None:
    results = []
    for torch in (need_torch(), lab):
        params = with_gradients(torch)
        grads = [p.grad for p in params]
        before = torch.nn.utils.get_total_norm([g for g in grads if g is not None], order)
        total = torch.nn.utils.clip_grad_norm_(iter(params), bound, order)
        assert [p.grad for p in params] == grads  # in place: whoever holds a gradient sees it
        results.append([before, total, grads[0], grads[1]])
    same(results[1], results[0])


@pytest.mark.parametrize("bound", [0.5, 1e9])
def test_many_numbers_are_clipped_as_few_are(bound: float) -> None:
    results = []
    for way in (nullcontext, reference_ops):
        params = [lab.nn.Parameter(lab.zeros(*shape)) for shape in ((150, 150), (7,))]
        for k, p in enumerate(params):
            p.grad = lab.tensor(numbers(*p.shape, seed=k).astype(np.float32))
        grads = [p.grad for p in params]
        with way():
            total = lab.nn.utils.clip_grad_norm_(params, bound)
        assert all(p.grad is g and g._version == 1 for p, g in zip(params, grads, strict=True))
        results.append([total, *grads])
    for found, expected in zip(*results, strict=True):
        np.testing.assert_allclose(found.numpy(), expected.numpy(), rtol=1e-6)


def test_a_norm_known_by_hand() -> None:
    p = lab.nn.Parameter(lab.zeros(2))
    p.grad = lab.tensor([3.0, 4.0])
    assert lab.nn.utils.clip_grad_norm_(p, 1.0).item() == 5.0
    np.testing.assert_allclose(p.grad.numpy(), [0.6, 0.8], rtol=1e-6)
    lab.nn.utils.clip_grads_with_norm_([p], 0.5, lab.tensor(1.0))
    np.testing.assert_allclose(p.grad.numpy(), [0.3, 0.4], rtol=1e-5)


def test_a_gradient_that_is_there_twice_is_scaled_twice() -> None:
    """As in PyTorch, which scales one after the other."""
    p = lab.zeros(1, requires_grad=True)
    p.grad = lab.tensor([2.0])
    lab.nn.utils.clip_grad_norm_([p, p], 1.0)
    assert p.grad.item() == pytest.approx(2 / 8, rel=1e-5)  # the norm of both is the root of 8


def test_clipping_by_value() -> None:
    results = []
    for torch in (need_torch(), lab):
        params = with_gradients(torch)
        torch.nn.utils.clip_grad_value_(params, 0.7)
        results.append([p.grad for p in params])
    same(results[1], results[0])
    assert max(abs(as_array(g)).max() for g in results[1][:2]) == 0.7


def test_nothing_to_clip() -> None:
    assert lab.nn.utils.clip_grad_norm_([], 1.0).item() == 0.0
    assert lab.nn.utils.clip_grad_norm_([lab.ones(1, requires_grad=True)], 1.0).item() == 0.0
    for language, words in (("en", "empty generator"), ("zh", "空的生成器")):
        lab.set_language(language)
        with pytest.warns(UserWarning, match=words):
            lab.nn.utils.clip_grad_norm_((p for p in ()), 1.0)
        with pytest.warns(FutureWarning, match="clip_grad_norm_"):
            lab.nn.utils.clip_grad_norm([], 1.0)


def test_a_norm_that_is_not_finite() -> None:
    p = lab.nn.Parameter(lab.zeros(2))
    p.grad = lab.tensor([1.0, float("inf")])
    assert lab.nn.utils.clip_grad_norm_([p], 1.0).item() == float("inf")
    assert p.grad.isnan().tolist() == [False, True]  # as in PyTorch


@pytest.mark.parametrize("clip", ["clip_grad_norm_", "clip_grad_value_"])
def test_an_interrupt_at_any_line_finds_all_gradients_old_or_all_new(clip: str) -> None:
    def gradients(params: list[Any]) -> list[Any]:
        return [p.grad.tolist() for p in params[:2]]

    params = with_gradients(lab)
    old = gradients(params)
    getattr(lab.nn.utils, clip)(params, 0.1)
    allowed = [old, gradients(params)]
    at = 1
    while True:
        params = with_gradients(lab)
        stopped = interrupted(lambda params=params: getattr(lab.nn.utils, clip)(params, 0.1), at)
        lab.set_grad_enabled(True)  # an interrupt in the lines of no_grad itself leaves it on
        if not stopped:
            break
        assert gradients(params) in allowed, at
        at += 1
    assert at > 10


def test_parameters_as_a_vector() -> None:
    results = []
    for torch in (need_torch(), lab):
        params = with_gradients(torch)
        vector = torch.nn.utils.parameters_to_vector(p for p in params)
        (grad,) = torch.autograd.grad((vector * vector).sum(), params[0])
        torch.nn.utils.vector_to_parameters(torch.arange(13.0, dtype=torch.float64), params)
        results.append([vector, grad, *params])
    same(results[1], results[0])
    assert results[1][3].requires_grad and results[1][4].tolist() == [10.0, 11.0]


def filled(torch: Any, module: Any) -> Any:
    for k, tensor in enumerate([*module.parameters(), *module.buffers()]):
        if tensor.dtype.is_floating_point:
            tensor.data = torch.tensor(numbers(*tensor.shape, seed=k, low=0.2, high=1.0))
    return module.eval()


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("kind", ["conv", "transposed", "linear"])
def test_fusion(kind: str, bias: bool) -> None:
    results = []
    for torch in (need_torch(), lab):
        nn, utils = torch.nn, torch.nn.utils
        if kind == "linear":
            layer, bn, x = nn.Linear(3, 4, bias=bias), nn.BatchNorm1d(4), torch.tensor(numbers(5, 3))
            fused = utils.fuse_linear_bn_eval(filled(torch, layer), filled(torch, bn))
        else:
            cls = nn.Conv2d if kind == "conv" else nn.ConvTranspose2d
            layer, bn, x = cls(3, 4, 2, bias=bias), nn.BatchNorm2d(4), torch.tensor(numbers(2, 3, 4, 4))
            fused = utils.fuse_conv_bn_eval(filled(torch, layer), filled(torch, bn), kind == "transposed")
        y = fused(x)
        np.testing.assert_allclose(as_array(y), as_array(bn(layer(x))), rtol=1e-9)
        results.append([y, fused.weight, fused.bias])
        assert type(fused) is type(layer) and fused.weight.requires_grad and fused is not layer
    same(results[1], results[0])


def test_skipping_the_first_numbers() -> None:
    lab.manual_seed(3)
    wanted = lab.rand(2)
    lab.manual_seed(3)
    layer = lab.nn.utils.skip_init(lab.nn.Linear, 2, 3, bias=False)
    assert layer.weight.shape == (3, 2) and layer.bias is None
    assert lab.rand(2).equal(wanted)


def test_the_old_functional_call() -> None:
    layer = lab.nn.Linear(2, 1)
    given = {"weight": lab.ones(1, 2), "bias": lab.zeros(1)}
    with pytest.warns(FutureWarning, match=r"func\.functional_call"):
        y = lab.nn.utils.stateless.functional_call(layer, given, lab.tensor([2.0, 3.0]))
    assert y.item() == 5.0


def test_weights_in_another_memory_format() -> None:
    model = lab.nn.Sequential(lab.nn.Conv2d(2, 3, 2), lab.nn.Conv3d(2, 3, 2), lab.nn.Linear(2, 2))
    before = model[0].weight.clone()
    utils = lab.nn.utils
    assert utils.convert_conv2d_weight_memory_format(model, lab.channels_last) is model
    utils.convert_conv3d_weight_memory_format(model, lab.channels_last_3d)
    assert model[0].weight.is_contiguous(memory_format=lab.channels_last) and model[0].weight.equal(before)
    assert model[1].weight.is_contiguous(memory_format=lab.channels_last_3d)
