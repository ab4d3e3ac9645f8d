"""``torch.distributed``: several processes that train one model, each with its own share of the data.

reduction.py    what becomes of numbers that meet: sum, mean, largest, ...
group.py        ProcessGroup: what a group of processes can do together, and Work, which waits for it
ring.py         how, when all that is there is sending and receiving: the ring algorithms
mesh.py         sending and receiving: sockets between all processes
stores.py       tables that processes or threads share: in memory, in a file
store.py        one that is kept at an address, where processes meet that know nothing else of each other
mpi.py          a ProcessGroup that leaves the work to MPI
nccl.py         one for GPUs, that leaves it to NCCL
world.py        init_process_group, ranks, and groups of some of the processes
collectives.py  the functions on Tensors
objects.py      the same for any Python object
run.py          ``python -m autograd_lab.distributed.run -n 2 script.py`` starts the processes
"""

import autograd_lab.distributed.messages
from autograd_lab.distributed.collectives import (
    P2POp,
    all_gather,
    all_gather_into_tensor,
    all_reduce,
    all_to_all,
    all_to_all_single,
    barrier,
    batch_isend_irecv,
    broadcast,
    gather,
    irecv,
    isend,
    monitored_barrier,
    recv,
    reduce,
    reduce_scatter,
    reduce_scatter_tensor,
    scatter,
    send,
)
from autograd_lab.distributed.group import ProcessGroup, Work
from autograd_lab.distributed.objects import (
    all_gather_object,
    broadcast_object_list,
    gather_object,
    recv_object_list,
    scatter_object_list,
    send_object_list,
)
from autograd_lab.distributed.reduction import ReduceOp
from autograd_lab.distributed.store import TCPStore
from autograd_lab.distributed.stores import FileStore, HashStore, PrefixStore, Store
from autograd_lab.distributed.world import (
    GroupMember,
    destroy_process_group,
    get_backend,
    get_global_rank,
    get_group_rank,
    get_node_local_rank,
    get_process_group_ranks,
    get_rank,
    get_world_size,
    group,
    init_process_group,
    is_available,
    is_gloo_available,
    is_initialized,
    is_mpi_available,
    is_nccl_available,
    is_torchelastic_launched,
    new_group,
)
from autograd_lab.errors import DistributedError as DistBackendError, DistributedError as DistError
