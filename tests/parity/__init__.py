"""PyTorch's own databases of operators and modules, run against this library.

uv run --extra dev --extra oracle python -m tests.parity                 every operator, and what is missing
uv run --extra dev --extra oracle python -m tests.parity sum linalg.     some, with each difference
uv run --extra dev --extra oracle python -m tests.parity.modules         the same for torch.nn's modules
"""
