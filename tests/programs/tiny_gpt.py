"""A tiny GPT that writes like the lessons of this project, tested on their end."""

import autograd_lab as torch
from autograd_lab import nn, text
from autograd_lab.nn import functional as F
from autograd_lab.utils.data import DataLoader


class Block(nn.Module):
    """Attention to what came before, then a small network for each place; both added to what is there."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.before_attention, self.before_mlp = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.projection = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = (
            part.view(b, t, self.heads, c // self.heads).transpose(1, 2)
            for part in self.qkv(self.before_attention(x)).split(c, dim=2)
        )
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.dropout(self.projection(y.transpose(1, 2).reshape(b, t, c)))
        return x + self.dropout(self.mlp(self.before_mlp(x)))


class GPT(nn.Module):
    def __init__(self, characters: int, length: int, width: int = 64, heads: int = 4, layers: int = 2) -> None:
        super().__init__()
        self.length = length
        self.embedding, self.places = nn.Embedding(characters, width), nn.Embedding(length, width)
        self.blocks = nn.Sequential(*(Block(width, heads, dropout=0.1) for _ in range(layers)))
        self.norm, self.output = nn.LayerNorm(width), nn.Linear(width, characters, bias=False)
        self.output.weight = self.embedding.weight
        nn.init.normal_(self.embedding.weight, std=0.05)
        nn.init.normal_(self.places.weight, std=0.05)

    def forward(self, x):
        places = torch.arange(x.shape[1], device=x.device)
        return self.output(self.norm(self.blocks(self.embedding(x) + self.places(places))))

    @torch.no_grad()
    def write(self, x: torch.Tensor, count: int, top_k: int = 5) -> torch.Tensor:
        """Go on with (1, T) for ``count`` characters, each drawn from the ``top_k`` likeliest."""
        for _ in range(count):
            scores = self(x[:, -self.length :])[:, -1]
            best, index = scores.topk(top_k)
            x = torch.cat([x, index.gather(1, torch.multinomial(best.softmax(-1), 1))], dim=1)
        return x


def main(language: str = "en", seed: int = 0, epochs: int = 5) -> float:
    """Train, print, and return the perplexity on the last tenth, which the network has not seen."""
    torch.manual_seed(seed)
    corpus = text.corpus(language)[:12000]
    vocab = text.build_vocab_from_iterator([corpus])
    tokens = torch.tensor(vocab(corpus))
    cut = len(tokens) * 9 // 10
    train, test = text.NextToken(tokens[:cut], length=64, step=7), text.NextToken(tokens[cut:], length=64)
    loader = DataLoader(train, batch_size=16, shuffle=True, drop_last=True)

    model = GPT(len(vocab), length=64)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.05)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=4e-3, total_steps=epochs * len(loader))
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x).flatten(0, 1), y.flatten())
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            scheduler.step()
        if epoch % 2 == 0:
            print(f"Epoch {epoch + 1}, perplexity while training {loss.exp().item():.2f}")

    model.eval()
    perplexity = text.Perplexity()
    with torch.no_grad():
        for x, y in DataLoader(test, batch_size=16):
            perplexity.update(model(x), y)
    written = model.write(tokens[None, :1], 80)
    print("".join(vocab.lookup_tokens(written[0].tolist())))
    print(f"Test perplexity: {perplexity.compute().item():.2f} of {len(vocab)} characters")
    return perplexity.compute().item()


if __name__ == "__main__":
    main()
