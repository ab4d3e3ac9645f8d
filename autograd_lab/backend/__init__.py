"""Devices, dtypes, random numbers. The only layer that imports CuPy."""
