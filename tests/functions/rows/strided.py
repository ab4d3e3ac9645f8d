"""Calls of functional.strided and of the views in place."""

import numpy as np

from tests.functions.case import call

CASES = [
    call("torch.as_strided(x, (2, 2), (3, 1), 1)", x=(3, 3)),
    call("x.as_strided((3, 2), (1, 1))", x=(4,)),
    call("x[1:].as_strided((2,), (1,))", x=(3, 2)),
    call("x[1:].as_strided((2,), (2,), 0)", x=(3, 2), smooth=False),
    call("x.expand(2, 3).as_strided((3,), (1,))", x=(3,)),
    call("x.t().as_strided((2,), (4,), 1).mul_(3) + x.sum()", x=(3, 3)),
    call("x.unfold(0, 3, 1)", x=(5,)),
    call("x.unfold(1, 2, 2)", x=(2, 5)),
    call("x.unfold(0, 2, 3).mul_(2).sum() + x.sum()", x=(6,)),
    call("torch.clone(x) * x.clone()", x=(2, 3)),
    call("x.t().clone().stride(), x.t().clone(memory_format=torch.contiguous_format).stride()", x=(2, 3)),
    call("x.t().contiguous()", x=(2, 3)),
    call("x.contiguous(memory_format=torch.channels_last).stride()", x=(2, 3, 2, 2)),
    call("x.contiguous(memory_format=torch.channels_last)", x=(2, 3, 2, 2)),
    call("x.contiguous(memory_format=torch.channels_last_3d).is_contiguous()", x=(1, 2, 3, 2, 2)),
    call("x.is_contiguous(), x.t().is_contiguous(), x.is_contiguous(memory_format=torch.channels_last)", x=(2, 3)),
    call("x.size(), x.size(-1), x.dim(), x.ndimension(), x.numel(), x.nelement(), torch.numel(x)", x=(2, 3)),
    call("x.stride(), x.stride(0), x.t().stride(1), x[1].storage_offset(), x.itemsize, x.nbytes", x=(2, 3)),
    call("torch.zeros(2, 0).stride(), torch.zeros(0).stride()"),
    call("torch.is_same_size(x, x), x.is_same_size(x.t())", x=(2, 3)),
    call("n.resize_(2, 2), n.resize_((1,)), n.resize_(4)[:1]", n=np.arange(6)),
    call("n.t().resize_(2, 2)", n=np.arange(6).reshape(2, 3)),
    call("n.resize_as_(m)", n=np.arange(6), m=np.zeros((2, 3))),
    call("x.t_() * x", x=(2, 3)),
    call("x.transpose_(0, 2)", x=(2, 3, 4)),
    call("x.swapaxes_(0, 1).swapdims_(0, 1)", x=(2, 3)),
    call("x.squeeze_(0).unsqueeze_(-1)", x=(1, 3)),
    call("x[0].unsqueeze_(1).mul_(2).sum() + x.sum()", x=(2, 3)),
    call("x.as_strided_((2,), (2,), 1)", x=(4,)),
    call("torch.as_strided_(x, (2,), (2,))", x=(4,)),
    call("torch.resize_as_(n, m)", n=np.arange(6), m=np.zeros((3, 2))),
]
