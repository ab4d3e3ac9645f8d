"""What is said about the learner's own data, in both languages."""

from __future__ import annotations

from autograd_lab.i18n import add_messages

add_messages(
    {
        "own.table": ("A table with {number} rows, x: {shape}", "一张表，{number} 行，x：{shape}"),
        "own.images": ("{number} pictures, x: {shape}", "{number} 张图像，x：{shape}"),
        "own.texts": ("{number} texts, x: {shape}", "{number} 段文字，x：{shape}"),
        "own.classes": ("Classes", "类别"),
        "own.features": ("Columns, from the smallest to the largest value", "各列，从最小值到最大值"),
        "own.missing": ("({number} missing)", "（缺 {number} 个）"),
        "own.examples": ("{number} examples", "{number} 个例子"),
        "own.repeated": (
            "{number} examples repeat an earlier one. If such twins come into different parts, the test is too good.",
            "有 {number} 个例子与前面的完全相同。如果它们分到不同的部分，测试结果会好得不真实。",
        ),
        "own.no_answer": (
            "{number} rows without an answer were left out.",
            "有 {number} 行没有答案，没有读入。",
        ),
        "own.left_out": (
            "The column {column} was left out: it is empty, or holds more than {most} different words.",
            "没有读入 {column} 这一列：它是空的，或者有超过 {most} 个不同的词。",
        ),
        "own.damaged": (
            "{number} files could not be read as pictures and were left out: {files}",
            "有 {number} 个文件无法作为图像读取，没有读入：{files}",
        ),
        "own.no_file": (
            "there is no file or folder {path}; this notebook looks from {here}. A path may also begin with / or ~",
            "没有名为 {path} 的文件或文件夹；这个笔记本所在的位置是 {here}。路径也可以以 / 或 ~ 开头",
        ),
        "own.kind": (
            "{path}: give a table (.csv, .tsv), a file of texts (.txt), or a folder of pictures. "
            "A table in Excel can be saved as CSV",
            "{path}：请给出一张表（.csv、.tsv）、一个文字文件（.txt），或一个图像文件夹。Excel 表格可以另存为 CSV",
        ),
        "own.too_large": (
            "{path} is larger than {most} MB; take a part of it for this project",
            "{path} 超过 {most} MB；这个项目里请只取一部分",
        ),
        "own.too_many": (
            "{path} holds {number} examples; take at most {most} of them for this project",
            "{path} 里有 {number} 个例子；这个项目里最多取 {most} 个",
        ),
        "own.unreadable": ("{path} cannot be read: {why}", "无法读取 {path}：{why}"),
        "own.not_text": (
            "{path} is not a text file in UTF-8. A table in Excel can be saved as 'CSV UTF-8'",
            "{path} 不是 UTF-8 编码的文本文件。Excel 表格可以另存为“CSV UTF-8”",
        ),
        "own.not_table": ("{path} cannot be read as a table: {why}", "{path} 无法作为表格读取：{why}"),
        "own.empty": (
            "there is nothing in {path} to learn from: a table needs a row of names and rows of values below it, "
            "a file of texts a line for each",
            "{path} 里没有可以学习的内容：表格要有一行列名，下面是各行数据；文字文件每行一段",
        ),
        "own.twice": (
            "two columns of {path} are called {column}; give them different names",
            "{path} 里有两列都叫 {column}；请取不同的名字",
        ),
        "own.ragged": (
            "row {row} of {path} has {got} values, but the first row names {expected} columns. "
            "A value that holds a comma must stand in double quotes",
            "{path} 的第 {row} 行有 {got} 个值，而第一行有 {expected} 个列名。含有逗号的值要用双引号括起来",
        ),
        "own.no_label": (
            "there is no column {label}; there are: {columns}",
            "没有名为 {label} 的列；现有的列：{columns}",
        ),
        "own.no_features": (
            "no column of {path} but the answer can be used: they are empty, or hold words that hardly repeat",
            "{path} 里除了答案，没有一列可用：它们是空的，或者里面的词几乎不重复",
        ),
        "own.one_class": (
            "all answers in {path} are {only}: with one class there is nothing to tell apart",
            "{path} 里的答案全是 {only}：只有一个类别，就没有什么可区分的",
        ),
        "own.quantity": (
            "{column} has {number} different answers, more than {most}: it looks like a quantity or a name. This project "
            "is about classes: choose another column with label=..., or form a few groups of it",
            "{column} 有 {number} 个不同的答案，超过 {most} 个：它看起来是数量或名称。这个项目做的是分类："
            "请用 label=... 选别的列，或者把它分成几组",
        ),
        "own.few": (
            "too few examples of {classes}: each class needs at least {fewest}, so that every part gets some. "
            "Collect more, join classes, or leave them out",
            "这些类别的例子太少：{classes}。每个类别至少要 {fewest} 个，才能每一份都分到。请多收集一些，或合并、去掉这些类别",
        ),
        "own.size": (
            "size is the width of the pictures in pixels, a whole number from 4 to 128, not {size!r}",
            "size 是图像的宽度（像素），应为 4 到 128 之间的整数，而不是 {size!r}",
        ),
        "own.no_pictures": (
            "no pictures found in {path}. It needs a folder for each class, such as {path}/cat and {path}/dog, with files "
            "that end in {endings}",
            "在 {path} 里没有找到图像。每个类别要有一个文件夹，例如 {path}/cat 和 {path}/dog，里面的文件以 {endings} 结尾",
        ),
        "own.all_damaged": (
            "none of the files in {path} can be read as a picture, e.g. {files}",
            "{path} 里没有一个文件能作为图像读取，例如 {files}",
        ),
        "own.no_tab": (
            "line {row} of {path} is not a class, a tab and a text: {line}",
            "{path} 的第 {row} 行不是“类别、制表符、文字”的形式：{line}",
        ),
        "own.example": (
            "there is no example {got!r}; there are: {known}",
            "没有名为 {got!r} 的示例；现有：{known}",
        ),
    }
)
