"""The programs of this folder run here and under PyTorch, and print the same.

What PyTorch 2.13 printed stands in ``printed/``, for machines without it.
"""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

import autograd_lab as lab

HERE = Path(__file__).parent
# Which lines hold numbers that chance decides; of these only the form is compared.
PROGRAMS = {
    "tensors": lambda number, line: 1 <= number <= 5,
    "gradients": lambda number, line: False,
    "network": lambda number, line: "Loss" in line or "tensor(" in line,
    "straight_line": lambda number, line: False,
}


def run(name: str, torch: str = "autograd_lab", run_main: bool = True) -> tuple[str, dict[str, Any]]:
    """What a program prints, and its names; its imports go to ``torch``."""
    path = HERE / f"{name}.py"
    source = path.read_text(encoding="utf-8")
    if torch != "autograd_lab":
        source = source.replace("import autograd_lab as torch", "import torch").replace("autograd_lab", torch)
    names: dict[str, Any] = {"__name__": "__main__" if run_main else "program"}
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(source, str(path), "exec"), names)
    return output.getvalue(), names


def comparable(name: str, text: str) -> list[str]:
    """The lines, with the digits (and the room for a sign) of chance numbers blotted out."""
    chance = PROGRAMS[name]
    return [
        re.sub(r"[- ]?\d+\.\d+(e[+-]\d+)?", "#", line) if chance(number, line) else line
        for number, line in enumerate(text.splitlines())
    ]


@pytest.mark.parametrize("name", PROGRAMS)
def test_prints_what_torch_printed(name: str) -> None:
    lab.manual_seed(0)
    recorded = (HERE / "printed" / f"{name}.txt").read_text(encoding="utf-8")
    assert comparable(name, run(name)[0]) == comparable(name, recorded)


@pytest.mark.parametrize("name", PROGRAMS)
def test_torch_prints_what_is_recorded(name: str) -> None:
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    recorded = (HERE / "printed" / f"{name}.txt").read_text(encoding="utf-8")
    assert comparable(name, run(name, "torch")[0]) == comparable(name, recorded)


def trained(name: str, *arguments: Any) -> tuple[Any, str]:
    """What the main function of a program returns, and what it prints."""
    pytest.importorskip("sklearn")
    threads = pytest.importorskip("threadpoolctl")  # comes with scikit-learn
    _, names = run(name, run_main=False)
    # One BLAS thread: on a machine busy with other tests, several wait for each other up to 80 times as long.
    with contextlib.redirect_stdout(io.StringIO()) as output, threads.threadpool_limits(1):
        result = names["main"](*arguments)
    return result, output.getvalue()


def test_the_trainer_goes_on_bit_for_bit() -> None:
    (accuracy, same), printed = trained("digits_trainer")
    assert same and accuracy >= 0.97
    assert "Interrupted: True, at step 411" in printed


@pytest.mark.parametrize("name, least", [("digits_mlp", 0.97), ("digits_cnn", 0.95), ("digits_vision", 0.985)])
def test_learns_real_digits(name: str, least: float) -> None:
    accuracy, printed = trained(name)
    assert accuracy >= least
    assert re.search(r"Test accuracy: 0\.\d{4} on 35\d images\n$", printed)


def test_digits_go_to_another_runtime_and_back() -> None:
    for package in ("onnx", "onnxruntime"):
        pytest.importorskip(package, reason=f"the package {package} is not installed (it is in the extra `test`)")
    (here, there, apart), printed = trained("digits_onnx")
    assert here == there >= 0.95
    assert apart < 1e-5 * 20  # scores are as large as 20
    before, after = map(float, re.findall(r"test loss from ([\d.]+) to ([\d.]+)", printed)[0])
    assert after < 1.5 * before  # it goes on from where it was, and does not begin anew


def test_a_character_lstm_learns_the_lessons() -> None:
    perplexity, printed = trained("char_lstm")
    assert perplexity < 8.5  # counting characters alone gives about 20
    assert re.search(r"Test perplexity: \d\.\d\d of \d+ characters\n$", printed)


def test_a_tiny_gpt_learns_the_lessons() -> None:
    perplexity, printed = trained("tiny_gpt")
    assert perplexity < 11  # counting characters alone gives about 20
    assert re.search(r"Test perplexity: \d+\.\d\d of \d+ characters\n$", printed)


def test_a_vae_explains_digits_it_has_not_seen() -> None:
    """A bound of their log probability, and how far it is above that of independent pixels, which reach -25 nats."""
    (bound, alone), printed = trained("digits_vae")
    assert bound > -20 and bound > alone + 4.5
    assert "32 new digits" in printed


def test_a_gan_draws_every_digit() -> None:
    """Hardly farther from unseen digits than real ones are, where noise of the same spread is half as far again."""
    (distance, noise, rarest), _ = trained("digits_gan")
    assert distance < 1.25 and noise > 1.4 and rarest >= 30  # of 1000


@pytest.mark.parametrize("sounds", ["Tones", "SpokenDigits"])
def test_sounds_are_told_apart(sounds: str) -> None:
    accuracy, printed = trained("tones", sounds)
    assert accuracy > 0.95
    assert re.search(r"Test accuracy: [01]\.\d{4} on 300 sounds\n$", printed)
