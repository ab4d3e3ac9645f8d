"""Write the messages as TypeScript: ``python -m autograd_lab.ui.emit_types``; a test keeps the file fresh."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from functools import reduce
from inspect import cleandoc
from operator import or_
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from autograd_lab.ui import protocol

TARGET = Path(__file__).resolve().parents[2] / "widgets" / "src" / "generated" / "protocol.ts"
PLAIN: dict[Any, str] = {int: "number", float: "number", str: "string", bool: "boolean", type(None): "null"}
ALIASES: dict[Any, str] = {
    value: name for name, value in vars(protocol).items() if name in protocol.__all__ and not is_dataclass(value)
}


def typescript(hint: Any) -> str:
    """A Python annotation as a TypeScript type."""
    if is_dataclass(hint):
        return hint.__name__  # type: ignore[union-attr]
    if hint in ALIASES:
        return ALIASES[hint]
    return _spelt_out(hint)


def _spelt_out(hint: Any) -> str:
    origin, args = get_origin(hint), get_args(hint)
    if origin is list:
        return f"readonly {_grouped(args[0])}[]"
    if origin is dict:
        return f"Readonly<Record<string, {typescript(args[1])}>>"
    if origin is Literal:
        return " | ".join(f'"{value}"' for value in args)
    if origin in (Union, types.UnionType):
        if type(None) in args:  # unions are flat, so the alias inside ``Real | None`` has to be found again
            rest = [arg for arg in args if arg is not type(None)]
            return f"{typescript(reduce(or_, rest))} | null"
        return " | ".join(typescript(arg) for arg in args)
    return PLAIN[hint]


def _grouped(hint: Any) -> str:
    text = typescript(hint)
    return f"({text})" if "|" in text or text.startswith("readonly") else text


def interface(cls: type) -> str:
    hints = get_type_hints(cls)
    doc = "\n".join(f" * {line}".rstrip() for line in cleandoc(cls.__doc__ or "").splitlines())
    lines = "\n".join(f"  readonly {f.name}: {typescript(hints[f.name])};" for f in fields(cls))
    return f"/**\n{doc}\n */\nexport interface {cls.__name__} {{\n{lines}\n}}\n"


def emit() -> str:
    """The whole file."""
    parts = ["// Made from autograd_lab/ui/protocol/ by autograd_lab.ui.emit_types. Do not edit.\n"]
    for name, value in ((name, getattr(protocol, name)) for name in protocol.__all__):
        if is_dataclass(value):
            parts.append(interface(value))  # type: ignore[arg-type]
        else:
            parts.append(f"export type {name} = {_spelt_out(value)};\n")
    return "\n".join(parts)


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(emit(), encoding="utf-8")
