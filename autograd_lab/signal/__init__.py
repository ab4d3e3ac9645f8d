"""Signal processing: ``torch.signal.windows``."""

from autograd_lab.signal import windows
