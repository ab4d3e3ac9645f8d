"""What `pytest --nbval lessons/en` needs: kernels that build nothing in the background and know no learner."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from autograd_lab.app.build.execute import environment

_HOME = tempfile.TemporaryDirectory(prefix="lessons-")


def pytest_configure(config: pytest.Config) -> None:
    os.environ.update(environment(_HOME.name))
    if hasattr(config.option, "nbval_sanitize_with") and not config.option.nbval_sanitize_with:
        rules = Path(__file__).parent.parent / "tests" / "nbval_sanitize.cfg"
        config.option.nbval_sanitize_with = str(rules)
