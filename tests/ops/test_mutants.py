"""The tables are tested too: put a fault into a gradient rule, and some row must notice."""

from __future__ import annotations

import ast
import gc
from collections.abc import Callable
from typing import Any

import pytest

from autograd_lab.ops import Op
from tests.op_cases import CASES
from tests.op_cases.case import OpCase
from tests.ops import checks
from tests.ops.mutants import mutants, with_rule
from tests.ops.test_op_cases import differentiable, smooth
from tests.ops.test_registry import OPS

# Faults that change no result, each with its reason.
ZERO = "0 times anything"
FLAT = {  # rules that give 0 in whatever way
    **dict.fromkeys(("PowScalar.x", "Sign.x", "Overwrite.x", "Floor.x", "Ceil.x", "Round.x", "Trunc.x"), "gy * 0"),
    **dict.fromkeys(("Angle.z", "Sgn.z", "Flat.x"), "gy * 0"),
    "Redrawn.x": "gy * 0",
    "VectorNorm.x": "x * 0",  # p = 0
    "Sampled.xs": "sum_to(gy * 0, shapes[i])",
    "FloorDivide.a": "sum_to(gy * 0, a_shape)",
    "FloorDivide.b": "sum_to(gy * 0, b_shape)",
    "Copysign.b": "sum_to(gy * 0, b_shape)",
    "Nextafter.b": "sum_to(gy * 0, b.shape)",
}


def negated(expression: str) -> str:
    return ast.unparse(ast.parse(f"-({expression})"))


HARMLESS = {
    **{(rule, f"sign flipped: return {negated(zero)}"): ZERO for rule, zero in FLAT.items()},
    **{(rule, f"0.05% too large: return {zero} * 1.0005"): ZERO for rule, zero in FLAT.items()},
    **{(rule, f"doubled: return {zero} * 2"): ZERO for rule, zero in FLAT.items()},
    ("Clamp.x", "left operand dropped: x >= low"): "nan fails this comparison as it fails x == x",
    ("ClampTensor.x", "left operand dropped: x >= low"): "nan fails this comparison as it fails x == x",
    ("ScatterProd.x", "constant off by one: 2"): "what stands in for 0 is divided out again",
    ("ToDevice.x", "inner op forgotten: gy"): "the row moves nowhere; tests/graph checks the devices of gradients",
}


def rules() -> list[tuple[type[Op], str, Any]]:
    """Every gradient rule that is written down once, with the op that it belongs to."""
    found: dict[Any, tuple[type[Op], str, Any]] = {}
    for op in OPS:
        for name, rule in op.rules.items():
            found.setdefault(rule, (op, name, rule))
    return list(found.values())


RULES = rules()


def noticed(op: type[Op], name: str, rule: Any) -> bool:
    wrong = with_rule(op, name, rule)
    judged: list[tuple[Callable[[OpCase, type[Op]], None], Callable[[OpCase], bool]]] = [
        (checks.first_against_numbers, smooth),
        (checks.directed_against_record, lambda case: not case.smooth and differentiable(case)),
        (checks.kinds_stay, differentiable),
        (checks.second_against_numbers, lambda case: smooth(case) and not case.free_phases),
    ]
    for check, applies in judged:
        for case in CASES:
            if case.op is op and applies(case):
                try:
                    check(case, wrong)
                except Exception:
                    return True
    return False


def survivors(op: type[Op], name: str, rule: Any) -> tuple[list[str], int]:
    """The faults that no row noticed, and how many there were."""
    made = list(mutants(rule))
    return [what for what, wrong in made if not noticed(op, name, wrong)], len(made)


@pytest.fixture(scope="module")
def score() -> dict[str, tuple[list[str], int]]:
    result = {f"{op.__name__}.{name}": survivors(op, name, rule) for op, name, rule in RULES}
    gc.collect()  # the mutants were subclasses of their ops
    return result


def test_at_least_95_percent_of_the_faults_are_noticed(score: dict[str, tuple[list[str], int]]) -> None:
    total = sum(count for _, count in score.values())
    harmless = sum((rule, what) in HARMLESS for rule, (left, _) in score.items() for what in left)
    missed = [(rule, what) for rule, (left, _) in score.items() for what in left if (rule, what) not in HARMLESS]
    total -= harmless
    noticed_share = 1 - len(missed) / total
    print(f"\n{total} faults in {len(score)} gradient rules, {total - len(missed)} noticed ({noticed_share:.1%})")
    for rule, what in missed:
        print(f"  not noticed: {rule}: {what}")
    assert len(missed) <= 0.05 * total
    assert total >= 4 * len(score)


def test_a_wrong_sign_or_scale_is_always_noticed(score: dict[str, tuple[list[str], int]]) -> None:
    for rule, (left, _) in score.items():
        for what in left:
            if (rule, what) in HARMLESS:
                continue
            assert not what.startswith(("sign flipped", "0.05%", "doubled", "sum_to")), f"{rule}: {what}"
