"""Begin a lesson: a source in both languages and its exercises, small but working, to be replaced piece by piece."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from autograd_lab.app.build.source import SourceError

_NAME = re.compile(r"(?:([0-9]{2})_)?([a-z][a-z0-9]*(?:_[a-z0-9]+)*)")
_LONGEST = 40


def begin(root: Path, name: str) -> tuple[Path, Path]:
    """Write the two files of lesson `name`, e.g. "sound" or "20_sound"; returns their paths, overwrites nothing."""
    found = _NAME.fullmatch(name)
    if found is None or len(name) > _LONGEST:
        raise SourceError(
            f"{name[:_LONGEST]!r} cannot name a lesson: use lower-case letters, digits and single underscores, "
            f"at most {_LONGEST} of them, e.g. sound or 20_sound"
        )
    taken = {path.stem[:2]: path.stem[3:] for path in sorted((root / "src").glob("[0-9][0-9]_*.py"))}
    number, slug = found[1] or _next(taken), found[2]
    if number in taken:
        there = f"{number}_{taken[number]}"
        raise SourceError(f"there is a lesson {number} already, {there}; the next free is {_next(taken)}")
    if slug in taken.values():
        raise SourceError(f"there is a lesson called {slug!r} already")
    home = root.parent / "autograd_lab" / "app" / "exercises"
    if not home.is_dir():
        raise SourceError(f"{home} is not there: begin a lesson in a checkout")
    title = slug.replace("_", " ").capitalize()
    source, module = root / "src" / f"{number}_{slug}.py", home / f"lesson_{number}.py"
    for path, starter in ((module, "exercises.txt"), (source, "lesson.txt")):
        text = (resources.files(__package__ or "") / "starter" / starter).read_text(encoding="utf-8")
        text = text.replace("NN", number).replace("TITLE_EN", title).replace("TITLE_ZH", f"新的一课：{title}")
        if number == "01":
            text = text.replace("# needs: 01", "# needs:")
        try:
            with open(path, "x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            raise SourceError(f"{path.name} exists already, and is left as it is") from None
    return source, module


def _next(taken: dict[str, str]) -> str:
    """The number after the last one, else the first gap."""
    after = max((int(number) for number in taken), default=0) + 1
    free = [after] if after < 100 else [n for n in range(1, 100) if f"{n:02}" not in taken]
    if not free:
        raise SourceError("all numbers from 01 to 99 are taken")
    return f"{free[0]:02}"
