"""``torch.amp``: mixed precision. Products in half the bits, losses in float32, gradients scaled to survive."""

from autograd_lab.amp.autocast_mode import autocast, custom_bwd, custom_fwd, is_autocast_available
from autograd_lab.amp.grad_scaler import GradScaler

__all__ = ["GradScaler", "autocast", "custom_bwd", "custom_fwd", "is_autocast_available"]
