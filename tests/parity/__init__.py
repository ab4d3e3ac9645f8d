"""PyTorch's own operator database, run against this library.

uv run --extra dev --extra oracle python -m tests.parity                 every operator, and what is missing
uv run --extra dev --extra oracle python -m tests.parity sum linalg.     some, with each difference
"""
