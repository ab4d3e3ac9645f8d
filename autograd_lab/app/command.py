"""`autograd-lab lessons`: for those who write lessons, and for those who teach with notebooks of their own.

build [NAME ...]           write lessons/en and lessons/zh, executed
build --check [NAME ...]   execute, write nothing, and fail unless the result is what is committed
check [NAME ...]           without executing: sources, freshness, parity of the languages, terms
list                       the lessons and their exercises
build --variant nbgrader --out DIR   a course for nbgrader, an assignment per lesson and language
index                      write the pages that list the lessons
new NAME                   begin a lesson, in both languages and with exercises
validate PATH ...          run anybody's notebooks and compare with their saved outputs; --run: only run them
"""

from __future__ import annotations

import argparse
import csv
import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

import autograd_lab
from autograd_lab.app import exercises
from autograd_lab.app.build import index, notebook as notebooks
from autograd_lab.app.build.execute import execute
from autograd_lab.app.build.export import export
from autograd_lab.app.build.new import begin
from autograd_lab.app.build.parity import NOT_COMPARED, execution_problems, problems, term_problems
from autograd_lab.app.build.source import Lesson, SourceError, read
from autograd_lab.app.notebook_format import NotebookNode, nbformat
from autograd_lab.i18n import LANGUAGES

ROOT = Path(autograd_lab.__file__).resolve().parent.parent / "lessons"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _parser().parse_args(argv)
    if options.action == "validate":
        from autograd_lab.app.validation import report

        return report.command(options)
    if not (options.root / "src").is_dir():
        print(f"no lesson sources in {options.root / 'src'}: run this in a checkout", file=sys.stderr)
        return 2
    try:
        if options.action == "new":
            return _new(options)
        lessons = find(options.root, options.lessons)
        return {"build": _build, "check": _check, "list": _list, "index": _index}[options.action](lessons, options)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    description, _, epilog = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        "autograd-lab lessons",
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name in ("build", "check", "list", "index", "new"):
        action = actions.add_parser(name)
        if name == "new":
            action.add_argument("name", metavar="NAME", help="e.g. sound or 20_sound")
        else:
            action.add_argument("lessons", nargs="*", metavar="NAME", help="e.g. 01 or 01_first_network; all if none")
        action.add_argument("--root", type=Path, default=ROOT, help="folder with src, en and zh")
        if name == "build":
            action.add_argument("--check", action="store_true", help="compare, write nothing")
            action.add_argument("--variant", choices=notebooks.VARIANTS, default=notebooks.LEARNER)
            action.add_argument("--out", type=Path, metavar="DIR", help="where another variant goes, not executed")
    action = actions.add_parser("validate")
    action.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="notebooks, or folders with notebooks")
    action.add_argument("--run", action="store_true", help="only run them; saved outputs may differ")
    action.add_argument("--junit", type=Path, metavar="FILE", help="write a report in JUnit's format")
    action.add_argument("--timeout", type=_seconds, default=300, help="seconds for one cell (default: 300)")
    action.add_argument("--sanitize", type=Path, metavar="FILE", help="nbval's file of what may differ")
    action.add_argument("--lang", choices=LANGUAGES, help="language of the report")
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)  # argparse turns the ValueError into its own words
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a time: give a number of seconds above 0")
    return seconds


def find(root: Path, wanted: Sequence[str] = ()) -> list[Lesson]:
    """The lessons of a folder, all or those named."""
    paths = sorted((root / "src").glob("[0-9][0-9]_*.py"))
    known = {name for path in paths for name in (path.stem, path.stem.split("_")[0])}
    if unknown := [name for name in wanted if name not in known]:
        raise SourceError(f"there is no lesson {unknown[0]!r}; there are: {', '.join(p.stem for p in paths)}")
    return [read(p) for p in paths if not wanted or p.stem in wanted or p.stem.split("_")[0] in wanted]


def target(lesson: Lesson, language: str) -> Path:
    """Where the notebook is committed."""
    return lesson.path.parent.parent / language / f"{lesson.name}.ipynb"


def built(lesson: Lesson, language: str, variant: str = notebooks.LEARNER) -> NotebookNode:
    """The notebook, executed."""
    made = execute(notebooks.make(lesson, language, variant))
    notebooks.set_metadata(made, lesson, language)
    return made


def _build(lessons: list[Lesson], options: argparse.Namespace) -> int:
    if options.variant != notebooks.LEARNER:
        if options.out is None:
            print(f"where shall the {options.variant} notebooks go? --out DIR", file=sys.stderr)
            return 2
        export(lessons, options.variant, options.out)
        return 0
    failed = 0
    for lesson in lessons:
        for language in LANGUAGES:
            path = target(lesson, language)
            made = built(lesson, language)
            if not options.check:
                path.parent.mkdir(exist_ok=True)
                path.write_text(notebooks.text_of(made), encoding="utf-8")
                print(f"built {language}/{path.name}")
            elif difference := _difference(made, path):
                failed += 1
                print(f"{language}/{path.name} is not what its source gives:\n{difference}")
            else:
                print(f"ok {language}/{path.name}")
    if not options.check:
        index.write(options.root, find(options.root))
    return 1 if failed else 0


def _index(lessons: list[Lesson], options: argparse.Namespace) -> int:
    index.write(options.root, find(options.root))
    return 0


def _new(options: argparse.Namespace) -> int:
    source, module = begin(options.root, options.name)
    print(f"began {source.name} and {module.name}")
    exercises.forget()  # the new module was not there when they were listed
    return _build([read(source)], argparse.Namespace(root=options.root, check=False, variant=notebooks.LEARNER))


def _difference(made: NotebookNode, path: Path) -> str:
    """What differs from the committed file; pictures and timings that no two runs share are left out."""
    if not path.exists():
        return "the file is missing"
    texts = []
    for notebook in (nbformat.read(path, as_version=4), made):
        for cell in notebook.cells:
            if NOT_COMPARED in cell.metadata.get("tags", []):
                cell.outputs = []
        texts.append(notebooks.text_of(notebook).splitlines())
    before, after = texts
    return "\n".join(difflib.unified_diff(before, after, "committed", "rebuilt", lineterm="", n=1))


def _check(lessons: list[Lesson], options: argparse.Namespace) -> int:
    found = [problem for lesson in lessons for problem in lesson_problems(lesson)]
    found += index.problems(options.root, find(options.root))
    print("\n".join(found) or f"{len(lessons)} lessons: sources, notebooks and terms agree in both languages")
    return 1 if found else 0


def lesson_problems(lesson: Lesson) -> list[str]:
    """All that can be found without executing anything."""
    terms = glossary(lesson.path.parent.parent)
    found = [f"{cell.key}: {p}" for cell in lesson.cells if cell.texts for p in term_problems(cell.texts, terms)]
    committed = {}
    for language in LANGUAGES:
        path = target(lesson, language)
        if not path.exists():
            return [*found, f"{language}/{path.name} is missing: run `autograd-lab lessons build {lesson.number}`"]
        committed[language] = nbformat.read(path, as_version=4)
        if not is_fresh(lesson, language, committed[language]):
            found.append(f"{language}/{path.name} is older than its source")
        found += [f"{language}/{path.name}: {problem}" for problem in execution_problems(committed[language])]
    found += problems(*committed.values())
    return [f"{lesson.name}: {problem}" for problem in found]


def is_fresh(lesson: Lesson, language: str, committed: NotebookNode) -> bool:
    """Whether the committed notebook is what the source gives now, outputs apart."""
    expected = notebooks.make(lesson, language)
    bare = nbformat.from_dict(committed)
    for cell in bare.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebooks.text_of(bare) == notebooks.text_of(expected)


def glossary(root: Path) -> list[dict[str, str]]:
    """lessons/glossary.csv: en, zh, avoid; several words in one field are separated by `|`."""
    with open(root / "glossary.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _list(lessons: list[Lesson], options: argparse.Namespace) -> int:
    for lesson in lessons:
        known = exercises.load(lesson.number)
        title = f"{known.title.en} / {known.title.zh}" if known else ""
        print(f"{lesson.name:28} {len(lesson.cells):3} cells  {title}")
        for exercise in known.exercises if known else ():
            print(f"    {exercise.name:24} {exercise.task.en} / {exercise.task.zh}")
    return 0
