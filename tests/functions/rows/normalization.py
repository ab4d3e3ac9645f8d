"""Calls of the normalisations in nn.functional, and of PyTorch's native names for them."""

import numpy as np

from tests.functions.case import call

MEAN, VAR = np.array([0.5, -1.0, 2.0]), np.array([0.3, 1.0, 4.0])
W3 = {"w": (3,), "b": (3,)}

CASES = [
    call("F.layer_norm(x, (3,))", x=(2, 3)),
    call("F.layer_norm(x, [2, 3], w, b, 0.1)", x=(2, 2, 3), w=(2, 3), b=(2, 3)),
    call("F.layer_norm(x, (3,), bias=b)", x=(2, 3), b=(3,)),
    call("F.layer_norm(x.float() + 10000, (64,)).std()", x=(4, 64), smooth=False, tolerance=1e-3),
    call("F.layer_norm(x.half(), (3,), w.float()).float()", x=(2, 3), w=(3,), smooth=False, tolerance=2e-3),
    call("F.rms_norm(x, (3,))", x=(2, 3)),
    call("torch.rms_norm(x, [3], w, 0.1)", x=(2, 3), w=(3,)),
    call("F.group_norm(x, 2)", x=(2, 4, 3)),
    call("F.group_norm(x, 3, w, b, eps=0.1)", x=(2, 3, 2, 2), **W3),
    call("F.group_norm(x, 1)", x=np.zeros((0, 3))),
    call("F.batch_norm(x, None, None, training=True)", x=(4, 3)),
    call("(F.batch_norm(x, m, v, w, b, training=True), m, v)", x=(4, 3), m=MEAN, v=VAR, **W3),
    call("(F.batch_norm(x, m, v, w, b, True, 0.3, 0.1), m, v)", x=(2, 3, 2, 2), m=MEAN, v=VAR, **W3),
    call("(F.batch_norm(x, m, v, w, b), m, v)", x=(2, 3, 2), m=MEAN, v=VAR, **W3),
    call("(F.batch_norm(x, m, v, training=True, momentum=1.0), m, v)", x=(4, 3), m=MEAN, v=VAR),
    call("F.batch_norm(x, None, None, training=True)", x=np.zeros((0, 3))),
    call("F.instance_norm(x)", x=(2, 3, 4)),
    call("(F.instance_norm(x, m, v, w, b, momentum=0.3), m, v)", x=(2, 3, 4), m=MEAN, v=VAR, **W3),
    call("F.instance_norm(x, m, v, use_input_stats=False)", x=(2, 3, 4), m=MEAN, v=VAR),
    call("F.local_response_norm(x, 2)", x=(2, 4, 3)),
    call("F.local_response_norm(x, 3, alpha=0.5, beta=0.5, k=2.0)", x=(1, 4, 2, 3)),
    call("F.local_response_norm(x, 5)", x=(1, 3, 2, 1, 2)),
    call("torch.native_layer_norm(x, (3,), w, b, 1e-5)", x=(2, 3), **W3),
    call("torch.native_group_norm(x, w, b, 2, 3, 4, 3, 1e-5)", x=(2, 3, 4), **W3),
    call("torch.native_batch_norm(x, w, b, None, None, True, 0.1, 1e-5)", x=(4, 3), **W3),
    call("torch.native_batch_norm(x, w, b, m, v, False, 0.1, 1e-5)", x=(4, 3), m=MEAN, v=VAR, **W3),
    call("torch.layer_norm(x, (3,), w, b, 0.1, False)", x=(2, 3), **W3),
    call("torch.group_norm(x, 3, w, b)", x=(2, 3, 2), **W3),
    call("(torch.batch_norm(x, w, b, m, v, True, 0.1, 1e-5, False), m, v)", x=(4, 3), m=MEAN, v=VAR, **W3),
    call("torch.instance_norm(x, w, b, None, None, True, 0.1, 1e-5, False)", x=(2, 3, 4), **W3),
]
