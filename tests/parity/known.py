"""Where this library differs from PyTorch's operator database on purpose, or cannot agree with it, and why.

``KNOWN[name]`` is for every sample of an entry; the reasons are shown by ``python -m tests.parity``.
"""

from __future__ import annotations

KNOWN: dict[str, str] = {}
