"""From a collection of samples to shuffled batches."""

from autograd_lab.utils.data.collate import default_collate, default_convert
from autograd_lab.utils.data.dataloader import DataLoader
from autograd_lab.utils.data.dataset import (
    ConcatDataset,
    Dataset,
    IterableDataset,
    Subset,
    TensorDataset,
    random_split,
)
from autograd_lab.utils.data.sampler import (
    BatchSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)
