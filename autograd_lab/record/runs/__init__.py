"""The history of a run, and the book of all runs of this kernel."""
