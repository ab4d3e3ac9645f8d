"""Actor-critic with Categorical, then a DQN with replay memory, walking along a corridor."""

import math
import random
from collections import deque, namedtuple
from itertools import count

import numpy as np

import autograd_lab as torch
import autograd_lab.nn as nn
import autograd_lab.nn.functional as F
import autograd_lab.optim as optim
from autograd_lab.distributions import Categorical


class Corridor:
    """walk right to the end of a corridor"""

    n = 6

    def reset(self, seed=None):
        self.pos, self.t = 0, 0
        return self._obs(), {}

    def _obs(self):
        o = np.zeros(self.n, dtype=np.float32)
        o[self.pos] = 1
        return o

    def step(self, action):
        self.t += 1
        self.pos = min(self.n - 1, max(0, self.pos + (1 if action == 1 else -1)))
        done = self.pos == self.n - 1
        return self._obs(), (1.0 if done else -0.05), done, self.t >= 30, {}


env = Corridor()
torch.manual_seed(543)
random.seed(0)


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.affine1 = nn.Linear(env.n, 16)
        self.dropout = nn.Dropout(p=0.1)
        self.action_head = nn.Linear(16, 2)
        self.value_head = nn.Linear(16, 1)
        self.saved_log_probs = []
        self.rewards = []

    def forward(self, x):
        x = F.relu(self.dropout(self.affine1(x)))
        return F.softmax(self.action_head(x), dim=-1), self.value_head(x)


policy = Policy()
optimizer = optim.Adam(policy.parameters(), lr=2e-2)
eps = np.finfo(np.float32).eps.item()
SavedAction = namedtuple("SavedAction", ["log_prob", "value"])


def select_action(state):
    state = torch.from_numpy(state).float()
    probs, value = policy(state)
    m = Categorical(probs)
    action = m.sample()
    policy.saved_log_probs.append(SavedAction(m.log_prob(action), value))
    return action.item(), m.entropy()


running = 0
for i_episode in range(25):
    state, _ = env.reset()
    ep = 0
    ents = []
    for t in range(1, 30):
        action, ent = select_action(state)
        ents.append(ent)
        state, reward, done, trunc, _ = env.step(action)
        policy.rewards.append(reward)
        ep += reward
        if done or trunc:
            break
    R, returns = 0, deque()
    for r in policy.rewards[::-1]:
        R = r + 0.99 * R
        returns.appendleft(R)
    returns = torch.tensor(returns)
    returns = (returns - returns.mean()) / (returns.std() + eps)
    pl, vl = [], []
    for (lp, v), R in zip(policy.saved_log_probs, returns):
        adv = R - v.item()
        pl.append(-lp * adv)
        vl.append(F.smooth_l1_loss(v, torch.tensor([R])))
    optimizer.zero_grad()
    loss = torch.stack(pl).sum() + torch.stack(vl).sum() - 0.01 * torch.stack(ents).sum()
    loss.backward()
    optimizer.step()
    del policy.rewards[:]
    del policy.saved_log_probs[:]
    running = 0.05 * ep + 0.95 * running
    if i_episode % 5 == 0:
        print(f"Episode {i_episode}\tLast reward: {ep:.2f}\tAverage: {running:.2f}\tloss {loss.item():.4f}")

Transition = namedtuple("Transition", ("state", "action", "next_state", "reward"))


class ReplayMemory:
    def __init__(self, capacity):
        self.memory = deque(maxlen=capacity)

    def push(self, *args):
        self.memory.append(Transition(*args))

    def sample(self, batch_size):
        return random.sample(self.memory, batch_size)

    def __len__(self):
        return len(self.memory)


class DQN(nn.Module):
    def __init__(self, n_obs, n_act):
        super().__init__()
        self.layer1 = nn.Linear(n_obs, 16)
        self.layer2 = nn.Linear(16, n_act)

    def forward(self, x):
        return self.layer2(F.relu(self.layer1(x)))


policy_net, target_net = DQN(env.n, 2), DQN(env.n, 2)
target_net.load_state_dict(policy_net.state_dict())
optimizer = optim.AdamW(policy_net.parameters(), lr=1e-2, amsgrad=True)
memory = ReplayMemory(500)
steps = 0


def optimize_model(B=16, G=0.95):
    if len(memory) < B:
        return None
    batch = Transition(*zip(*memory.sample(B)))
    non_final_mask = torch.tensor(tuple(map(lambda s: s is not None, batch.next_state)), device="cpu", dtype=torch.bool)
    non_final_next_states = torch.cat([s for s in batch.next_state if s is not None])
    state_batch, action_batch, reward_batch = torch.cat(batch.state), torch.cat(batch.action), torch.cat(batch.reward)
    q = policy_net(state_batch).gather(1, action_batch)
    nv = torch.zeros(B)
    with torch.no_grad():
        nv[non_final_mask] = target_net(non_final_next_states).max(1).values
    expected = (nv * G) + reward_batch
    loss = nn.SmoothL1Loss()(q, expected.unsqueeze(1))
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_value_(policy_net.parameters(), 100)
    optimizer.step()
    return loss.item()


losses = []
for ep in range(8):
    state, _ = env.reset()
    state = torch.tensor(state, dtype=torch.float32).unsqueeze(0)
    for t in count():
        sample = random.random()
        steps += 1
        if sample > 0.05 + 0.85 * math.exp(-steps / 60):
            with torch.no_grad():
                action = policy_net(state).max(1).indices.view(1, 1)
        else:
            action = torch.tensor([[random.randrange(2)]], dtype=torch.long)
        obs, r, done, trunc, _ = env.step(action.item())
        next_state = None if done else torch.tensor(obs, dtype=torch.float32).unsqueeze(0)
        memory.push(state, action, next_state, torch.tensor([r]))
        state = next_state
        l = optimize_model()
        if l is not None:
            losses.append(l)
        tsd, psd = target_net.state_dict(), policy_net.state_dict()
        for key in psd:
            tsd[key] = psd[key] * 0.05 + tsd[key] * 0.95
        target_net.load_state_dict(tsd)
        if done or trunc:
            break
print(len(losses), losses[0], losses[-1], sum(losses) / len(losses))
print(policy_net(torch.eye(6)).argmax(1))
