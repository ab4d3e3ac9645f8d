"""A small network fitted to random numbers: the loop that every beginner writes first."""

import autograd_lab as torch

nn, optim = torch.nn, torch.optim


class SimpleNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(10, 5)
        self.fc2 = nn.Linear(5, 1)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        return self.fc2(x)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = SimpleNN()
print(model)
model.to(device)

inputs = torch.randn(100, 10).to(device)
targets = torch.randn(100, 1).to(device)
criterion = nn.MSELoss()
optimizer = optim.Adam(model.parameters(), lr=0.01)
print(optimizer)

first = last = None
for epoch in range(100):
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    if (epoch + 1) % 10 == 0:
        print(f"Epoch [{epoch + 1}/100], Loss: {loss.item():.4f}")
    first = loss.item() if first is None else first
    last = loss.item()

print("the loss fell:", last < first)
print(outputs.shape, outputs.grad_fn is not None, loss)
for name, parameter in model.named_parameters():
    print(name, parameter.shape, parameter.grad.shape, parameter.requires_grad)
print(sum(p.numel() for p in model.parameters()), "numbers to learn")
print(list(model.state_dict().keys()))

model.eval()
with torch.no_grad():
    prediction = model(torch.ones(1, 10).to(device))
print(prediction.shape, prediction.requires_grad)
