"""Marks for submitted notebooks: the submission runs in a process that knows no answer, the verdict falls outside.

The child has a copy of the package without solutions and may open little else (`jail.py`). It is asked what the
learner's function gives for numbers chosen by the parent; the parent compares with the reference, which it keeps.
So whatever the submission does to its own process, it can only send values, and right values are what was asked for.
"""
