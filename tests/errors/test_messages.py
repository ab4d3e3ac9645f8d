"""Every bad input: PyTorch's class, a message with the values and the way out in both languages, nothing changed."""

from __future__ import annotations

import re
import sys
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.backend import cuda
from autograd_lab.backend.scipy import special
from autograd_lab.errors import LabError
from autograd_lab.i18n.messages import MESSAGES
from tests.autograd.functions import function
from tests.errors.case import Bad, World
from tests.errors.rows import BAD, devices
from tests.support.fake_cupy import FakeCupy

# Said by tests of their own, below or elsewhere.
ELSEWHERE = {
    "cuda.no_cupy",
    "cuda.no_driver",
    "cuda.cublas",  # tests/cuda/test_gemm.py
    "dtype.no_bfloat16",
    "scipy.missing",
    "variable.volatile",
    "language.unknown",
    "tensor.copy_construct",
    "grad.non_leaf_access",
    "backward.old_name",
    "var.too_few",
    "out.resized",  # tests/functions/test_out.py
    "stft.deprecated",
    "istft.short",
    "nn.old_name",
    "nn.hardtanh.renamed",
    "nn.instancenorm.unused",
    "nn.init.truncated",
    "nn.init.empty",
    "function.instance",
    "function.dirty_no_input",
    "rnn.dropout_unused",  # tests/nn/test_recurrent.py
    "utils.deprecated",  # tests/nn/test_clipping.py, test_norm_hooks.py
    "clip.used_up",  # tests/nn/test_clipping.py
    "profiler.no_warmup",
    *(key for key in MESSAGES if key.startswith(("origin.", "explain."))),  # parts of others
    *(key for key in MESSAGES if key.startswith("anomaly.") and key != "anomaly.nan"),
    "raw_write.input",
    "raw_write.output",
    "checkpoint.changed_one",
    "checkpoint.no_grad_input",
    "checkpoint.say_reentrant",
    # tests/autograd/test_gradcheck.py
    "gradcheck.precision",
    "gradcheck.kind",
    "gradcheck.undefined_off",
    "gradcheck.undefined_failed",
    "gradcheck.undefined_value",
    "cuda.lost",  # tests/cuda/test_memory.py
    "pin.no_accelerator",  # tests/cuda/test_pinned.py
    "accelerator.index",  # tests/cuda/test_accelerator.py
    "graphed.failed",  # tests/cuda/test_graphs.py
    "graphed.range",
    "capture.number",
    *(key for key in MESSAGES if key.startswith(("autocast.", "scaler."))),  # tests/amp
    # tests/backends
    *(key for key in MESSAGES if key.startswith(("backends.", "determinism.", "precision.", "mps."))),
}

# Said as a part of others: rows of these have their words.
PARTS = {key for key in MESSAGES if key.startswith("gradcheck.hint_")} | {
    "gradcheck.forward_mode",
    "gradcheck.fast",
    "gradcheck.fast_only",
    "gradcheck.real_outputs",
    "gradcheck.imag_outputs",
    "gradcheck.real_inputs",
    "gradcheck.imag_inputs",
}


def each(rows: list[Bad]) -> Any:
    return pytest.mark.parametrize("bad", rows, ids=[f"{bad.key}-{i}" for i, bad in enumerate(rows)])


def check(bad: Bad) -> None:
    world = World(lab)
    before = world.state()
    for language, words in (("en", bad.en), ("zh", bad.zh)):
        lab.set_language(language)
        with pytest.raises(bad.error) as raised:
            bad.call(lab, world)
        error = raised.value
        assert isinstance(error, LabError), f"{type(error).__name__} is not of this library: {error}"
        assert error.key == bad.key, f"{error.key}: {error}"
        for word in words:
            assert word in str(error), f"{word!r} is not said in: {error}"
        assert bool(re.search(r"[\u4e00-\u9fff]", str(error))) == (language == "zh")
    assert world.state() == before
    assert lab.is_grad_enabled() and lab.get_default_dtype() is lab.float32


@each(BAD)
def test_it_is_refused_in_both_languages_and_changes_nothing(bad: Bad) -> None:
    check(bad)


@each(devices.MIXED)
def test_the_same_on_a_gpu(bad: Bad, fake_cupy: FakeCupy) -> None:
    check(bad)


@each([bad for bad in BAD if bad.torch])
def test_torch_raises_the_same_class(bad: Bad) -> None:
    torch = pytest.importorskip("torch")
    world = World(torch)
    with pytest.raises(bad.error):
        bad.call(torch, world)


def test_every_message_has_a_row() -> None:
    said = {bad.key for bad in (*BAD, *devices.MIXED)}
    assert said | ELSEWHERE | PARTS == MESSAGES.keys(), "rows for messages that do not exist, or messages without a row"


# -- those that need a world of their own ---------------------------------------------------------------------------


def test_an_unknown_language() -> None:
    for language, word in (("en", "choose"), ("zh", "请用")):
        lab.set_language(language)
        with pytest.raises(ValueError, match=f"(?s){word}.*'en'"):
            lab.set_language("fr")
        assert lab.get_language() == language


def test_cuda_without_cupy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuda, "_cupy", None)
    monkeypatch.setitem(sys.modules, "cupy", None)  # importing it raises ImportError
    assert not lab.cuda.is_available() and lab.cuda.device_count() == 0
    for language, words in (("en", "pip install"), ("zh", "尚未安装")):
        lab.set_language(language)
        with pytest.raises(RuntimeError, match=words):
            lab.zeros(2, device="cuda")


def test_cuda_without_a_driver(monkeypatch: pytest.MonkeyPatch, fake_cupy: FakeCupy) -> None:
    monkeypatch.setattr(fake_cupy.cuda, "is_available", lambda: False)
    assert not lab.cuda.is_available()
    for language, words in (("en", "device='cpu'"), ("zh", "没有找到")):
        lab.set_language(language)
        with pytest.raises(RuntimeError, match=words):
            lab.ones(2).cuda()


def test_bfloat16_without_ml_dtypes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ml_dtypes", None)
    for language, words in (("en", "pip install ml_dtypes"), ("zh", "ml_dtypes 包")):
        lab.set_language(language)
        with pytest.raises(RuntimeError, match=words):
            lab.ones(2, dtype=lab.bfloat16)


def test_without_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    for language, words in (("en", "pip install scipy"), ("zh", "该函数需要 scipy.special")):
        lab.set_language(language)
        with pytest.raises(RuntimeError, match=words):
            special(np)


def test_warnings() -> None:
    for language, copied, non_leaf in (("en", "copy construct", "not a leaf"), ("zh", "复制出新张量", "非叶子")):
        lab.set_language(language)
        with pytest.warns(UserWarning, match=copied):
            lab.tensor(lab.ones(2))
        y = lab.ones(1, requires_grad=True) * 2
        with pytest.warns(UserWarning, match=non_leaf):
            assert y.grad is None


def test_a_custom_function_warns() -> None:
    def forward(ctx: Any, x: Any) -> Any:
        y = x * 2
        ctx.mark_dirty(y)
        return y

    F = function(lab, forward)
    for language, instance, dirty in (("en", "static", "not an input"), ("zh", "静态方法", "并非输入")):
        lab.set_language(language)
        with pytest.warns(DeprecationWarning, match=instance):
            F()
        with pytest.warns(UserWarning, match=dirty):
            F.apply(lab.ones(1, requires_grad=True))


def test_a_variance_of_too_few_warns() -> None:
    for language, words in (("en", "degrees of freedom"), ("zh", "自由度")):
        lab.set_language(language)
        for spread in (lab.var, lab.std, lab.cov):
            with pytest.warns(UserWarning, match=words), np.errstate(all="ignore"):
                assert spread(lab.ones(1)).isnan()
        with pytest.warns(UserWarning, match=words), np.errstate(all="ignore"):
            lab.var_mean(lab.ones(2, 3), 0, correction=2)


def test_errors_survive_pickling() -> None:
    import pickle

    with pytest.raises(RuntimeError) as raised:
        lab.ones(2, 3) @ lab.ones(2, 3)
    copy = pickle.loads(pickle.dumps(raised.value))
    assert type(copy) is type(raised.value) and str(copy) == str(raised.value) and copy.key == "matmul.shapes"


def test_code_may_raise_the_public_error_with_its_own_words() -> None:
    with pytest.raises(RuntimeError, match="no such inverse"):
        raise lab.linalg.LinAlgError("no such inverse")
    assert str(lab.linalg.LinAlgError()) == "" and lab.linalg.LinAlgError("a", 1).args == ("a", 1)


def test_the_line_of_a_second_backward_is_named_when_somebody_watches() -> None:
    from autograd_lab import watch

    with watch.watching(watch.Watcher()):
        y = lab.ones(1, requires_grad=True).exp()
        y.backward()
        with pytest.raises(RuntimeError, match=r"test_messages\.py:\d+"):
            y.backward()


def test_a_number_of_numpy_is_a_number() -> None:
    assert (lab.ones(2) * np.float64(2)).dtype is lab.float32
