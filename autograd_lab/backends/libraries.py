"""What each library answers when it is asked whether it is there."""

from __future__ import annotations

import numpy as np

from autograd_lab.backend import cudnn, precision
from autograd_lab.backend.cuda import is_available as has_gpu
from autograd_lab.backends.flags import Flags


class Library(Flags):
    """One that we do not compute with."""

    def is_available(self) -> bool:
        """Whether it is used here."""
        return False


class CudnnLibrary(Library):
    """cuDNN: convolutions on NVIDIA's GPUs. Where it is not installed, or not ``enabled``, they are matrix products.

    ``allow_tf32`` lets it round float32 inputs to TF32, ``deterministic`` keeps it from adding up in any order.
    """

    def __init__(self) -> None:
        self.__dict__ = vars(cudnn.switches)  # what is set here is read there

    def is_available(self) -> bool:
        """Whether convolutions on a GPU of this machine can use it."""
        return has_gpu() and cudnn.frontend() is not None

    def version(self) -> int | None:
        """Its number, such as 92000; None if it is not there."""
        return cudnn.frontend().backend_version() if self.is_available() else None


class MklLibrary(Library):
    """Intel's matrix products, which NumPy may have been built with."""

    def is_available(self) -> bool:
        """Whether NumPy's matrix products are MKL's."""
        config = np.show_config(mode="dicts") or {}  # type: ignore[call-overload]
        return "mkl" in str(config.get("Build Dependencies", {}).get("blas", {}).get("name", "")).lower()


class MpsLibrary(Library):
    """Apple's GPUs, which we do not compute on."""

    def is_built(self) -> bool:
        """Never: so a program goes on to ask for CUDA, or takes the CPU."""
        return False

    def is_macos_or_newer(self, major: int, minor: int) -> bool:
        """Never, for the same reason."""
        return False


class MatmulFlags(Flags):
    """How exact products on a GPU must be; ``allow_tf32`` is another name of ``set_float32_matmul_precision``."""

    @property
    def allow_tf32(self) -> bool:
        """Whether rounding the inputs of products to TF32 is allowed."""
        return precision.get_float32_matmul_precision() != "highest"

    @allow_tf32.setter
    def allow_tf32(self, value: bool) -> None:
        precision.set_float32_matmul_precision("high" if value else "highest")


class CudaLibrary(Library):
    """CUDA itself, which we use through CuPy."""

    def __init__(self) -> None:
        super().__init__()
        self.matmul = MatmulFlags(
            allow_fp16_reduced_precision_reduction=True, allow_bf16_reduced_precision_reduction=True
        )
        self._attention = {"flash": True, "mem_efficient": True, "math": True}

    def is_available(self) -> bool:
        """As ``torch.cuda.is_available()``."""
        return has_gpu()

    def is_built(self) -> bool:
        """Whether CuPy with a GPU is there: it is not compiled into us."""
        return has_gpu()

    def enable_flash_sdp(self, enabled: bool) -> None:
        """Accepted: there is one way to compute attention here."""
        self._attention["flash"] = enabled

    def flash_sdp_enabled(self) -> bool:
        """What was said last."""
        return self._attention["flash"]

    def enable_mem_efficient_sdp(self, enabled: bool) -> None:
        """Accepted, as ``enable_flash_sdp``."""
        self._attention["mem_efficient"] = enabled

    def mem_efficient_sdp_enabled(self) -> bool:
        """What was said last."""
        return self._attention["mem_efficient"]

    def enable_math_sdp(self, enabled: bool) -> None:
        """Accepted, as ``enable_flash_sdp``."""
        self._attention["math"] = enabled

    def math_sdp_enabled(self) -> bool:
        """What was said last."""
        return self._attention["math"]
