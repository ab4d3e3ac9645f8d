"""vmap, program by program as in PyTorch."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from tests.func.program import Programs, sample

programs = Programs(__name__)
program = programs.add
Pair = namedtuple("Pair", ["first", "second"])


# -- dims in and out --------------------------------------------------------------------------------------------------


@program
def one_argument(torch: Any) -> Any:
    return torch.func.vmap(lambda x: x.sum())(sample(torch, 3, 4))


@program
def top_level_name(torch: Any) -> Any:
    return torch.vmap(torch.dot)(sample(torch, 3, 4), sample(torch, 3, 4, start=5))


@program
def in_dims_negative(torch: Any) -> Any:
    return torch.vmap(lambda x: x * 2, in_dims=-1, out_dims=-1)(sample(torch, 2, 3, 4))


@program
def in_dims_tuple_with_none(torch: Any) -> Any:
    return torch.vmap(torch.mul, in_dims=(1, None))(sample(torch, 2, 3), sample(torch, 2))


@program
def in_dims_dict(torch: Any) -> Any:
    d = {"a": sample(torch, 3), "b": sample(torch, 2)}
    return torch.vmap(lambda d: d["a"] * d["b"], in_dims=({"a": 0, "b": None},))(d)


@program
def in_dims_nested_list(torch: Any) -> Any:
    x = [sample(torch, 3), (sample(torch, 2, 3), 5.0)]
    return torch.vmap(lambda x: x[0] + x[1][0] * x[1][1], in_dims=([0, (1, None)],))(x)


@program
def namedtuple_argument(torch: Any) -> Any:
    return torch.vmap(lambda p: p.first - p.second)(Pair(sample(torch, 3), sample(torch, 3, start=9)))


@program
def namedtuple_result(torch: Any) -> Any:
    return torch.vmap(lambda x: Pair(x, x * 2))(sample(torch, 3))


@program
def dict_result(torch: Any) -> Any:
    return torch.vmap(lambda x: {"twice": x * 2, "sum": x.sum()})(sample(torch, 3, 2))


@program
def list_result(torch: Any) -> Any:
    return torch.vmap(lambda x: [x, (x, x + 1)])(sample(torch, 3))


@program
def out_dims_tuple(torch: Any) -> Any:
    return torch.vmap(lambda x: (x, x * 2), out_dims=(0, 1))(sample(torch, 3, 2))


@program
def out_dims_none_for_shared(torch: Any) -> Any:
    y = sample(torch, 2)
    return torch.vmap(lambda x: (x, y), out_dims=(0, None))(sample(torch, 3, 2))


@program
def out_dims_none_for_samples(torch: Any) -> Any:
    return torch.vmap(lambda x: x, out_dims=None)(sample(torch, 3))


@program
def constant_result_is_repeated(torch: Any) -> Any:
    return torch.vmap(lambda x: torch.ones(2))(sample(torch, 3))


@program
def keyword_arguments_are_sliced(torch: Any) -> Any:
    return torch.vmap(lambda x, y: x + y)(sample(torch, 3), y=sample(torch, 3, start=4))


@program
def keyword_argument_number(torch: Any) -> Any:
    return torch.vmap(lambda x, k=1: x * k)(sample(torch, 3), k=2)


@program
def number_with_none(torch: Any) -> Any:
    return torch.vmap(lambda x, k: x * k, in_dims=(0, None))(sample(torch, 3), 2)


@program
def samples_in_one_argument_only(torch: Any) -> Any:
    return torch.vmap(torch.mv, in_dims=(None, 0))(sample(torch, 2, 3), sample(torch, 4, 3))


@program
def no_samples(torch: Any) -> Any:
    return torch.vmap(lambda x: x.exp().sum())(sample(torch, 0, 3))


@program
def chunks(torch: Any) -> Any:
    return torch.vmap(lambda x: x.cumsum(0), chunk_size=2, in_dims=1, out_dims=1)(sample(torch, 4, 5))


@program
def chunks_of_one(torch: Any) -> Any:
    return torch.vmap(lambda x, y: (x @ y, x), chunk_size=1)(sample(torch, 3, 2), sample(torch, 3, 2))


@program
def shapes_inside(torch: Any) -> Any:
    seen = []

    def f(x: Any) -> Any:
        seen.append((tuple(x.shape), x.ndim, x.dim(), x.numel(), x.size(0), len(x)))
        return x

    torch.vmap(f, in_dims=1)(sample(torch, 2, 3))
    return seen


@program
def nested(torch: Any) -> Any:
    x, y = sample(torch, 3, 2), sample(torch, 4, 2)
    return torch.vmap(lambda a: torch.vmap(lambda b: torch.dot(a, b))(y))(x)


@program
def nested_three_deep(torch: Any) -> Any:
    x = sample(torch, 2, 3, 4)
    return torch.vmap(torch.vmap(torch.vmap(lambda a: a * a)))(x)


@program
def nested_other_dims(torch: Any) -> Any:
    f = torch.vmap(torch.vmap(lambda a, b: a * b, in_dims=(0, None)), in_dims=(1, 0))
    return f(sample(torch, 2, 3), sample(torch, 3))


@program
def nested_dim_of_inner_output(torch: Any) -> Any:
    f = torch.vmap(torch.vmap(lambda a: a.sin(), out_dims=1), in_dims=2, out_dims=1)
    return f(sample(torch, 2, 3, 4))


# -- misuse -----------------------------------------------------------------------------------------------------------


@program
def error_sizes_differ(torch: Any) -> Any:
    return torch.vmap(torch.mul)(sample(torch, 3), sample(torch, 4))


@program
def error_dim_out_of_range(torch: Any) -> Any:
    return torch.vmap(lambda x: x, in_dims=3)(sample(torch, 3, 4))


@program
def error_number_with_dim(torch: Any) -> Any:
    return torch.vmap(torch.mul)(sample(torch, 3), 2.0)


@program
def error_in_dims_too_short(torch: Any) -> Any:
    return torch.vmap(torch.mul, in_dims=(0,))(sample(torch, 3), sample(torch, 3))


@program
def error_in_dims_float(torch: Any) -> Any:
    return torch.vmap(torch.mul, in_dims=0.5)(sample(torch, 3), sample(torch, 3))


@program
def error_all_none(torch: Any) -> Any:
    return torch.vmap(lambda x: x, in_dims=None)(sample(torch, 3))


@program
def error_no_arguments(torch: Any) -> Any:
    return torch.vmap(lambda: torch.ones(2))()


@program
def error_zero_dim(torch: Any) -> Any:
    return torch.vmap(lambda x: x)(sample(torch, 1)[0])


@program
def error_result_is_a_number(torch: Any) -> Any:
    return torch.vmap(lambda x: 3)(sample(torch, 3))


@program
def error_result_is_none(torch: Any) -> Any:
    return torch.vmap(lambda x: None)(sample(torch, 3))


@program
def error_out_dims_too_many(torch: Any) -> Any:
    return torch.vmap(lambda x: x, out_dims=(0, 0))(sample(torch, 3))


@program
def error_out_dims_range(torch: Any) -> Any:
    return torch.vmap(lambda x: x, out_dims=4)(sample(torch, 3))


@program
def error_out_dims_string(torch: Any) -> Any:
    return torch.vmap(lambda x: x, out_dims="0")(sample(torch, 3))


@program
def error_chunk_size_zero(torch: Any) -> Any:
    return torch.vmap(lambda x: x, chunk_size=0)(sample(torch, 3))


@program
def error_randomness_word(torch: Any) -> Any:
    return torch.vmap(lambda x: x, randomness="some")(sample(torch, 3))


@program
def error_item(torch: Any) -> Any:
    return torch.vmap(lambda x: x * x.item())(sample(torch, 3))


@program
def error_if(torch: Any) -> Any:
    return torch.vmap(lambda x: x if x > 0 else -x)(sample(torch, 3))


@program
def error_inplace_on_shared(torch: Any) -> Any:
    y = torch.zeros(2, dtype=torch.float64)
    return torch.vmap(lambda x: y.add_(x))(sample(torch, 3, 2))


@program
def error_setitem_on_shared(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = torch.zeros(2, dtype=torch.float64)
        y[0] = x
        return y

    return torch.vmap(f)(sample(torch, 3))


@program
def error_requires_grad_inside(torch: Any) -> Any:
    return torch.vmap(lambda x: x.requires_grad_())(sample(torch, 3))


@program
def error_mask_of_samples(torch: Any) -> Any:
    return torch.vmap(lambda x: x[x > 0])(sample(torch, 3, 4))


@program
def error_nonzero(torch: Any) -> Any:
    return torch.vmap(lambda x: torch.nonzero(x > 0))(sample(torch, 3, 4))


@program
def error_backward_inside(torch: Any) -> Any:
    w = sample(torch, 2).requires_grad_()
    torch.vmap(lambda x: (w * x).sum().backward())(sample(torch, 3, 2))


@program
def error_shapes_inside(torch: Any) -> Any:
    return torch.vmap(torch.dot)(sample(torch, 3, 4), sample(torch, 3, 5))


@program
def error_dim_beyond_the_sample(torch: Any) -> Any:
    return torch.vmap(lambda x: x.sum(1))(sample(torch, 3, 4))


# -- operations of every kind -----------------------------------------------------------------------------------------


@program
def where_instead_of_if(torch: Any) -> Any:
    return torch.vmap(lambda x: torch.where(x > 0, x, -x))(sample(torch, 4))


@program
def index_by_sample(torch: Any) -> Any:
    w, i = sample(torch, 5, 2), torch.tensor([3, 0, 4])
    return torch.vmap(lambda i: w.index_select(0, i.reshape(1)))(i)


@program
def index_vectors(torch: Any) -> Any:
    x, i = sample(torch, 3, 5), torch.tensor([[0, 4], [1, 1], [2, 3]])
    return torch.vmap(lambda x, i: x[i])(x, i)


@program
def index_second_dim(torch: Any) -> Any:
    x, i = sample(torch, 3, 2, 5), torch.tensor([[0, 4], [1, 1], [2, 3]])
    return torch.vmap(lambda x, i: (x[:, i], x[..., i], x[0, i]))(x, i)


@program
def index_apart(torch: Any) -> Any:
    x, i = sample(torch, 3, 4, 2, 5), torch.tensor([[0, 3], [1, 1], [2, 3]])
    return torch.vmap(lambda x, i: x[i, :, i])(x, i)


@program
def index_a_shared_table(torch: Any) -> Any:
    w, i = sample(torch, 5, 2), torch.tensor([[3, 0], [4, 1]])
    return torch.vmap(lambda i: w[i])(i)


@program
def embedding_by_sample(torch: Any) -> Any:
    w, i = sample(torch, 5, 2), torch.tensor([[3, 0], [4, 1]])
    return torch.vmap(lambda i: torch.nn.functional.embedding(i, w))(i)


@program
def embedding_tables(torch: Any) -> Any:
    w, i = sample(torch, 2, 5, 2), torch.tensor([[3, 0], [4, 1]])
    return torch.vmap(lambda i, w: torch.nn.functional.embedding(i, w))(i, w)


@program
def gather_by_sample(torch: Any) -> Any:
    x, i = sample(torch, 2, 3, 4), torch.tensor([[[0, 1], [2, 3], [1, 0]], [[3, 3], [0, 0], [1, 2]]])
    return torch.vmap(lambda x, i: x.gather(1, i))(x, i)


@program
def scatter_add_by_sample(torch: Any) -> Any:
    i = torch.tensor([[0, 0, 2], [1, 2, 1]])
    return torch.vmap(lambda i, x: x.new_zeros(4).scatter_add(0, i, x))(i, sample(torch, 2, 3))


@program
def index_add_by_sample(torch: Any) -> Any:
    i = torch.tensor([[0, 0], [1, 2]])
    return torch.vmap(lambda i, x: x.new_zeros(3, 2).index_add(0, i, x))(i, sample(torch, 2, 2, 2))


@program
def sort_and_topk(torch: Any) -> Any:
    def f(x: Any) -> Any:
        return x.sort(0).values, x.argsort(), x.topk(2)[0], x.kthvalue(1)[0]

    return torch.vmap(f)(sample(torch, 3, 4))


@program
def einsum_and_matmul(torch: Any) -> Any:
    a, b = sample(torch, 3, 2, 4), sample(torch, 3, 4, 2, start=3)
    return torch.vmap(lambda a, b: (a @ b, torch.einsum("ij,ji->i", a, b), (a @ b).trace()))(a, b)


@program
def matmul_broadcast_with_shared(torch: Any) -> Any:
    a, b = sample(torch, 3, 5, 2, 4), sample(torch, 4, 2)
    return torch.vmap(lambda a: a @ b)(a)


@program
def linear_layer_weights_per_sample(torch: Any) -> Any:
    linear = torch.nn.functional.linear
    x, w, b = sample(torch, 3, 2, 4), sample(torch, 3, 5, 4), sample(torch, 3, 5)
    return torch.vmap(linear)(x, w, b), torch.vmap(linear, in_dims=(0, None, 0))(x, w[0], b)


@program
def conv2d_kernels_per_sample(torch: Any) -> Any:
    conv = torch.nn.functional.conv2d
    x, w = sample(torch, 2, 1, 3, 5, 5), sample(torch, 2, 4, 3, 2, 2)
    return torch.vmap(conv)(x, w), torch.vmap(conv, in_dims=(None, 0))(x[0], w)


@program
def pool_and_norm(torch: Any) -> Any:
    f = torch.nn.functional
    x = sample(torch, 2, 1, 4, 4, 4)
    return torch.vmap(lambda x: (f.max_pool2d(x, 2), f.group_norm(x, 2), f.layer_norm(x, (4, 4)), f.avg_pool2d(x, 2)))(
        x
    )


@program
def losses_per_sample(torch: Any) -> Any:
    f = torch.nn.functional
    scores, labels = sample(torch, 3, 2, 4), torch.tensor([[0, 3], [1, 1], [2, 0]])
    return torch.vmap(lambda s, t: (f.cross_entropy(s, t), f.mse_loss(s[0], s[1]), f.nll_loss(s.log_softmax(1), t)))(
        scores, labels
    )


@program
def linalg_per_sample(torch: Any) -> Any:
    a = sample(torch, 3, 2, 2) + 2 * torch.eye(2, dtype=torch.float64)
    b = sample(torch, 3, 2)
    return torch.vmap(lambda a, b: (torch.linalg.solve(a, b), torch.linalg.inv(a), torch.linalg.det(a)))(a, b)


@program
def linalg_symmetric(torch: Any) -> Any:
    a = sample(torch, 3, 2, 2)
    a = a @ a.mT + torch.eye(2, dtype=torch.float64)
    return torch.vmap(lambda a: (torch.linalg.cholesky(a), torch.linalg.eigvalsh(a), torch.linalg.svdvals(a)))(a)


@program
def fft_per_sample(torch: Any) -> Any:
    return torch.vmap(lambda x: (torch.fft.rfft(x), torch.fft.ifft(x), torch.fft.fft2(x)))(sample(torch, 2, 3, 4))


@program
def split_cat_stack(torch: Any) -> Any:
    def f(x: Any, y: Any) -> Any:
        a, b = x.split(2, 1)
        return torch.cat([a, y]), torch.stack([a, b], -1), x.unbind(0)[1], x.chunk(2, 1)[1]

    return torch.vmap(f, in_dims=(0, None))(sample(torch, 3, 2, 4), sample(torch, 1, 2))


@program
def reshape_permute_expand(torch: Any) -> Any:
    def f(x: Any) -> Any:
        return x.reshape(-1), x.reshape(6, 3).T, x.permute(2, 0, 1), x.unsqueeze(1).expand(2, 5, 3, 2), x.flatten(1)

    return torch.vmap(f, in_dims=1)(sample(torch, 2, 3, 3, 2))


@program
def error_view_of_what_does_not_lie_in_order(torch: Any) -> Any:
    return torch.vmap(lambda x: x.t().view(-1))(sample(torch, 2, 3, 4))


@program
def strides_inside(torch: Any) -> Any:
    seen = []

    def f(x: Any) -> Any:
        seen.append((x.stride(), x.is_contiguous(), x.t().is_contiguous(), x.t().contiguous().is_contiguous()))
        return x

    torch.vmap(f)(sample(torch, 2, 3, 4))
    torch.vmap(f, in_dims=2)(sample(torch, 3, 4, 2))
    return seen


@program
def softmax_attention(torch: Any) -> Any:
    q = sample(torch, 2, 1, 3, 4)
    return torch.vmap(lambda q: torch.nn.functional.scaled_dot_product_attention(q, q, q))(q)


@program
def cumulative(torch: Any) -> Any:
    return torch.vmap(lambda x: (x.cumsum(0), x.cumprod(1), x.cummax(0)[0], x.logcumsumexp(1)))(sample(torch, 3, 2, 4))


@program
def dtype_promotion(torch: Any) -> Any:
    x = torch.tensor([1, 2, 3])
    return torch.vmap(lambda x: (x * 2.5, x / 2, x + sample(torch, 1)[0], x == 2))(x)


@program
def zero_dim_samples_and_type_promotion(torch: Any) -> Any:
    x, y = torch.ones(3, dtype=torch.float64), torch.ones(3, 2, dtype=torch.float32)
    return torch.vmap(lambda x, y: x * y)(x, y)


@program
def complex_samples(torch: Any) -> Any:
    z = torch.complex(sample(torch, 3, 2), sample(torch, 3, 2, start=8))
    return torch.vmap(lambda z: (z.conj() * z, z.abs(), torch.view_as_real(z), z.real))(z)


@program
def quantile_and_median(torch: Any) -> Any:
    return torch.vmap(lambda x: (x.quantile(0.3), x.median(), x.var(), x.std(0), x.norm()))(sample(torch, 3, 4))


@program
def zeros_like_is_per_sample(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = torch.zeros_like(x)
        y[0] = x[1]
        return y

    return torch.vmap(f)(sample(torch, 3, 2))


@program
def new_zeros_is_per_sample(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = x.new_zeros(3)
        y[1:] = x
        return y + x.new_ones(3) + x.new_full((3,), 2.0)

    return torch.vmap(f)(sample(torch, 3, 2))


# -- in place ---------------------------------------------------------------------------------------------------------


@program
def inplace_writes_to_the_argument(torch: Any) -> Any:
    x = sample(torch, 3, 2)
    y = torch.vmap(lambda x: x.mul_(2))(x)
    return x, y


@program
def inplace_along_another_dim(torch: Any) -> Any:
    x = sample(torch, 2, 3)
    torch.vmap(lambda x: x.add_(1), in_dims=1)(x)
    return x


@program
def inplace_with_shared_value(torch: Any) -> Any:
    x = sample(torch, 3, 2)
    return torch.vmap(lambda x, y: x.add_(y), in_dims=(0, None))(x, sample(torch, 2))


@program
def inplace_on_a_row(torch: Any) -> Any:
    def f(x: Any) -> Any:
        x = x.clone()
        x[0] = x[1] * 2
        x[1].add_(1)
        return x

    return torch.vmap(f)(sample(torch, 3, 2))


@program
def inplace_through_views(torch: Any) -> Any:
    def f(x: Any) -> Any:
        x = x.clone()
        x.view(-1).add_(1)
        x.t()[1].mul_(3)
        x[:, 0].unsqueeze(0).zero_()
        return x

    return torch.vmap(f)(sample(torch, 3, 2, 2))


@program
def error_inplace_on_what_a_gradient_needs(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = x * 1
        y[0] = y[1] * y[0]
        return y.sum()

    return torch.vmap(torch.func.grad(f))(sample(torch, 3, 2, 2))


@program
def inplace_gradient_through_views(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = x * 1
        y[0] = x[1] * x[0]
        y.view(-1)[1:].mul_(2)
        return y.sum()

    return torch.vmap(torch.func.grad(f))(sample(torch, 3, 2, 2))


@program
def inplace_by_index(torch: Any) -> Any:
    def f(x: Any, i: Any) -> Any:
        x = x.clone()
        x[i] = 7.0
        x.index_put_((i,), x[i] * 2)
        return x

    return torch.vmap(f)(sample(torch, 3, 4), torch.tensor([[0, 1], [1, 2], [3, 0]]))


@program
def inplace_masked(torch: Any) -> Any:
    return torch.vmap(lambda x: x.clone().masked_fill_(x > 0, 0.0).clamp_(min=-0.5))(sample(torch, 3, 4))


@program
def inplace_copy_and_fill(torch: Any) -> Any:
    def f(x: Any, y: Any) -> Any:
        return x.clone().copy_(y), x.clone().fill_(2), x.clone().zero_(), x.clone().fill_(y[0])

    return torch.vmap(f)(sample(torch, 3, 2), sample(torch, 3, 2, start=7))


@program
def inplace_shape(torch: Any) -> Any:
    return torch.vmap(lambda x: (x.clone().unsqueeze_(0), x.clone().t_(), x.clone().transpose_(0, 1)))(
        sample(torch, 2, 3, 4)
    )


# -- with autograd around and inside ----------------------------------------------------------------------------------


@program
def gradient_through_vmap(torch: Any) -> Any:
    x = sample(torch, 3, 2).requires_grad_()
    y = torch.vmap(lambda x: (x.sin() * x).sum())(x)
    y.sum().backward()
    return y, x.grad, y.requires_grad


@program
def gradient_of_a_shared_tensor(torch: Any) -> Any:
    w = sample(torch, 2).requires_grad_()
    y = torch.vmap(lambda x: (w * x).sum())(sample(torch, 3, 2))
    y.sum().backward()
    return w.grad


@program
def second_gradient_through_vmap(torch: Any) -> Any:
    x = sample(torch, 3).requires_grad_()
    (g,) = torch.autograd.grad(torch.vmap(lambda x: x**3)(x).sum(), x, create_graph=True)
    return torch.autograd.grad(g.sum(), x)


@program
def no_grad_around(torch: Any) -> Any:
    x = sample(torch, 3).requires_grad_()
    with torch.no_grad():
        y = torch.vmap(lambda x: x * 2)(x)
    return y, y.requires_grad


@program
def no_grad_inside(torch: Any) -> Any:
    def f(x: Any) -> Any:
        with torch.no_grad():
            c = x * 2
        return c * x

    x = sample(torch, 3).requires_grad_()
    y = torch.vmap(f)(x)
    return torch.autograd.grad(y.sum(), x)


@program
def detach_inside(torch: Any) -> Any:
    x = sample(torch, 3).requires_grad_()
    return torch.autograd.grad(torch.vmap(lambda x: x * x.detach())(x).sum(), x)


@program
def autograd_grad_inside(torch: Any) -> Any:
    def f(x: Any, w: Any) -> Any:
        return torch.func.grad(lambda w: (w * x).sum() ** 2)(w)

    return torch.vmap(f, in_dims=(0, None))(sample(torch, 3, 2), sample(torch, 2))


@program
def batched_grad_outputs(torch: Any) -> Any:
    x = sample(torch, 3).requires_grad_()
    y = x**2
    return torch.autograd.grad(y, x, torch.eye(3, dtype=torch.float64), is_grads_batched=True)


@program
def batched_grad_outputs_twice(torch: Any) -> Any:
    x = sample(torch, 3).requires_grad_()
    y = (x**3).sum()
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    return torch.autograd.grad(g, x, torch.eye(3, dtype=torch.float64), is_grads_batched=True)


@program
def batched_grad_outputs_two_roots(torch: Any) -> Any:
    x = sample(torch, 2).requires_grad_()
    starts = (sample(torch, 4, 2), sample(torch, 4))
    return torch.autograd.grad((x.sin(), x.prod()), x, starts, is_grads_batched=True)


@program
def error_batched_grad_outputs_shape(torch: Any) -> Any:
    x = sample(torch, 3).requires_grad_()
    return torch.autograd.grad(x * 2, x, sample(torch, 2, 4), is_grads_batched=True)


# -- random numbers ---------------------------------------------------------------------------------------------------


@program
def error_random(torch: Any) -> Any:
    return torch.vmap(lambda x: x + torch.rand(2))(sample(torch, 3, 2))


@program
def error_dropout(torch: Any) -> Any:
    return torch.vmap(lambda x: torch.nn.functional.dropout(x))(sample(torch, 3, 2))


@program
def dropout_outside_training_draws_nothing(torch: Any) -> Any:
    return torch.vmap(lambda x: torch.nn.functional.dropout(x, training=False))(sample(torch, 3, 2))


def _rows_differ(y: Any) -> Any:
    return tuple(y.shape), bool((y[0] != y[1]).any()), str(y.dtype)


@program
def random_different(torch: Any) -> Any:
    f = torch.vmap(lambda x: torch.rand(5) + 0 * x, randomness="different")
    return _rows_differ(f(torch.zeros(3)))


@program
def random_same(torch: Any) -> Any:
    f = torch.vmap(lambda x: torch.rand(5) + 0 * x, randomness="same")
    return _rows_differ(f(torch.zeros(3)))


@program
def random_kinds_different(torch: Any) -> Any:
    def f(x: Any) -> Any:
        return (
            torch.randn(2, 3),
            torch.randint(0, 1000, (6,)),
            torch.randn_like(x),
            torch.rand_like(x),
            torch.randperm(9),
        )

    return [_rows_differ(y) for y in torch.vmap(f, randomness="different")(torch.zeros(3, 6))]


@program
def random_kinds_same(torch: Any) -> Any:
    def f(x: Any) -> Any:
        return torch.randn(2, 3), torch.randint(0, 1000, (6,)), torch.randn(2, dtype=torch.float64), torch.randperm(9)

    return [_rows_differ(y) for y in torch.vmap(f, randomness="same")(torch.zeros(3, 6))]


@program
def dropout_different(torch: Any) -> Any:
    x = torch.ones(3, 50)
    y = torch.vmap(lambda x: torch.nn.functional.dropout(x, 0.5), randomness="different")(x)
    return _rows_differ(y), sorted(set(y.flatten().tolist()))


@program
def dropout_same(torch: Any) -> Any:
    y = torch.vmap(lambda x: torch.nn.functional.dropout(x, 0.5), randomness="same")(torch.ones(3, 50))
    return _rows_differ(y), sorted(set(y.flatten().tolist()))


@program
def dropout_of_channels_different(torch: Any) -> Any:
    x = torch.ones(3, 2, 20, 2, 2)
    y = torch.vmap(lambda x: torch.nn.functional.dropout2d(x, 0.5), randomness="different")(x)
    return _rows_differ(y), bool((y == y[..., :1, :1]).all())


@program
def random_inplace_different(torch: Any) -> Any:
    y = torch.vmap(lambda x: x.clone().uniform_(), randomness="different")(torch.zeros(3, 5))
    z = torch.vmap(lambda x: x.clone().normal_(), randomness="different")(torch.zeros(3, 5))
    return _rows_differ(y), _rows_differ(z)


@program
def bernoulli_different(torch: Any) -> Any:
    y = torch.vmap(lambda p: torch.bernoulli(p), randomness="different")(torch.full((3, 60), 0.5))
    return _rows_differ(y)


@program
def error_bernoulli_same_with_samples(torch: Any) -> Any:
    return torch.vmap(lambda p: torch.bernoulli(p), randomness="same")(torch.full((3, 60), 0.5))


@program
def random_seed_repeats(torch: Any) -> Any:
    f = torch.vmap(lambda x: x + torch.randn(4), randomness="different")
    torch.manual_seed(3)
    a = f(torch.zeros(2, 4))
    torch.manual_seed(3)
    return bool((a == f(torch.zeros(2, 4))).all())


@program
def random_nested_same_inside_different(torch: Any) -> Any:
    inner = torch.vmap(lambda x: x + torch.randn(4), randomness="same")
    y = torch.vmap(inner, randomness="different")(torch.zeros(2, 3, 4))
    return _rows_differ(y), _rows_differ(y[0])


@program
def random_outside_is_shared(torch: Any) -> Any:
    noise = torch.randn(4)
    return _rows_differ(torch.vmap(lambda x: x + noise)(torch.zeros(2, 4)))


# -- after the end ----------------------------------------------------------------------------------------------------


@program
def escaped_tensor_has_a_shape(torch: Any) -> Any:
    kept = []
    torch.vmap(lambda x: kept.append(x) or x)(sample(torch, 3, 2))
    return tuple(kept[0].shape)


@program
def vmap_of_a_method(torch: Any) -> Any:
    return torch.vmap(torch.Tensor.cumsum, in_dims=(0, None))(sample(torch, 3, 2), 0)


@program
def vmap_of_a_module(torch: Any) -> Any:
    layer = torch.nn.Linear(2, 1).double()
    with torch.no_grad():
        layer.weight.fill_(2.0)
        layer.bias.fill_(1.0)
    return torch.vmap(layer)(sample(torch, 3, 2))


@program
def vmap_of_a_bound_object(torch: Any) -> Any:
    class Twice:
        def __call__(self, x: Any) -> Any:
            return x * 2

    return torch.vmap(Twice())(sample(torch, 3))


@programs.each
def test_as_in_pytorch(program: str) -> None:
    programs.check(program)
