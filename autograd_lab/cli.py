"""The command ``autograd-lab``: opens the lessons in JupyterLab, or maintains them.

    autograd-lab                     JupyterLab, in the language of the machine: on lesson 1 the first time,
                                     later on the page that lists all lessons
    autograd-lab --lang zh           the same, in Chinese
    autograd-lab lessons check       for authors: handed to autograd_lab.app
    autograd-lab grade NOTEBOOK      for teachers: the same

The learner works on a copy of the lessons in a folder of their own; a file that is already there is never
touched, but for the page that lists the lessons, which is renewed unless somebody has edited it. Settings reach
JupyterLab as defaults, so whatever the learner chose in its menus stays in force.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from autograd_lab import __version__
from autograd_lab.app import warm_up
from autograd_lab.app.build import index
from autograd_lab.app.places import PACKAGE, lessons_root
from autograd_lab.app.records import record
from autograd_lab.i18n import LANGUAGES, add_messages, get_language, set_language, tr

FOLDER = "autograd-lab-lessons"
JUPYTERLAB_LOCALE = {"en": "en", "zh": "zh_CN"}

add_messages(
    {
        "cli.about": (
            "Open the lessons in JupyterLab. What follows -- is handed to JupyterLab as it is.",
            "在 JupyterLab 中打开课程。-- 之后的参数原样交给 JupyterLab。",
        ),
        "cli.lang": ("language of the lesson and of JupyterLab", "课程和 JupyterLab 界面的语言"),
        "cli.folder": (
            "folder with your copy of the lessons (default: ./{folder})",
            "存放你的课程副本的文件夹（默认：./{folder}）",
        ),
        "cli.port": ("port of the local server", "本地服务器的端口"),
        "cli.no_browser": ("print the address instead of opening a browser", "只显示网址，不打开浏览器"),
        "cli.lessons": (
            "For authors and teachers: autograd-lab lessons --help, autograd-lab grade --help",
            "供课程作者和教师使用：autograd-lab lessons --help，autograd-lab grade --help",
        ),
        "cli.bad_port": (
            "{port} is not a port: choose a number from 1 to 65535",
            "{port} 不是端口号：请在 1 到 65535 中选一个",
        ),
        "cli.your_copy": (
            "Your lessons: {folder}\nThey are your own copy: change what you like. Ctrl-C, twice, ends JupyterLab.",
            "你的课程：{folder}\n这是你自己的副本，可以随意修改。在这里按两次 Ctrl-C 结束 JupyterLab。",
        ),
        "cli.no_lessons": (
            "No lessons in {path}. Install the package again: pip install --force-reinstall autograd-lab",
            "{path} 中没有课程。请重新安装软件包：pip install --force-reinstall autograd-lab",
        ),
        "cli.not_a_folder": (
            "{path} is a file, so your lessons cannot be put there. Name a folder: autograd-lab --folder DIR",
            "{path} 是一个文件，无法存放课程。请指定一个文件夹：autograd-lab --folder DIR",
        ),
        "cli.cannot_write": (
            "Your lessons cannot be put into {path} ({reason}). Name another: autograd-lab --folder DIR",
            "无法把课程放到 {path}（{reason}）。请指定一个可写的文件夹：autograd-lab --folder DIR",
        ),
    }
)


class CommandError(Exception):
    """Something the user can mend; its text is all they need to see."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["lessons"]:
        from autograd_lab.app import command

        return command.main(arguments[1:])
    if arguments[:1] == ["grade"]:
        from autograd_lab.app.grading import report

        return report.main(arguments[1:])
    arguments, for_jupyterlab = _split(arguments)
    options = _parse(arguments)
    try:
        _open_lessons(options, for_jupyterlab)
    except CommandError as error:
        print(f"autograd-lab: {error}", file=sys.stderr)
        return 1
    return 0


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


def _parse(arguments: list[str]) -> argparse.Namespace:
    # The language of the help text itself is that of --lang, wherever it stands on the line.
    early = argparse.ArgumentParser(add_help=False)
    early.add_argument("--lang", choices=LANGUAGES)
    if (lang := early.parse_known_args(arguments)[0].lang) is not None:
        set_language(lang)

    parser = argparse.ArgumentParser("autograd-lab", description=tr("cli.about"), epilog=tr("cli.lessons"))
    parser.add_argument("--lang", choices=LANGUAGES, default=get_language(), help=tr("cli.lang"))
    parser.add_argument("--folder", type=Path, default=Path(FOLDER), help=tr("cli.folder", folder=FOLDER))
    parser.add_argument("--port", type=_port, help=tr("cli.port"))
    parser.add_argument("--no-browser", action="store_true", help=tr("cli.no_browser"))
    parser.add_argument("--version", action="version", version=f"autograd-lab {__version__}")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(tr("cli.bad_port", port=text))
    return int(text)


def shipped_lessons() -> Path:
    """The lessons that came with the package: in a wheel inside it, in a checkout beside it."""
    root = lessons_root()
    if root is None:
        raise CommandError(tr("cli.no_lessons", path=PACKAGE / "lessons"))
    return root


def working_copy(folder: Path) -> Path:
    """Fill ``folder`` with the lessons that it does not have yet, and return it; nothing is overwritten."""
    shipped = shipped_lessons()
    folder = folder.expanduser().resolve()
    copied = []
    try:
        for language in LANGUAGES:
            for source in sorted((shipped / language).rglob("*")):
                target = folder / language / source.relative_to(shipped / language)
                if source.is_file() and ".ipynb_checkpoints" not in source.parts and _may_write(target):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    # Contents only: the installed files may be read-only, a learner's must not be.
                    shutil.copyfile(source, target)
                    copied.append(target)
    except (FileExistsError, NotADirectoryError):
        raise CommandError(tr("cli.not_a_folder", path=folder)) from None
    except OSError as error:
        raise CommandError(tr("cli.cannot_write", path=folder, reason=error.strerror)) from None
    _trust([path for path in copied if path.suffix == ".ipynb"])
    return folder


def _may_write(target: Path) -> bool:
    """Whether nothing of the learner's is there: no file, or a list of lessons just as we wrote it."""
    if target.name != index.NAME or not target.is_file():
        return not target.exists()
    return index.is_unedited(target.read_text(encoding="utf-8", errors="replace"))


def _trust(notebooks: Sequence[Path]) -> None:
    """Sign our own fresh copies; JupyterLab hides the pictures of a notebook that nobody here has signed."""
    import nbformat.sign

    notary = nbformat.sign.NotebookNotary()
    for path in notebooks:
        notary.sign(nbformat.read(path, as_version=4))
    notary.store.close()


def _open_lessons(options: argparse.Namespace, for_jupyterlab: list[str]) -> None:
    importlib.import_module("autograd_lab.app.notebook_format")  # first: JupyterLab starts sooner after it
    folder = working_copy(options.folder)
    first = folder / options.lang / _first_page(shipped_lessons() / options.lang)
    print(tr("cli.your_copy", folder=folder), flush=True)
    warm_up.in_background()
    with tempfile.TemporaryDirectory() as config:
        _jupyterlab_defaults(Path(config), options.lang)
        _environment(config, options.lang)
        from jupyterlab.labapp import LabApp

        LabApp.launch_instance([*jupyterlab_arguments(options, folder, first), *for_jupyterlab])


def _first_page(lessons: Path) -> str:
    """What to open: lesson 1 for a newcomer, the list of lessons for somebody who has begun."""
    if record().begun() and (lessons / index.NAME).exists():
        return index.NAME
    return min(path.name for path in lessons.glob("*.ipynb"))


def jupyterlab_arguments(options: argparse.Namespace, folder: Path, first: Path) -> list[str]:
    """JupyterLab's command line for a folder of lessons and the notebook to open."""
    arguments = [
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{first.relative_to(folder).as_posix()}",
        "--Application.log_level=ERROR",  # the address is still printed, without thirty lines around it
    ]
    if options.port:
        arguments.append(f"--port={options.port}")
    if options.no_browser:
        arguments.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")  # a container's only user; the server listens on this machine alone
    return arguments


def _jupyterlab_defaults(config: Path, lang: str) -> None:
    """JupyterLab reads this file from any configuration folder; the learner's own settings win over it."""
    settings = {
        "@jupyterlab/translation-extension:plugin": {"locale": JUPYTERLAB_LOCALE[lang]},
        # A question about news, on top of the first lesson, is not what a newcomer should meet first.
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
        # The list of lessons is there to be read and clicked, not to be edited.
        "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
        # Without its widgets' state, a notebook opened again says "model not found" in place of graphs and panels.
        "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
    }
    target = config / "labconfig" / "default_setting_overrides.json"
    target.parent.mkdir()
    target.write_text(json.dumps(settings), encoding="utf-8")


def _environment(config: str, lang: str) -> None:
    os.environ["AUTOGRAD_LAB_LANG"] = lang
    # A "python3" kernel left in the user's folders by another installation must not shadow this one.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    paths = [config, os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))


if __name__ == "__main__":
    sys.exit(main())
