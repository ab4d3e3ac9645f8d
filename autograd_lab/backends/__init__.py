"""``torch.backends``: the libraries that PyTorch computes with, and their switches.

Programs for PyTorch set these switches and ask which libraries are there. Here NumPy and CuPy compute: switches can be
set and read back, with PyTorch's defaults. ``cuda.matmul.allow_tf32`` and those of ``cudnn`` but ``benchmark`` change
numbers, of products and convolutions on a GPU; the others change none. Questions are answered as it is on this machine.
"""

from autograd_lab.backends.flags import Flags
from autograd_lab.backends.libraries import CudaLibrary, CudnnLibrary, Library, MklLibrary, MpsLibrary

cuda = CudaLibrary()
cudnn = CudnnLibrary()
mkl = MklLibrary()
mkldnn = Library(enabled=True, deterministic=False, allow_tf32=True)
mps = MpsLibrary()
openmp = Library()
cpu = Flags()

__all__ = ["cpu", "cuda", "cudnn", "mkl", "mkldnn", "mps", "openmp"]
