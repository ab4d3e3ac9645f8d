"""Measurements: ratios against PyTorch and other libraries in one run, never a pass or fail.

uv run --extra oracle --extra bench python -m tests.benchmarks.suite       training steps and their parts, in one table
uv run --extra oracle python -m tests.benchmarks.growth                    how cost grows with a graph, a batch, a model
uv run --extra oracle python -m tests.benchmarks.transforms                vmap, forward mode, Jacobians
uv run --extra oracle python -m tests.benchmarks.robustness                large graphs, long runs, threads, interrupts
uv run --extra dev python -m tests.benchmarks.panel                        what an open live panel costs
uv run --extra oracle --extra gpu python -m tests.benchmarks.gpu           training steps on a GPU

A workload stands in ``workloads/``, once for this library and for PyTorch; ``libraries/`` has one file per library.
"""
