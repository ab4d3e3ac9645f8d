"""Word vectors in four ways: CBOW, skip-gram with negative samples, GloVe, and an n-gram model."""

from collections import Counter

import autograd_lab as torch
import autograd_lab.nn as nn
import autograd_lab.nn.functional as F
import autograd_lab.optim as optim

raw = """We are about to study the idea of a computational process.
Computational processes are abstract beings that inhabit computers.
As they evolve, processes manipulate other abstract things called data.
The evolution of a process is directed by a pattern of rules
called a program. People create programs to direct processes. In effect,
we conjure the spirits of the computer with our spells.""".lower().split()
vocab = sorted(set(raw))
word_to_ix = {w: i for i, w in enumerate(vocab)}
V, D = len(vocab), 10
torch.manual_seed(1)


class CBOW(nn.Module):
    def __init__(self, vocab_size, embedding_dim):
        super().__init__()
        self.embeddings = nn.EmbeddingBag(vocab_size, embedding_dim, mode="mean", max_norm=1.0)
        self.linear = nn.Linear(embedding_dim, vocab_size)

    def forward(self, inputs):
        return self.linear(self.embeddings(inputs))


ctx = torch.tensor([[word_to_ix[raw[i + o]] for o in (-2, -1, 1, 2)] for i in range(2, len(raw) - 2)])
tgt = torch.tensor([word_to_ix[raw[i]] for i in range(2, len(raw) - 2)])
model = CBOW(V, D)
opt = optim.Adagrad(model.parameters(), lr=0.5)
for epoch in range(20):
    opt.zero_grad()
    loss = F.cross_entropy(model(ctx), tgt)
    loss.backward()
    opt.step()
    if epoch % 5 == 4:
        print("cbow", epoch, loss.item())


class SkipGramNS(nn.Module):
    def __init__(self, V, D):
        super().__init__()
        self.in_embed = nn.Embedding(V, D, sparse=False)
        self.out_embed = nn.Embedding(V, D)
        self.in_embed.weight.data.uniform_(-0.5 / D, 0.5 / D)
        self.out_embed.weight.data.zero_()

    def forward(self, center, pos, neg):
        v = self.in_embed(center)
        u = self.out_embed(pos)
        un = self.out_embed(neg)
        pos_score = F.logsigmoid(torch.sum(v * u, dim=1))
        neg_score = F.logsigmoid(-torch.bmm(un, v.unsqueeze(2)).squeeze(2)).sum(1)
        return -(pos_score + neg_score).mean()


freq = torch.tensor([Counter(raw)[w] for w in vocab], dtype=torch.float) ** 0.75
pairs = [
    (word_to_ix[raw[i]], word_to_ix[raw[j]])
    for i in range(len(raw))
    for j in range(max(0, i - 2), min(len(raw), i + 3))
    if i != j
]
pairs = torch.tensor(pairs)
sg = SkipGramNS(V, D)
opt = optim.Adam(sg.parameters(), lr=0.05)
for epoch in range(10):
    perm = torch.randperm(len(pairs))
    for idx in perm.split(64):
        c, p = pairs[idx].T
        neg = torch.multinomial(freq, len(idx) * 5, replacement=True).view(-1, 5)
        loss = sg(c, p, neg)
        opt.zero_grad()
        loss.backward()
        opt.step()
    if epoch % 3 == 0:
        print("sgns", epoch, loss.item())
w = F.normalize(sg.in_embed.weight.detach(), dim=1)
sim = w @ w[word_to_ix["processes"]]
vals, ids = sim.topk(4)
print([vocab[i] for i in ids], vals)
print(nn.CosineSimilarity(dim=0)(w[0], w[1]))


class Glove(nn.Module):
    def __init__(self, V, D, x_max=5.0, alpha=0.75):
        super().__init__()
        self.wi, self.wj = nn.Embedding(V, D), nn.Embedding(V, D)
        self.bi, self.bj = nn.Embedding(V, 1), nn.Embedding(V, 1)
        for e in (self.wi, self.wj):
            nn.init.xavier_uniform_(e.weight)
        for e in (self.bi, self.bj):
            nn.init.zeros_(e.weight)
        self.x_max, self.alpha = x_max, alpha

    def forward(self, i, j, x):
        w = torch.clamp((x / self.x_max) ** self.alpha, max=1.0)
        pred = torch.einsum("bd,bd->b", self.wi(i), self.wj(j)) + self.bi(i).squeeze() + self.bj(j).squeeze()
        return torch.sum(torch.mul((pred - torch.log(x)) ** 2, w))


cooc = torch.zeros(V, V)
cooc.index_put_((pairs[:, 0], pairs[:, 1]), torch.ones(len(pairs)), accumulate=True)
i, j = cooc.nonzero(as_tuple=True)
g = Glove(V, D)
opt = optim.AdamW(g.parameters(), lr=0.05)
for e in range(20):
    loss = g(i, j, cooc[i, j])
    opt.zero_grad()
    loss.backward()
    opt.step()
print("glove", loss.item(), cooc.sum(), cooc.max())


class NGram(nn.Module):
    def __init__(self, V, D, C):
        super().__init__()
        self.embeddings = nn.Embedding(V, D)
        self.linear1 = nn.Linear(C * D, 32)
        self.linear2 = nn.Linear(32, V)

    def forward(self, inputs):
        embeds = self.embeddings(inputs).view((1, -1))
        return F.log_softmax(self.linear2(F.relu(self.linear1(embeds))), dim=1)


m = NGram(V, D, 2)
lf = nn.NLLLoss()
opt = optim.SGD(m.parameters(), lr=0.05)
for epoch in range(2):
    total = 0
    for a, b, c in zip(raw, raw[1:], raw[2:]):
        m.zero_grad()
        loss = lf(
            m(torch.tensor([word_to_ix[a], word_to_ix[b]], dtype=torch.long)),
            torch.tensor([word_to_ix[c]], dtype=torch.long),
        )
        loss.backward()
        opt.step()
        total += loss.item()
    print("ngram", total)
