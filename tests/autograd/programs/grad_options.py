"""``torch.autograd.grad``: outputs, inputs, starts, what is unused, and in which form they may be given."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def one_input_gives_a_tuple(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return torch.autograd.grad((x * x).sum(), x)


def a_list_of_inputs_gives_a_tuple(torch: Any) -> Any:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    return torch.autograd.grad(x * y, [x, y])


def a_dict_view_as_inputs(torch: Any) -> Any:
    named = {"x": torch.tensor(2.0, requires_grad=True), "y": torch.tensor(3.0, requires_grad=True)}
    return attempt(lambda: torch.autograd.grad(named["x"] * named["y"], tuple(named.values())))


def a_dict_as_inputs(torch: Any) -> Any:
    named = {"x": torch.tensor(2.0, requires_grad=True), "y": torch.tensor(3.0, requires_grad=True)}
    unused = torch.tensor(3.0, requires_grad=True)
    y = named["x"] * named["y"]
    first = torch.autograd.grad(y, named, retain_graph=True)
    return first, torch.autograd.grad(y, {"x": named["x"], "u": unused}, allow_unused=True)


def an_empty_dict_as_inputs(torch: Any) -> Any:
    return torch.autograd.grad(torch.ones(1, requires_grad=True) * 2, {})


def options_in_their_places(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = torch.tensor(2.0, requires_grad=True)
    return torch.autograd.grad(x * x, [x, y], None, True, True, True, True)


def a_generator_as_inputs(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    return attempt(lambda: torch.autograd.grad(x * x, (t for t in [x])))


def nothing_is_accumulated(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    torch.autograd.grad((x * x).sum(), x)
    return x.grad


def the_same_input_twice(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    a, b = torch.autograd.grad((x * x).sum(), [x, x])
    return a, b, a is b


def an_output_as_its_own_input(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    return torch.autograd.grad(y, [y, x])


def a_leaf_as_output_and_input(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    return torch.autograd.grad(x, x)


def an_intermediate_and_a_leaf(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    return torch.autograd.grad((y * y).sum(), [x, y])


def an_intermediate_stops_nothing(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    z = y * x
    return torch.autograd.grad(z, [y, x])


def several_outputs_are_summed(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return torch.autograd.grad([(x * x).sum(), (x * 3).sum()], [x])


def several_outputs_with_starts(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    starts = [torch.tensor([1.0, 10.0]), torch.tensor(100.0)]
    return torch.autograd.grad([x * x, x.sum()], x, grad_outputs=starts)


def a_start_of_none_for_a_number(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return torch.autograd.grad([x * x, x.sum()], x, grad_outputs=[torch.tensor([1.0, 10.0]), None])


def a_start_of_none_for_a_vector(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return torch.autograd.grad([x * x], x, grad_outputs=[None])


def a_single_start_for_a_single_output(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return torch.autograd.grad(x * x, x, torch.tensor([1.0, 10.0]))


def a_single_output_with_a_list_of_starts(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return torch.autograd.grad(x * x, x, [torch.tensor([1.0, 10.0])])


def too_few_starts(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return torch.autograd.grad([x * x, x * 3], x, [torch.ones(2)])


def too_many_starts(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return torch.autograd.grad([x * x], x, [torch.ones(2), torch.ones(2)])


def a_start_of_another_shape(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return torch.autograd.grad(x * x, x, torch.ones(3))


def a_start_that_would_broadcast(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return torch.autograd.grad(x * x, x, torch.ones(1))


def a_start_of_another_dtype(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return torch.autograd.grad(x * x, x, torch.ones(2, dtype=torch.float64))


def a_start_of_integers(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return torch.autograd.grad(x * x, x, torch.ones(2, dtype=torch.int64))


def a_complex_start_for_a_real_output(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return torch.autograd.grad(x * x, x, torch.ones(2, dtype=torch.complex64))


def a_number_as_start(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    return torch.autograd.grad(x * x, x, 3.0)


def a_start_that_requires_grad_without_create_graph(torch: Any) -> Any:
    x, start = torch.tensor(2.0, requires_grad=True), torch.tensor(1.0, requires_grad=True)
    return torch.autograd.grad(x * x, x, start)


def a_start_that_requires_grad_with_create_graph(torch: Any) -> Any:
    x, start = torch.tensor(2.0, requires_grad=True), torch.tensor(1.0, requires_grad=True)
    (g,) = torch.autograd.grad(x * x, x, start, create_graph=True)
    return g, torch.autograd.grad(g, [x, start])


def an_unused_input(torch: Any) -> Any:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    return torch.autograd.grad(x * 2, [x, y])


def an_unused_input_allowed(torch: Any) -> Any:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    return torch.autograd.grad(x * 2, [x, y], allow_unused=True)


def an_unused_input_materialized(torch: Any) -> Any:
    x, y = torch.tensor(2.0, requires_grad=True), torch.ones(2, 2, dtype=torch.float64, requires_grad=True)
    return torch.autograd.grad(x * 2, [x, y], materialize_grads=True)


def materialized_with_create_graph(torch: Any) -> Any:
    x, y = torch.tensor(2.0, requires_grad=True), torch.ones(2, requires_grad=True)
    return torch.autograd.grad(x * x, [x, y], materialize_grads=True, create_graph=True)


def materialized_and_unused_forbidden(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    return torch.autograd.grad(x * 2, x, allow_unused=False, materialize_grads=True)


def an_intermediate_not_on_the_way(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y, z = x * 2, x * 3
    return attempt(lambda: torch.autograd.grad(z, y)), torch.autograd.grad(z, y, allow_unused=True)


def an_input_without_requires_grad(torch: Any) -> Any:
    x, c = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0)
    return torch.autograd.grad(x * c, c)


def an_input_without_requires_grad_allow_unused(torch: Any) -> Any:
    x, c = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0)
    return torch.autograd.grad(x * c, [x, c], allow_unused=True)


def no_inputs(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    return torch.autograd.grad(x * x, [])


def no_outputs(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    return torch.autograd.grad([], x, allow_unused=True)


def an_output_without_graph(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    return torch.autograd.grad(x.detach() * 2, x)


def one_output_of_two_without_graph(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    return torch.autograd.grad([x * 2, x.detach()], x)


def an_output_of_many_elements(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    return torch.autograd.grad(x * x, x)


def an_output_of_shape_one_one(torch: Any) -> Any:
    x = torch.ones(1, 1, requires_grad=True)
    return torch.autograd.grad(x * 3, x)


def an_empty_output(torch: Any) -> Any:
    x = torch.ones(0, requires_grad=True)
    return torch.autograd.grad(x * 3, x)


def inputs_used_before_a_cast(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return torch.autograd.grad((x.double() * 2).sum(), x)


def a_view_taken_later_is_not_the_input_used(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    z = y.sum()
    return torch.autograd.grad(z, y[0], allow_unused=True)


def the_view_used_is_the_input(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    first = x[0]
    return torch.autograd.grad(first * x[1], [first, x])


def results_are_detached_without_create_graph(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    (g,) = torch.autograd.grad(x**3, x)
    return g, g.is_leaf, (g * 2).requires_grad


def under_no_grad_it_still_works(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x**3
    with torch.no_grad():
        return torch.autograd.grad(y, x), torch.is_grad_enabled()


def create_graph_under_no_grad(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x**3
    with torch.no_grad():
        (g,) = torch.autograd.grad(y, x, create_graph=True)
    return g, torch.autograd.grad(g, x)


def positional_options(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x**3
    (g,) = torch.autograd.grad(y, x, None, True, True)
    return g, torch.autograd.grad(y, x, None, False)


def only_inputs_is_accepted(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    return torch.autograd.grad(x**3, x, only_inputs=True)


def is_grads_batched(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return torch.autograd.grad(x * x, x, torch.eye(2), is_grads_batched=True)


def an_input_changed_after_use(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    z = (y + 1).sum()
    old = y.grad_fn
    y.mul_(5)
    return attempt(lambda: torch.autograd.grad(z, y, allow_unused=True)), old is y.grad_fn
