"""What an output keeps for the day when its kernel is gone: the view's entry and its last traits.

The JupyterLab extension in ``widgets/src/saved`` draws it; everywhere else the still picture beside it is seen.
"""

from __future__ import annotations

import json
from typing import Any

MIME = "application/vnd.autograd-lab.view+json"
LARGEST = 1_000_000  # characters: a notebook has to stay a file that can be kept and compared


def saved_bundle(entry: str, traits: dict[str, Any]) -> dict[str, Any]:
    """The part of a mime bundle that a saved notebook is drawn from; empty when it would be too large."""
    if len(json.dumps(traits, ensure_ascii=False)) > LARGEST:
        return {}
    return {MIME: {"entry": entry, "traits": traits}}
