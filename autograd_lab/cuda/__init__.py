"""``autograd_lab.cuda``: the GPUs of this machine, through CuPy, under PyTorch's names.

Where a function takes a ``device``, that is a device, a string such as "cuda:1" or an index; None is the current GPU.
"""

from autograd_lab.backend.cuda import current_device, device_count, is_available
from autograd_lab.cuda import amp
from autograd_lab.cuda.devices import (
    can_device_access_peer,
    device,
    get_device_capability,
    get_device_name,
    get_device_properties,
    init,
    is_bf16_supported,
    is_initialized,
    set_device,
    synchronize,
)
from autograd_lab.cuda.graphs import GraphedStep, graphed_step
from autograd_lab.cuda.memory import (
    empty_cache,
    max_memory_allocated,
    max_memory_reserved,
    mem_get_info,
    memory_allocated,
    memory_reserved,
    memory_stats,
    memory_summary,
    reset_max_memory_allocated,
    reset_peak_memory_stats,
    set_per_process_memory_fraction,
)
from autograd_lab.cuda.random import (
    get_rng_state,
    get_rng_state_all,
    initial_seed,
    manual_seed,
    manual_seed_all,
    seed,
    seed_all,
    set_rng_state,
    set_rng_state_all,
)
from autograd_lab.cuda.streams import (
    Event,
    Stream,
    current_stream,
    default_stream,
    is_current_stream_capturing,
    set_stream,
    stream,
)
from autograd_lab.errors import OutOfMemoryError
