"""Matrices: norms, decompositions, equations."""
