"""Bad input where devices are named and mixed. The rows of MIXED need the fake CuPy."""

from unittest.mock import patch

from tests.autograd.functions import function, twice
from tests.errors.case import Bad
from tests.support.cupy_loops import LOOPS


def crowded(t, w):
    """A large tensor on a GPU that is nearly full."""
    t.cuda.set_per_process_memory_fraction(1e-5)
    try:
        w.x.cuda().expand(1 << 20, 2, 3).contiguous()
    finally:
        t.cuda.set_per_process_memory_fraction(0)


def no_kernel(t, w):
    """A CuPy that lacks a dtype: the one that is recorded has all of them."""
    with patch.dict(LOOPS, exp=[]):
        w.x.cuda().exp()


BAD = [
    Bad("device.unknown", RuntimeError, lambda t, w: t.device("gpu"), ("cpu, cuda", "gpu"), ("gpu", "'cuda:0'")),
    Bad("device.unknown", RuntimeError, lambda t, w: t.zeros(2, device="cuda:x"), ("cuda:x",), ("cuda:x",)),
    Bad("device.unknown", RuntimeError, lambda t, w: w.x.to("tpu"), ("tpu",), ("tpu",)),
    Bad("device.expected", TypeError, lambda t, w: t.device(1.5), ("1.5", "'cuda:0'"), ("1.5", "'cuda:0'")),
    Bad("device.two_indices", RuntimeError, lambda t, w: t.device("cuda:0", 1), ("'cuda:0'", "1"), ("'cuda:0'", "1")),
]  # fmt: skip

MIXED = [
    Bad("device.mixed", RuntimeError, lambda t, w: w.x + w.x.to("cuda"), ("cpu, cuda:0", "Add", ".to(device)"), ("cpu, cuda:0", "Add", ".to(device)")),
    Bad("device.mixed", RuntimeError, lambda t, w: w.x.cuda() @ w.x.t(), ("cpu, cuda:0", "Mm"), ("cpu, cuda:0", "Mm")),
    Bad("vector.devices", TypeError, lambda t, w: t.nn.utils.parameters_to_vector([w.x, w.v.cuda()]), ("cpu, cuda:0",), ("cpu, cuda:0",)),
    Bad("packed.sizes_device", ValueError, lambda t, w: t.nn.utils.rnn.PackedSequence(w.x, w.n.cuda()), ("cuda:0", "batch_sizes.cpu()"), ("cuda:0", "batch_sizes.cpu()")),
    Bad("device.dtype", RuntimeError, no_kernel, ("Exp is not implemented for torch.float32 on a GPU", "x.cpu()"), ("Exp", "torch.float32", "x.cpu()")),
    Bad("cuda.out_of_memory", RuntimeError, crowded, ("Tried to allocate 24.00 MiB", "80.00 GiB"), ("24.00 MiB", "80.00 GiB")),
    Bad("cuda.expected", RuntimeError, lambda t, w: t.cuda.synchronize("cpu"), ("got: cpu",), ("cpu",)),
    Bad("cuda.fraction", ValueError, lambda t, w: t.cuda.set_per_process_memory_fraction(1.5), ("1.5",), ("1.5",)),
    Bad("cuda.elapsed_time", RuntimeError, lambda t, w: t.cuda.Event(True).elapsed_time(t.cuda.Event(True)), ("enable_timing=True", "synchronize()"), ("enable_timing=True", "synchronize()")),
    Bad("cuda.no_such_index", RuntimeError, lambda t, w: w.x.to("cuda:7"), ("cuda:7", "2 device(s)"), ("cuda:7", "2 个")),
    Bad("generator.device", RuntimeError, lambda t, w: t.rand(2, device="cuda", generator=t.Generator()), ("Expected a 'cuda' device type for generator but found 'cpu'",), ("'cuda'", "'cpu'")),
    Bad("generator.index", RuntimeError, lambda t, w: t.rand(2, device="cuda:1", generator=t.Generator("cuda:0")), ("Expected a 'cuda:1' generator device but found 'cuda:0'",), ("'cuda:1'", "'cuda:0'")),
    Bad("pin.on_gpu", RuntimeError, lambda t, w: w.x.cuda().pin_memory(), ("cuda:0", "only dense CPU tensors can be pinned"), ("cuda:0", "CPU")),
    Bad("apply.host_only", TypeError, lambda t, w: w.x.cuda().apply_(abs), ("cuda:0", "x.cpu()"), ("cuda:0", "x.cpu()")),
    Bad("numpy.cuda", TypeError, lambda t, w: w.x.cuda().numpy(), ("cuda:0", "Tensor.cpu()"), ("cuda:0", "Tensor.cpu()")),
    Bad("grad.assign_device", RuntimeError, lambda t, w: setattr(w.leaf, "grad", w.leaf.detach().cuda()), ("cuda:0", "cpu"), ("cuda:0", "cpu")),
    Bad("function.device", RuntimeError, lambda t, w: function(t, twice, lambda ctx, g: g.cuda()).apply(w.leaf).sum().backward(), ("'x'", "cuda:0", "cpu"), ("'x'", "cuda:0", "cpu")),
]  # fmt: skip
