"""Mistakes with vmap, forward mode and the functions of ``torch.func``."""

from tests.errors.case import Bad


def _level(t, use):
    """``use`` inside a dual level."""
    with t.autograd.forward_ad.dual_level():
        return use(t.autograd.forward_ad)


def _models(t, *models):
    return t.func.stack_module_state(list(models))


BAD = [
    Bad("transform.values", RuntimeError, lambda t, w: t.func.vmap(lambda a: a.item())(w.v), ("vmap", "torch.where"), ("vmap", "torch.where")),
    Bad("transform.values", RuntimeError, lambda t, w: t.func.vmap(lambda a: a if a > 2 else -a)(w.v), ("vmap", "bool(x)"), ("vmap", "bool(x)")),
    Bad("transform.requires_grad", RuntimeError, lambda t, w: t.func.vmap(lambda a: a.requires_grad_())(w.v), ("requires_grad_()", "torch.func.grad"), ("requires_grad_()", "torch.func.grad")),
    Bad("transform.requires_grad", RuntimeError, lambda t, w: t.func.grad(lambda a: a.sum().retain_grad())(w.v), ("retain_grad()", "torch.func.grad"), ("retain_grad()", "torch.func.grad")),
    Bad("transform.values", RuntimeError, lambda t, w: t.func.vmap(lambda a: a.numpy())(w.v), ("vmap", ".numpy()"), ("vmap", ".numpy()")),
    Bad("transform.captured", RuntimeError, lambda t, w: t.func.grad(lambda a: w.x.add_(a).sum())(w.v), ("(2, 3)", "out-of-place", "clone()"), ("(2, 3)", "clone()")),
    Bad("transform.backward", RuntimeError, lambda t, w: t.func.grad(lambda a: a.sum().backward())(w.v), ("backward()", "torch.func.grad"), ("backward()", "torch.func.grad")),
    Bad("vmap.by_values", RuntimeError, lambda t, w: t.func.vmap(lambda a: a[a > 2])(w.x), ("x[mask]", "torch.where"), ("x[mask]", "torch.where")),
    Bad("vmap.inplace", RuntimeError, lambda t, w: t.func.vmap(lambda a: t.zeros(3).add_(a))(w.x), ("2 samples", "(3,)", "out-of-place"), ("2 个样本", "(3,)")),
    Bad("vmap.shared_target", RuntimeError, lambda t, w: t.func.vmap(lambda a: t.autograd.grad((w.leaf * a).sum(), w.leaf)[0])(w.v), ("torch.func.grad",), ("torch.func.grad",)),
    Bad("vmap.nothing", RuntimeError, lambda t, w: t.func.vmap(t.linalg.ldl_factor)(t.zeros(0, 2, 2)), ("0 samples",), ("样本数为 0",), torch=False),
    Bad("vmap.random", RuntimeError, lambda t, w: t.func.vmap(lambda a: a + t.rand(()))(w.v), ("randomness='different'", "'same'"), ("randomness='different'", "'same'")),
    Bad("vmap.same_samples", RuntimeError, lambda t, w: t.func.vmap(t.bernoulli, randomness="same")(w.v), ("bernoulli", "'different'"), ("bernoulli", "'different'")),
    Bad("vmap.random_shared", RuntimeError, lambda t, w: t.func.vmap(lambda a: w.v.uniform_() + a, randomness="different")(w.v), ("uniform_", "'same'"), ("uniform_", "'same'")),
    Bad("vmap.output_none", ValueError, lambda t, w: t.func.vmap(lambda a: a, out_dims=None)(w.v), ("None",), ("None",)),
    Bad("vmap.randomness", RuntimeError, lambda t, w: t.func.vmap(lambda a: a, randomness="yes")(w.v), ("'yes'",), ("'yes'",)),
    Bad("vmap.chunk_size", ValueError, lambda t, w: t.func.vmap(lambda a: a, chunk_size=0), ("0",), ("0",)),
    Bad("vmap.in_dims_type", ValueError, lambda t, w: t.func.vmap(lambda a: a, in_dims="a")(w.v), ("in_dims", "str"), ("in_dims", "str")),
    Bad("vmap.in_dims_form", ValueError, lambda t, w: t.func.vmap(lambda a, b: a, in_dims=(0,))(w.v, w.v), ("(0,)", "2 argument"), ("(0,)", "2 个参数")),
    Bad("vmap.input_type", ValueError, lambda t, w: t.func.vmap(lambda a, b: a)(w.v, 2), ("in_dim=0", "int", "None"), ("in_dim=0", "int", "None")),
    Bad("vmap.input_dim", ValueError, lambda t, w: t.func.vmap(lambda a: a, in_dims=2)(w.x), ("in_dim=2", "2 dim"), ("in_dim=2", "2 维")),
    Bad("vmap.no_inputs", ValueError, lambda t, w: t.func.vmap(lambda a: a, in_dims=None)(w.v), ("None",), ("None",)),
    Bad("vmap.sizes", ValueError, lambda t, w: t.func.vmap(lambda a, b: a)(w.v, w.x), ("[3, 2]",), ("[3, 2]",)),
    Bad("vmap.output_type", ValueError, lambda t, w: t.func.vmap(lambda a: 1)(w.v), ("int", "out_dims"), ("int", "out_dims")),
    Bad("vmap.out_dims_form", ValueError, lambda t, w: t.func.vmap(lambda a: (a, a), out_dims=(0, 0, 0))(w.v), ("(0, 0, 0)", "2 output"), ("(0, 0, 0)", "2 个输出")),
    Bad("func.value_type", RuntimeError, lambda t, w: t.func.grad(lambda a: 1)(w.s), ("must return a Tensor", "int"), ("int",)),
    Bad("func.value_shape", RuntimeError, lambda t, w: t.func.grad(lambda a: a)(w.v), ("(3,)", "jacrev"), ("(3,)", "jacrev")),
    Bad("func.value_complex", RuntimeError, lambda t, w: t.func.grad(lambda a: (a * 1j).sum())(w.v), ("complex",), ("complex",)),
    Bad("func.need_tensors", RuntimeError, lambda t, w: t.func.vjp(lambda a: 2, w.v), ("vjp", "int"), ("vjp", "int")),
    Bad("func.argnums_type", RuntimeError, lambda t, w: t.func.grad(lambda a: a.sum(), argnums=[0])(w.v), ("list",), ("list",)),
    Bad("func.argnums_empty", RuntimeError, lambda t, w: t.func.grad(lambda a: a.sum(), argnums=())(w.v), ("empty",), ("空元组",)),
    Bad("func.argnums_twice", RuntimeError, lambda t, w: t.func.grad(lambda a: a.sum(), argnums=(0, 0))(w.v), ("(0, 0)",), ("(0, 0)",)),
    Bad("func.argnums_range", RuntimeError, lambda t, w: t.func.grad(lambda a: a.sum(), argnums=2)(w.v), ("2", "1 positional"), ("2", "1 个位置参数")),
    Bad("func.aux", RuntimeError, lambda t, w: t.func.grad(lambda a: a.sum(), has_aux=True)(w.v), ("has_aux=True", "Tensor"), ("has_aux=True",)),
    Bad("func.cotangents", RuntimeError, lambda t, w: t.func.vjp(lambda a: (a, a), w.v)[1](w.v), ("structure",), ("结构",)),
    Bad("func.jvp_tuples", RuntimeError, lambda t, w: t.func.jvp(lambda a: a, w.v, w.v), ("tuples", "Tensor"), ("元组", "Tensor")),
    Bad("func.jvp_form", RuntimeError, lambda t, w: t.func.jvp(lambda a: a, (w.v,), (w.x,)), ("same shapes",), ("形状",)),
    Bad("func.jvp_strict", RuntimeError, lambda t, w: t.func.jvp(lambda a: w.v, (w.v,), (w.v,), strict=True), ("strict=True",), ("strict=True",)),
    Bad("func.given_twice", ValueError, lambda t, w: t.func.functional_call(t.nn.Linear(3, 1), ({"bias": w.s}, {"bias": w.s}), w.v), ("bias",), ("bias",)),
    Bad("func.not_dicts", ValueError, lambda t, w: t.func.functional_call(t.nn.Linear(3, 1), 3, w.v), ("int",), ("int",)),
    Bad("func.not_tensor", TypeError, lambda t, w: t.func.functional_call(t.nn.Linear(3, 1), {"bias": 3.0}, w.v), ("float",), ("float",)),
    Bad("func.functionalize", RuntimeError, lambda t, w: t.func.functionalize(lambda a: a, remove="views"), ("'views'",), ("'views'",)),
    Bad("func.jacobian_complex", RuntimeError, lambda t, w: t.func.jacrev(lambda a: a)(w.v + 0j), ("jacrev", "complex"), ("jacrev", "complex")),
    Bad("func.names", RuntimeError, lambda t, w: t.func.functional_call(t.nn.Linear(3, 1), {"bias": w.s}, w.v, strict=True), ("weight",), ("weight",)),
    Bad("func.no_models", RuntimeError, lambda t, w: _models(t), ("at least one",), ("至少",)),
    Bad("func.models_differ", RuntimeError, lambda t, w: _models(t, t.nn.Linear(1, 1), t.nn.ReLU()), ("same class",), ("同一个类",)),
    Bad("func.models_mode", RuntimeError, lambda t, w: _models(t, t.nn.ReLU(), t.nn.ReLU().eval()), ("training or evaluation",), ("训练或评估",)),
    Bad("dual.nested", RuntimeError, lambda t, w: _level(t, lambda ad: ad.enter_dual_level()), ("torch.func.jvp",), ("torch.func.jvp",)),
    Bad("dual.exit", RuntimeError, lambda t, w: t.autograd.forward_ad.exit_dual_level(), ("enter_dual_level",), ("enter_dual_level",)),
    Bad("dual.no_level", RuntimeError, lambda t, w: t.autograd.forward_ad.make_dual(w.v, w.v), ("dual_level()",), ("dual_level()",)),
    Bad("dual.twice", RuntimeError, lambda t, w: _level(t, lambda ad: ad.make_dual(ad.make_dual(w.v, w.v), w.v)), ("unpack_dual",), ("unpack_dual",)),
    Bad("dual.dtype", ValueError, lambda t, w: _level(t, lambda ad: ad.make_dual(w.n, w.n)), ("int64",), ("int64",)),
    Bad("dual.shape", RuntimeError, lambda t, w: _level(t, lambda ad: ad.make_dual(w.v, w.x)), ("(2, 3)", "(3,)"), ("(2, 3)", "(3,)")),
    Bad("backward.batched_starts", RuntimeError, lambda t, w: t.autograd.grad(w.y, w.leaf, w.s, is_grads_batched=True), ("grad_outputs",), ("grad_outputs",), torch=False),
]  # fmt: skip
