"""The graph below a tensor, of a module, of a step: as boxes and arrows, and as pictures that stand still."""
