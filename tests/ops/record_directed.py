"""python -m tests.ops.record_directed: write directed.json anew from the installed PyTorch."""

from tests.ops.checks import record_directed

if __name__ == "__main__":
    record_directed()
