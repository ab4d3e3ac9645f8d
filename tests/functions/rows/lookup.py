"""Calls of embeddings, one-hot vectors, linear maps and dropout in nn.functional."""

import numpy as np

from tests.functions.case import call

TWICE = np.array([[2, 0], [2, 1]])
FLAT = np.array([2, 0, 1, 2, 3])
W = {"w": (4, 3)}
KEEPING = ("dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout")
TOP = ("dropout", "alpha_dropout", "feature_dropout", "feature_alpha_dropout")
SHAPES = {"dropout1d": (2, 3, 2), "dropout2d": (1, 3, 2, 2), "dropout3d": (1, 2, 2, 1, 2)}

CASES = [
    call("F.dropout2d(x, 0.0), F.dropout3d(x, 0.5, False), F.dropout3d(x, 1.0)", x=()),
    call("F.embedding(i, w)", i=TWICE, **W),
    call("F.embedding(i, w, padding_idx=2)", i=TWICE, **W, smooth=False),
    call("F.embedding(i, w, padding_idx=-4)", i=TWICE, **W, smooth=False),
    call("F.embedding(i, w, scale_grad_by_freq=True)", i=TWICE, **W, smooth=False),
    call("F.embedding(i, w, 0, scale_grad_by_freq=True)", i=TWICE, **W, smooth=False),
    call("(F.embedding(i, w.detach(), max_norm=1.5), w)", i=TWICE, w=np.arange(12.0).reshape(4, 3) / 5),
    call("F.embedding(i.int(), w)", i=np.array(3), **W, smooth=False),
    *(call(f"F.embedding_bag(i, w, mode={mode!r})", i=TWICE, **W, smooth=False) for mode in ("sum", "mean", "max")),
    *(
        call(f"F.embedding_bag(i, w, o, mode={mode!r})", i=FLAT, o=np.array([0, 2, 2]), **W, smooth=False)
        for mode in ("sum", "mean", "max")
    ),
    *(
        call(
            f"F.embedding_bag(i, w, o, mode={mode!r}, padding_idx=2)", i=FLAT, o=np.array([0, 1, 3]), **W, smooth=False
        )
        for mode in ("sum", "mean", "max")
    ),
    call("F.embedding_bag(i, w, o, include_last_offset=True)", i=FLAT, o=np.array([0, 2, 5]), **W, smooth=False),
    call("F.embedding_bag(i, w, o, mode='sum', per_sample_weights=s)", i=FLAT, o=np.array([0, 2]), s=(5,), **W),
    call("F.embedding_bag(i, w, mode='sum', per_sample_weights=s, padding_idx=2)", i=TWICE, s=(2, 2), **W),
    call("F.embedding_bag(i, w, scale_grad_by_freq=True)", i=TWICE, **W, smooth=False),
    call("(F.embedding_bag(i, w.detach(), max_norm=1.5), w)", i=TWICE, w=np.arange(12.0).reshape(4, 3) / 5),
    call("F.embedding_bag(i, w, o, mode='max')", i=np.zeros(0, int), o=np.array([0, 0]), **W, smooth=False),
    call("F.one_hot(i)", i=TWICE),
    call("F.one_hot(i, 5)", i=np.array(2)),
    call("F.linear(x, w, b)", x=(2, 3), w=(4, 3), b=(4,)),
    call("F.bilinear(x, y, w)", x=(2, 3), y=(2, 2), w=(4, 3, 2)),
    call("torch.bilinear(x, y, w, b)", x=(2, 1, 3), y=(2, 1, 2), w=(4, 3, 2), b=(4,)),
    call("F.bilinear(x, y, w)", x=(3,), y=(2,), w=(4, 3, 2)),
    *(call(f"F.{name}(x, 0.5, True)", x=SHAPES.get(name, (2, 3)), values=False) for name in KEEPING),
    *(call(f"F.{name}(x, 0.5, False)", x=SHAPES.get(name, (2, 3))) for name in KEEPING),
    *(call(f"F.{name}(x, 0.0, True)", x=SHAPES.get(name, (2, 3))) for name in KEEPING),
    *(call(f"F.{name}(x, 1.0, True)", x=SHAPES.get(name, (2, 3))) for name in KEEPING),
    *(call(f"(F.{name}(x, 1.0, True, True), x)", x=SHAPES.get(name, (2, 3))) for name in KEEPING),
    *(call(f"F.{name}(x, 0.5, True, inplace=True)", x=SHAPES.get(name, (2, 3)), values=False) for name in KEEPING),
    call("F.dropout(k, 0.0)", k=TWICE),
    call("F.dropout(k, 1.0)", k=TWICE),
    call("F.gumbel_softmax(x)", x=(3, 4), values=False),
    call("F.gumbel_softmax(x, hard=True)", x=(3, 4), values=False),
    call("F.gumbel_softmax(x, tau=1.0, hard=True, dim=0).sum(0)", x=np.ones((3, 4))),
    call("F.linear(x, w)", x=(2, 3), w=(3,)),
    call("F.linear(x, w, b)", x=(2, 3), w=(4, 3), b=(1,)),
    call("F.linear(x, w, b)", x=(2, 3), w=(4, 3), b=(2, 4)),
    *(call(f"torch.{name}(x, 0.5, False)", x=(2, 3)) for name in TOP),
    *(call(f"torch.{name}(x, 1.0, True)", x=(2, 3)) for name in TOP),
    *(call(f"(torch.{name}_(x, 1.0, True), x)", x=(2, 3)) for name in TOP),
    *(call(f"torch.{name}(x, 0.5, True)", x=(2, 3), values=False) for name in TOP),
    call("torch.embedding(w, i)", i=TWICE, **W),
    call("torch.embedding(w, i, 2, True)", i=TWICE, **W, smooth=False),
]
