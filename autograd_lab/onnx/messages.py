"""What this part says, in both languages."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "onnx.missing": (
            "this needs the package {name}: pip install onnx onnxruntime (or autograd-lab[onnx])",
            "此功能需要软件包 {name}：pip install onnx onnxruntime（或 autograd-lab[onnx]）",
        ),
        "onnx.no_form": (
            "{where}: ONNX has no form of this operation, or we do not know it. lab.onnx.not_exportable() lists all "
            "such; put another operation in its place, or leave this part outside of what you export",
            "{where}：这个运算没有 ONNX 形式，或本库还不认识它。lab.onnx.not_exportable() 列出全部此类运算；"
            "请换用别的运算，或把这一部分留在导出的模型之外",
        ),
        "onnx.refused": ("{where}: this cannot be said in ONNX: {why}", "{where}：这里无法写成 ONNX：{why}"),
        "onnx.only": ("of {what} ONNX knows only the case {kept}", "对 {what}，ONNX 只支持 {kept} 的情形"),
        "onnx.index": (
            "an index may hold one array of integers, a mask along the first axes, or arrays side by side at the front; "
            "take the parts one after the other",
            "索引可以是一个整数数组、沿最前几个轴的掩码，或排在最前面的若干数组；请分几步取出",
        ),
        "onnx.fixed": (
            "{what} follows the size of an input, and has to be a fixed number; do not list that axis in dynamic_axes",
            "{what} 随输入的大小而变，而它必须是固定的数；请不要把该轴列入 dynamic_axes",
        ),
        "onnx.no_formula": (
            "a length follows the size of an input in no simple way (it was {seen} for different sizes)",
            "有一个长度随输入大小变化，但规律不简单（不同大小下依次为 {seen}）",
        ),
        "onnx.number_size": (
            "{where}: a number computed from a shape follows the size of an input; compute it from a tensor, such as "
            "torch.ones_like(x).sum(), or do not list that axis in dynamic_axes",
            "{where}：由形状算出的一个数随输入大小而变；请用张量计算，如 torch.ones_like(x).sum()，"
            "或不要把该轴列入 dynamic_axes",
        ),
        "onnx.constant_size": (
            "a tensor made by the model itself has another shape for each size of the input ({shapes}); fills and "
            "arange can follow, others cannot: make the largest once, as a buffer, and cut it",
            "模型自己创建的一个张量，其形状随输入大小而变（{shapes}）；填充值与 arange 可以跟随，其余不行："
            "请一次创建最大的并注册为 buffer，再截取",
        ),
        "onnx.lstm_cells": (
            "of an LSTM's cells ONNX gives only the last; use the states that the layer returns",
            "ONNX 只给出 LSTM 最后时刻的细胞状态；请使用该层返回的状态",
        ),
        "onnx.packed": (
            "sequences of unequal length (a PackedSequence) have no ONNX form here; pad them, and export with the padding",
            "不等长序列（PackedSequence）在这里没有 ONNX 形式；请先填充再导出",
        ),
        "onnx.dtype": ("ONNX has no dtype {dtype}", "ONNX 没有 {dtype} 这种类型"),
        "onnx.by_hand": (
            "{where}: a tensor of shape {shape} changes with the numbers of the input or by chance, and no operation "
            "shows how. Leave out .numpy(), .item() and random numbers, and call eval() on the model",
            "{where}：一个形状为 {shape} 的张量随输入数值或随机数而变，却看不到是由什么运算得来的。"
            "请去掉 .numpy()、.item() 和随机数，并对模型调用 eval()",
        ),
        "onnx.number": (
            "{where}: a Python number follows the numbers of the input (.item(), int(x), float(x), len of a selection); "
            "a graph holds only what tensors compute: keep it a tensor",
            "{where}：一个 Python 数随输入的数值而变（.item()、int(x)、float(x)、选出元素的个数）；"
            "计算图只能保存张量的计算：请让它保持为张量",
        ),
        "onnx.branch": (
            "{where}: from here on the model computes something else for other inputs (an if or a loop over numbers or "
            "sizes, or an axis of length 1 that is squeezed). A graph has one way: use torch.where, or an example with "
            "at least 2 along each dynamic axis",
            "{where}：从这里起，模型对别的输入做不同的计算（依赖数值或大小的 if、循环，或被压缩的长度为 1 的轴）。"
            "计算图只有一条路：请用 torch.where，或让示例在每个动态轴上至少有 2 个元素",
        ),
        "onnx.inplace": (
            "memory of shape {shape} was written to in place through another view (line {line}). In place an operation "
            "may change a whole tensor; for a part use torch.where or torch.cat",
            "形状为 {shape} 的内存被另一个视图就地改写（第 {line} 行）。就地运算可以改写整个张量；"
            "只改一部分请用 torch.where 或 torch.cat",
        ),
        "onnx.other_input": (
            "export runs the model on other inputs too, to tell what follows from them, and it refuses one ({change}): "
            "{error}",
            "导出时会换几种输入运行模型，以分辨哪些结果随输入而变，而模型拒绝了其中一种（{change}）：{error}",
        ),
        "onnx.other_numbers": ("other numbers", "不同的数值"),
        "onnx.device": (
            "export runs on the CPU: model.cpu(), and the example with .cpu()",
            "导出在 CPU 上进行：请用 model.cpu()，并对示例调用 .cpu()",
        ),
        "onnx.opset": (
            "opset_version must be from {oldest} to {newest}, not {got}",
            "opset_version 应在 {oldest} 到 {newest} 之间，而不是 {got}",
        ),
        "onnx.no_inputs": (
            "export needs an example of the input: a Tensor or a tuple with Tensors, not ({got})",
            "导出需要一个输入的示例：Tensor，或含 Tensor 的元组，而不是 ({got})",
        ),
        "onnx.no_outputs": ("the model returns no Tensor", "模型没有返回 Tensor"),
        "onnx.input_names": (
            "input_names={given}: {count} different names are needed",
            "input_names={given}：需要 {count} 个不同的名字",
        ),
        "onnx.output_names": (
            "output_names={given}: {count} different names are needed",
            "output_names={given}：需要 {count} 个不同的名字",
        ),
        "onnx.name_taken": (
            "{names} are names of parameters as well as of inputs; give others in input_names",
            "{names} 既是参数名又是输入名；请在 input_names 中另取名字",
        ),
        "onnx.axis": (
            "dynamic_axes: input {name} of shape {shape} has no axis {dim!r}",
            "dynamic_axes：形状为 {shape} 的输入 {name} 没有轴 {dim!r}",
        ),
        "onnx.axes_names": (
            "dynamic_axes names {unknown}, but inputs and outputs are {known}",
            "dynamic_axes 中出现 {unknown}，而输入与输出是 {known}",
        ),
        "onnx.axis_sizes": (
            "dynamic_axes: the axis {name!r} has different sizes in the example, {sizes}; give them different names",
            "dynamic_axes：轴 {name!r} 在示例中大小不一 {sizes}；请取不同的名字",
        ),
        "onnx.unreadable": ("{path} cannot be read: {error}", "无法读取 {path}：{error}"),
        "onnx.damaged": (
            "{path} is no ONNX file, or a damaged one; fetch or export it again ({error})",
            "{path} 不是 ONNX 文件，或已损坏；请重新获取或导出（{error}）",
        ),
        "onnx.dims": (
            "{path}: tensor {name!r} has impossible dims {dims}",
            "{path}：张量 {name!r} 的维度 {dims} 不可能",
        ),
        "onnx.bytes": (
            "{path}: tensor {name!r} of dims {dims} has {found} bytes, which do not fit; the file is damaged or cut off",
            "{path}：维度为 {dims} 的张量 {name!r} 只有 {found} 字节，与维度不符；文件已损坏或被截断",
        ),
        "onnx.outside": (
            "{path}: the data of tensor {name!r} should lie in {location!r}, which is no file in the model's own folder "
            "(others are not read, for safety); put the files side by side",
            "{path}：张量 {name!r} 的数据应在 {location!r}，但它不是模型所在文件夹里的文件"
            "（为安全起见不读别处）；请把文件放在一起",
        ),
        "onnx.domain": (
            "{path} uses operators of other makers ({domains}); only ONNX's own are known here",
            "{path} 使用了其他厂商的运算（{domains}）；本库只认识 ONNX 自己的运算",
        ),
        "onnx.old": (
            "{path} is of operator version {version}; at least {oldest} is needed: "
            "onnx.version_converter.convert_version(onnx.load(path), 20)",
            "{path} 的运算版本是 {version}，至少需要 {oldest}："
            "请用 onnx.version_converter.convert_version(onnx.load(path), 20) 转换",
        ),
        "onnx.unknown": (
            "operators that are not known here: {kinds}; onnxruntime runs such models",
            "本库不认识这些运算：{kinds}；此类模型可用 onnxruntime 运行",
        ),
        "onnx.case": (
            "this case of an operator is not known here: {what}; onnxruntime runs such models",
            "本库不认识运算的这种用法：{what}；此类模型可用 onnxruntime 运行",
        ),
        "onnx.huge": (
            "the graph asks for an array of shape {shape}, which is impossible or far too large",
            "计算图要求形状为 {shape} 的数组，这不可能或过于巨大",
        ),
        "onnx.inputs": ("forward takes {wanted}, but got {got} inputs", "forward 需要 {wanted}，却得到 {got} 个输入"),
        "onnx.limit": ("{reason}:", "{reason}："),
        "onnx.limit.operator": ("ONNX has no operator for it, or we use none", "ONNX 没有对应的运算，或本库没有采用"),
        "onnx.limit.selection": (
            "which elements take part follows from the numbers, and Python decides",
            "哪些元素参与计算由数值决定，而且是由 Python 判断的",
        ),
        "onnx.limit.random": (
            "random numbers: a graph would draw others (call eval() on the model)",
            "随机数：计算图会抽取不同的数（请对模型调用 eval()）",
        ),
        "onnx.limit.packed": ("sequences of unequal length", "长度不等的序列"),
        "onnx.limit.complex": ("complex numbers", "复数"),
        "onnx.limit.memory": ("a look at memory, not at numbers", "这类运算看的是内存布局，而不是数值"),
        "onnx.differs": (
            "output {output} differs from onnxruntime's by {by:.3g}",
            "第 {output} 个输出与 onnxruntime 的结果相差 {by:.3g}",
        ),
    }
)
