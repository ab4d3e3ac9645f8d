"""What the lessons' runtime says, in both languages.

The modules of `app` take `tr` from here, so that these texts are in the catalogue whenever one is asked for.
"""

from __future__ import annotations

from autograd_lab.i18n import add_messages, tr

__all__ = ["tr"]

add_messages(
    {
        "check.title": ("{mark} {name}: {headline}", "{mark} {name}：{headline}"),
        "check.line": ("{heading}: {text}", "{heading}：{text}"),
        "check.right": ("right", "正确"),
        "check.wrong": ("not right yet", "还不对"),
        "check.untouched": (
            "not started yet. Replace the three dots, run the cell, then run this check again.",
            "还没有开始。把三个点换成你的代码，运行那个单元格，再运行这里的检查。",
        ),
        "check.case": ("Case", "测试用例"),
        "check.expected": ("Expected", "应为"),
        "check.came": ("Yours", "你的结果"),
        "check.hint": ("Hint", "提示"),
        "check.element": ("First wrong number", "第一个错误的数"),
        "check.picture": (
            "The computation graph; the input whose gradient is wrong is marked.",
            "计算图；梯度有误的输入已标出。",
        ),
        "gradient.values": (
            "gradient of {name}: yours {yours:.6g}, by trying {numerical:.6g}, by the engine {reference:.6g}",
            "{name} 的梯度：你的 {yours:.6g}，数值微分 {numerical:.6g}，引擎 {reference:.6g}",
        ),
        "gradient.forward_differs": (
            "The forward of your Function gives something else than the function it is about. Mend that first.",
            "你的 Function 的 forward 与题目中的函数结果不同。请先改正 forward。",
        ),
        "check.shape": ("shape", "形状"),
        "check.in_line": ("in the line:", "出错的一行："),
        "check.a_function": ("a function", "一个函数"),
        "check.no_return": (
            "Your function gives back None. Does every path end in `return`?",
            "你的函数返回了 None。每条路径是不是都以 `return` 结尾？",
        ),
        "check.printed": (
            "Your function prints its result and gives back None. Replace `print(...)` by `return ...`.",
            "你的函数打印了结果，却返回了 None。把 `print(...)` 换成 `return ...`。",
        ),
        "check.changed_arguments": (
            "Your function changes its arguments in place. Compute a new Tensor and leave the arguments alone.",
            "你的函数就地修改了传入的参数。请算出一个新的张量，不要改动参数本身。",
        ),
        "check.wrong_shape": (
            "Compare the shapes first: {came} came, {expected} was expected.",
            "先比较形状：得到的是 {came}，应为 {expected}。",
        ),
        "check.hung": (
            "stopped: your answer was still running after {seconds} seconds. Is there a loop that never ends?",
            "已中止：运行了 {seconds} 秒还没有结束。是不是有一个停不下来的循环？",
        ),
        "check.still_running": (
            "It does not let itself be stopped. If the notebook stays slow, restart the kernel.",
            "这段代码无法被中止。如果笔记本一直很慢，请重启内核。",
        ),
        "check.interrupted": ("check interrupted", "检查已中断"),
        "check.raised": ("your answer raised {error}", "你的答案引发了 {error}"),
        "check.no_answer": (
            "which object shall be judged? Write: lab.check({name!r}, your_object)",
            "要检查哪个对象？请写成：lab.check({name!r}, 你的对象)",
        ),
        "check.ends_kernel": (
            "{name} would end the notebook's kernel; leave it out",
            "{name} 会让笔记本的内核退出，请去掉它",
        ),
        "check.asks": (
            "input() has nobody to ask during a check; take the value as an argument",
            "检查时没有人可以回答 input()；请把这个值作为参数传入",
        ),
        "check.unknown": (
            "There is no exercise {name!r}. There are: {names}",
            "没有名为 {name!r} 的练习。现有的练习：{names}",
        ),
        "check.ask_hint": (
            'Stuck? lab.hint("{name}") helps a little, and each call a little more.',
            '卡住了？lab.hint("{name}") 给一点提示，每调用一次多给一点。',
        ),
        "check.ask_solution": (
            'You have tried enough to learn from it: lab.show_solution("{name}") is open.',
            '你已经认真试过几次，可以看答案了：lab.show_solution("{name}")',
        ),
        "hint.title": ("{name}, hint {number} of {total}", "{name}，提示 {number}/{total}"),
        "hint.last": ("This was the last hint.", "这是最后一条提示。"),
        "solution.title": ("{name}, one solution", "{name}，一种解法"),
        "solution.closed": (
            "The solution of {name} opens after {total} tries that lab.check has seen; {left} to go. "
            'lab.hint("{name}") helps meanwhile.',
            '{name} 的答案要在 lab.check 检查过 {total} 次之后才打开，还差 {left} 次。先用 lab.hint("{name}") 看提示。',
        ),
        "solution.new": (
            "Read it, close it, and write it again in your own way.",
            "读懂之后先合上，再用自己的方式写一遍。",
        ),
        "part.yours": ("{name}: the notebook goes on with yours.", "{name}：接下来用的是你写的。"),
        "part.solution": (
            "{name} is not right yet: the notebook goes on with the solution's. When yours is right, "
            "run this cell and those below again.",
            "{name} 还没有做对：接下来先用参考答案。你的做对之后，请从这个单元格起重新运行。",
        ),
        "progress.title": ("Your progress", "你的进度"),
        "progress.sum": ("{solved} of {total} solved", "{total} 题中完成 {solved} 题"),
        "progress.next": ("Next:", "接下来："),
        "progress.all_done": ("Everything is solved. Well done!", "全部完成，了不起！"),
        "progress.whole": ("The whole course:", "查看整个课程："),
        "progress.lesson": ("Lesson {number}", "第 {number} 课"),
        "progress.comma": (", ", "，"),
        "progress.state": ("({state})", "（{state}）"),
        "progress.done": ("done", "已完成"),
        "progress.tries": ("tries: {tries}", "试过 {tries} 次"),
        "progress.open": ("not started", "未开始"),
        "progress.solution": ("solution read", "看过答案"),
        "export.done": (
            "Progress in {number} exercises is now in {path}. On the other machine: lab.import_progress(...)",
            "{number} 个练习的进度已写入 {path}。到另一台机器上运行 lab.import_progress(...) 即可导入。",
        ),
        "export.failed": ("{path} cannot be written: {reason}", "无法写入 {path}：{reason}"),
        "export.something_else": (
            "{path} exists and is something else than exported progress. Choose another name.",
            "{path} 已经存在，而且不是导出的进度文件。请换一个文件名。",
        ),
        "export.ahead": (
            "{path} holds progress that is not known here. Import it first, or choose another name.",
            "{path} 里有这里没有的进度。请先导入它，或者换一个文件名。",
        ),
        "import.done": (
            "Imported: progress in {number} exercises, {new} of them new or further than here.",
            "已导入 {number} 个练习的进度，其中 {new} 个是新的或比这里更进一步。",
        ),
        "import.refused": ("Nothing was imported from {path}: {reason}", "没有从 {path} 导入任何内容：{reason}"),
        "import.too_large": ("it is larger than {most} bytes", "文件超过 {most} 字节"),
        "import.no_json": ("it is not a JSON file", "它不是 JSON 文件"),
        "import.no_progress": (
            "it is not a file that lab.progress().export() has written",
            "它不是 lab.progress().export() 写出的文件",
        ),
        "import.newer": (
            "a newer version of autograd_lab has written it; update this one",
            "它由更新版本的 autograd_lab 写出，请先升级这里的版本",
        ),
        "import.wrong": ("the entry {name} in it is wrong", "其中的条目 {name} 有误"),
        "start.unknown": (
            "There is no lesson {number}. There is: {numbers}",
            "没有第 {number} 课。现有的课：{numbers}",
        ),
        "start.language": (
            "There are no lessons in {lang!r}; the language stays as it is. Choose 'en' or 'zh'.",
            "没有语言为 {lang!r} 的课程，语言保持不变。可以选择 'en' 或 'zh'。",
        ),
    }
)
