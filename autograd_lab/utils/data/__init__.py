"""From a collection of samples to shuffled batches.

dataset.py     where samples come from
sampler.py     in which order
distributed.py PyTorch's other name for one of them
collate.py     many samples as one batch
dataloader.py  the loader: its options
passes.py      one pass over the data, and how it is resumed
fetch.py       from an index to a batch
pinning.py     batches on their way to a GPU
parallel.py    a pass with worker processes
crew.py        the processes, as their parent sees them
worker.py      what runs in them
orders.py      what both say to each other
transport.py   objects from one process to another
"""

from autograd_lab.utils.data import distributed
from autograd_lab.utils.data.collate import default_collate, default_collate_fn_map, default_convert
from autograd_lab.utils.data.dataloader import DataLoader
from autograd_lab.utils.data.dataset import (
    ChainDataset,
    ConcatDataset,
    Dataset,
    IterableDataset,
    StackDataset,
    Subset,
    TensorDataset,
    random_split,
)
from autograd_lab.utils.data.orders import WorkerInfo, get_worker_info
from autograd_lab.utils.data.pinning import prefetched
from autograd_lab.utils.data.sampler import (
    BatchSampler,
    DistributedSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)
