"""Where a program comes to something else than in PyTorch, and why. A difference that is gone must go from here too."""

from __future__ import annotations

_HALVES = "halves are computed in float32 and rounded by a node of their own, which is the last one"
_COPIES = "a copy of the index or mask is kept, so the gradient stays right instead of becoming an error"

KNOWN: dict[str, str] = {
    "corners.activations_in_place_twice": "leaky_relu_ keeps what was there before, where PyTorch keeps the result",
    "detaching.data_assigned_after_use": "what was saved stays as it was; PyTorch's saved tensor is given other memory",
    "dtypes.half_leaves": _HALVES,
    "inplace_functions.half_receives_a_variable": _HALVES,
    "graph.names_of_what_is_composed_otherwise": "composed of other operations than PyTorch's, so the last one differs",
    "graph.the_graph_of_a_network": "a Linear layer is one node, its edges are those of its own inputs",
    "graph.the_graph_after_a_write_through_a_view": "the node of a write has an edge to what was written",
    "saved.what_some_rules_do_without": "the rules of prod, ** and gather read less, so less is kept",
    "saved.a_number_divided_by_a_variable": "one node instead of a reciprocal and a product; it keeps its divisor",
    "saved.an_index_that_is_changed": _COPIES,
    "saved.a_mask_of_which_a_copy_is_kept": _COPIES,
}
