"""The words of cards in both languages."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "card.row": ("row", "行"),
        "card.column": ("column", "列"),
        "card.true": ("true class", "真实类别"),
        "card.predicted": ("predicted class", "预测类别"),
        "card.query": ("query", "查询"),
        "card.key": ("key", "键"),
        "card.head": ("head {number}", "第 {number} 头"),
        "card.channel": ("channel {number}", "通道 {number}"),
        "card.accuracy": ("accuracy {percent}", "准确率 {percent}"),
        "card.boundary": ("Decision boundary", "决策边界"),
        "card.images.shape": (
            "images(): expected a shape (height, width), (count, height, width) or (count, channels, height, width), "
            "got {shape}. Rows of 64 pixels become images with .reshape(-1, 8, 8).",
            "images()：形状应为 (高, 宽)、(张数, 高, 宽) 或 (张数, 通道, 高, 宽)，得到的是 {shape}。"
            "每行 64 个像素可以用 .reshape(-1, 8, 8) 变成图像。",
        ),
        "card.images.channels": (
            "images(): an image has 1 channel (grey) or 3 (colour); shape {shape} has {channels}. "
            "The channels of a hidden layer are shown by lab.viz.feature_maps.",
            "images()：图像应有 1 个通道（灰度）或 3 个通道（彩色），而形状 {shape} 有 {channels} 个。"
            "隐藏层的各个通道可以用 lab.viz.feature_maps 显示。",
        ),
        "card.confusion.shape": (
            "confusion(): expected one predicted and one true class for each sample (or scores of shape "
            "(samples, classes)), got shapes {predicted} and {target}.",
            "confusion()：每个样本应有一个预测类别和一个真实类别（预测也可以是形状为 (样本数, 类别数) 的得分），"
            "得到的形状是 {predicted} 和 {target}。",
        ),
        "card.confusion.classes": (
            "confusion(): classes are whole numbers from 0 on. Of scores, pass the whole row of each sample, "
            "or scores.argmax(dim=1).",
            "confusion()：类别是从 0 开始的整数。如果手头是得分，请传入每个样本的整行得分，或 scores.argmax(dim=1)。",
        ),
        "card.confusion.many": (
            "confusion(): {count} classes are too many to be told apart; at most {limit} can be shown.",
            "confusion()：{count} 个类别太多，无法看清；最多显示 {limit} 个。",
        ),
        "card.attention.shape": (
            "attention(): expected weights of shape (queries, keys) or (heads, queries, keys), got {shape}. "
            "Of a batch, pass one sample: weights[0].",
            "attention()：权重的形状应为 (查询数, 键数) 或 (头数, 查询数, 键数)，得到的是 {shape}。"
            "如果是一个批次，请传入其中一个样本：weights[0]。",
        ),
        "card.features.shape": (
            "feature_maps(): expected activations of shape (channels, height, width) or "
            "(samples, channels, height, width), got {shape}.",
            "feature_maps()：激活值的形状应为 (通道, 高, 宽) 或 (样本, 通道, 高, 宽)，得到的是 {shape}。",
        ),
        "card.numbers": (
            "There are no numbers to show in {got}: pass a Tensor, an array, or nested lists of numbers, all "
            "of one length.",
            "{got} 中没有可以显示的数：请传入张量、数组，或各行等长的嵌套数字列表。",
        ),
        "card.list": (
            "{argument} must be a list of names, not {got}.",
            "{argument} 应是由名称组成的列表，而不是 {got}。",
        ),
        "card.images.columns": (
            "images(): columns is how many stand in a line: a whole number from 1 on, not {got}.",
            "images()：columns 是每行的张数：应是不小于 1 的整数，而不是 {got}。",
        ),
        "card.names": (
            "{argument} must have one name for each of the {count} cells, not {got}.",
            "{argument} 应为 {count} 个格子各提供一个名称，而不是 {got} 个。",
        ),
        "card.points.shape": (
            "points(): a plane has two axes, so the points must have the shape (points, 2), not {shape}. "
            "More numbers per point can be reduced to two by PCA: u, s, vh = torch.linalg.svd(x - x.mean(dim=0), "
            "full_matrices=False); (u * s)[:, :2].",
            "points()：平面只有两个轴，因此点的形状应为 (点数, 2)，而不是 {shape}。"
            "每个点的数更多时，可以用 PCA 降到两个：u, s, vh = torch.linalg.svd(x - x.mean(dim=0), "
            "full_matrices=False)；(u * s)[:, :2]。",
        ),
        "card.points.names": (
            "points(): expected one name for each point, got {points} points and {names} names.",
            "points()：每个点应有一个名称，得到的是 {points} 个点和 {names} 个名称。",
        ),
        "card.points.classes": (
            "points(): expected one class for each of the {points} points, a whole number from 0 to {last}.",
            "points()：{points} 个点各应有一个类别，是 0 到 {last} 之间的整数。",
        ),
        "card.points": ("Points", "点图"),
        "card.curves": ("Curves", "曲线"),
        "card.curve.shape": (
            "curve(): expected numbers of shape (points,), or (curves, points) for several curves, or a dict of such "
            "curves by their names; got shape {shape}.",
            "curve()：数据的形状应为 (点数,)；多条曲线用 (曲线数, 点数)，或用字典给出“名称: 曲线”；"
            "得到的形状是 {shape}。",
        ),
        "card.curve.x": (
            "curve(): x holds the place of each point, so it must have the shape of a curve, {y}, not {x}.",
            "curve()：x 是各点的横坐标，其形状应与曲线相同，即 {y}，而不是 {x}。",
        ),
        "card.curve.names": (
            "curve(): expected one name for each curve, got {curves} curves and {names} names. "
            "In a dict the curves are already named by its keys.",
            "curve()：每条曲线应有一个名称，得到的是 {curves} 条曲线和 {names} 个名称。用字典给出曲线时，键就是名称。",
        ),
        "card.boundary.model": (
            "boundary(model, x, y): the model must be a Module or a function, not {got}.",
            "boundary(model, x, y)：model 应是 Module 或函数，而不是 {got}。",
        ),
        "card.boundary.resolution": (
            "boundary(): resolution is a whole number of cells from 2 to 256, not {got}.",
            "boundary()：resolution 应是 2 到 256 之间的整数（格数），而不是 {got}。",
        ),
        "card.boundary.features": (
            "boundary(): a plane has two axes, so x must have the shape (samples, 2), not {shape}. "
            "Of more features, choose two and train on them: x[:, [0, 1]].",
            "boundary()：平面只有两个轴，因此 x 的形状应为 (样本数, 2)，而不是 {shape}。"
            "如果特征更多，请选出两个来训练：x[:, [0, 1]]。",
        ),
        "card.boundary.targets": (
            "boundary(): expected one class for each point, got {points} points and {targets} classes.",
            "boundary()：每个点应有一个类别，得到的是 {points} 个点和 {targets} 个类别。",
        ),
        "card.boundary.classes": (
            "boundary(): the classes in y are whole numbers from 0 on, fewer than {limit} (or -1 and 1).",
            "boundary()：y 中的类别是从 0 开始的整数，且小于 {limit}（也可以是 -1 和 1）。",
        ),
        "card.boundary.output": (
            "boundary(): the model must answer {count} points with {count} rows of scores; it gave {got}.",
            "boundary()：对 {count} 个点，模型应给出 {count} 行得分，而它给出的是 {got}。",
        ),
        "card.not_a_card": (
            "panel.show(name, thing) shows a card (lab.viz.images, confusion, boundary, ...) or a function that "
            "returns one; {name!r} was given {got}. A bare tensor is shown by lab.viz.heat(tensor), "
            "a list of numbers by lab.viz.curve(numbers).",
            "panel.show(name, thing) 显示卡片（lab.viz.images、confusion、boundary 等），或返回卡片的函数；"
            "{name!r} 得到的是 {got}。张量可以用 lab.viz.heat(tensor) 显示，一列数可以用 lab.viz.curve(numbers) 显示。",
        ),
        "card.too_many": (
            "There are already {limit} cards; {name!r} would be one too many. Show things again under fixed names.",
            "卡片已有 {limit} 张，不能再添加 {name!r}。请用固定的几个名称反复显示。",
        ),
        "card.failed": (
            "The card {name} could not be drawn and is left as it was: {error}",
            "卡片 {name} 无法绘制，保持原样：{error}",
        ),
    }
)
