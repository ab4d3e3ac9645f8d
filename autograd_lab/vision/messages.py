"""What the part on images says, in English and Chinese."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "vision.weights": (
            "{name}(weights={got!r}): trained weights do not come with this library. Use weights=None and, with a "
            "state_dict of PyTorch at hand, model.load_state_dict(...): the names are the same",
            "{name}(weights={got!r})：本库不附带训练好的权重。请用 weights=None；"
            "若有 PyTorch 的 state_dict，可用 model.load_state_dict(...) 载入，参数名相同",
        ),
        "vision.no_pillow": (
            "image files and PIL images need Pillow: pip install pillow",
            "读取图像文件和处理 PIL 图像需要 Pillow：pip install pillow",
        ),
        "vision.pil_mode": (
            "a PIL image of mode {got} cannot be used; known are {known}. image.convert('RGB') makes one that can",
            "无法处理模式为 {got} 的 PIL 图像；支持 {known}。可先用 image.convert('RGB') 转换",
        ),
        "vision.grid_type": (
            "make_grid takes a Tensor or a list of Tensors, not {got}",
            "make_grid 需要一个 Tensor 或 Tensor 列表，而不是 {got}",
        ),
        "vision.grid_shapes": (
            "make_grid takes images (B, C, H, W) or a list of images (C, H, W) of one size, but got {got}",
            "make_grid 需要图像 (B, C, H, W) 或尺寸相同的图像 (C, H, W) 列表，却得到 {got}",
        ),
        "vision.grid_size": (
            "make_grid: nrow must be at least 1 and padding at least 0, but got nrow={nrow}, padding={padding}",
            "make_grid：nrow 至少为 1，padding 至少为 0，却得到 nrow={nrow}、padding={padding}",
        ),
        "vision.not_image": (
            "{name} takes an image, a Tensor (..., C, H, W) or a PIL image, but got {got}",
            "{name} 处理的是图像：Tensor (..., C, H, W) 或 PIL 图像，却得到 {got}",
        ),
        "vision.need_tensor": (
            "{name} takes Tensors only: put transforms.ToImage() before it",
            "{name} 只处理 Tensor：请在它前面加上 transforms.ToImage()",
        ),
        "vision.to_image": (
            "an array of an image has the shape (H, W) or (H, W, C) and numbers in it, but got {got}",
            "图像数组的形状应为 (H, W) 或 (H, W, C)，元素是数，却得到 {got}",
        ),
        "vision.to_pil": (
            "a PIL image is made of a Tensor (C, H, W) or (H, W) with 1 to 4 channels, but got shape {got}",
            "转换为 PIL 图像需要 1 到 4 个通道的 Tensor (C, H, W) 或 (H, W)，却得到形状 {got}",
        ),
        "vision.normalize_dtype": (
            "Normalize needs an image of floats, but got {dtype}: put ToDtype(torch.float32, scale=True) before it",
            "Normalize 需要浮点图像，却得到 {dtype}：请在它前面加上 ToDtype(torch.float32, scale=True)",
        ),
        "vision.normalize_count": (
            "{name} has {got} numbers, but the image has {channels} channels",
            "{name} 有 {got} 个数，而图像有 {channels} 个通道",
        ),
        "vision.normalize_zero": (
            "std contains 0, by which nothing can be divided: {got}",
            "std 中有 0，不能作除数：{got}",
        ),
        "vision.unsafe_dtype": (
            "ToDtype(scale=True): {old} has too few digits for all the values of {new}",
            "ToDtype(scale=True)：{old} 的有效位数不足以表示 {new} 的全部取值",
        ),
        "vision.size": (
            "{name} must be a positive whole number or a pair (height, width) of such, but got {got!r}",
            "{name} 应为正整数，或正整数对 (height, width)，却得到 {got!r}",
        ),
        "vision.max_size": (
            "max_size={max_size} must be larger than size={size}, and needs a size that is one number",
            "max_size={max_size} 必须大于 size={size}，且 size 应为单个数",
        ),
        "vision.choice": (
            "{name} must be one of {choices}, but got {got!r}",
            "{name} 只能取 {choices} 之一，却得到 {got!r}",
        ),
        "vision.padding": (
            "padding must be one whole number, two (left and right, top and bottom) or four (left, top, right, "
            "bottom), none of them negative, but got {got!r}",
            "padding 应为一个、两个（左右、上下）或四个（左、上、右、下）非负整数，却得到 {got!r}",
        ),
        "vision.padding_large": (
            "padding {got} with padding_mode={mode!r} is too large for an image of height {height} and width {width}",
            "图像高 {height}、宽 {width}，在 padding_mode={mode!r} 下 padding {got} 太大",
        ),
        "vision.fill": (
            "fill has {got} numbers, but the image has {channels} channels",
            "fill 有 {got} 个数，而图像有 {channels} 个通道",
        ),
        "vision.crop_large": (
            "RandomCrop of {size} is larger than the image of {image}. pad_if_needed=True would make room",
            "RandomCrop 的尺寸 {size} 大于图像尺寸 {image}。可用 pad_if_needed=True 先填充",
        ),
        "vision.probability": (
            "p must lie between 0 and 1, but got {got!r}",
            "p 必须在 0 与 1 之间，却得到 {got!r}",
        ),
        "vision.range": (
            "{name} must be a number of at least 0 or a pair (least, largest) within {bounds}, but got {got!r}",
            "{name} 应为非负数，或位于 {bounds} 之内的一对数 (最小, 最大)，却得到 {got!r}",
        ),
        "vision.factor": (
            "{name} must lie within {bounds}, but got {got!r}",
            "{name} 必须在 {bounds} 之内，却得到 {got!r}",
        ),
        "vision.channels": (
            "{name} takes images with 1 or 3 channels, but got {got}",
            "{name} 只处理 1 或 3 个通道的图像，却得到 {got} 个通道",
        ),
        "vision.callable": (
            "{name} takes functions and transforms, but got {got!r}",
            "{name} 需要函数或变换，却得到 {got!r}",
        ),
        "vision.compose_empty": (
            "Compose needs at least one transform",
            "Compose 至少需要一个变换",
        ),
        "vision.no_sklearn": (
            "Digits are part of scikit-learn: pip install scikit-learn",
            "Digits 数据集来自 scikit-learn：pip install scikit-learn",
        ),
        "vision.not_there": (
            "{cls}: {name} is not in {folder}. Use download=True, or without a net put the file there by hand: {url}. "
            "datasets.Digits() needs no download",
            "{cls}：{folder} 中没有 {name}。请用 download=True 下载；不能联网时可自行把文件放到那里，来源：{url}。"
            "datasets.Digits() 无需下载",
        ),
        "vision.download": (
            "{name} could not be downloaded:\n  {why}\nTry again later (what has arrived is kept), or get {url} with "
            "another machine and put it into {folder}. datasets.Digits() needs no download",
            "{name} 下载失败：\n  {why}\n请稍后重试（已收到的部分会保留），或在其他机器上下载 {url}，然后放到 {folder}。"
            "datasets.Digits() 无需下载",
        ),
        "vision.damaged": (
            "{path} is damaged or another kind of file: {why}. Delete it and get it again",
            "{path} 已损坏，或不是所需的文件：{why}。请删除后重新获取",
        ),
        "vision.idx_header": (
            "it begins with {got}, not with 00 00 08 {axes:02x}",
            "它以 {got} 开头，而不是 00 00 08 {axes:02x}",
        ),
        "vision.idx_length": (
            "its header says {shape}, but {got} bytes follow",
            "文件头写明形状 {shape}，后面却有 {got} 字节",
        ),
        "vision.counts": ("{images} images, but {labels} labels", "有 {images} 张图像，却有 {labels} 个标签"),
        "vision.label": ("it has the label {label}, but there are ten classes", "出现标签 {label}，但只有 10 个类别"),
        "vision.member": ("{names} missing in it", "其中缺少 {names}"),
        "vision.records": (
            "{name} has {got} bytes, no whole number of records of {record}",
            "{name} 有 {got} 字节，不是每条记录 {record} 字节的整数倍",
        ),
        "vision.no_classes": (
            "no folders in {root}: each class needs one, such as {root}/cat/1.png",
            "{root} 中没有文件夹：每个类别需要一个，例如 {root}/cat/1.png",
        ),
        "vision.no_images": (
            "no images in the folders of {root} for: {classes}. allow_empty=True would permit that",
            "{root} 中这些类别的文件夹里没有图像：{classes}。可用 allow_empty=True 允许这种情况",
        ),
    }
)
