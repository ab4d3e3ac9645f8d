"""Calls of the losses in nn.functional."""
# ruff: noqa: E501 (a table: one call, one line)

import numpy as np

from tests.functions.case import call

CLASSES = np.array([2, 0, 1, 2])
SIGNS = np.array([[1.0, -1.0, 1.0], [-1.0, -1.0, 1.0]])
YES = np.array([[1.0, 0.0, 1.0], [0.0, 0.3, 1.0]])
W3 = np.array([0.5, 2.0, 1.0])
W23 = np.array([[0.5, 2.0, 1.0], [1.5, 0.1, 3.0]])
LABELS = np.array([[0, 2, -1], [-1, 1, 0]])
REGRESSION = ("l1_loss", "mse_loss", "smooth_l1_loss", "huber_loss")
REDUCTIONS = ("none", "mean", "sum")
LABELS_CTC = np.array([[1, 1], [2, 1]])
TRIPLE = {"a": (3, 4), "p": (3, 4), "n": (3, 4)}

CASES = [
    call("F.binary_cross_entropy_with_logits(x, y, w, pos_weight=w)", x=(2, 3), y=YES, w=W3.astype(int) + 1),
    call("F.binary_cross_entropy(x.sigmoid(), y.to(x.dtype), w.double())", x=(2, 3), y=YES, w=W3),
    call("F.huber_loss(x.detach().float(), y.detach().double())", x=(2, 3), y=(2, 3), smooth=False),
    call("F.soft_margin_loss(x.detach().float(), y.double())", x=(2, 3), y=SIGNS, smooth=False),
    call("F.mse_loss(x, y, 0), F.mse_loss(x, y, 1, 0), F.mse_loss(x, y, 0, 1)", x=(2, 3), y=(2, 3)),
    call("F.nll_loss(x, k, reduction='none')", x=(3,), k=np.array([1])),
    *(call(f"F.{name}(x, y, reduction={how!r})", x=(2, 3), y=(2, 3)) for name in REGRESSION for how in REDUCTIONS),
    *(call(f"F.{name}(x, y)", x=(2, 3), y=(3,)) for name in REGRESSION),
    *(call(f"F.{name}(x, k)", x=(2, 3), k=LABELS) for name in REGRESSION),
    *(call(f"F.{name}(x, y, weight=w, reduction={how!r})", x=(2, 3), y=(2, 3), w=W23)
      for name in ("l1_loss", "mse_loss", "huber_loss") for how in REDUCTIONS),
    *(call(f"F.{name}(x, y)", x=np.zeros((0, 2)), y=np.zeros((0, 2))) for name in REGRESSION),
    call("F.l1_loss(x, y, size_average=False)", x=(2, 3), y=(2, 3)),
    call("F.l1_loss(x, y, reduce=False)", x=(2, 3), y=(2, 3)),
    call("F.l1_loss(z, y)", z=np.array([1 + 2j, 3j]), y=(2,)),
    call("F.smooth_l1_loss(x, y, beta=0)", x=(2, 3), y=(2, 3)),
    call("F.smooth_l1_loss(x, y, True, False, beta=0.4)", x=(2, 3), y=(2, 3)),
    call("F.huber_loss(x, y, delta=0.4)", x=(2, 3), y=(2, 3)),
    *(call(f"F.binary_cross_entropy(x, t, reduction={how!r})", x=(2, 3), t=YES, low=0.05, high=0.95) for how in REDUCTIONS),
    call("F.binary_cross_entropy(x, t, w)", x=(2, 3), t=YES, w=W3, low=0.05, high=0.95),
    call("F.binary_cross_entropy(x, t, reduce=False)", x=(2, 3), t=(2, 3), low=0.05, high=0.95),
    *(call(f"F.binary_cross_entropy_with_logits(x, t, reduction={how!r})", x=(2, 3), t=YES) for how in REDUCTIONS),
    call("F.binary_cross_entropy_with_logits(x, t, w, pos_weight=p)", x=(2, 3), t=YES, w=W3, p=W3 + 1),
    call("F.binary_cross_entropy_with_logits(x, t, pos_weight=p)", x=(2, 3), t=YES, p=W23),
    call("F.binary_cross_entropy_with_logits(x, t.float())", x=(2, 3), t=YES, smooth=False, tolerance=1e-5),
    *(call(f"F.kl_div(x, t, reduction={how!r})", x=(2, 3), t=(2, 3), low=0.1, high=1.0) for how in (*REDUCTIONS, "batchmean")),
    call("F.kl_div(x, t, reduction='sum', log_target=True)", x=(2, 3), t=(2, 3)),
    call("F.kl_div(x, t, size_average=False)", x=(2, 3), t=W23),
    call("F.kl_div(x, t, reduction='batchmean')", x=(), t=np.array(0.5)),
    *(call(f"F.poisson_nll_loss(x, t, log_input={log}, full={full})", x=(2, 3), t=W23, low=0.1, high=2.0)
      for log in (True, False) for full in (True, False)),
    call("F.poisson_nll_loss(x, t, reduction='none')", x=(2, 3), t=LABELS),
    call("F.gaussian_nll_loss(x, y, v)", x=(2, 3), y=(2, 3), v=(2, 3), low=0.3, high=2.0),
    call("F.gaussian_nll_loss(x, y, v, full=True, reduction='none')", x=(2, 3), y=(2, 3), v=(2,), low=0.3, high=2.0),
    call("F.gaussian_nll_loss(x, y, v, reduction='sum')", x=(2, 3), y=(2, 3), v=(2, 1), low=0.3, high=2.0),
    call("F.gaussian_nll_loss(x, y, 2.0)", x=(2, 3), y=(2, 3)),
    call("F.gaussian_nll_loss(x, y, v, eps=0.5)", x=(2,), y=(2,), v=[0.1, 2.0], smooth=False),
    *(call(f"F.hinge_embedding_loss(x, t, reduction={how!r})", x=(2, 3), t=SIGNS, low=0.0, high=2.0) for how in REDUCTIONS),
    call("F.hinge_embedding_loss(x, t, margin=0.3)", x=[0.3, 1.0, -1.0, 0.2], t=np.array([-1.0, 2.0, 0.0, 1.0]), smooth=False),
    *(call(f"F.margin_ranking_loss(a, b, t, 0.3, reduction={how!r})", a=(2, 3), b=(2, 3), t=SIGNS) for how in REDUCTIONS),
    *(call(f"F.soft_margin_loss(x, t, reduction={how!r})", x=(2, 3), t=SIGNS) for how in REDUCTIONS),
    *(call(f"F.multi_margin_loss(x, t, p={p}, reduction={how!r})", x=(4, 3), t=CLASSES) for how in REDUCTIONS for p in (1, 2)),
    call("F.multi_margin_loss(x, t, weight=w, margin=0.5)", x=(4, 3), t=CLASSES, w=W3),
    call("F.multi_margin_loss(x, t, reduction='none')", x=(3,), t=np.array(2)),
    call("F.multi_margin_loss(x, t)", x=[[1.0, 0.0, 2.0], [1.0, 2.0, float("nan")]], t=np.array([0, 1]), smooth=False),
    *(call(f"F.multilabel_margin_loss(x, t, reduction={how!r})", x=(2, 3), t=LABELS) for how in REDUCTIONS),
    call("F.multilabel_margin_loss(x, t, reduction='none')", x=(3,), t=np.array([1, 1, -1])),
    *(call(f"F.multilabel_soft_margin_loss(x, t, reduction={how!r})", x=(2, 3), t=YES) for how in REDUCTIONS),
    call("F.multilabel_soft_margin_loss(x, t, weight=w)", x=(2, 3), t=YES, w=W3),
    *(call(f"F.cosine_embedding_loss(a, b, t, 0.1, reduction={how!r})", a=(4, 3), b=(4, 3), t=np.array([1, -1, 1, -1]))
      for how in REDUCTIONS),
    call("F.cosine_embedding_loss(a, b, t)", a=(3,), b=(3,), t=np.array(1), smooth=False),
    *(call(f"F.triplet_margin_loss(a, p, n, reduction={how!r})", **TRIPLE) for how in REDUCTIONS),
    call("F.triplet_margin_loss(a, p, n, margin=3.0, swap=True, eps=0.1)", **TRIPLE),
    call("F.triplet_margin_loss(a, p, n)", a=(4,), p=(4,), n=(4,)),
    call("F.triplet_margin_with_distance_loss(a, p, n)", **TRIPLE),
    call("F.triplet_margin_with_distance_loss(a, p, n, distance_function=lambda x, y: (x - y).abs().sum(1), swap=True)", **TRIPLE),
    call("F.nll_loss(x, t, reduction='sum')", x=(4, 3), t=CLASSES),
    call("F.cross_entropy(x, t, w, label_smoothing=0.1)", x=(4, 3), t=CLASSES, w=W3),
    call("F.cross_entropy(x, t)", x=(2, 3), t=(2, 3)),
    call("F.linear_cross_entropy(x, w, t)", x=(4, 2), w=(3, 2), t=CLASSES),
    call("F.linear_cross_entropy(x, w, t, linear_bias=b, reduction='none', ignore_index=0)", x=(4, 2), w=(3, 2), b=(3,), t=CLASSES),
    call("F.linear_cross_entropy(x, w, t, linear_bias=b)", x=(2, 2), w=(3, 2, 2), b=(3, 2), t=np.array([[0, 2], [1, 1]])),
    call("F.linear_cross_entropy(x, w, t)", x=(2,), w=(3, 2), t=np.array(2)),
    call("F.cosine_similarity(a, b)", a=(2, 3), b=(2, 3)),
    call("torch.cosine_similarity(a, b, dim=-1, eps=0.1)", a=(3,), b=(2, 3)),
    call("F.cosine_similarity(a, b, -2)", a=(1, 2, 3), b=(2, 1, 3)),
    call("F.cosine_similarity(a, b, 0)", a=[0.0, 0.0], b=[1.0, 2.0], smooth=False),
    call("F.cosine_similarity(a, b, 0, 2.5)", a=[1.0, 2.0], b=[3.0, 2.0], smooth=False),
    call("F.pairwise_distance(a, b)", a=(2, 3), b=(2, 3)),
    call("torch.pairwise_distance(a, b, 2.0, 0.1, True)", a=(2, 3), b=(3,)),
    call("F.pairwise_distance(a, b, eps=0.0)", a=[[0.0, 0.0], [1.0, 2.0]], b=[[0.0, 0.0], [0.0, 1.0]], smooth=False),
    call("F.normalize(x)", x=(2, 3)),
    call("F.normalize(x, dim=-1, eps=2.0)", x=(2, 3)),
    call("F.normalize(x)", x=[[0.0, 0.0], [1.0, 2.0]], smooth=False),
    *(call(f"F.ctc_loss(x.log_softmax(2), t, (5, 4), (2, 1), reduction={how!r})", x=(5, 2, 3), t=LABELS_CTC, tolerance=2e-6) for how in REDUCTIONS),
    call("F.ctc_loss(x.log_softmax(2), t, (5, 5), (2, 2), blank=2)", x=(5, 2, 3), t=np.array([0, 0, 1, 0])),
    call("F.ctc_loss(x.log_softmax(1), t, n, m)", x=(5, 3), t=np.array([1, 2]), n=np.array([5]), m=np.array([2]), device=False),
    call("F.ctc_loss(x.log_softmax(2), t, (1, 0), (2, 0), reduction='none', zero_infinity=True)", x=(5, 2, 3), t=LABELS_CTC, smooth=False),
    call("F.ctc_loss(x.log_softmax(2), t, (1, 5), (2, 0), reduction='none')", x=(5, 2, 3), t=LABELS_CTC, smooth=False),
    *(call(f"torch.hinge_embedding_loss(x, t, 1.0, {how})", x=(2, 3), t=SIGNS) for how in range(3)),
    *(call(f"torch.margin_ranking_loss(x, y, t, 0.3, {how})", x=(2, 3), y=(2, 3), t=SIGNS) for how in range(3)),
    call("torch.cosine_embedding_loss(x, y, t, 0.1, 2)", x=(4, 3), y=(4, 3), t=np.array([1, -1, 1, -1])),
    call("torch.triplet_margin_loss(a, p, n, swap=True)", **TRIPLE),
    *(call(f"torch.kl_div(x, t, {how})", x=(2, 3), t=W23) for how in range(3)),
    call("torch.poisson_nll_loss(x, t, True, False, 1e-8, 1)", x=(2, 3), t=W23),
    call("torch.binary_cross_entropy_with_logits(x, t, w, p, 2)", x=(2, 3), t=YES, w=W3, p=W3 + 1),
    call("torch.ctc_loss(x.log_softmax(2), t, (5, 4), (2, 1))", x=(5, 2, 3), t=LABELS_CTC),
]  # fmt: skip
