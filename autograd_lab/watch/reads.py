"""What makes a computation depend on numbers: functions through which Python learns them, or that size their result
by them. A plan or a graph that repeats operations does not repeat what Python did with such a number.
"""

from __future__ import annotations

# By their names, as a learner writes them.
READS = {
    "item": ".item()", "tolist": ".tolist()", "numpy": ".numpy()", "equal": "equal(...)", "allclose": "allclose(...)",
    "is_nonzero": "is_nonzero(...)", "tensor_text": "print(...)", "data_ptr": ".data_ptr()", "apply_": ".apply_(...)",
    "map_": ".map_(...)", "__array__": "np.asarray(...)", "__bool__": "bool(...)", "__complex__": "complex(...)",
    "__contains__": "... in ...", "__float__": "float(...)", "__format__": 'f"{...}"', "__index__": "int(...)",
    "__int__": "int(...)",
}  # fmt: skip
# Ops and functions whose result has as many elements as the numbers say.
SIZED_BY_NUMBERS = {"nonzero", "masked_select", "unique", "unique_consecutive", "argwhere", "repeat_interleave",
                    "bincount"}  # fmt: skip
