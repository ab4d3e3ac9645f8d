"""The graph seen from outside: names of nodes, their edges, the leaves at its end."""

from __future__ import annotations

import copy
import pickle
import warnings
from typing import Any

from tests.autograd.outcome import attempt


def _walk(node: Any, depth: int = 10) -> Any:
    """The names below a node, as nested lists."""
    if node is None or not depth:
        return None
    return [node.name(), [_walk(below, depth - 1) for below, _ in node.next_functions]]


def _class(tensor: Any) -> str:
    return type(tensor.grad_fn).__name__


_ARITHMETIC = """
x + c; c + x; x + 1; 1 + x; x - c; 1 - x; x * c; 2 * x; x / c; -x; x ** 2; x ** c; 2 ** x; x % 2; abs(x); x @ c; +x;
x.addcmul(c, c); x.addcdiv(c, c); x.dot(c); x.add(c, alpha=2); x.sub(c, alpha=2)
"""
_FUNCTIONS = """
x.exp(); x.log(); x.sqrt(); x.sin(); x.cos(); x.tanh(); x.sigmoid(); x.relu(); x.abs(); x.sum(); x.sum(0); x.mean();
x.mean(1); x.max(); x.max(0).values; x.min(); x.amax(); x.prod(); x.prod(0); x.var(); x.std(); x.norm(); x.clamp(0, 1);
x.softmax(0); x.log_softmax(0); x.cumsum(0); x.sort().values; x.topk(1).values; x.median(); x.logsumexp(0); x.trace();
x.clone(); x.double(); x.contiguous(); x.t(); x.reciprocal(); x.square(); x.rsqrt(); x.pow(2); x.erf(); x.floor();
x.round(); x.sign(); x.tril(); x.flip(0); x.roll(1); x.repeat(2, 1); x.det(); x.inverse(); x.masked_fill(x > 0.5, 0.0);
x.log1p(); x.expm1(); x[[0]]; x[x > 0.4]; x.gather(1, torch.tensor([[0], [1]])); x.index_select(0, torch.tensor([0]));
torch.cat([x, x]); torch.stack([x, x]); torch.where(x > 0.5, x, x); torch.maximum(x, x); torch.atan2(x, x); x.mm(x);
x @ x; x.mv(x[0]); torch.bmm(x[None], x[None]); torch.addmm(x, x, x); torch.outer(x[0], x[1])
"""
_LAYERS = """
F.linear(x, w); F.linear(x, w, b); F.relu(x); F.leaky_relu(x); F.elu(x); F.gelu(x); F.softplus(x); F.sigmoid(x);
F.softmax(x, 1); F.log_softmax(x, 1); F.cross_entropy(x, t); F.nll_loss(x, t); F.mse_loss(x, c); F.silu(x);
F.l1_loss(x, c); F.smooth_l1_loss(x, c); F.binary_cross_entropy(x, c); F.binary_cross_entropy_with_logits(x, c);
F.kl_div(x, c, reduction="sum"); F.dropout(x, 0.5); F.dropout(x, 0.5, False); F.embedding(t, x); F.layer_norm(x, (2,));
F.batch_norm(x, None, None, training=True); F.conv2d(image, kernel); F.max_pool2d(image, 2); F.avg_pool2d(image, 2);
F.pad(x, (1, 1)); F.interpolate(image, scale_factor=2); F.normalize(x); F.one_hot(t); F.cosine_similarity(x, x);
F.scaled_dot_product_attention(x[None], x[None], x[None]); F.group_norm(image, 1); F.unfold(image, 2); F.glu(x);
F.mish(x); F.hardtanh(x)
"""
_WRITES = """
y.exp_(); y.log_(); y.sqrt_(); y.sin_(); y.tanh_(); y.sigmoid_(); y.relu_(); y.abs_(); y.neg_(); y.floor_(); y.round_();
y.reciprocal_(); y.square_(); y.zero_(); y.t_(); y.squeeze_(); y.tril_(); y.triu_(); y.erf_(); y.log1p_(); y.expm1_();
y.rsqrt_(); y.sign_(); y.detach_(); y.trunc_(); y.ceil_(); y.cos_(); y.sinh_(); y.atan_(); y.add_(1); y.add_(v);
y.mul_(2); y.mul_(v); y.div_(2); y.sub_(1); y.pow_(2); y.pow_(v); y.fill_(1); y.fill_(v); y.copy_(torch.ones(2, 2));
y.clamp_(0, 1); y.masked_fill_(mask, 1.0); y.masked_fill_(mask, v); y.unsqueeze_(0); y.squeeze_(0); y.transpose_(0, 1);
y.index_fill_(0, places, 1.0); y.index_add_(0, places, v.expand(1, 2)); y.index_put_((places,), v); y.lerp_(v, 0.5);
y.addcmul_(v, v); y.uniform_(); y.normal_(); y.remainder_(2); y.cumsum_(0); y.__setitem__(0, 1.0);
y.__setitem__(0, v); y.__setitem__(mask, 1.0); y.__setitem__([0], v); y.__setitem__(..., 1.0);
y.__setitem__(slice(None), v)
"""
_OTHERS = """
x // 2; 1 / x; torch.einsum("ij,jk", x, x); x.diag(); F.adaptive_avg_pool2d(x[None, None], 1); x.clamp_min(0.5);
(x * 1).bernoulli_(); (x * 1).scatter_(0, torch.tensor([[0]]), 1.0)
"""


def _names(torch: Any, table: str) -> Any:
    """The node behind each result; before each expression there are new tensors."""
    found = {}
    for text in table.replace("\n", " ").split(";"):
        x = torch.tensor([[0.5, 0.2], [0.3, 0.9]], requires_grad=True)
        names = {"torch": torch, "F": torch.nn.functional, "x": x, "y": x * 1, "c": torch.full((2, 2), 0.5)}
        names |= {"w": torch.ones(3, 2, requires_grad=True), "b": torch.ones(3, requires_grad=True)}
        names |= {"v": torch.tensor(2.0, requires_grad=True), "t": torch.tensor([0, 1]), "places": torch.tensor([0])}
        names |= {"image": torch.ones(1, 1, 4, 4, requires_grad=True), "kernel": torch.ones(1, 1, 2, 2)}
        names["mask"] = torch.tensor([[True, False], [False, True]])
        if table is _ARITHMETIC:
            names |= {"x": x[0].detach().requires_grad_(), "c": torch.full((2,), 0.5)}
        result = eval(text.strip(), names)  # the expressions stand above
        found[text.strip()] = (names["y"] if text.strip().startswith("y") else result).grad_fn
    return found


def names_of_arithmetic(torch: Any) -> Any:
    return _names(torch, _ARITHMETIC)


def names_of_functions(torch: Any) -> Any:
    return _names(torch, _FUNCTIONS)


def names_of_layers(torch: Any) -> Any:
    return _names(torch, _LAYERS)


def names_of_writes(torch: Any) -> Any:
    return _names(torch, _WRITES)


def names_of_what_is_composed_otherwise(torch: Any) -> Any:
    return _names(torch, _OTHERS)


def the_class_of_a_node_is_its_name(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    y[0] = x[1]
    z = x * 1
    z.copy_(x)
    end = (x * 1).grad_fn.next_functions[0][0]
    return [_class(t) for t in (x + 1, x * x, x.sum(), x[0], x.view(2), y, z)], type(end).__name__, end.name()


def next_functions_of_a_product(torch: Any) -> Any:
    a, b = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0)
    return (a * b).grad_fn.next_functions, (b * a).grad_fn.next_functions, (a * 2).grad_fn.next_functions


def a_small_graph_from_top_to_bottom(torch: Any) -> Any:
    x, w, b = torch.ones(1, 2), torch.ones(2, 3, requires_grad=True), torch.ones(3, requires_grad=True)
    return _walk((x @ w + b).relu().sum().grad_fn)


def the_graph_of_a_network(torch: Any) -> Any:
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
    return _walk(model(torch.ones(1, 2)).mean().grad_fn)


def the_graph_of_a_cross_entropy(torch: Any) -> Any:
    x = torch.ones(2, 3, requires_grad=True)
    return _walk(torch.nn.functional.cross_entropy(x, torch.tensor([0, 1])).grad_fn)


def the_graph_after_a_write_through_a_view(torch: Any) -> Any:
    x = torch.ones(2, 2, requires_grad=True)
    y = x * 2
    y[0].mul_(3)
    return _walk(y.grad_fn)


def the_graph_of_an_indexed_assignment(torch: Any) -> Any:
    x, v = torch.ones(2, 2, requires_grad=True), torch.ones(2, requires_grad=True)
    y = x * 2
    y[0] = v
    return _walk(y.grad_fn)


def the_end_of_the_graph_knows_its_leaf(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    end = (x * 3).grad_fn.next_functions[0][0]
    return end.variable is x, end.next_functions, end.name()


def the_end_of_a_leaf_is_one_node(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    a, b = x * 3, x * 4
    return a.grad_fn.next_functions[0][0] is b.grad_fn.next_functions[0][0]


def only_the_end_has_a_variable(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    return hasattr((x * 3).grad_fn, "variable"), hasattr((x * 3).grad_fn.next_functions[0][0], "variable")


def a_grad_fn_is_the_same_object_each_time(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    z = y * 2
    return y.grad_fn is y.grad_fn, z.grad_fn.next_functions[0][0] is y.grad_fn


def views_by_view_as_have_other_nodes(torch: Any) -> Any:
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    return y.view_as(y).grad_fn.next_functions[0][0] is y.grad_fn, y.detach().grad_fn


def output_numbers(torch: Any) -> Any:
    x = torch.tensor([3.0, 1.0], requires_grad=True)
    a, b = x.unbind()
    values, _ = x.sort()
    shared = a.grad_fn is b.grad_fn
    return (
        a.output_nr,
        b.output_nr,
        values.output_nr,
        (x * 2).output_nr,
        x.output_nr,
        shared,
        (b * 2).grad_fn.next_functions,
    )


def metadata_is_a_dict_of_ones_own(torch: Any) -> Any:
    y = torch.tensor(2.0, requires_grad=True) * 3
    y.grad_fn.metadata["note"] = 5
    return y.grad_fn.metadata, (y * 2).grad_fn.metadata, y.grad_fn.next_functions[0][0].metadata


def grad_fn_cannot_be_assigned(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)

    def assign(name: str, value: Any) -> None:
        setattr(x, name, value)

    return [attempt(lambda n=n: assign(n, None)) for n in ("grad_fn", "is_leaf", "output_nr", "_version")]


def a_node_is_kept_alive_by_its_tensor(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    node = (x * 3).exp().grad_fn
    return node.next_functions[0][0], node.next_functions[0][0].next_functions[0][0].variable is x


def gradient_edge(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    edge = torch.autograd.graph.get_gradient_edge(y)
    leaf = torch.autograd.graph.get_gradient_edge(x)
    return edge.node is y.grad_fn, edge.output_nr, leaf.node.name(), torch.autograd.grad((y * y), [edge, leaf])


def nodes_are_nodes(torch: Any) -> Any:
    y = torch.tensor(2.0, requires_grad=True) * 3
    return isinstance(y.grad_fn, torch.autograd.graph.Node), issubclass(type(y.grad_fn), torch.autograd.graph.Node)


def saved_values_of_nodes(torch: Any) -> Any:
    a, b = torch.tensor([2.0], requires_grad=True), torch.tensor([3.0], requires_grad=True)
    node = (a * b).grad_fn
    return node._saved_self, node._saved_other, a.exp().grad_fn._saved_result, (a**3).grad_fn._saved_exponent


def saved_values_after_backward(torch: Any) -> Any:
    a = torch.tensor([2.0], requires_grad=True)
    y = a.exp()
    y.backward()
    return attempt(lambda: y.grad_fn._saved_result)


def saved_shapes_and_dims(torch: Any) -> Any:
    x = torch.ones(2, 3, requires_grad=True)
    return x.sum().grad_fn._saved_self_sym_sizes, x.sum(1).grad_fn._saved_dim, x.sum(1).grad_fn._saved_keepdim


def text_of_tensors(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    y[0] = 5.0
    return [repr(t) for t in (x, x * 2, x.sum(), x.detach(), y, (x * 1).copy_(x), x[0], x > 1)]


def text_of_nodes(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return str((x * 2).grad_fn).split(" ")[0], str((x * 2).grad_fn.next_functions[0][0]).split(" ")[0]


def names_of_what_nodes_saved(torch: Any) -> Any:
    x, y = torch.ones(2, 3, requires_grad=True), torch.full((2, 3), 2.0, requires_grad=True)
    results = [
        x * y, x * 2, x / y, x + y, x - 1, x.sum(), x.sum(1), x.mean(), x.mean(1), torch.bmm(x[None], x.t()[None]),
        x.clamp(0, 1), x.transpose(0, 1), x.t(), x.permute(1, 0), x.view(6), x[:, 1], x[..., 1], x.select(0, 1),
        x.max(1).values, x.max(), x.softmax(1), x.exp(), x**2, torch.cat([x, x], 1), x.expand(2, 2, 3), x.mv(x[0]),
        x[0] @ x[0], torch.where(x > 1, x, y), x.masked_fill(x > 1, 0.0), x.amax(1), x.min(0).indices, x.repeat(2, 1),
    ]  # fmt: skip
    nodes = [result.grad_fn for result in results if result.grad_fn is not None]
    return [
        [node.name(), *(name for name in dir(node) if name.startswith(("_saved_", "_raw_saved_")))] for node in nodes
    ]


def what_nodes_saved(torch: Any) -> Any:
    x = torch.tensor([[1.0, 5.0, 3.0], [4.0, 2.0, 6.0]], requires_grad=True)
    of = {
        x.sum(1): "dim keepdim self_sym_sizes", x.mean(): "self_sym_numel self_sym_sizes", x @ x.t(): "self mat2",
        x.clamp(0, 1): "min max self", x.transpose(0, 1): "dim0 dim1", x.view(6): "self_sym_sizes", x + 1: "alpha",
        x.max(1)[0]: "indices dim keepdim", x.max(1, keepdim=True)[0]: "indices", x[:, 1]: "dim index", x / 2.: "other",
        x[..., 1]: "dim index", x * 2: "other self", x.mv(x[0]): "vec", x.amax(1): "dim", torch.cat([x, x], 1): "dim",
    }  # fmt: skip
    found = {
        result: [getattr(result.grad_fn, f"_saved_{name}") for name in names.split()] for result, names in of.items()
    }
    return list(found.values())


def what_was_not_saved_stays_none_after_backward(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = x * torch.ones(2)
    y.sum().backward()
    return y.grad_fn._saved_self, attempt(lambda: y.grad_fn._saved_other)


def calling_a_node_of_two_inputs(torch: Any) -> Any:
    x, z = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0], requires_grad=True)
    node = (x * z).grad_fn
    with torch.no_grad():
        unrecorded = node(torch.ones(2))
    gx, gz = node(torch.ones(2))
    return unrecorded, gx, gz, torch.autograd.grad(gz.sum(), x), node(None), x.grad


def calling_a_node_of_several_outputs(torch: Any) -> Any:
    a, _ = torch.ones(4, requires_grad=True).split(2)
    return a.grad_fn(torch.ones(2), None), attempt(lambda: a.grad_fn(torch.ones(2)))


def calling_a_node_calls_no_hooks(torch: Any) -> Any:
    x, seen = torch.ones(2, requires_grad=True), []
    y = x * 2
    y.register_hook(seen.append)
    y.grad_fn.register_hook(lambda gxs, gys: seen.append(gxs))
    return y.grad_fn(torch.ones(2)), seen


def calling_the_node_of_a_leaf(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    end = (x * 2).grad_fn.next_functions[0][0]
    return end(torch.ones(2)), end(torch.ones(2)), x.grad


def calling_a_node_wrongly(torch: Any) -> Any:
    node = (torch.ones(2, requires_grad=True) * 2).grad_fn
    return attempt(node), attempt(lambda: node(3)), attempt(lambda: node(torch.ones(2), None))


def a_graph_stays_where_it_is(torch: Any) -> Any:
    y = torch.ones(2, requires_grad=True).exp()
    nodes = y.grad_fn, y.grad_fn.next_functions[0][0]
    return [attempt(lambda f=f, n=n: f(n)) for f in (pickle.dumps, copy.copy, copy.deepcopy) for n in nodes]


def the_hooks_of_a_tensor(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y, fresh = x * 2, (x._backward_hooks, x._post_accumulate_grad_hooks)
    hook = torch.neg
    handle = x.register_hook(hook)
    y.register_hook(hook)
    x.register_post_accumulate_grad_hook(hook)
    found = [x._backward_hooks, y._backward_hooks, x._post_accumulate_grad_hooks]
    hanging = [(type(hooks).__name__, list(hooks.values()) == [hook]) for hooks in found]
    handle.remove()
    return fresh, hanging, len(x._backward_hooks)


def the_notes_of_a_node_in_anomaly_mode(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with torch.autograd.detect_anomaly():
            y = x * 2
    y.grad_fn.metadata["mine"] = 3
    trace = y.grad_fn.metadata["traceback_"]
    last = trace[-1].split(", in ")
    kinds = type(trace).__name__, last[0].split("programs/")[-1][:8], last[1]
    return kinds, sorted(y.grad_fn.metadata), (x * 2).grad_fn.metadata


def the_class_of_a_ctx(torch: Any) -> Any:
    seen = []

    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            seen.append((type(ctx).__name__, isinstance(ctx, torch.autograd.function.FunctionCtx)))
            return x * 2

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            seen.append(type(ctx).__name__)
            return g * 2

    y = Double.apply(torch.ones(2, requires_grad=True))
    y.sum().backward()
    return seen, type(y.grad_fn).__name__


def calling_a_node(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return attempt(lambda: (x * 3).grad_fn(torch.ones(2)))


def the_root_of_a_double_backward(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    (g,) = torch.autograd.grad(x * x * x, x, create_graph=True)
    return g.requires_grad, g.grad_fn is not None
