"""A network that is fooled: FGSM, projected gradient descent, an image that excites a unit, and a saliency map."""

from sklearn.datasets import load_digits

import autograd_lab as torch
import autograd_lab.nn as nn
import autograd_lab.nn.functional as F

torch.manual_seed(0)
d = load_digits()
X = torch.tensor(d.data / 16.0, dtype=torch.float)
Y = torch.tensor(d.target)
net = nn.Sequential(
    nn.Unflatten(1, (1, 8, 8)),
    nn.Conv2d(1, 8, 3, padding="same"),
    nn.SiLU(),
    nn.AvgPool2d(2),
    nn.Flatten(),
    nn.Linear(128, 10),
)
opt = torch.optim.NAdam(net.parameters(), lr=0.02)
for e in range(15):
    opt.zero_grad()
    loss = F.cross_entropy(net(X[:200]), Y[:200])
    loss.backward()
    opt.step()
print("trained", loss.item())
net.eval()
for p in net.parameters():
    p.requires_grad_(False)


def fgsm_attack(image, epsilon, data_grad):
    sign_data_grad = data_grad.sign()
    perturbed_image = image + epsilon * sign_data_grad
    return torch.clamp(perturbed_image, 0, 1)


accs = []
for eps in [0, 0.05, 0.1, 0.2]:
    data, target = X[200:300].clone(), Y[200:300]
    data.requires_grad = True
    out = net(data)
    loss = F.nll_loss(F.log_softmax(out, 1), target)
    net.zero_grad()
    loss.backward()
    adv = fgsm_attack(data, eps, data.grad.data)
    acc = (net(adv).argmax(1) == target).float().mean()
    accs.append(acc.item())
    print(f"Epsilon: {eps}\tTest Accuracy = {acc:.2f}")
# PGD, with torch.autograd.grad
x = X[200:220]
delta = torch.zeros_like(x).uniform_(-0.1, 0.1).requires_grad_()
for _ in range(5):
    l = F.cross_entropy(net(x + delta), Y[200:220], reduction="sum")
    (g,) = torch.autograd.grad(l, [delta])
    delta = (delta + 0.02 * g.sign()).clamp(-0.1, 0.1).detach().requires_grad_(True)
print("pgd", l.item(), delta.abs().max().item())
# deep dream like + total variation, activation maximisation with hooks
img = torch.randn(1, 64, requires_grad=True)
opt = torch.optim.Adam([img], lr=0.1, weight_decay=1e-4)
for i in range(20):
    opt.zero_grad()
    im = img.view(8, 8)
    tv = (im[1:] - im[:-1]).abs().mean() + (im[:, 1:] - im[:, :-1]).abs().mean()
    loss = -net(img)[0, 3] + 0.5 * tv
    loss.backward()
    opt.step()
print("dream", loss.item(), torch.sigmoid(img).mean().item())
sal = torch.autograd.functional.jacobian(lambda v: net(v[None])[0], X[0])
print(sal.shape, sal.norm().item())
