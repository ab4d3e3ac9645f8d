"""Loops that learners write: steps, accumulation, freezing, sharing, moving averages, penalties."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def _data(torch: Any) -> tuple[Any, Any]:
    x = torch.linspace(-1, 1, 8).reshape(8, 1)
    return x, 3 * x + 0.5


def sgd_by_hand(torch: Any) -> Any:
    x, y = _data(torch)
    w, b = torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)
    for _ in range(5):
        loss = ((x * w + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            for p in (w, b):
                p -= 0.1 * p.grad
                p.grad.zero_()
    return w, b, loss, w._version


def sgd_that_forgets_to_zero(torch: Any) -> Any:
    x, y = _data(torch)
    w = torch.zeros(1, requires_grad=True)
    for _ in range(3):
        ((x * w - y) ** 2).mean().backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
    return w, w.grad


def sgd_without_no_grad_fails(torch: Any) -> Any:
    w = torch.ones(1, requires_grad=True)
    (w * w).backward()

    def step() -> None:
        nonlocal w
        w -= 0.1 * w.grad

    return attempt(step), w


def sgd_that_rebinds_loses_the_leaf(torch: Any) -> Any:
    w = torch.ones(1, requires_grad=True)
    (w * w).backward()
    w = w - 0.1 * w.grad
    (w * w).backward()
    return w.is_leaf, w.grad


def an_optimizer_loop(torch: Any) -> Any:
    x, y = _data(torch)
    w, b = torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=0.1, momentum=0.9)
    for _ in range(5):
        optimizer.zero_grad()
        loss = ((x * w + b - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return w, b, loss


def an_optimizer_skips_what_has_no_grad(torch: Any) -> Any:
    a, b = torch.ones(1, requires_grad=True), torch.ones(1, requires_grad=True)
    optimizer = torch.optim.SGD([a, b], lr=0.1)
    (a * 2).backward()
    optimizer.step()
    return a, b


def an_optimizer_with_a_closure(torch: Any) -> Any:
    w = torch.ones(1, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)

    def closure() -> Any:
        optimizer.zero_grad()
        loss = w * w
        loss.backward()
        return loss

    return optimizer.step(closure), w, torch.is_grad_enabled()


def freezing_half_way(torch: Any) -> Any:
    a, b = torch.ones(1, requires_grad=True), torch.ones(1, requires_grad=True)
    optimizer = torch.optim.SGD([a, b], lr=0.1)
    for step in range(4):
        if step == 2:
            a.requires_grad_(False)
        optimizer.zero_grad()
        (a * b).backward()
        optimizer.step()
    return a, b


def a_moving_average_of_weights(torch: Any) -> Any:
    w = torch.ones(1, requires_grad=True)
    average = w.detach().clone()
    for _ in range(3):
        w.grad = None
        (w * w).backward()
        with torch.no_grad():
            w.sub_(0.1 * w.grad)
            average.mul_(0.9).add_(w, alpha=0.1)
    return w, average


def summing_losses_keeps_graphs(torch: Any) -> Any:
    w, total = torch.ones(1, requires_grad=True), 0
    for k in range(3):
        total = total + w * k
    total.backward()
    return w.grad, total


def summing_losses_by_item(torch: Any) -> Any:
    w, total = torch.ones(1, requires_grad=True), 0.0
    for k in range(3):
        total += (w * k).item()
    return total


def a_list_of_states_of_a_recurrence(torch: Any) -> Any:
    w, h = torch.tensor([[0.5, -0.2], [0.1, 0.3]], requires_grad=True), torch.ones(2)
    states = []
    for _ in range(4):
        h = (w @ h).tanh()
        states.append(h)
    torch.stack(states).sum().backward()
    return w.grad


def an_adversarial_step_on_the_input(torch: Any) -> Any:
    w, x = torch.tensor([1.0, -2.0]), torch.tensor([0.5, 0.5], requires_grad=True)
    (w * x).sum().sigmoid().backward()
    attacked = (x + 0.1 * x.grad.sign()).detach()
    return attacked, attacked.requires_grad


def two_networks_and_a_detach(torch: Any) -> Any:
    g, d = torch.tensor(0.5, requires_grad=True), torch.tensor(2.0, requires_grad=True)
    fake = g * 3
    ((d * fake.detach()) ** 2).backward()
    first = d.grad.clone(), g.grad
    d.grad = None
    ((d * fake - 1) ** 2).backward()
    return first, d.grad, g.grad


def tied_weights(torch: Any) -> Any:
    e = torch.tensor([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], requires_grad=True)
    hidden = torch.nn.functional.embedding(torch.tensor([0, 2]), e)
    torch.nn.functional.cross_entropy(hidden @ e.t(), torch.tensor([1, 0])).backward()
    return e.grad


def straight_through_rounding(torch: Any) -> Any:
    x = torch.tensor([0.2, 0.7], requires_grad=True)
    y = x + (x.round() - x).detach()
    (y * torch.tensor([1.0, 10.0])).sum().backward()
    return y, x.grad


def inner_steps_that_are_differentiated(torch: Any) -> Any:
    rate = torch.tensor(0.1, requires_grad=True)
    w = torch.tensor(1.0, requires_grad=True)
    for _ in range(2):
        (g,) = torch.autograd.grad(w**3, w, create_graph=True)
        w = w - rate * g
    w.backward()
    return w, rate.grad


def inner_steps_of_the_first_order(torch: Any) -> Any:
    start = torch.tensor(1.0, requires_grad=True)
    w = start
    for _ in range(2):
        (g,) = torch.autograd.grad(w**3, w)
        w = w - 0.1 * g
    (w**2).backward()
    return w, start.grad


def weight_decay_in_the_loss(torch: Any) -> Any:
    w = torch.tensor([1.0, -2.0], requires_grad=True)
    (w.sum() + 0.1 * w.pow(2).sum() + 0.1 * w.abs().sum()).backward()
    return w.grad


def a_spectral_penalty(torch: Any) -> Any:
    w = torch.tensor([[2.0, 1.0], [0.5, 1.5]], requires_grad=True)
    torch.linalg.svdvals(w).max().backward()
    return w.grad


def a_mask_of_parameters(torch: Any) -> Any:
    w = torch.ones(3, requires_grad=True)
    mask = torch.tensor([1.0, 0.0, 1.0])
    w.register_hook(lambda g: g * mask)
    optimizer = torch.optim.SGD([w], lr=1.0)
    (w * w).sum().backward()
    optimizer.step()
    return w


def a_parameter_vector_cut_into_pieces(torch: Any) -> Any:
    flat = torch.arange(6.0, requires_grad=True)
    w, b = flat[:4].view(2, 2), flat[4:]
    ((torch.ones(1, 2) @ w + b) ** 2).sum().backward()
    return flat.grad


def copying_weights_between_networks(torch: Any) -> Any:
    a, b = torch.nn.Linear(2, 1), torch.nn.Linear(2, 1)
    with torch.no_grad():
        for p, q in zip(a.parameters(), b.parameters(), strict=True):
            q.copy_(p)
    return bool((a.weight == b.weight).all()), b.weight.requires_grad, b.weight.is_leaf


def computing_in_the_wrong_order(torch: Any) -> Any:
    w = torch.ones(1, requires_grad=True)
    loss_a, loss_b = (w * w).sum(), (w * w * 2).sum()
    loss_a.backward()
    with torch.no_grad():
        w.sub_(0.1)
    return attempt(loss_b.backward), w.grad


def backward_on_a_mean_of_nothing_requires_grad(torch: Any) -> Any:
    model = torch.nn.Linear(2, 1)
    for p in model.parameters():
        p.requires_grad = False
    return attempt(model(torch.ones(1, 2)).mean().backward)
