"""The tests mirror autograd_lab/; `python tests/run.py` runs them with every other check."""
