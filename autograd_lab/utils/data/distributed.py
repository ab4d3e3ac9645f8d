"""``torch.utils.data.distributed``: shares of a data set for several processes."""

from autograd_lab.utils.data.sampler import DistributedSampler as DistributedSampler
