"""Fitting a straight line with nothing but tensors and gradients, then again with nn and optim."""

import autograd_lab as torch
from autograd_lab import nn
from autograd_lab.utils.data import DataLoader, TensorDataset

x = torch.linspace(-1, 1, 40).unsqueeze(1)
y = 3 * x - 0.5

w = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for step in range(200):
    loss = ((x * w + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.2 * w.grad
        b -= 0.2 * b.grad
        w.grad = None
        b.grad = None
    if step % 50 == 0:
        print(f"step {step}: loss {loss.item():.3f}")
print(f"w = {w.item():.3f}, b = {b.item():.3f}")

model = nn.Linear(1, 1)
nn.init.zeros_(model.weight)
nn.init.zeros_(model.bias)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
loader = DataLoader(TensorDataset(x, y), batch_size=8)
for epoch in range(20):
    total = 0.0
    for inputs, targets in loader:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
    if epoch % 5 == 0:
        print(f"epoch {epoch}: {len(loader)} batches, loss {total / len(x):.5f}")
print([f"{p.item():.3f}" for p in model.parameters()])
