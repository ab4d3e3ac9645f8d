"""How a module prints: its own line, and its children indented below."""

from __future__ import annotations

from typing import Any


def module_text(self: Any) -> str:
    """The tree of modules as PyTorch prints it."""
    return framed(self._get_name(), self.extra_repr(), [f"({n}): {indented(m)}" for n, m in self._modules.items()])


def framed(name: str, extra: str, children: list[str]) -> str:
    """``Name(extra)`` on one line if that is all, else one line for each part."""
    lines = extra.split("\n") if extra else []
    if not children and len(lines) <= 1:
        return f"{name}({extra})"
    return "\n  ".join([f"{name}(", *lines, *children]) + "\n)"


def indented(module: Any) -> str:
    """A child's text, every line after the first moved in by two."""
    return repr(module).replace("\n", "\n  ")


def runs(texts: list[str]) -> list[str]:
    """Equal neighbours as one line: ``(0-2): 3 x Linear(...)``, as ModuleList prints them."""
    lines: list[str] = []
    start = 0
    for i, text in enumerate(texts):
        if i + 1 < len(texts) and texts[i + 1] == text:
            continue
        lines.append(f"({i}): {text}" if i == start else f"({start}-{i}): {i - start + 1} x {text}")
        start = i + 1
    return lines


def options(module: Any, *names: str) -> str:
    """``"stride=2, padding=0"``: these attributes of a module, as most layers print them."""
    return ", ".join(f"{name}={getattr(module, name)}" for name in names)
