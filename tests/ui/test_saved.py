"""What an output keeps for the day when its kernel is gone."""

from __future__ import annotations

from autograd_lab.ui import saved


def test_an_output_keeps_entry_and_traits() -> None:
    traits = {"title": "名", "state": [1, 2]}
    assert saved.saved_bundle("graph", traits) == {saved.MIME: {"entry": "graph", "traits": traits}}


def test_a_notebook_stays_a_file_that_can_be_kept() -> None:
    """Counted as it is written: a Chinese character is one."""
    room = saved.LARGEST - len('{"title": ""}')
    assert saved.saved_bundle("graph", {"title": "名" * room})
    assert saved.saved_bundle("graph", {"title": "名" * (room + 1)}) == {}
