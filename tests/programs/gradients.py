"""What autograd does: record, go backward, and stop recording."""

import autograd_lab as torch

x = torch.ones(2, 2, requires_grad=True)
print(x)
y = x + 2
print(y)
print(y.grad_fn is not None, x.grad_fn)
z = y * y * 3
out = z.mean()
print(z, out)
out.backward()
print(x.grad)  # d(out)/dx = 4.5 everywhere

print("-- gradients add up --")
w = torch.tensor([1.0, 2.0], requires_grad=True)
for _ in range(2):
    (w * w).sum().backward()
print(w.grad)
w.grad.zero_()
print(w.grad)

print("-- a vector needs a starting gradient --")
v = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
u = v * 2
u.backward(torch.tensor([0.1, 1.0, 0.001]))
print(v.grad)

print("-- not recording --")
print(x.requires_grad, (x**2).requires_grad)
with torch.no_grad():
    print((x**2).requires_grad)
print(x.detach().requires_grad)

print("-- a second derivative --")
t = torch.tensor(2.0, requires_grad=True)
(first,) = torch.autograd.grad(t**3, t, create_graph=True)
(second,) = torch.autograd.grad(first, t)
print(first, second)

print("-- what goes wrong --")
for attempt in (lambda: (x * 2).backward(), lambda: out.backward(), lambda: torch.ones(2).sum().backward()):
    try:
        attempt()
    except RuntimeError as error:
        print("RuntimeError:", len(str(error)) > 20)
