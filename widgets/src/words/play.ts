/** Words of the playgrounds; each takes only its own and the shared ones. */

import type { Words } from "../i18n.ts";

export const PLAY = {
  "play.code": ["The same in code", "对应的代码"],
  "play.copy": ["Copy as code", "复制代码"],
  "play.copied": ["Copied", "已复制"],
  "play.selected": ["Selected: press Ctrl+C", "已选中：按 Ctrl+C"],
  "play.still": [
    "A picture of the last state: run the cell again to play with it.",
    "这是最后状态的图像：重新运行单元格即可交互。",
  ],
  "play.play": ["Play", "播放"],
  "play.pause": ["Pause", "暂停"],
  "play.step": ["One step", "单步"],
  "play.reset": ["Back to the start", "回到开头"],
  "play.of": ["step {step} of {steps}", "第 {step} 步，共 {steps} 步"],
} as const satisfies Words;

export const RACE = {
  "race.title": ["Optimizer race", "优化器竞赛"],
  "race.surface": ["Surface", "曲面"],
  "race.racers": ["Optimizer", "优化器"],
  "race.rate": ["learning rate", "学习率"],
  "race.loss": ["loss", "损失"],
  "race.chart": ["Loss over steps", "各步的损失"],
  "race.hint": [
    "Press anywhere to start there; arrow keys move the start, too",
    "点按任意位置即从那里出发；方向键也可移动起点",
  ],
  "race.left": ["left at {step}", "第 {step} 步离开"],
  "race.left.words": ["{name} left the picture at step {step}", "{name} 在第 {step} 步离开画面"],
  "race.label": ["Surface {name}, start at {x}, {y}. {racers}", "曲面 {name}，起点 {x}, {y}。{racers}"],
  "race.on": ["{name} takes part", "{name} 参加"],
  "race.rate.of": ["learning rate of {name}", "{name} 的学习率"],
  "race.playhead": ["Step shown", "显示的步"],
} as const satisfies Words;

export const CLASSIFY = {
  "classify.title": ["Two classes", "二分类"],
  "classify.train": ["Train", "训练"],
  "classify.again": ["New weights", "重新初始化"],
  "classify.clear": ["Clear", "清空"],
  "classify.data": ["Data", "数据"],
  "classify.data.circles": ["Circles", "圆环"],
  "classify.data.moons": ["Moons", "月牙"],
  "classify.data.xor": ["XOR", "异或"],
  "classify.data.spirals": ["Spirals", "螺旋"],
  "classify.data.groups": ["Groups", "两团"],
  "classify.data.own": ["Yours", "自绘"],
  "classify.brush": ["Draw", "绘制"],
  "classify.brush.0": ["class 0", "类别 0"],
  "classify.brush.1": ["class 1", "类别 1"],
  "classify.brush.erase": ["erase", "擦除"],
  "classify.activation": ["Activation", "激活函数"],
  "classify.activation.Identity": ["None", "无"],
  "classify.optimizer": ["Optimizer", "优化器"],
  "classify.batch": ["Batch size", "批大小"],
  "classify.batch.0": ["all", "全部"],
  "classify.speed": ["Steps per picture", "每帧步数"],
  "classify.lr": ["Learning rate", "学习率"],
  "classify.noise": ["Noise", "噪声"],
  "classify.layers": ["Hidden layers: {count}", "隐藏层：{count}"],
  "classify.layer.more": ["One layer more", "增加一层"],
  "classify.layer.fewer": ["One layer fewer", "减少一层"],
  "classify.units.more": ["One unit more in layer {layer}", "第 {layer} 层增加一个单元"],
  "classify.units.fewer": ["One unit fewer in layer {layer}", "第 {layer} 层减少一个单元"],
  "classify.input": ["Input {name}", "输入 {name}"],
  "classify.unit": ["Unit {unit} of layer {layer}", "第 {layer} 层第 {unit} 个单元"],
  "classify.output": ["Output", "输出"],
  "classify.output.words": ["What the network says", "网络的判断"],
  "classify.weights": ["{unit}: weights {numbers}, bias {bias}", "{unit}：权重 {numbers}，偏置 {bias}"],
  "classify.weight": ["{from} → {to}: weight {value}", "{from} → {to}：权重 {value}"],
  "classify.network.hint": [
    "Point at a unit or a line to read it; blue is positive, orange negative",
    "指向单元或连线即可读数；蓝色为正，橙色为负",
  ],
  "classify.chart": ["Loss: training (line), test (dashed)", "损失：训练（实线）、测试（虚线）"],
  "classify.step": ["step", "步"],
  "classify.train.loss": ["train loss", "训练损失"],
  "classify.test.loss": ["test loss", "测试损失"],
  "classify.accuracy": ["accuracy", "准确率"],
  "classify.first": ["class 0", "类别 0"],
  "classify.second": ["class 1", "类别 1"],
  "classify.test": ["hollow: for testing", "空心：测试用"],
  "classify.plane": [
    "Plane with {points} points, accuracy {percent}%. Arrow keys move, space puts a point.",
    "平面上有 {points} 个点，准确率 {percent}%。方向键移动，空格键放置一个点。",
  ],
  "classify.hint": [
    "Draw points right into the picture, even while it trains",
    "可以直接在图中绘制点，训练过程中也可以",
  ],
} as const satisfies Words;

export const KERNELS = {
  "kernels.title": ["Convolution", "卷积"],
  "kernels.input": ["Input", "输入"],
  "kernels.kernel": ["Kernel", "卷积核"],
  "kernels.output": ["Output", "输出"],
  "kernels.presets": ["Kernels to choose", "可选的卷积核"],
  "kernels.size": ["Size of the kernel", "卷积核大小"],
  "kernels.stride": ["Stride", "步长"],
  "kernels.padding": ["Padding", "填充"],
  "kernels.dilation": ["Dilation", "膨胀率"],
  "kernels.weight": ["Weight in row {row}, column {column}", "第 {row} 行第 {column} 列的权重"],
  "kernels.slide": ["Slide", "滑动"],
  "kernels.sum": ["Pixel × weight, added up", "像素 × 权重，再求和"],
  "kernels.total": ["output[{row}, {column}] = {value}", "输出[{row}, {column}] = {value}"],
  "kernels.sizes": [
    "side: ⌊({side} + 2·{padding} − {dilation}·({kernel} − 1) − 1) / {stride}⌋ + 1 = {rows}",
    "边长：⌊({side} + 2·{padding} − {dilation}·({kernel} − 1) − 1) / {stride}⌋ + 1 = {rows}",
  ],
  "kernels.output.label": [
    "Output of {rows} by {columns} pixels; arrow keys choose one",
    "输出共 {rows} 行 {columns} 列像素；用方向键选择",
  ],
  "kernels.hint": [
    "Point at an output pixel to see what it is made of; type into the kernel to change it. Blue is positive, orange negative.",
    "指向输出像素即可看到它的来源；直接在卷积核中输入数值即可修改。蓝色为正，橙色为负。",
  ],
  "kernels.still": [
    "A picture of the last state: its sums can be read; run the cell again to change the kernel.",
    "这是最后状态的图像：仍可查看各项求和；重新运行单元格即可修改卷积核。",
  ],
} as const satisfies Words;

export const RING = {
  "ring.title": ["Ring all-reduce", "环形 All-Reduce"],
  "ring.world": ["Workers", "进程数"],
  "ring.again": ["Another batch", "换一批数据"],
  "ring.worker": ["worker {rank}", "进程 {rank}"],
  "ring.chunk": ["chunk {chunk}", "第 {chunk} 块"],
  "ring.whole": ["mean of all", "整批平均"],
  "ring.count": ["Sum of {count} of {world} workers", "{world} 个进程中 {count} 个的和"],
  "ring.start": [
    "Each of the {world} workers has the gradient of its own {share} of {batch} samples, cut into {world} chunks. They want the mean of all.",
    "{batch} 个样本分给 {world} 个进程，每个进程有自己 {share} 个样本的梯度，并切成 {world} 块。目标是得到所有梯度的平均。",
  ],
  "ring.reduce": [
    "Reduce-scatter, step {turn} of {turns}: everybody sends one chunk to the next worker, who adds it to his own. Worker 0 sends chunk {chunk}.",
    "归约-分散（reduce-scatter），第 {turn} 步，共 {turns} 步：每个进程把一块发给下一个进程，对方将其加到自己的那一块上。进程 0 发送第 {chunk} 块。",
  ],
  "ring.gather": [
    "All-gather, step {turn} of {turns}: everybody passes on a finished chunk, which replaces the next worker's own. Worker 0 sends chunk {chunk}.",
    "全收集（all-gather），第 {turn} 步，共 {turns} 步：每个进程传出一块已求和的结果，替换下一个进程的对应块。进程 0 发送第 {chunk} 块。",
  ],
  "ring.mean": [
    "Divided by {world}, every worker has the gradient of the whole batch; the largest difference is {difference}, from rounding.",
    "除以 {world} 之后，每个进程都得到整批数据的梯度；最大差异为 {difference}，来自舍入。",
  ],
  "ring.key": [
    "The darker, the more workers' gradients are in the sum. Dashed: being sent. Framed: just arrived.",
    "颜色越深，已累加的进程越多。虚线框：正在发送；实线框：刚刚到达。",
  ],
  "ring.sent": ["each worker, on the ring", "环形：每个进程发送"],
  "ring.naive": ["one worker that collects all", "集中式：收集者发送"],
  "ring.bytes": ["{value} of {total} bytes", "{value} / {total} 字节"],
  "ring.rule": [
    "For a gradient of 100 MB each worker sends {ring} MB on the ring, never more than 200 with any number of workers; one that collects all sends {naive} MB.",
    "若梯度为 100 MB，环形方式下每个进程发送 {ring} MB，无论多少进程都不超过 200 MB；集中式的收集者要发送 {naive} MB。",
  ],
  "ring.playhead": ["Step shown", "显示的步骤"],
  "ring.label": ["Ring of {world} workers at step {step}", "{world} 个进程组成的环，第 {step} 步"],
  "ring.hint": [
    "All numbers are gradients computed by the engine; step through to follow one chunk",
    "所有数字都是引擎算出的梯度；单步播放可以跟踪某一块的去向",
  ],
} as const satisfies Words;
