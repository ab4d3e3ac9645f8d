"""Bad input of sorting, searching and sets."""

from tests.errors.case import Bad

BAD = [
    Bad("order.dtype", RuntimeError, lambda t, w: (w.v * 1j).sort(), ("sort", "complex64"), ("sort", "complex64")),
    Bad("order.dtype", RuntimeError, lambda t, w: w.b.topk(1), ("topk", "bool"), ("topk", "bool")),
    Bad("order.dtype", NotImplementedError, lambda t, w: w.b.kthvalue(1), ("kthvalue", "bool"), ("kthvalue", "bool")),
    Bad("order.dtype", RuntimeError, lambda t, w: t.isin(w.b, w.n), ("isin", "bool"), ("isin", "bool")),
    Bad("topk.range", RuntimeError, lambda t, w: w.x.topk(4), ("k=4", "3"), ("k=4", "3")),
    Bad("topk.range", RuntimeError, lambda t, w: w.v.topk(-1), ("k=-1",), ("k=-1",)),
    Bad("arg.type", TypeError, lambda t, w: w.v.topk(1.5), ("topk", "'k'", "float"), ("topk", "float")),
    Bad("kthvalue.range", RuntimeError, lambda t, w: w.v.kthvalue(0), ("k=0", "3", "from 1"), ("k=0", "3")),
    Bad("kthvalue.range", RuntimeError, lambda t, w: w.x.kthvalue(3, 0), ("k=3", "dimension 0"), ("k=3", "第 0 维")),
    Bad("reduce.empty_dim", IndexError, lambda t, w: t.zeros(0).kthvalue(1), ("kthvalue",), ("kthvalue",)),
    Bad("search.side", RuntimeError, lambda t, w: t.searchsorted(w.v, w.v, side="up"), ("'up'",), ("'up'",)),
    Bad("search.opposite", RuntimeError, lambda t, w: t.searchsorted(w.v, w.v, side="left", right=True), ("opposites",), ("矛盾",)),
    Bad("search.boundaries", RuntimeError, lambda t, w: t.bucketize(w.v, w.x), ("2",), ("2 维",)),
    Bad("search.number", RuntimeError, lambda t, w: t.searchsorted(w.x, 2.0), ("2 dimensions",), ("2 维",)),
    Bad("search.zero_dim", RuntimeError, lambda t, w: t.searchsorted(w.s, w.v), ("0 dimension",), ("0 维",)),
    Bad("search.shapes", RuntimeError, lambda t, w: t.searchsorted(w.x, w.v), ("(2, 3)", "(3,)"), ("(2, 3)", "(3,)")),
    Bad("search.sorter_shape", RuntimeError, lambda t, w: t.searchsorted(w.v, w.v, sorter=w.n), ("(3,)", "(2,)"), ("(3,)", "(2,)")),
    Bad("search.sorter_range", RuntimeError, lambda t, w: t.searchsorted(w.leaf.detach(), w.v, sorter=w.n), ("2",), ("2",)),
    Bad("index.long", RuntimeError, lambda t, w: t.searchsorted(w.v, w.v, sorter=w.v), ("searchsorted", "float32"), ("float32",)),
    Bad("unique.empty", RuntimeError, lambda t, w: t.zeros(2, 0).unique(dim=0), ("(2, 0)",), ("(2, 0)",)),
    Bad("unique.empty", RuntimeError, lambda t, w: t.zeros(2, 0).unique_consecutive(dim=0), ("unique_consecutive",), ("(2, 0)",)),
    Bad("order.dtype", NotImplementedError, lambda t, w: t.searchsorted(w.b, w.b), ("searchsorted", "bool"), ("searchsorted", "bool")),
    Bad("order.dtype", NotImplementedError, lambda t, w: (w.v * 1j).unique(), ("unique", "complex64"), ("unique", "complex64")),
    Bad("arg.need_tensor_or_number", TypeError, lambda t, w: t.searchsorted(w.v, "a"), ("searchsorted", "str"), ("searchsorted", "str")),
    Bad("arg.need_tensor_or_number", TypeError, lambda t, w: t.isin(w.v, [1, 2]), ("isin", "list"), ("isin", "list")),
    Bad("arg.type", TypeError, lambda t, w: w.v.nonzero(as_tuple=2), ("as_tuple", "bool", "int"), ("as_tuple", "int")),
]  # fmt: skip
