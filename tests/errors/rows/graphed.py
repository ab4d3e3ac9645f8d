"""Training steps that no CUDA graph could hold, on the CPU: the rules are the same."""

import numpy as np

from tests.errors.case import Bad


def graphed(t, w, step):
    return t.cuda.graphed_step(step, w.x)


def optimized(t, w, change):
    """A step of an optimizer, and then ``change(optimizer)``."""
    p = t.nn.Parameter(t.ones(3))
    optimizer = t.optim.SGD([p], lr=0.1)

    def step(x):
        (x * p).sum().backward()
        optimizer.step()
        change(optimizer)

    return graphed(t, w, step)


def with_adafactor(t, w):
    p = t.nn.Parameter(t.ones(3))
    optimizer = t.optim.Adafactor([p])

    def step(x):
        (x * p).sum().backward()
        optimizer.step()

    graphed(t, w, step)


def growing(t, w, first, later):
    """A step that does ``first`` while it is made, and ``later`` when it is called."""
    runs = []

    def step(x):
        runs.append(1)
        return first(x) if len(runs) < 4 else later(x)

    graphed(t, w, step)(w.x)


WHERE = ("graphed.py:",)
BAD = [
    Bad("graphed.reads", RuntimeError, lambda t, w: graphed(t, w, lambda x: x.sum().item()), (".item()", *WHERE), (".item()", *WHERE), torch=False),
    Bad("graphed.reads", RuntimeError, lambda t, w: graphed(t, w, lambda x: float(x.sum())), ("float(...)", *WHERE), ("float(...)", *WHERE), torch=False),
    Bad("graphed.reads", RuntimeError, lambda t, w: graphed(t, w, lambda x: x if x.sum() > 0 else -x), ("bool(...)", *WHERE), ("bool(...)", *WHERE), torch=False),
    Bad("graphed.reads", RuntimeError, lambda t, w: graphed(t, w, print), ("print(...)",), ("print(...)",), torch=False),
    Bad("graphed.reads", RuntimeError, lambda t, w: graphed(t, w, lambda x: f"{x.sum():.2f}"), ('f"{...}"', *WHERE), ('f"{...}"', *WHERE), torch=False),
    Bad("graphed.reads", RuntimeError, lambda t, w: graphed(t, w, lambda x: x.numpy()), (".numpy()", *WHERE), (".numpy()", *WHERE), torch=False),
    Bad("graphed.reads", RuntimeError, lambda t, w: graphed(t, w, lambda x: x.cpu()), (".cpu()", *WHERE), (".cpu()", *WHERE), torch=False),
    Bad("graphed.made_on_host", RuntimeError, lambda t, w: graphed(t, w, lambda x: x * t.tensor([1.0, 2.0, 3.0])), ("tensor(...)", *WHERE), ("tensor(...)", *WHERE), torch=False),
    Bad("graphed.made_on_host", RuntimeError, lambda t, w: graphed(t, w, lambda x: x * t.from_numpy(np.ones(3))), ("from_numpy(...)", *WHERE), ("from_numpy(...)", *WHERE), torch=False),
    Bad("graphed.sized", RuntimeError, lambda t, w: graphed(t, w, lambda x: x.nonzero()), ("nonzero(...)", *WHERE), ("nonzero(...)", *WHERE), torch=False),
    Bad("graphed.sized", RuntimeError, lambda t, w: graphed(t, w, lambda x: x[x > 2]), ("x[mask]", *WHERE), ("x[mask]", *WHERE), torch=False),
    Bad("graphed.sized", RuntimeError, lambda t, w: graphed(t, w, lambda x: x.repeat_interleave(w.n, 0)), ("repeat_interleave(...)", *WHERE), ("repeat_interleave(...)", *WHERE), torch=False),
    Bad("graphed.other", RuntimeError, lambda t, w: growing(t, w, lambda x: x * 2, lambda x: x.exp()), ("exp", *WHERE), ("exp", *WHERE), torch=False),
    Bad("graphed.less", RuntimeError, lambda t, w: growing(t, w, lambda x: x * 2 * 2, lambda x: x * 2), ("ran 1", "one 2"), ("1 个操作", "2 个"), torch=False),
    Bad("graphed.optimizer", RuntimeError, with_adafactor, ("Adafactor", *WHERE), ("Adafactor", *WHERE), torch=False),
    Bad("graphed.option", RuntimeError, lambda t, w: optimized(t, w, lambda o: o.param_groups[0].update(lr=0.2)), ("'lr'", "SGD", "scheduler.step()"), ("'lr'", "SGD"), torch=False),
    Bad("graphed.input_type", TypeError, lambda t, w: t.cuda.graphed_step(abs, 3), ("input 0", "int"), ("第 0 个", "int"), torch=False),
    Bad("graphed.input_type", TypeError, lambda t, w: graphed(t, w, abs)(3), ("input 0", "int"), ("第 0 个", "int"), torch=False),
    Bad("graphed.input_count", TypeError, lambda t, w: graphed(t, w, abs)(w.x, w.x), ("takes 1", "got 2"), ("需要 1", "得到 2"), torch=False),
    Bad("graphed.shape", RuntimeError, lambda t, w: graphed(t, w, abs)(w.v), ("(2, 3)", "(3,)", "drop_last"), ("(2, 3)", "(3,)"), torch=False),
    Bad("graphed.dtype", RuntimeError, lambda t, w: graphed(t, w, abs)(w.x.double()), ("float32", "float64"), ("float32", "float64"), torch=False),
    Bad("graphed.output", TypeError, lambda t, w: graphed(t, w, lambda x: 3), ("int",), ("int",), torch=False),
]  # fmt: skip
