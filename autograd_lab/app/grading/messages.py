"""What the grader says, in both languages."""

from __future__ import annotations

from autograd_lab.i18n import add_messages, tr

__all__ = ["tr"]

add_messages(
    {
        "grade.notebook": (
            "{path}: lesson {lesson}, {points} of {total} points",
            "{path}：第 {lesson} 课，{total} 分中得 {points} 分",
        ),
        "grade.fault": ("{path}: not graded. {reason}", "{path}：没有评分。{reason}"),
        "grade.mark": ("    {sign} {exercise}  {state}{reason}", "    {sign} {exercise}  {state}{reason}"),
        "grade.raised": (
            "    ! {count} cells raised an error, the first one: {first}",
            "    ! {count} 个单元格抛出了错误，第一个是：{first}",
        ),
        "grade.reason": (": {reason}", "：{reason}"),
        "grade.passed": ("right", "正确"),
        "grade.wrong": ("not right", "不对"),
        "grade.untouched": ("not started", "未开始"),
        "grade.known_cases_only": (
            "right for the numbers of the exercise, wrong for others: please look at it",
            "对练习给出的数正确，换了数就不对：请人工查看",
        ),
        "grade.needs_a_reader": ("no point without a reader", "须人工评阅，暂不给分"),
        "grade.not_sent": (
            "an object of class {kind} cannot be judged from outside its process",
            "类型为 {kind} 的对象无法在其进程之外评判",
        ),
        "grade.ended": (
            "its process ended, took too long, or sent something unreadable",
            "它的进程已退出、超时，或者发来了无法读取的内容",
        ),
        "grade.no_exercise": ("there is no such exercise any more", "这个练习已经不存在"),
        "grade.unreadable": ("{path} is not a notebook ({reason}).", "{path} 不是笔记本文件（{reason}）。"),
        "grade.no_lesson": (
            "It says that it is lesson {lesson!r}, which is not there; --assignment names the notebook handed out.",
            "它自称是第 {lesson!r} 课，而这一课不存在；请用 --assignment 指出发给学生的笔记本。",
        ),
        "grade.nothing": ("No notebooks in {path}.", "{path} 中没有笔记本。"),
        "grade.no_wall": (
            "Note: this system has no Landlock, so a submission that is out to cheat is held by Python alone.",
            "注意：本系统没有 Landlock，存心作弊的提交只能靠 Python 本身来限制。",
        ),
    }
)
