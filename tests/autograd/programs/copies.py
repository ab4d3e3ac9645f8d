"""Copies of tensors and modules: deepcopy, copy, pickle, and what they take along."""

from __future__ import annotations

import copy
import pickle
from typing import Any

from tests.autograd.outcome import attempt


def deepcopy_of_a_leaf(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * 3).sum().backward()
    y = copy.deepcopy(x)
    y.grad.zero_()
    with torch.no_grad():
        y.zero_()
    return x, x.grad, y, y.grad, y.is_leaf


def deepcopy_of_an_intermediate(torch: Any) -> Any:
    return copy.deepcopy(torch.ones(2, requires_grad=True) * 2)


def deepcopy_of_a_detached_tensor(torch: Any) -> Any:
    return copy.deepcopy((torch.ones(2, requires_grad=True) * 2).detach())


def deepcopy_of_a_view_of_a_constant(torch: Any) -> Any:
    c = torch.arange(6.0).reshape(2, 3)
    d = copy.deepcopy(c.t())
    c.zero_()
    return d, d.stride(), d._is_view()


def deepcopy_of_a_leaf_with_a_hook(torch: Any) -> Any:
    x, seen = torch.ones(2, requires_grad=True), []
    x.register_hook(lambda g: seen.append("x"))
    y = attempt(lambda: copy.deepcopy(x))
    if not isinstance(y, str):
        (y * 3).sum().backward()
    return isinstance(y, str), seen


def deepcopy_keeps_sharing(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    a, b = copy.deepcopy([x, x])
    return a is b


def deepcopy_keeps_views_together(torch: Any) -> Any:
    c = torch.zeros(4)
    whole, part = copy.deepcopy([c, c[1:3]])
    part.fill_(5)
    return whole, c


def deepcopy_of_a_parameter(torch: Any) -> Any:
    p = torch.nn.Parameter(torch.ones(2))
    q = copy.deepcopy(p)
    return isinstance(q, torch.nn.Parameter), q, q is p


def deepcopy_of_a_module(torch: Any) -> Any:
    model = torch.nn.Linear(2, 1)
    model(torch.ones(1, 2)).sum().backward()
    other = copy.deepcopy(model)
    with torch.no_grad():
        other.weight.zero_()
    return model.weight.grad, other.weight.grad, bool((model.weight != 0).all()), other.weight.requires_grad


def deepcopy_of_a_module_that_holds_an_intermediate(torch: Any) -> Any:
    model = torch.nn.Linear(2, 1)
    model.cache = model.weight * 2
    return attempt(lambda: copy.deepcopy(model) is not None)


def deepcopy_under_no_grad(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        return copy.deepcopy(x).requires_grad


def copy_shares_memory(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = copy.copy(x)
    with torch.no_grad():
        y.fill_(5)
    return y is x, x, y.requires_grad, y.is_leaf


def copy_of_an_intermediate(torch: Any) -> Any:
    y = torch.ones(2, requires_grad=True) * 2
    return attempt(lambda: copy.copy(y).requires_grad)


def pickle_of_a_leaf(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * 3).sum().backward()
    y = pickle.loads(pickle.dumps(x))
    return y, y.is_leaf, y.grad


def pickle_of_an_intermediate(torch: Any) -> Any:
    y = torch.ones(2, requires_grad=True) * 2
    return attempt(lambda: pickle.loads(pickle.dumps(y)))


def pickle_of_a_parameter(torch: Any) -> Any:
    p = pickle.loads(pickle.dumps(torch.nn.Parameter(torch.ones(2))))
    return isinstance(p, torch.nn.Parameter), p


def pickle_of_an_attribute(torch: Any) -> Any:
    x = torch.ones(2)
    x.note = "mine"
    return pickle.loads(pickle.dumps(x)).note, copy.deepcopy(x).note


def clone_keeps_the_graph(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = x.clone()
    y.mul_(3)
    y.sum().backward()
    return x, x.grad


def state_dict_is_detached(torch: Any) -> Any:
    model = torch.nn.Linear(2, 1)
    state = model.state_dict()
    shared = state["weight"].data_ptr() == model.weight.data_ptr()
    return state["weight"].requires_grad, shared, type(state["weight"]).__name__


def load_state_dict_keeps_the_leaf(torch: Any) -> Any:
    model = torch.nn.Linear(2, 1)
    weight = model.weight
    model.load_state_dict({"weight": torch.tensor([[1.0, 2.0]]), "bias": torch.tensor([3.0])})
    return model.weight is weight, model.weight, model.weight._version > 0


def new_tensor_and_as_tensor(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    return x.new_tensor([5.0]), torch.as_tensor(x) is x, torch.as_tensor(x, dtype=torch.float64).requires_grad


def from_numpy_shares_and_may_require_grad(torch: Any) -> Any:
    import numpy as np

    array = np.ones(2, dtype=np.float32)
    x = torch.from_numpy(array).requires_grad_()
    (x * 3).sum().backward()
    array[0] = 5.0
    return x, x.grad, x._version


def tensors_as_keys_and_in_lists(torch: Any) -> Any:
    x, y = torch.ones(2), torch.ones(2)
    return {x: 1, y: 2}[y], x in {x}, y in {x}, attempt(lambda: x in [y]), attempt(lambda: x == x)
