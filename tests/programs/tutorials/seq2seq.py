"""Numbers turned around: a bidirectional encoder, Bahdanau's attention, a decoder with teacher forcing."""

import random

import autograd_lab as torch
import autograd_lab.nn.functional as F
from autograd_lab import Tensor, nn
from autograd_lab.utils.data import DataLoader, Dataset

SOS, EOS, PAD = 0, 1, 2
VOCAB = 10


class ReverseDataset(Dataset):
    """numbers -> reversed numbers"""

    def __init__(self, n, seed):
        rnd = random.Random(seed)
        self.items = [[rnd.randrange(3, VOCAB) for _ in range(rnd.randint(3, 6))] for _ in range(n)]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, idx):
        s = self.items[idx]
        return torch.tensor(s + [EOS]), torch.tensor(s[::-1] + [EOS])


def collate(batch):
    src, tgt = zip(*batch)
    lens = torch.as_tensor([len(s) for s in src])
    return (
        nn.utils.rnn.pad_sequence(src, batch_first=True, padding_value=PAD),
        lens,
        nn.utils.rnn.pad_sequence(tgt, batch_first=True, padding_value=PAD),
    )


class Encoder(nn.Module):
    def __init__(self, vocab, hidden, p=0.1):
        super().__init__()
        self.embedding = nn.Embedding(vocab, hidden)
        self.gru = nn.GRU(hidden, hidden, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * hidden, hidden)
        self.dropout = nn.Dropout(p)

    def forward(self, x: Tensor):
        output, hidden = self.gru(self.dropout(self.embedding(x)))
        hidden = torch.tanh(self.fc(torch.cat((hidden[-2, :, :], hidden[-1, :, :]), dim=1))).unsqueeze(0)
        return output, hidden


class BahdanauAttention(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.Wa = nn.Linear(hidden, hidden)
        self.Ua = nn.Linear(2 * hidden, hidden)
        self.Va = nn.Linear(hidden, 1)

    def forward(self, query, keys, mask):
        scores = self.Va(torch.tanh(self.Wa(query) + self.Ua(keys))).squeeze(2).unsqueeze(1)
        scores = scores.masked_fill(mask[:, None, :] == 0, -1e10)
        weights = F.softmax(scores, dim=-1)
        return torch.bmm(weights, keys), weights


class Decoder(nn.Module):
    def __init__(self, vocab, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocab, hidden)
        self.attention = BahdanauAttention(hidden)
        self.gru = nn.GRU(3 * hidden, hidden, batch_first=True)
        self.out = nn.Linear(hidden, vocab)

    def forward(self, enc, hidden, mask, target=None, max_len=8, teacher=0.5):
        inp = torch.empty(enc.size(0), 1, dtype=torch.long).fill_(SOS)
        outs, atts = [], []
        steps = target.shape[1] if target is not None else max_len
        for i in range(steps):
            e = self.embedding(inp)
            ctx, w = self.attention(hidden.permute(1, 0, 2), enc, mask)
            o, hidden = self.gru(torch.cat((e, ctx), dim=2), hidden)
            o = self.out(o)
            outs.append(o)
            atts.append(w)
            if target is not None and random.random() < teacher:
                inp = target[:, i].unsqueeze(1)
            else:
                _, topi = o.topk(1)
                inp = topi.squeeze(-1).detach()
        return F.log_softmax(torch.cat(outs, dim=1), dim=-1), hidden, torch.cat(atts, dim=1)


torch.manual_seed(3)
random.seed(3)
enc, dec = Encoder(VOCAB, 32), Decoder(VOCAB, 32)


def init_weights(m):
    for name, p in m.named_parameters():
        if "weight" in name:
            nn.init.normal_(p.data, mean=0, std=0.1)
        else:
            nn.init.constant_(p.data, 0)


enc.apply(init_weights)
dec.apply(init_weights)
params = list(enc.parameters()) + list(dec.parameters())
opt = torch.optim.Adam(params, lr=5e-3)
criterion = nn.NLLLoss(ignore_index=PAD)
loader = DataLoader(ReverseDataset(120, 0), batch_size=40, shuffle=True, collate_fn=collate)
for epoch in range(6):
    total = 0
    for src, lens, tgt in loader:
        mask = src != PAD
        opt.zero_grad()
        eo, h = enc(src)
        out, _, att = dec(eo, h, mask, tgt)
        loss = criterion(out.view(-1, out.size(-1)), tgt.view(-1))
        loss.backward()
        nn.utils.clip_grad_value_(params, 1.0)
        opt.step()
        total += loss.item()
    print(
        f"epoch {epoch + 1:02} | loss {total / len(loader):.4f} | ppl {torch.exp(torch.tensor(total / len(loader))):.3f}"
    )
enc.eval()
dec.eval()
with torch.no_grad():
    src, lens, tgt = next(iter(DataLoader(ReverseDataset(4, 5), batch_size=4, collate_fn=collate)))
    out, _, att = dec(*enc(src), src != PAD)
    _, decoded = out.topk(1)
    print(decoded.squeeze(-1).tolist())
    print(att.shape, att.sum(-1))
