"""The catalogue of messages: two languages for every key, with the same values in both."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from pathlib import Path
from string import Formatter

import pytest

import autograd_lab
from autograd_lab import errors, i18n
from autograd_lab.i18n.messages import MESSAGES

PACKAGE = Path(autograd_lab.__file__).parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SIGNS = re.compile(r"[,;:!?](?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[,;!?]")  # Latin punctuation inside Chinese text

LAB_ERRORS = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}

each_message = pytest.mark.parametrize("key", MESSAGES)


def values(text: str) -> list[str]:
    """The names in braces, sorted; a value may be said twice."""
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None})


@each_message
def test_both_languages_say_the_same_values(key: str) -> None:
    english, chinese = MESSAGES[key]
    assert values(english) == values(chinese)
    assert english.strip() == english and chinese.strip() == chinese
    assert not CHINESE.search(english) and CHINESE.search(chinese)


@each_message
def test_chinese_text_has_chinese_punctuation(key: str) -> None:
    assert not SIGNS.search(MESSAGES[key][1]), MESSAGES[key][1]


def test_every_key_that_code_names_exists_and_the_other_way_round() -> None:
    for module in pkgutil.walk_packages(autograd_lab.__path__, "autograd_lab."):
        if module.name.endswith((".texts", ".messages", ".cli", ".testing")):  # those add their own
            importlib.import_module(module.name)
    raised, constants = set(), set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and path.name != "messages.py":
                constants.add(node.value)
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                function = node.func.id if isinstance(node.func, ast.Name) else ""
                if function == "tr" or function in LAB_ERRORS:
                    raised.add(node.args[0].value)
    assert raised - i18n._catalogue.keys() - MESSAGES.keys() == set()
    assert MESSAGES.keys() - constants == set()


def test_switching_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    forget = i18n.on_language_change(heard.append)
    i18n.set_language("zh")
    assert i18n.get_language() == "zh" and "未知" in i18n.tr("language.unknown", language="x")
    i18n.set_language("en")
    forget()
    forget()
    i18n.set_language("zh")
    assert heard == ["zh", "en"]


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"AUTOGRAD_LAB_LANG": "zh"}, "zh"),
        ({"AUTOGRAD_LAB_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "zh_TW.UTF-8"}, "zh"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
    ],
)
def test_the_language_at_the_start(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str) -> None:
    for name in ("AUTOGRAD_LAB_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert i18n._initial_language() == language
