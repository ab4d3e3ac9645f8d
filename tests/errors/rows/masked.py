"""Bad input of torch.masked."""

from tests.errors.case import Bad

BAD = [
    Bad("masked.ndim", IndexError, lambda t, w: t.masked.sum(w.v, mask=w.x > 0), ("(2, 3)", "(3,)"), ("(2, 3)", "(3,)")),
    Bad("iinfo.dtype", TypeError, lambda t, w: t.masked.amax(w.x + 0j, mask=w.x > 0), ("complex64",), ("complex64",)),
    Bad("masked.identity", NotImplementedError, lambda t, w: t.masked.amin(w.b, mask=w.b), ("amin", "bool"), ("amin", "bool")),
    Bad("masked.mean", ValueError, lambda t, w: t.masked.mean(w.n), ("int64",), ("int64",)),
    Bad("masked.median", ValueError, lambda t, w: t.masked.median(w.n, mask=w.n > 5), ("int64", "x.float()"), ("int64", "x.float()")),
    Bad("masked.correction", AssertionError, lambda t, w: t.masked.var(w.x, unbiased=True, correction=1), ("unbiased",), ("unbiased",)),
    Bad("arg.dim_twice", RuntimeError, lambda t, w: t.masked.sum(w.x, (1, 1)), ("(1, 1)",), ("(1, 1)",)),
    Bad("arg.dim_range", IndexError, lambda t, w: t.masked.prod(w.x, 2), ("[-2, 1]", "2"), ("[-2, 1]", "2")),
]  # fmt: skip
