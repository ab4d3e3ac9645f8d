"""The Tensor and how ops run on it. Thin: the mathematics is in ops, the public functions in functional."""

from autograd_lab import kernels  # before anything asks an op for its forward
from autograd_lab.tensor import node_call, printing
from autograd_lab.tensor.tensor import Size, Tensor, is_tensor
