"""Wrong versions of a gradient rule, made from its source: what a slip of the hand could have written."""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from autograd_lab.ops.base import Op

Rule = Callable[..., Any]

SWAPPED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
SHIFTED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
DROPPED_METHODS = {"sum", "mean", "reshape"}


def variants(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What may stand wrongly in the place of one expression."""
    match node:
        case ast.Return(value=value) if value is not None:
            yield "sign flipped", ast.Return(ast.UnaryOp(ast.USub(), value))
            yield "0.05% too large", ast.Return(ast.BinOp(value, ast.Mult(), ast.Constant(1.0005)))
            yield "doubled", ast.Return(ast.BinOp(value, ast.Mult(), ast.Constant(2)))
        case ast.BinOp(left=left, op=op, right=right):
            yield "right operand dropped", left
            yield "left operand dropped", right
            if type(op) in SWAPPED:
                yield "operator swapped", ast.BinOp(left, SWAPPED[type(op)](), right)
        case ast.UnaryOp(operand=operand):
            yield "unary operator dropped", operand
        case ast.Compare(left=left, ops=[op], comparators=others) if type(op) in SHIFTED:
            yield "comparison shifted", ast.Compare(left, [SHIFTED[type(op)]()], others)
        case ast.IfExp(body=body, orelse=orelse):
            yield "always the first case", body
            yield "always the second case", orelse
        case ast.Call(func=ast.Name(id="sum_to"), args=[value, *_]):
            yield "sum_to forgotten", value
        case ast.Call(func=ast.Name(id="run"), args=[_, _, value, *_]) if not isinstance(value, ast.Starred):
            yield "inner op forgotten", value
        case ast.Call(func=ast.Attribute(value=ast.Name(id="xp"), attr="where"), args=[_, first, second]):
            yield "where: always the first", first
            yield "where: always the second", second
        case ast.Call(func=ast.Attribute(value=ast.Name(id="xp"), attr=name), args=[value, *_]):
            yield f"xp.{name} forgotten", value
        case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in DROPPED_METHODS:
            yield f".{name} forgotten", value
        case ast.Constant(value=number) if type(number) in (int, float):
            yield "constant off by one", ast.Constant(number + 1)


def mutants(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """(what is wrong, the wrong rule), one fault at a time."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(rule)))
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    function.decorator_list = []
    for position, node in enumerate(ast.walk(function)):
        for what, replacement in variants(node):
            wrong = copy.deepcopy(tree)
            target = list(ast.walk(wrong.body[0]))[position]
            wrong = ast.fix_missing_locations(_Replace(target, copy.deepcopy(replacement)).visit(wrong))
            source = ast.unparse(wrong)
            if source == ast.unparse(tree):
                continue
            yield f"{what}: {ast.unparse(replacement)}", _compiled(source, rule)


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.AST, replacement: ast.AST) -> None:
        self.target, self.replacement = target, replacement

    def visit(self, node: ast.AST) -> Any:
        return self.replacement if node is self.target else self.generic_visit(node)


def _compiled(source: str, rule: Rule) -> Rule:
    names = dict(rule.__globals__)  # type: ignore[attr-defined]
    exec(compile(source, f"<mutant of {rule.__qualname__}>", "exec"), names)
    return names[rule.__name__]


def with_rule(op: type[Op], name: str, rule: Rule) -> type[Op]:
    """A subclass of ``op`` with another rule, outside the library's own modules."""
    return type(op)(op.__name__, (op,), {f"backward_{name}": staticmethod(rule), "__module__": "mutant"})
