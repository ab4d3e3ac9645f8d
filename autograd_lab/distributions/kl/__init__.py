"""How far one distribution is from another: KL(p || q), the mean under p of log p - log q, in nats."""

from autograd_lab.distributions.kl import apart, same
from autograd_lab.distributions.kl.registry import kl_divergence, register_kl

__all__ = ["kl_divergence", "register_kl"]
