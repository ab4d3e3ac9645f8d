"""``torch.version``: of this library, and of the CUDA that was compiled into it: none, for CuPy brings its own."""

__version__ = ""  # set by the package, where the number stands
cuda = None
hip = None
debug = False
