"""`lab.part`: a lesson whose parts build on each other goes on where one of them is not solved yet."""

from __future__ import annotations

import sys
from typing import Any

from autograd_lab.app import exercises
from autograd_lab.app.exercise import Exercise, FunctionExercise
from autograd_lab.app.guard import guarded
from autograd_lab.app.localized import localize
from autograd_lab.app.texts import tr
from autograd_lab.backend.random import kept_states
from autograd_lab.i18n import get_language


def part(name: str, answer: Any) -> Any:
    """The learner's own `answer` where it is right, else what the solution of the exercise `name` gives.

    It says which of the two it is. The solution is executed in the notebook, as if its code stood in a cell there: it
    uses the learner's other parts. Where the exercise is unknown the answer comes back as it is: a submission that is
    graded must stand by itself.
    """
    exercise = exercises.find(name)
    if not isinstance(exercise, FunctionExercise):
        return answer
    if _is_right(exercise, answer):
        print(tr("part.yours", name=exercise.name))
        return answer
    print(tr("part.solution", name=exercise.name))
    scope = sys._getframe(1).f_globals
    exec(localize(exercise.solution, get_language()), scope)
    return scope[exercise.reference.__name__]


def _is_right(exercise: Exercise, answer: Any) -> bool:
    with kept_states():
        done = guarded(lambda: not exercise.untouched(answer) and exercise.judge(answer) is None)
    return done.value is True
