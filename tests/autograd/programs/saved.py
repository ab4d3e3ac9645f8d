"""What each operation saves for backward: a write into it before backward is an error, a write into others is not."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def _after(torch: Any, function: Any, which: str) -> Any:
    """Whether backward through ``function`` still works after its input, or its output, was written to."""
    x = torch.tensor([[0.3, 0.5], [0.7, 0.9]], requires_grad=True)
    y = x * 1
    z = function(y)
    (y if which == "input" else z).detach().mul_(1)
    outcome = attempt(lambda: torch.autograd.grad(z.sum(), x))
    return outcome if isinstance(outcome, str) else "fine"


_UNARY = (
    "exp log sqrt sin cos tan tanh sigmoid relu abs neg square reciprocal rsqrt erf floor sign clone t sum mean cumsum "
    "cumprod softmax log_softmax logsumexp amax max min sort norm var std tril flip expm1 log1p log2 atan asin sinh "
    "cosh detach_and_add double"
).split()
_DIMS = "cumsum cumprod softmax log_softmax logsumexp flip".split()


def _call(name: str) -> Any:
    if name == "detach_and_add":
        return lambda y: y + y.detach()

    def call(y: Any) -> Any:
        result = getattr(y, name)(0) if name in _DIMS else getattr(y, name)()
        return result[0] if isinstance(result, tuple) else result

    return call


def inputs_of_unary_functions(torch: Any) -> Any:
    return {name: _after(torch, _call(name), "input") for name in _UNARY}


def outputs_of_unary_functions(torch: Any) -> Any:
    return {name: _after(torch, _call(name), "output") for name in _UNARY}


def inputs_of_operators(torch: Any) -> Any:
    c = torch.full((2, 2), 2.0)
    calls = {
        "y + c": lambda y: y + c, "y - 1": lambda y: y - 1, "y * 2": lambda y: y * 2, "y * c": lambda y: y * c,
        "y * y": lambda y: y * y, "y / 2": lambda y: y / 2, "y / c": lambda y: y / c, "c / y": lambda y: c / y,
        "y ** 2": lambda y: y**2, "y ** 1": lambda y: y**1, "y ** 0": lambda y: y**0, "y ** c": lambda y: y**c,
        "2 ** y": lambda y: 2**y, "y @ c": lambda y: y @ c, "c @ y": lambda y: c @ y, "y @ y": lambda y: y @ y,
        "y % 1": lambda y: y % 1, "clamp": lambda y: y.clamp(0.2, 0.6), "y[0]": lambda y: y[0],
        "where": lambda y: torch.where(c > 0, y, c), "maximum": lambda y: torch.maximum(y, c),
        "y[[0]]": lambda y: y[[0]],
        "cat": lambda y: torch.cat([y, c]), "stack": lambda y: torch.stack([y, y]), "masked": lambda y: y[c > 1],
        "masked_fill": lambda y: y.masked_fill(c > 5, 0.0), "addmm": lambda y: torch.addmm(y, c, c),
        "outer": lambda y: torch.outer(y[0], c[0]), "expand": lambda y: y.expand(3, 2, 2),
        "lerp": lambda y: y.lerp(c, 0.5),
        "einsum": lambda y: torch.einsum("ij,jk->ik", y, c), "dot": lambda y: y[0].dot(c[0]),
        "atan2": lambda y: y.atan2(c),
        "var": lambda y: y.var(0), "det": lambda y: y.det(),
        "inverse": lambda y: y.inverse(), "addcmul": lambda y: y.addcmul(c, c), "hypot": lambda y: y.hypot(c),
    }  # fmt: skip
    return {name: _after(torch, call, "input") for name, call in calls.items()}


def outputs_of_operators(torch: Any) -> Any:
    c = torch.full((2, 2), 2.0)
    calls = {
        "y + c": lambda y: y + c, "y * c": lambda y: y * c, "y / c": lambda y: y / c, "y ** 2": lambda y: y**2,
        "y @ c": lambda y: y @ c, "1 / y": lambda y: 1 / y, "clamp": lambda y: y.clamp(0.2, 0.6),
        "maximum": lambda y: torch.maximum(y, c), "hypot": lambda y: y.hypot(c),
        "inverse": lambda y: y.inverse(), "std": lambda y: y.std(0), "norm": lambda y: y.norm(dim=0),
        "amax": lambda y: y.amax(0),
    }  # fmt: skip
    return {name: _after(torch, call, "output") for name, call in calls.items()}


def what_some_rules_do_without(torch: Any) -> Any:
    """A product of all elements and a power need not keep their result, nor gather what it gathered from."""
    c = torch.full((2, 2), 2.0)
    return (
        _after(torch, lambda y: y.prod(), "output"),
        _after(torch, lambda y: y**c, "output"),
        _after(torch, lambda y: 2**y, "output"),
        _after(torch, lambda y: y.gather(0, torch.tensor([[0, 1]])), "input"),
    )


def a_number_divided_by_a_variable(torch: Any) -> Any:
    return _after(torch, lambda y: 1 / y, "input")


def inputs_of_layers(torch: Any) -> Any:
    F = torch.nn.functional
    w, t = torch.full((2, 2), 0.5, requires_grad=True), torch.tensor([0, 1])
    frozen = torch.full((2, 2), 0.5)
    calls = {
        "linear": lambda y: F.linear(y, w), "linear, frozen": lambda y: F.linear(y, frozen), "relu": F.relu,
        "elu": F.elu,
        "gelu": F.gelu, "softplus": F.softplus, "leaky_relu": F.leaky_relu, "silu": F.silu, "hardtanh": F.hardtanh,
        "cross_entropy": lambda y: F.cross_entropy(y, t), "mse_loss": lambda y: F.mse_loss(y, frozen),
        "l1_loss": lambda y: F.l1_loss(y, frozen), "layer_norm": lambda y: F.layer_norm(y, (2,)),
        "normalize": F.normalize, "dropout": lambda y: F.dropout(y, 0.0), "embedding": lambda y: F.embedding(t, y),
        "bce": lambda y: F.binary_cross_entropy(y, frozen), "logsigmoid": F.logsigmoid,
        "pad": lambda y: F.pad(y, (1, 1)),
    }  # fmt: skip
    return {name: _after(torch, call, "input") for name, call in calls.items()}


def the_other_factor_is_saved_by_need(torch: Any) -> Any:
    outcomes = []
    for first, second in ((True, False), (False, True), (True, True)):
        for write in (0, 1):
            pair = [torch.ones(2, requires_grad=first), torch.ones(2, requires_grad=second)]
            a, b = (t * 1 for t in pair)
            z = (a * b).sum()
            (a, b)[write].detach().add_(1)
            outcomes.append(attempt(z.backward) or "fine")
    return outcomes


def a_matrix_product_saves_by_need(torch: Any) -> Any:
    outcomes = []
    for first, second in ((True, False), (False, True)):
        for write in (0, 1):
            a, b = torch.ones(2, 2, requires_grad=first) * 1, torch.ones(2, 2, requires_grad=second) * 1
            z = (a @ b).sum()
            (a, b)[write].detach().add_(1)
            outcomes.append(attempt(z.backward) or "fine")
    return outcomes


def an_index_that_is_changed(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    index = torch.tensor([0, 1])
    outcomes = []
    for function in (
        lambda: x[index],
        lambda: x.index_select(0, index),
        lambda: x.take(index),
        lambda: torch.nn.functional.embedding(index, x[:, None]),
    ):
        y = function()
        index.add_(1)
        outcomes.append(attempt(y.sum().backward) or "fine")
        index.sub_(1)
    return outcomes, x.grad


def an_index_of_gather_that_is_changed(torch: Any) -> Any:
    x, index = torch.tensor([1.0, 2.0, 3.0], requires_grad=True), torch.tensor([0, 1])
    y = x.gather(0, index)
    index.add_(1)
    return attempt(y.sum().backward)


def _after_a_change_of_the_mask(torch: Any, function: Any) -> Any:
    x, mask = torch.tensor([1.0, 2.0, 3.0], requires_grad=True), torch.tensor([True, False, True])
    y = function(x, mask)
    mask.logical_not_()
    return attempt(y.sum().backward) or "fine", x.grad


def a_mask_that_is_changed(torch: Any) -> Any:
    functions = (lambda x, mask: x.masked_fill(mask, 0.0), lambda x, mask: torch.where(mask, x, x * 2))
    return [_after_a_change_of_the_mask(torch, function) for function in functions]


def a_mask_of_which_a_copy_is_kept(torch: Any) -> Any:
    functions = (lambda x, mask: x[mask], lambda x, mask: x * mask)
    return [_after_a_change_of_the_mask(torch, function) for function in functions]


def a_weight_that_is_updated_too_early(torch: Any) -> Any:
    layer = torch.nn.Linear(2, 2)
    second = torch.nn.Linear(2, 1)
    y = second(layer(torch.ones(1, 2)).tanh()).sum()
    with torch.no_grad():
        second.weight.add_(1)
    return attempt(y.backward), layer.weight.grad


def a_first_weight_that_is_updated_too_early(torch: Any) -> Any:
    layer = torch.nn.Linear(2, 2)
    y = layer(torch.ones(1, 2)).sum()
    with torch.no_grad():
        layer.weight.add_(1)
    return attempt(y.backward), layer.weight.grad


def an_input_batch_that_is_reused(torch: Any) -> Any:
    layer, batch = torch.nn.Linear(2, 1), torch.ones(1, 2)
    y = layer(batch).sum()
    batch.copy_(torch.zeros(1, 2))
    return attempt(y.backward)


def a_target_that_is_reused(torch: Any) -> Any:
    x, target = torch.ones(2, requires_grad=True), torch.zeros(2)
    loss = ((x - target) ** 2).sum()
    target.fill_(5)
    loss.backward()
    return x.grad


def the_error_names_the_version(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = x * 1
    z = y * y
    y.add_(1)
    y.add_(1)
    try:
        z.sum().backward()
    except RuntimeError as error:
        return "is at version 2; expected version 0" in str(error), "inplace" in str(error)


def the_error_of_a_second_backward_names_the_way_out(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    z = (x * x).sum()
    z.backward()
    try:
        z.backward()
    except RuntimeError as error:
        return "a second time" in str(error), "retain_graph=True" in str(error)


def a_value_saved_by_the_backward_of_a_backward(torch: Any) -> Any:
    leaf = torch.tensor(2.0, requires_grad=True)
    w = leaf.clone()
    (g,) = torch.autograd.grad(w**3, w, create_graph=True)
    with torch.no_grad():
        w.mul_(2)
    g.backward()
    return leaf.grad


def the_order_of_packing_and_unpacking(torch: Any) -> Any:
    x, z, log = torch.tensor([2.0], requires_grad=True), torch.tensor([3.0], requires_grad=True), []

    def noted(what: str) -> Any:
        return lambda t: (log.append((what, t.item())), t)[1]

    with torch.autograd.graph.saved_tensors_hooks(noted("pack"), noted("unpack")):
        y = (x * z).sum() + (x / z).sum()
    y.backward()
    return log


def a_saved_number_that_is_packed(torch: Any) -> Any:
    x, packed = torch.ones(2, requires_grad=True), []
    y = x * 2
    y.grad_fn._raw_saved_other.register_hooks(lambda t: (packed.append(t), t)[1], lambda t: t)
    return torch.autograd.grad(y.sum(), x), packed
