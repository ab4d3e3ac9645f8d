"""Adam, and AdamW: steps scaled for each weight by the recent size of its gradient."""

from __future__ import annotations

from typing import Any

from autograd_lab.optim import checks
from autograd_lab.optim.numbers import counted, decayed, scalar
from autograd_lab.optim.optimizer import Group, Optimizer, State
from autograd_lab.tensor.tensor import Tensor


class Adam(Optimizer):
    """Adaptive moment estimation.

        g <- g + weight_decay * p
        m <- b1 * m + (1 - b1) * g
        v <- b2 * v + (1 - b2) * g^2
        p <- p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)

    With ``decoupled_weight_decay`` the decay shrinks the weight itself, beside the gradient: that is AdamW.
    With ``amsgrad`` the largest v so far takes the place of v (Reddi et al. 2018).
    lr, eps, weight_decay >= 0; betas in [0, 1); ``maximize`` climbs instead.
    Source: Kingma & Ba 2015, arXiv:1412.6980, algorithm 1.
    """

    elementwise = True

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[Any, Any] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        betas = tuple(b.reshape(()) if isinstance(b, Tensor) and b.numel() == 1 else b for b in betas)  # type: ignore
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        checks.tensor_options(group)
        checks.adam_like(group)
        checks.implementation(group)

    def start(self, xp: Any, x: Any, options: Group) -> State:
        zeros = xp.zeros_like(x)
        state = {"step": scalar(), "exp_avg": zeros, "exp_avg_sq": zeros}
        return state | {"max_exp_avg_sq": zeros} if options["amsgrad"] else state

    def update(self, xp: Any, x: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        x, g = decayed(x, g, options)
        b1, b2 = options["betas"]
        t, step = counted(state)
        m = b1 * state["exp_avg"] + (1 - b1) * g
        v = b2 * state["exp_avg_sq"] + (1 - b2) * (g * g)
        after = {"step": step, "exp_avg": m, "exp_avg_sq": v}
        if options["amsgrad"]:
            v = after["max_exp_avg_sq"] = xp.maximum(state["max_exp_avg_sq"], v)
        size = xp.sqrt(v) / (1 - b2**t) ** 0.5 + options["eps"]
        return x - options["lr"] / (1 - b1**t) * (m / size), after


class AdamW(Adam):
    """Adam with decoupled weight decay: p <- p * (1 - lr * weight_decay) before each step.

    Source: Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2.
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[Any, Any] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """As of every optimizer; a state saved by Adam is gone on from with decoupled weight decay."""
        groups = [{**group, "decoupled_weight_decay": True} for group in state_dict["param_groups"]]
        super().load_state_dict({**state_dict, "param_groups": groups})
