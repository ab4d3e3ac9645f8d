"""Bad input where parts are read and written."""

import operator

from tests.errors.case import Bad

BAD = [
    Bad("index.too_many", IndexError, lambda t, w: w.x[0, 0, 0], ("dimension 2", "3 given"), ("2 维", "3 个下标")),
    Bad("index.range", IndexError, lambda t, w: w.x[2], ("index 2", "dimension 0", "size 2"), ("下标 2", "第 0 维", "长度为 2")),
    Bad("index.range", IndexError, lambda t, w: w.x[0, -4], ("index -4", "dimension 1", "size 3"), ("下标 -4", "第 1 维")),
    Bad("index.range", IndexError, lambda t, w: w.v[t.tensor([0, 5])], ("index 5", "size 3"), ("下标 5",)),
    Bad("index.range", IndexError, lambda t, w: operator.setitem(w.v, 3, 1.0), ("index 3",), ("下标 3",)),
    Bad("index.range", IndexError, lambda t, w: operator.setitem(w.x, (0, [3]), 1.0), ("index 3",), ("下标 3",)),
    Bad("index.mask", IndexError, lambda t, w: w.v[w.b], ("(2,)", "(3,)", "index 0"), ("(2,)", "(3,)")),
    Bad("index.mask", IndexError, lambda t, w: w.x[:, w.b], ("(2,)", "(2, 3)", "index 1"), ("(2, 3)", "第 1 维")),
    Bad("index.type", IndexError, lambda t, w: w.x[1.5], ("got float",), ("得到 float",)),
    Bad("index.dtype", IndexError, lambda t, w: w.v[w.v], ("float32",), ("整数或布尔", "float32")),
    Bad("index.step", ValueError, lambda t, w: w.v[::-1], ("-1", "greater than zero"), ("-1", "大于 0")),
    Bad("gather.index", RuntimeError, lambda t, w: t.gather(w.v, 0, w.v), ("int64", "float32"), ("int64", "float32")),
    Bad("gather.ndim", RuntimeError, lambda t, w: t.gather(w.x, 0, w.n), ("(1 and 2)",), ("（1 与 2）",)),
    Bad("setitem.shape", RuntimeError, lambda t, w: operator.setitem(w.x, 0, w.leaf), ("(2,)", "(3,)"), ("(2,)", "(3,)")),
    Bad("setitem.type", TypeError, lambda t, w: operator.setitem(w.x, 0, "a"), ("str",), ("str",)),
]  # fmt: skip
