"""Names of three languages: an RNN written by hand tells them apart, an LSTM on packed names writes new ones."""

import random
import string

import autograd_lab as torch
import autograd_lab.nn as nn

names = {
    "English": ["Smith", "Johnson", "Taylor", "Brown", "Walker", "Hill", "Moore"],
    "Italian": ["Rossi", "Bianchi", "Esposito", "Ricci", "Romano", "Colombo", "Greco"],
    "Japanese": ["Tanaka", "Suzuki", "Yamamoto", "Sato", "Kobayashi", "Ito", "Mori"],
}
all_letters = string.ascii_letters + " .,;'"
n_letters = len(all_letters)
all_categories = list(names)


def letterToIndex(letter):
    return all_letters.find(letter)


def lineToTensor(line):
    tensor = torch.zeros(len(line), 1, n_letters)
    for li, letter in enumerate(line):
        tensor[li][0][letterToIndex(letter)] = 1
    return tensor


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(input_size + hidden_size, hidden_size)
        self.h2o = nn.Linear(hidden_size, output_size)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, input, hidden):
        combined = torch.cat((input, hidden), 1)
        hidden = torch.tanh(self.i2h(combined))
        output = self.softmax(self.h2o(hidden))
        return output, hidden

    def initHidden(self):
        return torch.zeros(1, self.hidden_size)


torch.manual_seed(1)
random.seed(1)
rnn = RNN(n_letters, 32, len(all_categories))


def categoryFromOutput(output):
    top_n, top_i = output.topk(1)
    category_i = top_i[0].item()
    return all_categories[category_i], category_i


criterion = nn.NLLLoss()
learning_rate = 0.02


def train(category_tensor, line_tensor):
    hidden = rnn.initHidden()
    rnn.zero_grad()
    for i in range(line_tensor.size()[0]):
        output, hidden = rnn(line_tensor[i], hidden)
    loss = criterion(output, category_tensor)
    loss.backward()
    for p in rnn.parameters():
        p.data.add_(p.grad.data, alpha=-learning_rate)
    return output, loss.item()


current_loss = 0
for it in range(1, 301):
    category = random.choice(all_categories)
    line = random.choice(names[category])
    category_tensor = torch.tensor([all_categories.index(category)], dtype=torch.long)
    output, loss = train(category_tensor, lineToTensor(line))
    current_loss += loss
    if it % 100 == 0:
        guess, guess_i = categoryFromOutput(output)
        print("%d %.4f %s / %s" % (it, current_loss / 100, line, guess))
        current_loss = 0
confusion = torch.zeros(3, 3)
with torch.no_grad():
    for c, cat in enumerate(all_categories):
        for line in names[cat]:
            h = rnn.initHidden()
            lt = lineToTensor(line)
            for i in range(lt.size(0)):
                o, h = rnn(lt[i], h)
            confusion[c][categoryFromOutput(o)[1]] += 1
for i in range(3):
    confusion[i] = confusion[i] / confusion[i].sum()
print(confusion)


# a generating LSTM with packed names
class Gen(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(n_letters + 1, 16, padding_idx=n_letters)
        self.lstm = nn.LSTM(16, 24, num_layers=2, batch_first=True)
        self.fc = nn.Linear(24, n_letters + 1)

    def forward(self, x, lengths):
        e = self.embed(x)
        packed = nn.utils.rnn.pack_padded_sequence(e, lengths, batch_first=True, enforce_sorted=False)
        out, (h, c) = self.lstm(packed)
        out, lens = nn.utils.rnn.pad_packed_sequence(out, batch_first=True)
        return self.fc(out), h


flat = sum(names.values(), [])
seqs = [torch.LongTensor([letterToIndex(ch) for ch in n]) for n in flat]
lengths = torch.tensor([len(s) - 1 for s in seqs])
padded = nn.utils.rnn.pad_sequence(seqs, batch_first=True, padding_value=n_letters)
gen = Gen()
opt = torch.optim.Adam(gen.parameters(), lr=0.01)
for e in range(20):
    logits, h = gen(padded[:, :-1], lengths)
    loss = nn.CrossEntropyLoss(ignore_index=n_letters)(logits.transpose(1, 2), padded[:, 1:])
    opt.zero_grad()
    loss.backward()
    total = torch.nn.utils.clip_grad_norm_(gen.parameters(), max_norm=0.5)
    opt.step()
    if e % 5 == 4:
        print(e, round(loss.item(), 4), round(float(total), 4))
print(gen.embed.weight[n_letters].abs().sum(), h.shape)
with torch.no_grad():
    x = torch.tensor([[letterToIndex("S")]])
    s = "S"
    for i in range(6):
        o, _ = gen(x, torch.tensor([x.size(1)]))
        p = torch.softmax(o[0, -1] / 0.8, dim=0)
        nxt = torch.multinomial(p, 1)
        x = torch.cat([x, nxt[None]], dim=1)
        s += (all_letters + "_")[nxt]
print(s)
