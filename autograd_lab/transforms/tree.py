"""Nested tuples, lists and dicts of tensors: their parts in a row, and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


def flatten(tree: Any) -> tuple[list[Any], Callable[[Sequence[Any]], Any]]:
    """The parts of ``tree`` from left to right, and the function that makes a tree of the same form of others."""
    if isinstance(tree, dict):
        keys, children = list(tree), list(tree.values())

        def build(values: list[Any]) -> Any:
            return type(tree)(zip(keys, values, strict=True))

    elif isinstance(tree, (tuple, list)):
        children = list(tree)

        def build(values: list[Any]) -> Any:
            return tuple_like(tree, values)

    else:
        return [tree], lambda parts: parts[0]
    flat = [flatten(child) for child in children]
    sizes = [len(parts) for parts, _ in flat]

    def rebuild(parts: Sequence[Any]) -> Any:
        values, start = [], 0
        for size, (_, make) in zip(sizes, flat, strict=True):
            values.append(make(parts[start : start + size]))
            start += size
        return build(values)

    return [part for parts, _ in flat for part in parts], rebuild


def tuple_like(old: Any, values: Sequence[Any]) -> Any:
    """``values`` as a tuple or list of the class of ``old``, which may have named fields."""
    return type(old)(*values) if hasattr(old, "_fields") else type(old)(values)


def mapped(fn: Callable[[Any], Any], tree: Any) -> Any:
    """``fn`` of every part, in a tree of the same form."""
    parts, rebuild = flatten(tree)
    return rebuild([fn(part) for part in parts])


def same_form(a: Any, b: Any) -> bool:
    """Whether two trees differ in their parts only."""
    if isinstance(a, dict) or isinstance(b, dict):
        return type(a) is type(b) and a.keys() == b.keys() and all(same_form(a[key], b[key]) for key in a)
    if isinstance(a, (tuple, list)) or isinstance(b, (tuple, list)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same_form, a, b))
    return True
