"""An op as a line of arithmetic with its real numbers: ``2.0 × (−3.0) = −6.0``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_lab.record.steps.preview import SUPERSCRIPTS, factor, number_text

# How ops whose symbol is no function's name are written. {0} and {1} are operands, those with "f" as a factor.
WRITTEN = {
    "Add": "{0} + {f1}",
    "Sub": "{0} − {f1}",
    "Rsub": "{1} − {f0}",
    "Mul": "{0} × {f1}",
    "Div": "{0} ÷ {f1}",
    "Neg": "−{f0}",
    "AddScaled": "{0} + {alpha} × {f1}",
    "SubScaled": "{0} − {alpha} × {f1}",
    "Pow": "{f0}^{f1}",
    "PowOfNumber": "{f0}^{f1}",
    "Sqrt": "√{f0}",
    "Abs": "|{0}|",
    "Reciprocal": "1 ÷ {f0}",
    "Rsqrt": "1 ÷ √{f0}",
    "Exp2": "2^{f0}",
    "Expm1": "exp({0}) − 1",
    "Log1p": "ln(1 + {f0})",
    "Clone": "{0}",
    "Cast": "{0}",
    "Matmul": "{0} @ {1}",
}


def written(op: Any, operands: Sequence[str], params: dict[str, Any]) -> str:
    """The op applied to ``operands``, which are numbers or names."""
    name = getattr(op, "__name__", "")
    if name == "PowScalar" and len(operands) == 1:
        return factor(operands[0]) + _exponent(params.get("n"))
    pattern = WRITTEN.get(name)
    if pattern is None:
        return f"{op.doc.symbol}({', '.join(operands)})"
    fields = {f"f{i}": factor(text) for i, text in enumerate(operands)}
    fields |= {key: factor(number_text(value)) for key, value in params.items() if isinstance(value, (int, float))}
    try:
        return pattern.format(*operands, **fields)
    except (IndexError, KeyError):  # an operand that was not given
        return f"{op.doc.symbol}({', '.join(operands)})"


def product(upstream: str, local: str, downstream: str) -> str:
    """The chain rule at one arrow."""
    return f"{upstream} × {factor(local)} = {downstream}"


def total(parts: Sequence[str], result: str) -> str:
    """A sum with its result; one term is its own sum."""
    return result if len(parts) < 2 else f"{parts[0]} + {' + '.join(map(factor, parts[1:]))} = {result}"


def _exponent(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        return str(value).translate(SUPERSCRIPTS)
    return f"^{factor(number_text(value))}" if isinstance(value, float) else "^n"
