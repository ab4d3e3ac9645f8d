"""The same model in several processes: each computes gradients from its own data, and all go on with their mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograd_lab import distributed as dist
from autograd_lab.errors import ArgumentError, DistributedError
from autograd_lab.graph.modes import is_grad_enabled, no_grad
from autograd_lab.nn.module import Module
from autograd_lab.nn.parallel.reducer import Reducer
from autograd_lab.tensor import Tensor
from autograd_lab.transforms.tree import flatten

MEGABYTES = 25  # of gradients that travel together; PyTorch's choice


class DistributedDataParallel(Module):
    """``module``, whose gradients are the mean over all processes when ``backward`` returns.

    All processes begin with the parameters and buffers of process 0, and their optimizers take the same steps; so the
    models stay the same without being sent again. Give each process its own data (``utils.data.DistributedSampler``).

    process_group : the processes; by default all. Call ``init_process_group`` first.
    broadcast_buffers : before each forward pass in training mode, buffers such as running means come from process 0.
    bucket_cap_mb : how many megabytes of gradients travel together.
    find_unused_parameters : for models that leave parameters out from time to time; costs a walk over the graph.

    The remaining arguments of PyTorch's are accepted, and change nothing here.
    """

    def __init__(
        self,
        module: Module,
        device_ids: Any = None,
        output_device: Any = None,
        dim: int = 0,
        broadcast_buffers: bool = True,
        init_sync: bool = True,
        process_group: Any = None,
        bucket_cap_mb: float | None = None,
        find_unused_parameters: bool = False,
        check_reduction: bool = False,
        gradient_as_bucket_view: bool = False,
        static_graph: bool = False,
        **options: Any,
    ) -> None:
        super().__init__()
        learning: list[tuple[str, Tensor]] = [(name, p) for name, p in module.named_parameters() if p.requires_grad]
        if not learning:
            raise DistributedError("ddp.nothing")
        devices = {str(p.device) for p in module.parameters()}
        if len(devices) > 1:
            raise ArgumentError("ddp.devices", devices=", ".join(sorted(devices)))
        self.module = module
        self.device_ids, self.output_device, self.dim = device_ids, output_device, dim
        self.process_group: Any = process_group or dist.group.WORLD
        self.broadcast_buffers = broadcast_buffers
        self.require_backward_grad_sync = True
        self._compare()
        if init_sync:
            self._share([*module.parameters(), *module.buffers()])
        most = (MEGABYTES if bucket_cap_mb is None else bucket_cap_mb) * 2**20
        self.reducer = Reducer(learning, self.process_group, most, find_unused_parameters)

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        if self.training and self.broadcast_buffers and self.require_backward_grad_sync:
            self._share(list(self.module.buffers()))
        output = self.module(*inputs, **kwargs)
        self.reducer.active = self.require_backward_grad_sync
        if is_grad_enabled() and self.require_backward_grad_sync:
            self.reducer.prepare(flatten(output)[0])
        return output

    @contextmanager
    def no_sync(self) -> Iterator[None]:
        """Inside, gradients only add up in each process; the first backward pass outside makes the mean of the sums."""
        before, self.require_backward_grad_sync = self.require_backward_grad_sync, False
        try:
            yield
        finally:
            self.require_backward_grad_sync = before

    def _compare(self) -> None:
        """DistributedError if the processes have built different models."""
        mine = [f"{name} {p.dtype!s}{list(p.shape)}" for name, p in self.module.named_parameters() if p.requires_grad]
        forms: list[Any] = [None] * self.process_group.size()
        dist.all_gather_object(forms, mine, self.process_group)
        for rank, theirs in enumerate(forms):
            if theirs != forms[0]:
                pairs = zip([*theirs, "-"], [*forms[0], "-"], strict=False)
                what = next((f"{a} / {b}" for a, b in pairs if a != b), f"{len(theirs)} / {len(forms[0])}")
                raise DistributedError("ddp.different", rank=self.process_group.ranks[rank], what=what)

    def _share(self, tensors: list[Tensor]) -> None:
        """What process 0 of the group has, for all."""
        root = self.process_group.ranks[0]
        with no_grad():
            works = [dist.broadcast(tensor, root, self.process_group, async_op=True) for tensor in tensors]
        for work in works:
            assert work is not None
            work.wait()
