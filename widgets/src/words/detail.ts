/** Words of the numbers on a node's card. */

import type { Words } from "../i18n.ts";

export const DETAIL = {
  "card.gradient": ["gradient", "梯度"],
  "card.source": ["source code", "源代码"],
  "heat.average": ["mean", "均值"],
  "heat.block": [
    "Each cell is the mean of {rows} × {columns} elements.",
    "每格是 {rows} × {columns} 个元素的均值。",
  ],
  "heat.tiles": ["The first {tiles} of {all} slices are shown.", "共 {all} 个切片，此处显示前 {tiles} 个。"],
  "figures.mean": ["mean", "均值"],
  "figures.std": ["std", "标准差"],
  "figures.min": ["min", "最小"],
  "figures.max": ["max", "最大"],
  "figures.zeros": ["zeros", "零"],
  "chain.start": [
    "The backward pass starts here: the gradient of the result with respect to itself is 1.",
    "反向传播从这里开始：结果对自身的梯度是 1。",
  ],
  "chain.comes": ["how the gradient of {at} comes about", "{at} 的梯度怎样得来"],
  "chain.goes": ["what {at} passes on", "{at} 继续往回传的梯度"],
  "chain.it": ["this number", "这个数"],
  "chain.from": ["from {op}, as its input {input}", "来自 {op}（作为它的输入 {input}）"],
  "chain.to": ["to {input}", "传给 {input}"],
  "chain.upstream": ["upstream", "上游"],
  "chain.local": ["local", "局部"],
  "chain.downstream": ["downstream", "下游"],
  "chain.rest": ["{count} more terms", "其余 {count} 项"],
  "chain.sum": ["sum", "合计"],
  "chain.total": ["passed on", "传来"],
  "chain.accumulated": [
    "Used {count} times, so the gradients add up:",
    "被用了 {count} 次，各处的梯度相加：",
  ],
  "what.title": ["what if it were another number?", "假如换一个数会怎样？"],
  "what.element": ["element {at}", "元素 {at}"],
  "what.all": ["all elements × factor", "全部元素 × 倍数"],
  "what.reset": ["Reset", "还原"],
  "what.hint": [
    "Drag or type a number; your own tensors stay as they are.",
    "拖动滑块或输入数值；你自己的张量不会改变。",
  ],
  "what.result": ["result", "结果"],
  "what.change": ["change", "实际变化"],
  "what.predicted": ["gradient × step", "梯度 × 步长"],
  "what.affected": [
    "{count} values after it are different, marked in the graph.",
    "后面有 {count} 个值随之改变，已在图中标出。",
  ],
  "detail.not.saved": [
    "The numbers of this node were not saved with the page. Run the cell again to see them.",
    "页面没有保存这个节点的数值。重新运行该单元格即可查看。",
  ],
  "detail.needs.kernel": [
    "Numbers of other elements need a running kernel. Run the cell again.",
    "查看其他元素的数值需要内核。请重新运行该单元格。",
  ],
  "detail.no.kernel": [
    "With a running kernel you can change a number here and see what becomes of the result.",
    "有内核运行时，可以在这里改动数值，观察结果如何变化。",
  ],
} as const satisfies Words;
