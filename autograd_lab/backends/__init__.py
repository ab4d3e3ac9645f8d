"""``torch.backends``: the libraries that PyTorch computes with, and their switches.

Programs for PyTorch set these switches and ask which libraries are there. Here NumPy and CuPy compute: switches can be
set and read back, with PyTorch's defaults; only ``cuda.matmul.allow_tf32`` changes numbers, those of products on a GPU.
Questions are answered as it is on this machine.
"""

from autograd_lab.backends.flags import Flags
from autograd_lab.backends.libraries import CudaLibrary, CudnnLibrary, Library, MklLibrary, MpsLibrary

cuda = CudaLibrary()
cudnn = CudnnLibrary(enabled=True, benchmark=False, deterministic=False, allow_tf32=True)
mkl = MklLibrary()
mkldnn = Library(enabled=True, deterministic=False, allow_tf32=True)
mps = MpsLibrary()
openmp = Library()
cpu = Flags()

__all__ = ["cpu", "cuda", "cudnn", "mkl", "mkldnn", "mps", "openmp"]
