"""What the validation of notebooks says, in both languages."""

from __future__ import annotations

from autograd_lab.i18n import add_messages, tr

__all__ = ["tr"]

add_messages(
    {
        "validate.ok": ("ok      {path}  ({cells} cells)", "通过    {path}（{cells} 个单元格）"),
        "validate.failed": ("FAILED  {path}", "未通过  {path}"),
        "validate.cell": ("cell {number}: {text}", "第 {number} 个代码单元格：{text}"),
        "validate.line": ("    {text}", "    {text}"),
        "validate.total": (
            "{passed} of {total} notebooks are in order.",
            "共 {total} 个笔记本，{passed} 个没有问题。",
        ),
        "validate.raised": ("it raised {error}", "运行出错：{error}"),
        "validate.no_error": (
            "it is marked as a cell that raises an exception, but raised none",
            "这个单元格标记为“会引发异常”，但没有引发",
        ),
        "validate.slow": (
            "still running after {seconds} seconds; the cells after it were not run. More time: --timeout",
            "运行 {seconds} 秒仍未结束，后面的单元格没有运行。需要更多时间请用 --timeout",
        ),
        "validate.died": (
            "the kernel ended while it ran (out of memory, or `os._exit`?); the cells after it were not run",
            "运行时内核退出了（内存不足，或者调用了 `os._exit`？），后面的单元格没有运行",
        ),
        "validate.output_gone": ("the saved output {kind} no longer comes", "保存的输出 {kind} 没有再出现"),
        "validate.output_new": ("there is an output {kind} that was not saved", "出现了没有保存过的输出 {kind}"),
        "validate.output_count": (
            "{now} outputs {kind}, but {saved} were saved",
            "现在有 {now} 个 {kind} 输出，而保存的是 {saved} 个",
        ),
        "validate.output_differs": ("the output {kind} is not the saved one", "输出 {kind} 与保存的不同"),
        "validate.saved": ("saved: {text}", "保存的：{text}"),
        "validate.now": ("now:   {text}", "现在的：{text}"),
        "validate.outputs_unrun": (
            "it has outputs but no execution number: run the notebook from the top and save it",
            "有输出却没有执行编号：请从头运行一遍笔记本再保存",
        ),
        "validate.not_compared": (
            "{number} cells were saved without having been run, so their outputs could not be compared",
            "有 {number} 个单元格保存时没有运行过，它们的输出无从比较",
        ),
        "validate.unreadable": ("it is not a notebook: {reason}", "这不是笔记本文件：{reason}"),
        "validate.no_kernel": (
            "no kernel {name!r} is installed here, which this notebook in {language} needs",
            "这个 {language} 笔记本需要内核 {name!r}，而这里没有安装",
        ),
        "validate.nothing": (
            "No notebooks in {path}. Name a folder with .ipynb files, or the files themselves.",
            "{path} 中没有笔记本。请给出含有 .ipynb 文件的文件夹，或者直接给出文件。",
        ),
        "validate.bad_rules": (
            "{path} cannot be used for --sanitize: {reason}",
            "{path} 不能用于 --sanitize：{reason}",
        ),
    }
)
