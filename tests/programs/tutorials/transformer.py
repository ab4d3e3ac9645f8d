"""nn.TransformerEncoder and nn.Transformer with masks, position codes and a warm-up."""

import math

import autograd_lab as torch
import autograd_lab.nn as nn
import autograd_lab.nn.functional as F

torch.manual_seed(11)


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, dropout=0.1, max_len=50):
        super().__init__()
        self.dropout = nn.Dropout(p=dropout)
        position = torch.arange(max_len).unsqueeze(1)
        div = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(max_len, 1, d_model)
        pe[:, 0, 0::2] = torch.sin(position * div)
        pe[:, 0, 1::2] = torch.cos(position * div)
        self.register_buffer("pe", pe, persistent=False)

    def forward(self, x):
        return self.dropout(x + self.pe[: x.size(0)])


class TransformerModel(nn.Module):
    def __init__(self, ntoken, d=16, nhead=2, nhid=32, nlayers=2):
        super().__init__()
        self.pos = PositionalEncoding(d, 0.0)
        self.enc = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(d, nhead, nhid, 0.0, norm_first=True, activation="gelu"),
            nlayers,
            enable_nested_tensor=False,
        )
        self.emb = nn.Embedding(ntoken, d)
        self.d = d
        self.decoder = nn.Linear(d, ntoken)
        self.tr = nn.Transformer(d, nhead, 1, 1, nhid, 0.0, batch_first=True)

    def forward(self, src, mask=None):
        h = self.pos(self.emb(src) * math.sqrt(self.d))
        return self.decoder(self.enc(h, mask))


tm = TransformerModel(12)
src = torch.randint(0, 12, (8, 5))
mask = nn.Transformer.generate_square_subsequent_mask(8)
opt = torch.optim.SGD(tm.parameters(), lr=0.5)
sch = torch.optim.lr_scheduler.SequentialLR(
    opt,
    [
        torch.optim.lr_scheduler.LinearLR(opt, 0.1, total_iters=5),
        torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=15),
    ],
    milestones=[5],
)
for e in range(20):
    out = tm(src, mask)
    loss = F.cross_entropy(out[:-1].reshape(-1, 12), src[1:].reshape(-1))
    opt.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(tm.parameters(), 0.5)
    opt.step()
    if e % 5 == 4:
        print(e, loss.item())
    sch.step()
print("transformer", loss.item(), sch.get_last_lr())
tm.eval()
e = tm.emb(src.T)
r = tm.tr(
    e,
    e[:, :4],
    tgt_mask=nn.Transformer.generate_square_subsequent_mask(4),
    src_key_padding_mask=(src.T == 0),
    tgt_is_causal=True,
)
print(r.shape, r.mean().item())
