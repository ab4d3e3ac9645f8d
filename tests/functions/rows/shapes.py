"""Calls of functional.shapes."""

import numpy as np

from tests.functions.case import call

CASES = [
    call("torch.reshape(x, (3, -1))", x=(2, 6)),
    call("x.reshape(6)", x=(2, 3)),
    call("x.t().reshape(3, 2)", x=(2, 3)),
    call("x.t().reshape(6)", x=(2, 3)),
    call("x.reshape_as(y)", x=(2, 3), y=np.zeros((3, 2))),
    call("x.view(3, 2)", x=(2, 3)),
    call("x.view(size=(3, 2))", x=(2, 3)),
    call("x.t().view(3, 2, 1)", x=(2, 3)),
    call("x.view_as(y)", x=(2, 3), y=np.zeros(6)),
    call("n.view(torch.int32)", n=np.array([[1, 2], [3, 4]])),
    call("n.view(torch.int8).view(torch.int64)", n=np.array([1, 300])),
    call("torch.flatten(x, 1)", x=(2, 3, 2)),
    call("x.flatten()", x=(2, 3)),
    call("x.flatten()", x=()),
    call("torch.unflatten(x, 1, (2, -1))", x=(2, 6)),
    call("x.unflatten(0, (1, 2))", x=(2, 3)),
    call("torch.ravel(x)", x=(2, 3)),
    call("x.t().ravel()", x=(2, 3)),
    call("torch.squeeze(x)", x=(1, 3, 1)),
    call("x.squeeze(0)", x=(1, 3, 1)),
    call("x.squeeze((0, -1))", x=(1, 3, 1)),
    call("torch.unsqueeze(x, -1)", x=(2, 3)),
    call("x.unsqueeze(0)", x=()),
    call("x.expand(2, 3, -1)", x=(3, 1)),
    call("x.expand((2, 3))", x=()),
    call("x.expand_as(y)", x=(3, 1), y=np.zeros((3, 2))),
    call("torch.broadcast_to(x, (2, 3))", x=(3,)),
    call("x.broadcast_to((2, 3))", x=(2, 1)),
    call("x.sum_to_size(3)", x=(2, 3)),
    call("x.sum_to_size((2, 1))", x=(2, 3)),
    call("torch.atleast_1d(x, y)", x=(), y=(2,)),
    call("torch.atleast_2d(x)", x=(3,)),
    call("torch.atleast_2d((x, y))", x=(), y=(1, 2)),
    call("torch.atleast_3d(x)", x=(3,)),
    call("torch.atleast_3d(x, y)", x=(), y=(2, 3)),
]
