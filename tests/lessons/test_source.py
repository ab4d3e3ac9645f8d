"""Reading a lesson's source: what it may say, and the messages when it breaks a rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograd_lab.app import command
from autograd_lab.app.build.notebook import make, text_of
from autograd_lab.app.build.parity import term_problems
from autograd_lab.app.build.source import SourceError, join_chinese_lines, read
from autograd_lab.app.localized import localize

GOOD = """\
# A lesson.

# %% [markdown] key="intro" lang="en"
# # Title
#
# One line
# and the next.

# %% [markdown] key="intro" lang="zh"
# # 标题
#
# 第一行，
# 第二行
# 接着写。

# %% key="setup" setup="true"
lab.start("09", lang="{{lang}}")

# %% key="code" tags=["nbval-ignore-output"]
#| en: a sum
#| zh: 求和
y = a + b  #| en: forward | zh: 前向
"""


def source(folder: Path, text: str) -> Path:
    path = folder / "09_trial.py"
    path.write_text(text, encoding="utf-8")
    return path


def test_cells_of_both_languages(tmp_path: Path) -> None:
    lesson = read(source(tmp_path, GOOD))
    assert (lesson.name, lesson.number) == ("09_trial", "09")
    en, zh = make(lesson, "en"), make(lesson, "zh")
    assert en.cells[0].source == "# Title\n\nOne line\nand the next."
    assert zh.cells[0].source == "# 标题\n\n第一行，第二行接着写。"
    assert en.cells[1].source == 'lab.start("09", lang="en")'
    assert zh.cells[2].source == "# 求和\ny = a + b  # 前向"
    assert en.cells[2].metadata.tags == ["nbval-ignore-output"]
    assert text_of(make(lesson, "zh")) == text_of(zh)
    assert "求和" in text_of(zh)


def test_minutes_and_needs_stand_above_the_first_cell(tmp_path: Path) -> None:
    assert (read(source(tmp_path, GOOD)).minutes, read(source(tmp_path, GOOD)).needs) == (None, None)
    said = read(source(tmp_path, GOOD.replace("# A lesson.\n", "# minutes: 45\n# needs: 01, 04\n")))
    assert (said.minutes, said.needs) == (45, ("01", "04"))
    assert read(source(tmp_path, GOOD.replace("# A lesson.\n", "# needs:\n"))).needs == ()
    assert said.cells == read(source(tmp_path, GOOD)).cells


BROKEN = [
    ("# A lesson.", "# minutes: an hour", "minutes: a number"),
    ("# A lesson.", "# minutes: 0", "minutes: a number"),
    ("# A lesson.", "# needs: 1", "earlier lessons, not '1'"),
    ("# A lesson.", "# needs: 01, 09", "earlier lessons, not '09'"),
    ('key="intro" lang="zh"', 'key="other" lang="zh"', "missing in 'zh'"),
    ('key="intro" lang="zh"', 'key="intro" lang="en"', "expected lang='zh'"),
    ('key="code"', 'key="setup"', "used twice"),
    (' key="code"', "", "no key"),
    ('key="code"', "key=code", "cannot read"),
    ('key="code"', 'key="code" colour="red"', "unknown attribute 'colour'"),
    ('setup="true"', 'tags=["x"]', "only in the setup cell"),
    ("#| zh: 求和\n", "", "missing in one language"),
    ("# One line", "One line", "must begin with"),
]


@pytest.mark.parametrize(("old", "new", "complaint"), BROKEN)
def test_broken_sources_are_refused_with_their_line(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    with pytest.raises(SourceError, match=complaint) as error:
        read(source(tmp_path, GOOD.replace(old, new, 1)))
    assert str(error.value).startswith("09_trial.py:")


def test_an_exercise_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace('key="code"', 'key="code" exercise="09.nothing"')
    with pytest.raises(SourceError, match=r"no exercise '09\.nothing'"):
        make(read(source(tmp_path, text)), "en")


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("一，\n二", "一，二"),
        ("一\n二", "一二"),
        ("一**二**\n三", "一**二**三"),
        ("一\n**二**", "一**二**"),
        ("一\n`code` 二", "一\n`code` 二"),
        ("一，\n`code`", "一，`code`"),
        ("- 一，\n  二\n- 三", "- 一，二\n- 三"),
        ("一：\n\n- 二", "一：\n\n- 二"),
        ("一。\n1. 二", "一。\n1. 二"),
        ("| 一 |\n| 二 |", "| 一 |\n| 二 |"),
        ("```\n一\n二\n```", "```\n一\n二\n```"),
        ("一\n$$x$$\n二", "一\n$$x$$\n二"),
    ],
)
def test_chinese_lines_are_joined(text: str, joined: str) -> None:
    assert join_chinese_lines(text) == joined


def test_comments_of_one_language_leave_code_alone() -> None:
    code = 'x = 1  #| en: one | zh: 一\ny = "#| no comment"\n#| zh: 二\n#| en: two'
    assert localize(code, "en") == 'x = 1  # one\ny = "#| no comment"\n# two'
    assert localize(code, "zh") == 'x = 1  # 一\ny = "#| no comment"\n# 二'


def test_glossary_terms_and_words_to_avoid() -> None:
    terms = [{"en": "bias|biases", "zh": "偏置", "avoid": "偏差"}]
    assert term_problems({"en": "Two biases", "zh": "两个偏置"}, terms) == []
    assert term_problems({"en": "A bias", "zh": "一个东西"}, terms) == ["'bias|biases' should be '偏置'"]
    assert term_problems({"en": "Nothing", "zh": "偏差"}, terms) == ["'偏差' should be '偏置'"]
    assert term_problems({"en": "`bias` and unbiased", "zh": "代码"}, terms) == []


def test_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["list"]) == 0
    assert "01.linear" in capsys.readouterr().out
    assert command.main(["check", "77"]) == 1
    assert "there is no lesson '77'" in capsys.readouterr().err
    assert command.main(["build", "--root", str(tmp_path)]) == 2
    assert "no lesson sources" in capsys.readouterr().err
