"""The command `validate`: which notebooks, what is printed, the JUnit file, the exit status."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from autograd_lab.app.validation.compare import read_rules
from autograd_lab.app.validation.messages import tr
from autograd_lab.app.validation.running import NotebookReport, Settings, validate
from autograd_lab.i18n import set_language

IN_ORDER, FAILED, NOTHING_DONE = 0, 1, 2


def command(options: Namespace) -> int:
    """`autograd-lab lessons validate`; returns its exit status: a CI that looked at nothing must not be green."""
    if options.lang:
        set_language(options.lang)
    try:
        rules = read_rules(options.sanitize) if options.sanitize else ()
        paths = notebooks(options.paths)
    except ValueError as error:
        print(error, file=sys.stderr)
        return NOTHING_DONE
    settings = Settings(not options.run, options.timeout, rules)
    reports = []
    for path in paths:
        reports.append(validate(path, settings))
        print("\n".join(told(reports[-1])), flush=True)  # one after the other: a long folder shows where it is
    passed = sum(report.passed for report in reports)
    print(tr("validate.total", passed=passed, total=len(reports)))
    if options.junit:
        write_junit(reports, options.junit)
    return IN_ORDER if passed == len(reports) else FAILED


def notebooks(places: Sequence[Path]) -> list[Path]:
    """The notebooks in the folders and files named; ValueError where there is none."""
    found: list[Path] = []
    for place in places:
        inside = sorted(place.rglob("*.ipynb")) if place.is_dir() else [place] if place.is_file() else []
        kept = [path for path in inside if ".ipynb_checkpoints" not in path.parts]
        if not kept:
            raise ValueError(tr("validate.nothing", path=place))
        found += [path for path in kept if path not in found]
    return found


def told(report: NotebookReport) -> list[str]:
    """What is printed of one notebook."""
    if report.passed:
        lines = [tr("validate.ok", path=report.path, cells=len(report.cells))]
    else:
        lines = [tr("validate.failed", path=report.path)]
    if report.fault:
        lines.append(tr("validate.line", text=report.fault))
    for cell in report.cells:
        for position, text in enumerate(cell.problem):
            first = tr("validate.cell", number=cell.number, text=text)
            lines.append(tr("validate.line", text=first if position == 0 else f"    {text}"))
    if report.not_compared:
        lines.append(tr("validate.line", text=tr("validate.not_compared", number=report.not_compared)))
    return lines


def write_junit(reports: Sequence[NotebookReport], path: Path) -> None:
    """A test suite per notebook, a test case per code cell: what CI servers show."""
    root = ET.Element("testsuites")
    for report in reports:
        suite = ET.SubElement(root, "testsuite", name=str(report.path))
        if report.fault:
            case = ET.SubElement(suite, "testcase", classname=str(report.path), name="notebook")
            ET.SubElement(case, "failure", message=_xml(report.fault))
        for cell in report.cells:
            name = f"cell {cell.number}"
            case = ET.SubElement(suite, "testcase", classname=str(report.path), name=name)
            if cell.problem:
                ET.SubElement(case, "failure", message=_xml(cell.problem[0])).text = _xml("\n".join(cell.problem))
            elif cell.skipped:
                ET.SubElement(case, "skipped")
        failures = len(suite.findall("testcase/failure"))
        skipped = len(suite.findall("testcase/skipped"))
        suite.attrib.update(tests=str(len(suite)), failures=str(failures), errors="0", skipped=str(skipped))
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _xml(text: str) -> str:
    """Without the characters that XML forbids, such as those that colour a terminal."""
    return "".join(c for c in text if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff")
