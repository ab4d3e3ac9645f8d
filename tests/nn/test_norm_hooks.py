"""nn.utils.weight_norm and spectral_norm, the older forms, beside PyTorch's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import autograd_lab as lab
from tests.nn.oracle import as_array, need_torch, numbers, same


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    import warnings

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "`torch.nn.utils.weight_norm` is deprecated|`nn.utils.weight_norm`")
        yield


def loaded(torch: Any, module: Any, state: Any) -> Any:
    module.load_state_dict({k: torch.tensor(as_array(v)) for k, v in state.items()})
    return module


@pytest.mark.parametrize("dim", [0, 1, 2, None, -2])
def test_weight_norm(dim: int | None) -> None:
    results, names, state = [], [], None
    for torch in (need_torch(), lab):
        conv = torch.nn.utils.weight_norm(torch.nn.Conv1d(2, 3, 2).double(), "weight", dim)
        if state is None:
            state = {k: v.clone() + 0.5 for k, v in conv.state_dict().items()}
        loaded(torch, conv, state)
        y = conv(torch.tensor(numbers(2, 2, 5)))
        (y * y).sum().backward()
        results.append([y, conv.weight, *(p.grad for p in conv.parameters())])
        names.append(list(conv.state_dict()))
        torch.nn.utils.remove_weight_norm(conv)
        results[-1].append(conv.weight)
        names.append(sorted(conv.state_dict()))
    same(results[1], results[0])
    assert names[:2] == names[2:]


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("kind", ["Linear", "ConvTranspose1d"])
def test_spectral_norm(kind: str, training: bool) -> None:
    results, names, state = [], [], None
    for torch in (need_torch(), lab):
        made = torch.nn.Linear(3, 4) if kind == "Linear" else torch.nn.ConvTranspose1d(3, 4, 2)
        module = torch.nn.utils.spectral_norm(made.double(), n_power_iterations=2)
        state = {k: v.clone() for k, v in module.state_dict().items()} if state is None else state
        loaded(torch, module, state).train(training)
        x = torch.tensor(numbers(2, 3) if kind == "Linear" else numbers(2, 3, 5))
        y = module(x)
        y = y + module(x)  # the first weight is still in the graph while the vectors turn again
        (y * y).sum().backward()
        buffers = dict(module.named_buffers())
        results.append([y, module.weight_orig.grad, buffers["weight_u"], buffers["weight_v"]])
        names.append(sorted(module.state_dict()))
        torch.nn.utils.remove_spectral_norm(module)
        results[-1].append(module.weight)
        names.append(sorted(module.state_dict()))
    same(results[1], results[0])
    assert names[:2] == names[2:] == [["bias", "weight_orig", "weight_u", "weight_v"], ["bias", "weight"]]


def test_they_stay_and_go_independently() -> None:
    layer = lab.nn.Linear(3, 4)
    plain = layer.weight.clone()
    utils = lab.nn.utils
    utils.spectral_norm(utils.weight_norm(layer, "bias", None))
    called: list[Any] = []
    handle = layer.register_forward_pre_hook(lambda module, args: called.append(args))
    utils.remove_weight_norm(layer, "bias")
    layer.eval()(lab.ones(2, 3))
    assert len(called) == 1 and layer.bias.is_leaf
    utils.remove_spectral_norm(layer)
    assert isinstance(layer.weight, lab.nn.Parameter) and not layer.weight.allclose(plain)
    handle.remove()
    layer(lab.ones(2, 3))
    assert len(called) == 1


def test_the_newer_form_is_named(recwarn: pytest.WarningsRecorder) -> None:
    for language, words in (("en", "in favor of"), ("zh", "请改用")):
        lab.set_language(language)
        with pytest.warns(FutureWarning, match=words):
            lab.nn.utils.weight_norm(lab.nn.Linear(2, 2))
