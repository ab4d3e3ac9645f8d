"""What saving and loading say, in English and Chinese."""

from autograd_lab.i18n import add_messages

_CONVERT = (
    "Where PyTorch is installed, write its tensors as safetensors instead:\n"
    "    from safetensors.torch import save_file\n"
    '    save_file(torch.load("model.pt", weights_only=True), "model.safetensors")\n'
    'and load that with load("model.safetensors").',
    "请在装有 PyTorch 的环境里把其中的张量另存为 safetensors：\n"
    "    from safetensors.torch import save_file\n"
    '    save_file(torch.load("model.pt", weights_only=True), "model.safetensors")\n'
    '然后用 load("model.safetensors") 加载。',
)

add_messages(
    {
        # -- saving --
        "file.has_state": (
            "{where} is a {cls}, and objects with code are not stored. Store its numbers: save x.state_dict(), and "
            "later build the {cls} again and call load_state_dict",
            "{where} 是 {cls} 对象；带代码的对象不能保存。请保存它的数值 x.state_dict()，"
            "以后重新创建 {cls} 再调用 load_state_dict",
        ),
        "file.module": (
            "{where} is the module {name}; store what you need from it instead",
            "{where} 是模块 {name}；请只保存其中需要的数据",
        ),
        "file.function": (
            "{where} is the function or class {name}, and no code is stored. Store its name as a string and look it "
            "up after loading",
            "{where} 是函数或类 {name}；代码不能保存。请改存它的名字（字符串），加载后再查找",
        ),
        "file.named_tuple": (
            "{where} is a {cls}; named tuples are classes, which are not stored. Save tuple(x) or x._asdict()",
            "{where} 是 {cls}；具名元组是类，不能保存。请保存 tuple(x) 或 x._asdict()",
        ),
        "file.lazy": (
            "{where} is a {cls}, whose shape is still to come: run the module on one batch before saving it",
            "{where} 是 {cls}，形状尚未确定：保存前请先用一个批次运行该模块",
        ),
        "file.tensor_class": (
            "{where} is a {cls}, a subclass of Tensor; save x.detach()",
            "{where} 是 Tensor 的子类 {cls}；请保存 x.detach()",
        ),
        "file.object": (
            "{where} is a {cls}, which cannot be stored. A checkpoint holds tensors, NumPy arrays, numbers, strings, "
            "None, and dicts, lists, tuples and sets of these",
            "{where} 的类型是 {cls}，不能保存。检查点只能包含张量、NumPy 数组、数字、字符串、None，"
            "以及由它们组成的字典、列表、元组和集合",
        ),
        "file.array_dtype": (
            "{where} is an array of dtype {dtype}, which cannot be stored: only truth values and numbers can",
            "{where} 是 dtype 为 {dtype} 的数组，不能保存：只支持布尔值和数字",
        ),
        "file.cycle": (
            "{where} contains itself (a list or dict inside itself; at most {deepest} levels can be stored)",
            "{where} 包含了它自己（列表或字典不能套在自身里面；最多可保存 {deepest} 层）",
        ),
        "file.deep": (
            "{where} lies deeper than {deepest} levels of lists and dicts",
            "{where} 的嵌套超过了 {deepest} 层",
        ),
        "file.pickle_options": (
            "there is no pickle here, so pickle_module and pickle_protocol must stay None",
            "这里不使用 pickle，因此 pickle_module 和 pickle_protocol 必须为 None",
        ),
        "file.save_to": (
            "expected 'f' to be a path or a file open for writing bytes, but got {got}",
            "'f' 应为路径或以二进制写方式打开的文件，却得到 {got}",
        ),
        # -- loading --
        "file.load_from": (
            "expected 'f' to be a path or a file open for reading bytes, but got {got}",
            "'f' 应为路径或以二进制读方式打开的文件，却得到 {got}",
        ),
        "file.zip": (
            "this is a zip archive, as torch.save or np.savez write it; PyTorch's holds a pickle, and loading a pickle "
            f"can run any code, so it is not read here. {_CONVERT[0]} Read an .npz with np.load.",
            "这是一个 zip 压缩包，由 torch.save 或 np.savez 写成；PyTorch 的文件里是 pickle，加载 pickle 可能执行任意代码，"
            f"因此这里不读取。{_CONVERT[1]} .npz 文件请用 np.load 读取。",
        ),
        "file.pickle": (
            f"this is a pickle, and loading a pickle can run any code, so it is not read here. {_CONVERT[0]}",
            f"这是一个 pickle 文件；加载 pickle 可能执行任意代码，因此这里不读取。{_CONVERT[1]}",
        ),
        "file.npy": (
            "this is an array by np.save; read it with torch.from_numpy(np.load(f))",
            "这是 np.save 写的数组；请用 torch.from_numpy(np.load(f)) 读取",
        ),
        "file.truncated": (
            "the file ends at byte {size}, but should have at least {expected}: it is incomplete, or no checkpoint",
            "文件在第 {size} 字节处结束，但至少应有 {expected} 字节：文件不完整，或者不是检查点",
        ),
        "file.header_length": (
            "the header would be {length} bytes long; at most {most} are allowed",
            "文件头长度为 {length} 字节；最多允许 {most} 字节",
        ),
        "file.header": (
            "the header is not valid JSON: {why}. The file is damaged, or no checkpoint",
            "文件头不是有效的 JSON：{why}。文件已损坏，或者不是检查点",
        ),
        "file.metadata": (
            "the metadata of the header must be texts by name",
            "文件头中的元数据必须是按名称存放的文本",
        ),
        "file.name": (
            "a tensor cannot have the name {name}: names are printable, have none of < > \\, and are no paths",
            "张量不能叫 {name}：名称只能由可打印字符组成，不能含有 < > \\，也不能是路径",
        ),
        "file.fields": (
            "of the tensor {name} exactly {fields} must be given",
            "张量 {name} 必须恰好给出 {fields}",
        ),
        "file.numbers": (
            "the tensor {name} has the shape {shape} and lies at {offsets}: not numbers that can be",
            "张量 {name} 的形状是 {shape}，位置是 {offsets}：这些数字不可能成立",
        ),
        "file.dtype": (
            "the tensor {name} has the dtype {dtype}, which is not known here",
            "张量 {name} 的 dtype 是 {dtype}，这里不支持",
        ),
        "file.no_tensor_dtype": (
            "the tensor {name} has the dtype {dtype}, which no tensor has here; convert it where the file was made",
            "张量 {name} 的 dtype 是 {dtype}，这里的张量不支持；请在生成文件的地方转换",
        ),
        "file.size": (
            "the tensor {name} of shape {shape} and dtype {dtype} cannot have {got} bytes",
            "形状为 {shape}、dtype 为 {dtype} 的张量 {name} 不可能有 {got} 字节",
        ),
        "file.offsets": (
            "tensors must lie side by side, but after {before}, which ends at {end}, {after} begins at {begin}",
            "张量必须首尾相接，但 {before} 结束于 {end}，而 {after} 开始于 {begin}",
        ),
        "file.bool": (
            "the tensor {name} holds truth values that are neither 0 nor 1",
            "布尔张量 {name} 中有既不是 0 也不是 1 的值",
        ),
        "file.version": (
            "the file has the version {got} of the format, and this release reads {known}; upgrade autograd_lab",
            "文件的格式版本是 {got}，而当前版本只能读取 {known}；请升级 autograd_lab",
        ),
        "file.damaged": (
            "the bytes of the tensor {name} are not those that were saved: its SHA-256 differs. Use another copy",
            "张量 {name} 的内容与保存时不同（SHA-256 不一致），文件已损坏。请使用另一份副本",
        ),
        "file.damaged_header": (
            "the header is not the one that was saved: its SHA-256 differs. Use another copy",
            "文件头与保存时不同（SHA-256 不一致），文件已损坏。请使用另一份副本",
        ),
        "file.structure": (
            "the header describes no object: {why}",
            "文件头没有描述一个有效的对象：{why}",
        ),
        "file.no_device": (
            "a tensor was saved from {where}, which is not here ({why}); use map_location='cpu'",
            "有张量保存自 {where}，而这里没有该设备（{why}）；请用 map_location='cpu'",
        ),
        # -- whole runs --
        "file.no_run": (
            "this file was not written by save_checkpoint; read it with load",
            "该文件不是由 save_checkpoint 写的；请用 load 读取",
        ),
        "file.no_part": (
            "the checkpoint has no state named {name}; it has: {known}",
            "检查点里没有名为 {name} 的状态；已有的是：{known}",
        ),
    }
)
