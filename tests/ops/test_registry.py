"""What must be true of every op that exists: a row, words in both languages, formulas, a way to reach it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import autograd_lab
from autograd_lab.ops import Op, all_ops
from tests.op_cases import CASES

PACKAGE = Path(autograd_lab.__file__).parent
OPS = [op for op in all_ops() if op.__module__.startswith("autograd_lab.")]
CHINESE = re.compile(r"[\u4e00-\u9fff]")

each_op = pytest.mark.parametrize("op", OPS, ids=lambda op: op.__name__)


def names_in(tree: ast.AST) -> set[str]:
    """Every name and attribute that a piece of code mentions."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


@cache
def reachable() -> set[str]:
    """The ops that code outside ops/ names, and those that they name in turn in their rules."""
    inside = [ast.parse(path.read_text()) for path in (PACKAGE / "ops").rglob("*.py")]
    mentions = {
        node.name: names_in(node) for tree in inside for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    }
    helpers = {node.name: names_in(node) for tree in inside for node in tree.body if isinstance(node, ast.FunctionDef)}
    outside = [path for path in PACKAGE.rglob("*.py") if "ops" not in path.relative_to(PACKAGE).parts]
    found = set().union(*(names_in(ast.parse(path.read_text())) for path in outside)) & mentions.keys()
    stack = list(found)
    while stack:
        for name in mentions.get(stack[-1], helpers.get(stack.pop(), set())):
            if name in mentions.keys() | helpers.keys() and name not in found:
                found.add(name)
                stack.append(name)
    return found


@each_op
def test_it_has_a_row(op: type[Op]) -> None:
    assert any(case.op is op for case in CASES), f"tests/op_cases has no row for {op.__name__}"


def test_no_two_ops_have_one_name() -> None:
    names = Counter(op.__name__ for op in OPS)
    assert [name for name, count in names.items() if count > 1] == []


def test_rows_are_of_existing_ops() -> None:
    assert {case.op for case in CASES} <= set(OPS)


@each_op
def test_its_words_are_complete_in_both_languages(op: type[Op]) -> None:
    doc = op.doc
    for part in ("symbol", "formula", "shapes", "en", "zh"):
        assert getattr(doc, part).strip(), f"{op.__name__}.doc has no {part}"
    assert doc.en.endswith(".") and not CHINESE.search(doc.en)
    assert doc.zh.endswith("。") and CHINESE.search(doc.zh)
    assert "->" in doc.shapes
    assert (op.__doc__ or "").strip(), f"{op.__name__} has no docstring"


@each_op
def test_its_formulas_are_balanced_latex(op: type[Op]) -> None:
    rules = [op.backward] if op.joint else list(op.rules.values())
    for rule in rules:
        assert getattr(rule, "formula", "").strip(), f"{op.__name__}: a gradient rule without a formula"
    for formula in (op.doc.formula, *(rule.formula for rule in rules)):
        for left, right in ("{}", "()"):
            assert formula.count(left) == formula.count(right), formula
        assert formula.isascii(), formula


@each_op
def test_the_symbol_of_each_gradient_is_barred(op: type[Op]) -> None:
    for rule in op.rules.values():
        assert rule.formula.startswith((r"\bar", r"\nabla")), rule.formula


@each_op
def test_someone_can_use_it(op: type[Op]) -> None:
    assert op.__name__ in reachable()
