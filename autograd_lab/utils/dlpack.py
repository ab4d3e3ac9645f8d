"""``torch.utils.dlpack``: memory shared with other libraries."""

from autograd_lab.functional.dlpack import from_dlpack, to_dlpack

__all__ = ["from_dlpack", "to_dlpack"]
