"""Norms, equations, determinants and decompositions of matrices, alone or in stacks."""

from autograd_lab.ops.linalg import determinants, exponential, factors, norms, solving, spectra
