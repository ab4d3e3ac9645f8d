"""``torch.utils.data.distributed``: shares of a data set for several processes."""
