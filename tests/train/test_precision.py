"""``Trainer(precision=...)``: the step under autocast, the loss scaled, and both gone on with after an interrupt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.errors import UseError
from autograd_lab.train import Trainer
from tests.train.runs import Net, bits, loader, network
from tests.train.test_resume import Break, end, run


class Watching(Net):
    """Notes the dtypes in its steps, and the gradients before each step."""

    def __init__(self, spoiled: int = -1, lr: float = 0.01) -> None:
        super().__init__(lr)
        self.seen: set[lab.dtype] = set()
        self.norms: list[float] = []
        self.spoiled = spoiled

    def forward(self, x: Any) -> Any:
        y = super().forward(x)
        self.seen.add(y.dtype)
        return y

    def training_step(self, batch: Any, batch_idx: int) -> Any:
        loss = super().training_step(batch, batch_idx)
        return loss * float("inf") if batch_idx == self.spoiled else loss

    def on_before_optimizer_step(self, optimizer: Any) -> None:
        self.norms.append(nn.utils.get_total_norm([p.grad for p in self.parameters()]).item())


@pytest.mark.parametrize(
    "precision, dtype",
    [("32-true", lab.float32), ("bf16-mixed", lab.bfloat16), ("16-mixed", lab.float16), (16, lab.float16)],
)
def test_steps_run_under_autocast(precision: str | int, dtype: lab.dtype) -> None:
    module = Watching()
    trainer = Trainer(max_epochs=1, precision=precision)
    trainer.fit(module, loader(), loader())
    assert module.seen == {dtype} and trainer.predict(module, loader())[0].dtype is dtype
    assert all(p.dtype is lab.float32 for p in module.parameters())
    assert max(module.norms) < 100  # seen after the scale of 65536 was taken out
    assert trainer.global_step == 6


def test_a_step_with_an_overflow_is_left_out_and_not_counted() -> None:
    module = Watching(spoiled=2)
    trainer = Trainer(max_epochs=1, precision="16-mixed")
    trainer.fit(module, loader())
    assert trainer.global_step == 5 and trainer.scaler.get_scale() == 2.0**15
    assert all(bool(p.isfinite().all()) for p in module.parameters())


def test_accumulated_and_clipped_gradients() -> None:
    """The norm that clipping sees is that of the unscaled gradients."""
    ends = []
    for precision in ("16-mixed", "32-true"):
        lab.manual_seed(0)
        module = Net()
        Trainer(max_epochs=2, precision=precision, accumulate_grad_batches=2, gradient_clip_val=0.05).fit(
            module, loader()
        )
        ends.append(nn.utils.parameters_to_vector(module.parameters()))
    assert (ends[0] - ends[1]).abs().max().item() < 5e-3  # what float16 rounds away in six small steps
    assert not lab.equal(*ends)


@pytest.mark.parametrize("hook, n", [("on_train_batch_end", 4), ("on_validation_batch_end", 3)])
def test_an_interrupted_run_ends_in_the_same_bits(hook: str, n: int, tmp_path: Path) -> None:
    whole = run(tmp_path / "whole", precision="16-mixed")
    ended = end(whole)
    run(tmp_path / "broken", Break(hook, n), precision="16-mixed")
    again = run(tmp_path / "broken", resume="last", precision="16-mixed")
    assert end(again) == ended
    assert again.scaler.state_dict() == whole.scaler.state_dict()
    assert again.scaler.get_scale() == 2.0**15  # one step overflowed, so there was something to remember


def test_with_steps_of_its_own_the_module_scales_itself() -> None:
    module = Net()
    module.automatic_optimization = False
    with pytest.raises(UseError, match="16-mixed"):
        Trainer(max_epochs=1, precision="16-mixed").fit(module, loader())


def test_a_plain_model() -> None:
    lab.manual_seed(0)
    model = network()
    before = bits(model)
    optimizer = lab.optim.SGD(model.parameters(), lr=0.1)
    trainer = Trainer(max_epochs=1, precision="bf16-mixed")
    trainer.fit(model, loader(), loss=nn.functional.cross_entropy, optimizer=optimizer)
    assert bits(model) != before
