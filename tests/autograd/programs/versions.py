"""Version counters: what counts as a write, and which tensors share a counter."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def writes_count_one_each(torch: Any) -> Any:
    x, versions = torch.zeros(2, 3), []
    for write in (
        lambda: x.add_(1),
        lambda: x.__setitem__(0, 5.0),
        lambda: x.copy_(torch.ones(2, 3)),
        lambda: x.zero_(),
        lambda: x.fill_(2),
        lambda: x.clamp_(0, 1),
        lambda: x.masked_fill_(x > 0, 3.0),
        lambda: x.t_(),
        lambda: x.unsqueeze_(0),
        lambda: x.squeeze_(),
        lambda: x.transpose_(0, 1),
        lambda: x.exp_(),
        lambda: x.uniform_(),
        lambda: x.__iadd__(1),
    ):
        write()
        versions.append(x._version)
    return versions


def subscripts_of_each_kind_count_one(torch: Any) -> Any:
    x, versions = torch.zeros(3, 3), []
    for place in (0, (0, 1), slice(None), (slice(None), 1), ..., [0, 1], torch.tensor([0]), x == 0, None, (0, [0, 2])):
        x[place] = 1.0
        versions.append(x._version)
    return versions


def augmented_subscripts_count_twice(torch: Any) -> Any:
    x = torch.zeros(3)
    x[0] += 1
    first = x._version
    x[torch.tensor([1])] += 1
    return first, x._version, x


def views_share_the_counter(torch: Any) -> Any:
    x = torch.zeros(2, 3)
    views = [x.t(), x[0], x.view(6), x.detach(), x.unsqueeze(0), x.reshape(3, 2), x.narrow(1, 0, 2), x.expand(2, 3)]
    x.add_(1)
    return [v._version for v in views]


def copies_do_not(torch: Any) -> Any:
    x = torch.zeros(2, 3)
    copies = [x.clone(), x.t().reshape(6), x * 1, x[[0]], x.double(), x.data]
    x.add_(1)
    return [c._version for c in copies]


def a_view_starts_at_the_version_of_its_base(torch: Any) -> Any:
    x = torch.zeros(2, 3)
    x.add_(1)
    x.add_(1)
    return x.t()._version, x.clone()._version, x.data._version, x.detach()._version


def writes_through_views_count_for_all(torch: Any) -> Any:
    x = torch.zeros(2, 3)
    row, column = x[0], x[:, 1]
    row.add_(1)
    column[0] = 5.0
    return x._version, row._version, column._version


def writes_through_data_count_for_none(torch: Any) -> Any:
    x = torch.zeros(2)
    d = x.data
    d.add_(1)
    return x._version, d._version


def writes_under_no_grad_count(torch: Any) -> Any:
    x = torch.zeros(2, requires_grad=True)
    with torch.no_grad():
        x.add_(1)
        x[0] = 5.0
    return x._version, x


def writes_through_numpy_do_not(torch: Any) -> Any:
    x = torch.zeros(2)
    x.numpy()[0] = 5.0
    return x._version, x


def in_place_with_an_error_counts_nothing(torch: Any) -> Any:
    x = torch.zeros(2)
    errors = [
        attempt(lambda: x.add_(torch.ones(3))),
        attempt(lambda: x.copy_(torch.ones(3))),
        attempt(lambda: x.__setitem__(5, 1.0)),
        attempt(lambda: x.add_("a")),
    ]
    return errors, x._version, x


def requires_grad_counts_nothing(torch: Any) -> Any:
    x = torch.zeros(2)
    x.requires_grad_()
    x.requires_grad_(False)
    return x._version


def out_of_place_counts_nothing(torch: Any) -> Any:
    x = torch.zeros(2)
    _ = x + 1, x.add(1), x.exp(), x.clone(), x[0], x.sum()
    return x._version


def gradients_count_their_writes(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    versions = []
    for _ in range(3):
        (x * 2).sum().backward()
        versions.append(x.grad._version)
    x.grad.zero_()
    return versions, x.grad._version


def an_optimizer_step_counts(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=0.1)
    (x * 2).sum().backward()
    optimizer.step()
    first = x._version
    optimizer.step()
    return first > 0, x._version > first


def set_takes_over_another_memory(torch: Any) -> Any:
    x, y = torch.zeros(2), torch.ones(3)
    y.add_(1)
    x.set_(y)
    y.fill_(7)
    return x, x._version > 0


def set_with_an_offset(torch: Any) -> Any:
    x, y = torch.zeros(2), torch.arange(6.0)
    x.set_(y.storage() if hasattr(y, "storage") else y, 1, (2, 2), (2, 1))
    return x, x.stride()


def set_without_arguments_empties(torch: Any) -> Any:
    x = torch.zeros(2)
    x.set_()
    return x


def set_of_another_dtype(torch: Any) -> Any:
    return torch.zeros(2).set_(torch.ones(2, dtype=torch.float64))


def set_on_a_leaf(torch: Any) -> Any:
    x = torch.zeros(2, requires_grad=True)
    return attempt(lambda: x.set_(torch.ones(2))), x


def set_on_a_leaf_under_no_grad(torch: Any) -> Any:
    x = torch.zeros(2, requires_grad=True)
    with torch.no_grad():
        x.set_(torch.tensor([3.0, 4.0]))
    (x * 2).sum().backward()
    return x, x.grad


def set_is_noticed_by_a_graph(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    with torch.no_grad():
        x.set_(torch.tensor([3.0, 4.0]))
    return attempt(y.backward)


def is_set_to(torch: Any) -> Any:
    x = torch.zeros(2, 2)
    return x.is_set_to(x), x.is_set_to(x.view(2, 2)), x.is_set_to(x.t()), x.is_set_to(x.clone())


def versions_in_inference_mode(torch: Any) -> Any:
    with torch.inference_mode():
        x = torch.zeros(2)
    return x._version


def resize_counts(torch: Any) -> Any:
    x = torch.zeros(2)
    x.resize_(4)
    return x._version, tuple(x.shape)
