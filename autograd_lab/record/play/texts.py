"""The words of playgrounds in both languages."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "race.bowl": ("Bowl", "圆碗"),
        "race.bowl.words": (
            "Equally steep on all sides: the gradient points straight at the minimum. Every optimizer manages it.",
            "四面一样陡：梯度正对最小值，每种优化器都能走到。",
        ),
        "race.ravine": ("Ravine", "峡谷"),
        "race.ravine.words": (
            "Steep across, flat along. SGD bounces between the walls; momentum averages the bounces away.",
            "横向陡、纵向平。SGD 在两壁之间来回弹跳，动量把来回的部分平均掉。",
        ),
        "race.saddle": ("Saddle", "鞍点"),
        "race.saddle.words": (
            "The gradient at the middle is zero, and it is no minimum. See who waits longest before sliding off.",
            "中间的梯度为零，却不是最小值。看看谁停留得最久才滑下去。",
        ),
        "race.rosenbrock": ("Rosenbrock's banana", "Rosenbrock 香蕉函数"),
        "race.rosenbrock.words": (
            "A curved valley with an almost flat floor: easy to find, slow to follow.",
            "弯曲的谷，谷底几乎是平的：容易走进去，沿着走却很慢。",
        ),
        "race.beale": ("Beale", "Beale 函数"),
        "race.beale.words": (
            "Flat plains and steep corners: a rate that suits the one is far too large for the other.",
            "平原与陡角并存：适合平原的学习率到了陡角就太大。",
        ),
        "race.himmelblau": ("Himmelblau", "Himmelblau 函数"),
        "race.himmelblau.words": (
            "Four minima, equally deep. Drag the start a little: who ends where?",
            "四个同样深的最小值。稍微拖动起点，看看各自落到哪里。",
        ),
        "race.result": (
            "race(): {name}(x, y) must return one number as a Tensor, computed from x and y; it returned {got}.",
            "race()：{name}(x, y) 应返回由 x 和 y 算出的一个数（张量），而它返回的是 {got}。",
        ),
        "race.surface": (
            "race(): there is no surface called {name!r}. There are: {known}. Or pass a function of x and y.",
            "race()：没有名为 {name!r} 的曲面。可选：{known}。也可以传入自己的 x、y 函数。",
        ),
        "race.function": (
            "race(): function must be a function of x and y, or the name of a surface, not {got}.",
            "race()：function 应是 x、y 的函数，或曲面的名称，而不是 {got}。",
        ),
        "race.optimizer": (
            "race(): there is no optimizer called {name!r}. There are: {known}. Your own goes in as "
            '{{"name": lambda p: MyOptimizer(p, lr=0.1)}}.',
            "race()：没有名为 {name!r} 的优化器。可选：{known}。自己的优化器可以这样传入："
            '{{"名称": lambda p: MyOptimizer(p, lr=0.1)}}。',
        ),
        "race.maker": (
            "race(): optimizers[{name!r}] must be a function that takes the list of parameters and returns an "
            "optimizer; it gave {got}.",
            "race()：optimizers[{name!r}] 应是接受参数列表并返回优化器的函数，而它给出的是 {got}。",
        ),
        "race.start": (
            "race(): start must be two finite numbers (x, y), not {got}.",
            "race()：start 应是两个有限的数 (x, y)，而不是 {got}。",
        ),
        "race.extent": (
            "race(): extent must be (left, right, bottom, top) with left < right and bottom < top, not {got}.",
            "race()：extent 应是 (左, 右, 下, 上)，且左 < 右、下 < 上，而不是 {got}。",
        ),
        "classify.unknown": (
            "classify(): there is no {what} called {value!r}. There are: {known}.",
            "classify()：{what} 没有名为 {value!r} 的选项。可选：{known}。",
        ),
        "classify.hidden": (
            "classify(): hidden lists the units of at most {deep} layers, 1 to {wide} each, such as (4, 2); "
            "not {value}.",
            "classify()：hidden 列出各隐藏层的单元数，最多 {deep} 层，每层 1 到 {wide} 个，例如 (4, 2)；"
            "不能是 {value}。",
        ),
        "classify.data": (
            "classify(): data is one of {known}, or your own as a pair (x, y); not {got}.",
            "classify()：data 应是 {known} 之一，或自己的一对数据 (x, y)，而不是 {got}。",
        ),
        "classify.whole": (
            "classify(): {what} must be a whole number that is not negative, not {value}.",
            "classify()：{what} 应是不为负的整数，而不是 {value}。",
        ),
        "classify.number": (
            "classify(): {what} must be a finite number that is not negative, not {value}.",
            "classify()：{what} 应是有限且不为负的数，而不是 {value}。",
        ),
        "classify.points": (
            "classify(): own data are x of shape (samples, 2) and y with one class for each, at most {limit}; "
            "got x of shape {x} and {y} classes.",
            "classify()：自己的数据应是形状为 (样本数, 2) 的 x，以及每个样本一个类别的 y，最多 {limit} 个；"
            "得到的 x 形状为 {x}，y 有 {y} 个类别。",
        ),
        "classify.classes": (
            "classify(): the classes in y must be 0 and 1 (or -1 and 1), and all numbers in x finite.",
            "classify()：y 中的类别应是 0 和 1（也可以是 -1 和 1），x 中的数都应是有限的。",
        ),
        "classify.caption": ("Two classes", "二分类"),
        "kernels.identity": ("Identity", "恒等"),
        "kernels.blur": ("Blur", "模糊"),
        "kernels.gauss": ("Gaussian", "高斯"),
        "kernels.sharpen": ("Sharpen", "锐化"),
        "kernels.edges": ("All edges", "各向边缘"),
        "kernels.vertical": ("Vertical edges", "竖直边缘"),
        "kernels.horizontal": ("Horizontal edges", "水平边缘"),
        "kernels.emboss": ("Emboss", "浮雕"),
        "kernels.digit": ("Digit", "手写数字"),
        "kernels.shapes": ("Shapes", "图形"),
        "kernels.waves": ("Waves", "波纹"),
        "kernels.own": ("Yours", "自己的图像"),
        "kernels.caption": ("Convolution", "卷积"),
        "kernels.image": (
            "kernels(): expected a grey image of shape (height, width), 2 to {limit} pixels a side, got {shape}. "
            "Of a colour image, pass one channel: image[0].",
            "kernels()：图像应是形状为 (高, 宽) 的灰度图，边长 2 到 {limit} 像素，得到的是 {shape}。"
            "如果是彩色图像，请传入其中一个通道：image[0]。",
        ),
        "kernels.kernel": (
            "A kernel here is 3 x 3 or 5 x 5 finite numbers.",
            "这里的卷积核应是 3 x 3 或 5 x 5 个有限的数。",
        ),
        "kernels.option": (
            "{name} must be a whole number from {low} to {high}, not {got}.",
            "{name} 应是 {low} 到 {high} 之间的整数，而不是 {got}。",
        ),
        "kernels.too_large": (
            "With dilation {dilation} the kernel covers {covered} x {covered} pixels; the image, padding included, has "
            "only {height} x {width}. Use a smaller dilation or more padding.",
            "膨胀率为 {dilation} 时，卷积核覆盖 {covered} x {covered} 像素，而图像连同填充只有 {height} x {width}。"
            "请减小膨胀率或增加填充。",
        ),
        "ring.world": (
            "all_reduce(): world is the number of workers, from 2 to 8, not {got}.",
            "all_reduce()：world 是工作进程的个数，应在 2 到 8 之间，而不是 {got}。",
        ),
        "ring.caption": ("Ring all-reduce", "环形 All-Reduce"),
        "ring.worker": ("worker {rank}", "进程 {rank}"),
        "ring.chunk": ("chunk {number}", "第 {number} 块"),
        "race.caption": ("Optimizer race", "优化器竞赛"),
    }
)
