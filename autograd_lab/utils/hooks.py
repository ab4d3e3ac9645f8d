"""``torch.utils.hooks``: what registering a hook gives back."""

from autograd_lab.graph.hooks import RemovableHandle

__all__ = ["RemovableHandle"]
