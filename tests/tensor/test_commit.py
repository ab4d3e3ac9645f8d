"""Work that only one thread may do at a time."""

from __future__ import annotations

import threading

import pytest

from autograd_lab.tensor.commit import exclusively


def test_an_interrupt_does_not_keep_other_threads_out() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exclusively(interrupted)
    done: list[int] = []
    thread = threading.Thread(target=exclusively, args=(lambda: done.append(1),), daemon=True)
    thread.start()
    thread.join(5)
    assert done == [1]
