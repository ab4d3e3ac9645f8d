"""How long a graph lives: freed, retained, differentiated again up to the third order."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def backward_twice_needs_retain_graph(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    y.backward()
    return attempt(y.backward), x.grad


def retain_graph_allows_a_second_pass(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    y.backward(retain_graph=True)
    y.backward()
    return x.grad, attempt(y.backward)


def a_sum_alone_can_be_walked_twice(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x + 1).sum()
    y.backward()
    y.backward()
    return x.grad


def multiplication_by_a_number_can_be_walked_twice(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * 3).sum()
    y.backward()
    return attempt(y.backward), x.grad


def views_and_sums_can_be_walked_twice(torch: Any) -> Any:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = x.t()[0].view(2, 1).expand(2, 3).sum()
    y.backward()
    y.backward()
    return x.grad


def a_shared_trunk_is_freed_by_the_first_head(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    trunk = x.exp()
    a, b = (trunk * 2).sum(), (trunk * 3).sum()
    a.backward()
    return attempt(b.backward), x.grad


def a_shared_trunk_retained(torch: Any) -> Any:
    x = torch.tensor([0.0, 1.0], requires_grad=True)
    trunk = x.exp()
    a, b = (trunk * 2).sum(), (trunk * 3).sum()
    a.backward(retain_graph=True)
    b.backward()
    return x.grad


def two_roots_in_one_pass(torch: Any) -> Any:
    x = torch.tensor([0.0, 1.0], requires_grad=True)
    trunk = x.exp()
    torch.autograd.backward([(trunk * 2).sum(), (trunk * 3).sum()])
    return x.grad


def the_same_root_twice_in_one_pass(torch: Any) -> Any:
    x = torch.tensor([0.0, 1.0], requires_grad=True)
    y = (x * x).sum()
    torch.autograd.backward([y, y])
    return x.grad


def a_root_that_is_on_the_way_of_another(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    z = y * 3
    torch.autograd.backward([y, z])
    return x.grad


def create_graph_keeps_the_graph_by_default(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x**3
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (again,) = torch.autograd.grad(y, x)
    return g, again


def create_graph_without_retain_graph(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x**3
    (g,) = torch.autograd.grad(y, x, create_graph=True, retain_graph=False)
    return g, attempt(lambda: torch.autograd.grad(g, x)), attempt(lambda: torch.autograd.grad(y, x))


def derivatives_of_x_to_the_fourth(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    orders, y = [], x**4
    for _ in range(5):
        (y,) = torch.autograd.grad(y, x, create_graph=True)
        orders.append(y)
        if not y.requires_grad:
            break
    return [order.detach() for order in orders]


def third_derivative_of_a_composition(torch: Any) -> Any:
    x = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    y = (x.sin() * x.exp()).tanh()
    for _ in range(2):
        (y,) = torch.autograd.grad(y, x, create_graph=True)
    return torch.autograd.grad(y, x)


def third_derivative_through_division_and_log(torch: Any) -> Any:
    x = torch.tensor([0.5, 2.0], dtype=torch.float64, requires_grad=True)
    y = (x.log() / (1 + x * x)).sum()
    for _ in range(2):
        (y,) = torch.autograd.grad(y, x, create_graph=True)
        y = y.sum()
    return torch.autograd.grad(y, x)


def third_derivative_of_a_matrix_product(torch: Any) -> Any:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64, requires_grad=True)
    y = (x @ x @ x).sum()
    for _ in range(2):
        (y,) = torch.autograd.grad(y, x, create_graph=True)
        y = y.sum()
    return torch.autograd.grad(y, x)


def second_derivative_of_relu_is_zero_and_attached(torch: Any) -> Any:
    x = torch.tensor([-1.0, 2.0], requires_grad=True)
    (g,) = torch.autograd.grad(x.relu().sum(), x, create_graph=True)
    return g.requires_grad, g.detach(), torch.autograd.grad(g.sum(), x)


def a_linear_gradient_is_detached(torch: Any) -> Any:
    x = torch.tensor([-1.0, 2.0], requires_grad=True)
    (g,) = torch.autograd.grad((x * 3).sum(), x, create_graph=True)
    return g, attempt(lambda: torch.autograd.grad(g.sum(), x))


def gradient_of_a_product_by_the_other_factor(torch: Any) -> Any:
    x, w = torch.tensor(2.0, requires_grad=True), torch.tensor(5.0, requires_grad=True)
    (g,) = torch.autograd.grad(x * w, x, create_graph=True)
    return g, torch.autograd.grad(g, w)


def gradient_penalty_reaches_the_weights(torch: Any) -> Any:
    x = torch.tensor([1.0, -1.0], requires_grad=True)
    w = torch.tensor([0.5, 2.0], requires_grad=True)
    y = (w * x).tanh().sum()
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (y + (g.norm() - 1) ** 2).backward()
    return w.grad, x.grad


def hessian_row_by_row(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    (g,) = torch.autograd.grad((x[0] * x[1] * x[2]) ** 2, x, create_graph=True)
    return [torch.autograd.grad(g[i], x, retain_graph=True)[0] for i in range(3)]


def hessian_vector_product_by_double_backward(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    start = torch.ones(2, requires_grad=True)
    (g,) = torch.autograd.grad(x.exp() * x, x, start, create_graph=True)
    return torch.autograd.grad(g, start, torch.tensor([1.0, 0.5]), retain_graph=True), torch.autograd.grad(g.sum(), x)


def backward_create_graph_then_backward_of_the_grad(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    (x**3).backward(create_graph=True)
    g = x.grad
    x.grad = None
    g.backward()
    return g, x.grad


def the_grad_itself_accumulates_while_it_is_differentiated(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    (x**3).backward(create_graph=True)
    x.grad.backward()
    return x.grad


def a_truncated_recurrence(torch: Any) -> Any:
    w, state, grads = torch.tensor(0.5, requires_grad=True), torch.tensor(1.0), []
    for _ in range(3):
        state = (state.detach() * w).tanh()
        state.backward()
        grads.append(w.grad.clone())
    return grads


def a_recurrence_that_keeps_its_state_fails_the_second_time(torch: Any) -> Any:
    w, state = torch.tensor(0.5, requires_grad=True), torch.tensor(1.0)
    state = (state * w).tanh()
    state.backward()
    state = (state * w).tanh()
    return attempt(state.backward), w.grad


def a_freed_graph_keeps_its_values_and_names(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.exp()
    y.sum().backward()
    return y, y.grad_fn, (y + 1).requires_grad


def new_ops_on_a_freed_part(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.exp()
    y.sum().backward()
    z = (y * 2).sum()
    return attempt(z.backward), attempt(lambda: torch.autograd.grad(z, y)), attempt((y * 2).sum().backward)


def grad_frees_only_where_it_walked(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.exp()
    z = y.tanh().sum()
    (to_y,) = torch.autograd.grad(z, y)
    return to_y, attempt(lambda: torch.autograd.grad(z, y)), torch.autograd.grad(y.sum(), x)


def retain_graph_none_is_create_graph(torch: Any) -> Any:
    x = torch.tensor(3.0, requires_grad=True)
    y = x * x
    y.backward(retain_graph=None, create_graph=True)
    y.backward(retain_graph=None)
    return x.grad, attempt(y.backward)


def the_gradient_of_norm_at_zero(torch: Any) -> Any:
    x = torch.zeros(2, requires_grad=True)
    (g,) = torch.autograd.grad(x.norm(), x, create_graph=True)
    return g.detach()


def a_second_pass_after_an_in_place_step(torch: Any) -> Any:
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = (w * w).sum()
    loss.backward(retain_graph=True)
    with torch.no_grad():
        w -= 0.1 * w.grad
    return attempt(loss.backward), w, w.grad


def a_second_pass_after_a_step_on_data(torch: Any) -> Any:
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = (w * w).sum()
    loss.backward(retain_graph=True)
    w.data -= 0.5 * w.grad
    loss.backward()
    return w.grad
