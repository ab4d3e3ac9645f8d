"""Whole calls of modules as one moment, for a network that is too large to go op by op."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from autograd_lab.record.snapshot import both
from autograd_lab.record.steps.moments import Moment, StepState
from autograd_lab.record.steps.telling import Telling


def by_module(state: StepState, most: int) -> StepState:
    """Neighbouring moments of one module become one: of inner modules, if then there are at most ``most``."""
    scopes = [node.scope for node in state.graph.nodes]
    deepest = max((scope.count(".") + 1 for scope in scopes if scope), default=0)
    grouped = state
    for depth in range(deepest, 0, -1):
        grouped = _grouped(state, depth)
        if len(grouped.moments) <= most:
            break
    return grouped


def _grouped(state: StepState, depth: int) -> StepState:
    tell = Telling(state.graph, state.nodes, state.edges)

    def place(moment: Moment) -> tuple[str, str]:
        """Whether it goes forward or back, and in which module."""
        scope = state.graph.nodes[moment.nodes[0]].scope if moment.nodes else ""
        return ("compute" if moment.kind == "compute" else "rule"), ".".join(scope.split(".")[:depth])

    groups: list[list[Moment]] = [[state.moments[0]]]
    for before, moment in pairwise(state.moments):
        alike = moment.kind in ("compute", "rule", "arrive") and before.kind in ("compute", "rule", "arrive")
        if alike and place(moment)[1] and place(before) == place(moment):
            groups[-1].append(moment)
        else:
            groups.append([moment])
    moments, turn = [], 0
    for group in groups:
        if group[0].kind == "seed":
            turn = len(moments)
        if len(group) == 1:
            moments.append(group[0])
            continue
        kind, scope = place(group[0])
        nodes = [node for moment in group for node in moment.nodes]
        words = tell.module(kind, scope, nodes)
        moments.append(Moment(kind, nodes, words, group[0].why, group[-1].queue, scope))  # type: ignore[arg-type]
    note = both("step.by_module", ops=sum(node.kind == "op" for node in state.graph.nodes))
    return replace(state, moments=moments, turn=turn, notes=[note, *state.notes])
