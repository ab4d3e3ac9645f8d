"""vmap and forward mode: what happens to an op whose inputs are inside a transform.

``batched.py`` computes for many samples at once (the rules, one per kind of op, are in ``rules/``), ``dual.py``
carries a tangent beside each value. Both work on ordinary Tensors one level further out, so they nest in any
order, and the graph below them is the ordinary one. ``autograd_lab.func`` has the functions that users call.
"""
