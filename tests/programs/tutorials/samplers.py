"""Weighted and concatenated data, accumulated gradients, and averaged weights."""

import copy
import itertools

from sklearn.datasets import load_digits

import autograd_lab as torch
import autograd_lab.nn.functional as F
from autograd_lab import nn
from autograd_lab.utils.data import (
    BatchSampler,
    ConcatDataset,
    DataLoader,
    SequentialSampler,
    Subset,
    TensorDataset,
    WeightedRandomSampler,
)

torch.manual_seed(7)
d = load_digits()
X, Y = torch.from_numpy(d.data.astype("float32")).div_(16), torch.from_numpy(d.target).long()

# samplers, accumulation, EMA
counts = torch.bincount(Y[:100], minlength=10)
weights = (1.0 / counts.float())[Y[:100]]
sampler = WeightedRandomSampler(weights, num_samples=100, replacement=True)
ds = ConcatDataset([TensorDataset(X[:60], Y[:60]), Subset(TensorDataset(X, Y), range(60, 100))])
dl = DataLoader(ds, batch_size=10, sampler=sampler)
model = nn.Linear(64, 10)
ema = copy.deepcopy(model).requires_grad_(False)
avg = torch.optim.swa_utils.AveragedModel(model)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
acc = 4
sch = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: 0.95**s)
for step, (x, y) in enumerate(itertools.islice(itertools.cycle(dl), 24)):
    loss = F.cross_entropy(model(x), y) / acc
    loss.backward()
    if (step + 1) % acc == 0:
        opt.step()
        opt.zero_grad()
        print(step, loss.item() * acc)
        sch.step()
        avg.update_parameters(model)
        with torch.no_grad():
            for pe, p in zip(ema.parameters(), model.parameters()):
                pe.lerp_(p, 0.1)
print("accum", loss.item() * acc, ema.weight.norm().item(), avg.module.weight.norm().item(), sch.get_last_lr())
print(list(BatchSampler(SequentialSampler(range(7)), batch_size=3, drop_last=False)))
