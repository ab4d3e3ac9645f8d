"""What cannot be stored, and wrong calls: the class, the place, and the way out, in both languages."""

from __future__ import annotations

import collections
import dataclasses
import io
import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import i18n
from autograd_lab.errors import LabError
from autograd_lab.serialization import safetensors
from autograd_lab.tensor.tensor import make
from tests.checkpoint.samples import bytes_of, trained
from tests.checkpoint.test_bad_files import BAD

Point = collections.namedtuple("Point", ["x", "y"])


@dataclasses.dataclass
class Config:
    lr: float = 0.1


class Mine(lab.Tensor):
    pass


class Own(dict):  # type: ignore[type-arg]
    pass


def save(obj: Any) -> Any:
    return bytes_of(obj)


def cycle() -> Any:
    inner: list[Any] = []
    inner.append({"again": (inner,)})
    return inner


def nested(levels: int) -> Any:
    obj: Any = 1
    for _ in range(levels):
        obj = [obj]
    return obj


def other_run(**parts: Any) -> Any:
    file = io.BytesIO()
    lab.save_checkpoint(file, model=lab.nn.Linear(1, 1), epoch=3)
    return lab.load_checkpoint(io.BytesIO(file.getvalue()), **parts)


# call, class, key, words in English, in Chinese
# fmt: off
# ruff: noqa: E501 (a table: one call, one line)
ROWS: list[tuple[Callable[[], Any], type[Exception], str, str, str]] = [
    (lambda: save(lab.nn.Linear(1, 1)), TypeError, "file.has_state", "it is a Linear, and objects with code are not stored. Store its numbers: save x.state_dict()", "x.state_dict()"),
    (lambda: save({"model": [lab.nn.Linear(1, 1)]}), TypeError, "file.has_state", "['model'][0] is a Linear", "['model'][0] 是 Linear"),
    (lambda: save({"opt": trained()[1]}), TypeError, "file.has_state", "['opt'] is a Adam", "['opt']"),
    (lambda: save({"act": lab.relu}), TypeError, "file.function", "['act'] is the function or class relu", "['act']"),
    (lambda: save([lambda x: x]), TypeError, "file.function", "[0]", "字符串"),
    (lambda: save({"cls": lab.nn.Linear}), TypeError, "file.function", "Linear", "Linear"),
    (lambda: save(collections.defaultdict(lambda: 0)), TypeError, "file.function", "['default_factory']", "['default_factory']"),
    (lambda: save([np]), TypeError, "file.module", "[0] is the module numpy", "模块 numpy"),
    (lambda: save({"p": Point(1, 2)}), TypeError, "file.named_tuple", "['p'] is a Point", "_asdict()"),
    (lambda: save({"x": make(np.ones(2), Mine)}), TypeError, "file.tensor_class", "['x'] is a Mine", "Mine"),
    (lambda: save(lab.nn.LazyLinear(2).state_dict()), TypeError, "file.lazy", "['weight'] is a UninitializedParameter, whose shape", "['weight'] 是 UninitializedParameter"),
    (lambda: save([Config()]), TypeError, "file.object", "Config", "Config"),
    (lambda: save({"g": lab.Generator()}), TypeError, "file.object", "Generator", "Generator"),
    (lambda: save(Own()), TypeError, "file.object", "Own", "Own"),
    (lambda: save({(1, print): 2}), TypeError, "file.function", "print", "print"),
    (lambda: save(range(3)), TypeError, "file.object", "builtins.range", "builtins.range"),
    (lambda: save({"a": np.array(["x"])}), TypeError, "file.array_dtype", "['a'] is an array of dtype <U1", "<U1"),
    (lambda: save(np.array([None])), TypeError, "file.array_dtype", "object", "object"),
    (lambda: save({"a": cycle()}), ValueError, "file.cycle", "['a'][0]['again'][0] contains itself", "['a'][0]['again'][0] 包含了它自己"),
    (lambda: save(nested(300)), ValueError, "file.deep", "200", "200"),
    (lambda: lab.save(1, 5), TypeError, "file.save_to", "int", "int"),
    (lambda: lab.save(1, io.BytesIO(), json), ValueError, "file.pickle_options", "no pickle", "pickle"),
    (lambda: lab.load(io.BytesIO(), pickle_module=json), ValueError, "file.pickle_options", "no pickle", "pickle"),
    (lambda: lab.load(5), TypeError, "file.load_from", "int", "int"),
    (lambda: lab.load_checkpoint(io.BytesIO(bytes_of({"a": 1}))), RuntimeError, "file.no_run", "save_checkpoint", "save_checkpoint"),
    (lambda: other_run(net=lab.nn.Linear(1, 1)), ValueError, "file.no_part", "net; it has: model", "net 的状态；已有的是：model"),
]
# fmt: on


@pytest.mark.parametrize("index", range(len(ROWS)))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_wrong_use(index: int, language: str) -> None:
    call, error, key, english, chinese = ROWS[index]
    lab.set_language(language)
    with pytest.raises(error) as raised:
        call()
    assert isinstance(raised.value, LabError) and raised.value.key == key
    assert (english if language == "en" else chinese) in str(raised.value)
    assert bool(re.search(r"[\u4e00-\u9fff]", str(raised.value))) == (language == "zh")


def test_every_message_is_said_somewhere() -> None:
    said = {row[2] for row in ROWS} | {"file.no_device", "file.header_length"}  # by tests of their own
    for content, _ in BAD.values():
        with pytest.raises(LabError) as raised:
            lab.load(io.BytesIO(content()))
        said.add(raised.value.key)
    assert said == {key for key in i18n._catalogue if key.startswith("file.")}


def test_a_header_beyond_the_limit_of_the_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safetensors, "LONGEST_HEADER", 100)
    with pytest.raises(RuntimeError, match="at most 100 are allowed"):
        lab.load(io.BytesIO(bytes_of(1)))


def test_the_deepest_that_can_be_stored() -> None:
    assert lab.load(io.BytesIO(bytes_of(nested(200)))) == nested(200)
