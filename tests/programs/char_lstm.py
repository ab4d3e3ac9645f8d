"""An LSTM that writes like the lessons of this project: it predicts the next character, and is tested on their end."""

import autograd_lab as torch
from autograd_lab import nn, text
from autograd_lab.utils.data import DataLoader


class CharLSTM(nn.Module):
    def __init__(self, characters: int, width: int = 128) -> None:
        super().__init__()
        self.embedding = nn.Embedding(characters, 32)
        self.lstm = nn.LSTM(32, width, batch_first=True)
        self.dropout = nn.Dropout(0.2)
        self.output = nn.Linear(width, characters)

    def forward(self, x, state=None):
        hidden, state = self.lstm(self.dropout(self.embedding(x)), state)
        return self.output(self.dropout(hidden)), state


@torch.no_grad()
def write(model: nn.Module, vocab: text.Vocab, start: str, length: int = 80) -> str:
    """Let the model go on with a text, each character drawn from what it predicts."""
    model.eval()
    written, state = start, None
    x = torch.tensor([vocab(list(start))])
    for _ in range(length):
        scores, state = model(x, state)
        x = torch.multinomial(torch.softmax(scores[:, -1], dim=-1), 1)
        written += vocab.lookup_token(x.item())
    return written


def main(language: str = "en", seed: int = 0, epochs: int = 15) -> float:
    """Train, print, and return the perplexity on the last tenth, which the network has not seen."""
    torch.manual_seed(seed)
    corpus = text.corpus(language)[:12000]
    vocab = text.build_vocab_from_iterator([corpus])  # a string is an iterable of its characters
    tokens = torch.tensor(vocab(corpus))
    cut = len(tokens) * 9 // 10
    train, test = text.NextToken(tokens[:cut], length=64, step=32), text.NextToken(tokens[cut:], length=64)

    model = CharLSTM(len(vocab))
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3)
    for epoch in range(epochs):
        for x, y in DataLoader(train, batch_size=16, shuffle=True):
            optimizer.zero_grad()
            scores, _ = model(x)
            loss = nn.functional.cross_entropy(scores.flatten(0, 1), y.flatten())
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        if (epoch + 1) % 5 == 0:
            print(f"Epoch {epoch + 1}, perplexity while training {loss.exp().item():.2f}")

    model.eval()
    perplexity = text.Perplexity()
    with torch.no_grad():
        for x, y in DataLoader(test, batch_size=16):
            perplexity.update(model(x)[0], y)
    print(write(model, vocab, corpus[0]))
    print(f"Test perplexity: {perplexity.compute().item():.2f} of {len(vocab)} characters")
    return perplexity.compute().item()


if __name__ == "__main__":
    main()
