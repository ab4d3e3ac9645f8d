"""What a gradient is where mathematics leaves a choice: PyTorch 2.13's conventions, point by point.

PyTorch's order of rules: the gradient if there is one; else a subgradient where the function is convex; else by
continuity. A row is (expression over x, the points x, the gradient of the sum of the result at each point).
``DIFFERENT`` lists where this library departs from it, and why.
"""

from __future__ import annotations

from math import inf, nan

# -- kinks ---------------------------------------------------------------------------------------------------------

KINKS = [
    ("x.abs()", [0.0, -0.0], [0.0, 0.0]),
    ("x.sign()", [0.0, 3.0], [0.0, 0.0]),
    ("x.relu()", [0.0, -0.0], [0.0, 0.0]),
    ("F.relu6(x)", [0.0, 6.0], [0.0, 0.0]),
    ("F.hardtanh(x)", [-1.0, 1.0], [0.0, 0.0]),
    ("F.leaky_relu(x, 0.1)", [0.0], [0.1]),
    ("F.elu(x)", [0.0], [1.0]),
    ("F.selu(x)", [0.0], [1.7580993408473766]),
    ("F.celu(x)", [0.0], [1.0]),
    ("F.hardswish(x)", [-3.0, 3.0], [0.0, 1.0]),
    ("F.hardsigmoid(x)", [-3.0, 3.0], [0.0, 0.0]),
    ("F.hardshrink(x)", [-0.5, 0.5], [0.0, 0.0]),
    ("F.softshrink(x)", [-0.5, 0.5], [0.0, 0.0]),
    ("F.threshold(x, 0.1, 20.0)", [0.1], [0.0]),
    ("F.prelu(x, torch.tensor([0.25], dtype=x.dtype))", [0.0], [0.25]),
    ("x.clamp(0.0, 1.0)", [0.0, 1.0], [1.0, 1.0]),
    ("x.clamp(0.0, 1.0)", [nan], [0.0]),
    ("x.clamp_min(0.0)", [0.0], [1.0]),
    ("x.clamp_max(0.0)", [0.0], [1.0]),
    ("x.floor() + x.ceil() + x.round() + x.trunc()", [1.0, 1.5], [0.0, 0.0]),
    ("x.frac()", [1.0], [1.0]),
    ("x % 2.0", [2.0, -2.0], [1.0, 1.0]),
    ("F.smooth_l1_loss(x, torch.zeros_like(x), reduction='sum')", [0.0, 1.0, -1.0], [0.0, 1.0, -1.0]),
    ("F.l1_loss(x, torch.zeros_like(x), reduction='sum')", [0.0], [0.0]),
    ("F.huber_loss(x, torch.zeros_like(x), reduction='sum')", [0.0, 1.0], [0.0, 1.0]),
    ("F.hinge_embedding_loss(x, -torch.ones_like(x), reduction='sum')", [1.0], [-1.0]),
    ("F.softplus(x)", [0.0, 20.0], [0.5, 1 / (1 + 2.0611536224385579e-09)]),
]

# -- ties ----------------------------------------------------------------------------------------------------------

TIES = [
    ("x.max()", [3.0, 3.0, 1.0], [0.5, 0.5, 0.0]),
    ("x.min()", [3.0, 1.0, 1.0], [0.0, 0.5, 0.5]),
    ("x.amax()", [3.0, 3.0, 3.0, 3.0], [0.25] * 4),
    ("x.amin()", [3.0, 3.0], [0.5, 0.5]),
    ("x.max(0).values", [3.0, 3.0, 1.0], [1.0, 0.0, 0.0]),
    ("x.min(0).values", [3.0, 1.0, 1.0], [0.0, 1.0, 0.0]),
    ("x.topk(1).values", [3.0, 3.0, 1.0], [1.0, 0.0, 0.0]),
    ("x.sort().values[0]", [1.0, 1.0], [1.0, 0.0]),
    ("x.cummax(0).values", [1.0, 1.0, 0.0], [1.0, 2.0, 0.0]),
    ("x.aminmax().max", [2.0, 2.0, 1.0], [0.5, 0.5, 0.0]),
    ("torch.maximum(x, torch.ones_like(x))", [1.0], [0.5]),
    ("torch.minimum(x, torch.ones_like(x))", [1.0], [0.5]),
    ("torch.fmax(x, torch.ones_like(x))", [1.0], [1.0]),
    ("torch.fmin(x, torch.ones_like(x))", [1.0], [1.0]),
    ("torch.fmax(x, torch.ones_like(x))", [nan], [0.0]),
    ("torch.maximum(x, torch.ones_like(x))", [nan], [1.0]),
    ("F.max_pool1d(x[None], 2)", [2.0, 2.0], [1.0, 0.0]),
    ("x.norm(inf)", [2.0, -2.0, 1.0], [0.5, -0.5, 0.0]),
    ("x.median()", [1.0, 2.0, 2.0], [0.0, 0.5, 0.5]),
]

# -- zeros ---------------------------------------------------------------------------------------------------------

ZEROS = [
    ("x.sqrt()", [0.0, -1.0], [inf, nan]),
    ("x.log()", [0.0, -1.0], [inf, -1.0]),
    ("x.rsqrt()", [0.0], [-inf]),
    ("1.0 / x", [0.0, -0.0], [-inf, -inf]),
    ("x.reciprocal()", [0.0], [-inf]),
    ("x ** 0", [0.0, 2.0], [0.0, 0.0]),
    ("x ** 2", [0.0], [0.0]),
    ("x ** 0.5", [0.0], [inf]),
    ("x ** -1", [0.0], [-inf]),
    ("torch.pow(x, torch.zeros_like(x))", [0.0], [0.0]),
    ("torch.pow(torch.zeros_like(x), x)", [0.0, 2.0, -1.0], [0.0, 0.0, -inf]),
    ("torch.pow(-2 * torch.ones_like(x), x)", [3.0], [nan]),
    ("2.0 ** x", [0.0], [0.6931471805599453]),
    ("0.0 ** x", [0.0, 1.0], [0.0, 0.0]),
    ("x.prod()", [0.0, 2.0, 3.0], [6.0, 0.0, 0.0]),
    ("x.prod()", [0.0, 0.0, 3.0], [0.0, 0.0, 0.0]),
    ("x.cumprod(0)", [2.0, 0.0, 3.0], [1.0, 8.0, 0.0]),
    ("x.norm(1)", [0.0, 0.0], [0.0, 0.0]),
    ("x.norm(2)", [0.0, 0.0], [0.0, 0.0]),
    ("x.norm(3)", [0.0, 0.0], [0.0, 0.0]),
    ("x.norm(inf)", [0.0, 0.0], [0.0, 0.0]),
    ("x.std()", [5.0, 5.0], [0.0, 0.0]),
    ("x.std()", [5.0], [nan]),
    ("x.var()", [5.0], [nan]),
    ("torch.hypot(x, torch.zeros_like(x))", [0.0], [nan]),
    ("torch.atan2(x, torch.zeros_like(x))", [0.0], [0.0]),
    ("torch.xlogy(x, torch.zeros_like(x))", [0.0], [0.0]),
    ("torch.sinc(x)", [0.0], [0.0]),
    ("F.normalize(x, dim=0)", [0.0, 0.0], [1e12, 1e12]),
    ("torch.cdist(x[None, :1], x[None, 1:])", [2.0, 2.0], [0.0, 0.0]),
    ("F.pairwise_distance(x[None], x[None].detach(), eps=0.0)", [2.0, 2.0], [0.0, 0.0]),
    ("x.logsumexp(0)", [-inf, -inf], [nan, nan]),
    ("torch.where(x > 0, x.sqrt(), torch.zeros_like(x))", [0.0, -1.0, 4.0], [nan, nan, 0.25]),
]

# -- infinities and nan ----------------------------------------------------------------------------------------------

INFINITE = [
    ("x.exp()", [-inf, inf], [0.0, inf]),
    ("x.sigmoid()", [inf, -inf], [0.0, 0.0]),
    ("x.tanh()", [inf, -inf], [0.0, 0.0]),
    ("x.abs()", [-inf, nan], [-1.0, 0.0]),
    ("x.relu()", [nan, inf], [1.0, 1.0]),
    ("x.softmax(0)", [-inf, -inf], [nan, nan]),
    ("x.log_softmax(0)[0]", [0.0, -inf], [0.0, 0.0]),
    ("x.logsumexp(0)", [inf, 1.0], [nan, 0.0]),
    ("F.gelu(x)", [0.0], [0.5]),
    ("F.silu(x)", [0.0], [0.5]),
    ("F.logsigmoid(x)", [-100.0, 100.0], [1.0, 3.720075976020836e-44]),
    ("x.logit()", [0.0, 1.0], [inf, inf]),
    ("x.logit(1e-6)", [0.0, 1.0], [0.0, 0.0]),
    ("x.nan_to_num()", [nan, inf, 1.0], [0.0, 0.0, 1.0]),
    ("x.max()", [nan, 1.0], [1.0, 0.0]),
    ("x.amax()", [nan, 1.0], [nan, nan]),
    ("x.asin()", [1.0, -1.0], [inf, inf]),
    ("x.acosh()", [1.0], [inf]),
    ("x.atanh()", [1.0], [inf]),
    ("x.erfinv()", [1.0], [inf]),
    ("x.lgamma()", [0.0, 1.0], [-inf, -0.5772156649015329]),
]

# -- nothing there -----------------------------------------------------------------------------------------------------

EMPTY = [
    ("x.sum()", [], []),
    ("x.mean()", [], []),
    ("x.prod()", [], []),
    ("x.softmax(0).sum()", [], []),
    ("x.norm()", [], []),
    ("x.cumsum(0)", [], []),
    ("x.sort().values", [], []),
]

ROWS = [*KINKS, *TIES, *ZEROS, *INFINITE, *EMPTY]

# (expression, points, the gradient here, why it is not PyTorch's)
DIFFERENT: list[tuple[str, list[float], list[float], str]] = [
    (
        "torch.linalg.det(x.reshape(2, 2))", [1.0, 2.0, 2.0, 4.0], [4.0, -2.0, -2.0, 1.0],
        "the matrix of cofactors, also where the determinant is 0; PyTorch has zeros there",
    ),
    (
        "torch.ldexp(x, torch.tensor([-1, -2]))", [1.0, 1.0], [0.5, 0.25],
        "PyTorch computes the power of two in integers, where 2 ** -1 is 0",
    ),
    (
        "torch.polar(x, torch.zeros_like(x)).real", [-1.0, 2.0], [1.0, 1.0],
        "by the length the result grows with cos(angle), whatever the length's sign; PyTorch has -1 for negative ones",
    ),
    (
        "x.prod()", [inf, 2.0], [2.0, inf],
        "the product of the others; PyTorch divides the product by each factor, and inf / inf is nan",
    ),
]  # fmt: skip
