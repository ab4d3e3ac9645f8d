"""A forward and a backward pass as a row of moments."""
