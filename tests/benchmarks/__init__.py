"""Measurements: ratios against PyTorch in one run, never a pass or fail.

uv run --extra dev --extra oracle python -m tests.benchmarks.overhead      what one small operation costs
uv run --extra dev --extra oracle python -m tests.benchmarks.optimizers    what a step of an optimizer costs
uv run --extra dev --extra oracle python -m tests.benchmarks.recurrent     RNN, GRU and LSTM over whole sequences
uv run --extra dev --extra oracle python -m tests.benchmarks.attention     attention, and a layer of a transformer
"""
