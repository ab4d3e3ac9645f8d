"""A diffusion model of points on a circle."""

import math

import autograd_lab as torch
import autograd_lab.nn as nn
import autograd_lab.nn.functional as F

torch.manual_seed(11)


class SinusoidalPositionEmbeddings(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, time):
        half = self.dim // 2
        emb = math.log(10000) / (half - 1)
        emb = torch.exp(torch.arange(half, device=time.device) * -emb)
        emb = time[:, None] * emb[None, :]
        return torch.cat((emb.sin(), emb.cos()), dim=-1)


Tn = 50
betas = torch.linspace(1e-4, 0.1, Tn)
alphas = 1.0 - betas
ac = torch.cumprod(alphas, axis=0)
acp = F.pad(ac[:-1], (1, 0), value=1.0)
post = betas * (1.0 - acp) / (1.0 - ac)


def extract(a, t, shape):
    out = a.gather(-1, t.cpu())
    return out.reshape(t.shape[0], *((1,) * (len(shape) - 1))).to(t.device)


class Denoiser(nn.Module):
    def __init__(self):
        super().__init__()
        self.te = nn.Sequential(SinusoidalPositionEmbeddings(16), nn.Linear(16, 32), nn.GELU())
        self.inp = nn.Linear(2, 32)
        self.out = nn.Sequential(nn.SiLU(), nn.Linear(32, 32), nn.Mish(), nn.Linear(32, 2))

    def forward(self, x, t):
        return self.out(self.inp(x) + self.te(t))


th = torch.rand(256) * 2 * math.pi
data = torch.stack((th.cos(), th.sin()), dim=1)
net = Denoiser()
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
for it in range(40):
    tt = torch.randint(0, Tn, (256,)).long()
    noise = torch.randn_like(data)
    xt = extract(ac.sqrt(), tt, data.shape) * data + extract((1 - ac).sqrt(), tt, data.shape) * noise
    loss = F.smooth_l1_loss(noise, net(xt, tt))
    opt.zero_grad()
    loss.backward()
    opt.step()
    if it % 5 == 4:
        print(it, loss.item())


@torch.no_grad()
def sample(n):
    img = torch.randn(n, 2)
    for i in reversed(range(Tn)):
        t_ = torch.full((n,), i, dtype=torch.long)
        mean = torch.rsqrt(extract(alphas, t_, img.shape)) * (
            img - extract(betas, t_, img.shape) * net(img, t_) / extract((1 - ac).sqrt(), t_, img.shape)
        )
        img = mean if i == 0 else mean + torch.sqrt(extract(post, t_, img.shape)) * torch.randn_like(img)
    return img


s = sample(64)
print("diffusion", loss.item(), s.norm(dim=1).mean().item(), s.std(dim=0))
