/** Words of the views of modules, of broadcasting, and of one tensor. */

import type { Words } from "../i18n.ts";

export const SHAPES = {
  // the tree of a module
  "modules.title": ["Model", "模型"],
  "modules.name": ["module", "模块"],
  "modules.class": ["class", "类"],
  "modules.output": ["output shape", "输出形状"],
  "modules.parameters": ["parameters", "参数量"],
  "modules.share": ["share of all", "占比"],
  "modules.times": ["{count} alike", "{count} 个相同"],
  "modules.calls": ["called {count} times", "调用了 {count} 次"],
  "modules.input": ["input {shapes}", "输入 {shapes}"],
  "modules.shared": ["the same module as {path}", "与 {path} 是同一个模块"],
  "modules.tied": ["the same tensor as {path}", "与 {path} 是同一个张量"],
  "modules.frozen": ["frozen", "已冻结"],
  "modules.buffer": ["buffer", "缓冲区"],
  "modules.lazy": ["shape still to come", "形状待定"],
  "modules.uncalled": [
    "Give an input to see shapes: lab.viz.module(model, x)",
    "传入一个输入即可看到形状：lab.viz.module(model, x)",
  ],
  "modules.total": ["{parameters} parameters, {bytes}", "共 {parameters} 个参数，{bytes}"],
  "modules.total.frozen": ["{count} frozen", "其中 {count} 个已冻结"],
  "modules.total.buffers": ["{count} numbers in buffers", "缓冲区中有 {count} 个数"],
  "modules.hidden": ["{count} more modules are not listed", "另有 {count} 个模块未列出"],
  "modules.open": ["Open all", "全部展开"],
  "modules.close": ["Fold all", "全部折叠"],

  // broadcasting
  "broadcast.title": ["Broadcasting", "广播"],
  "broadcast.step.align": [
    "Write the shapes under each other, aligned from the right.",
    "把各个形状上下对齐：从最右边的维度开始。",
  ],
  "broadcast.step.ones": ["Where a dimension is missing, put a 1.", "缺少的维度补上 1。"],
  "broadcast.step.stretch": [
    "Each 1 is stretched to the size of its neighbours: the numbers are read again, not copied.",
    "大小为 1 的维度被拉伸到与其他形状相同：数据只是被重复读取，并没有复制。",
  ],
  "broadcast.step.result": ["The result has the shape {shape}.", "结果的形状是 {shape}。"],
  "broadcast.step.clash": [
    "In dimension {dim} the sizes {sizes} differ and neither is 1: these shapes do not fit.",
    "第 {dim} 维的大小 {sizes} 不同，且都不是 1：这些形状无法广播。",
  ],
  "broadcast.result": ["result", "结果"],
  "broadcast.previous": ["Previous step", "上一步"],
  "broadcast.next": ["Next step", "下一步"],
  "broadcast.again": ["Once more", "重新播放"],
  "broadcast.count": ["step {step} of {steps}", "第 {step} 步，共 {steps} 步"],

  // one tensor
  "tensor.title": ["Tensor", "张量"],
  "tensor.values": ["values", "数值"],
  "tensor.histogram": ["distribution", "分布"],
  "tensor.memory": ["memory", "内存"],
  "tensor.shape": ["shape", "形状"],
  "tensor.strides": ["strides", "步长"],
  "tensor.offset": ["offset", "偏移"],
  "tensor.contiguous": ["contiguous", "连续存储"],
  "tensor.scattered": ["not contiguous", "非连续存储"],
  "tensor.shared": ["sees a part of a memory of {size} numbers", "只看到 {size} 个数的内存中的一部分"],
  "tensor.bytes": ["size", "大小"],
  "tensor.gradient": ["gradient", "梯度"],
  "tensor.leaf": ["leaf", "叶子"],
  "tensor.made": ["made by {op}", "由 {op} 得到"],
  "tensor.index": ["dimension {dim}", "第 {dim} 维"],
  "tensor.sampled": ["every {rows} × {columns}th number", "每隔 {rows} × {columns} 取一个数"],
  "tensor.more": ["… {count} more", "…… 还有 {count} 个"],
  "tensor.hover": [
    "Point at a number to see where it lies in memory.",
    "把指针移到一个数上，看它在内存中的位置。",
  ],
  "tensor.empty": ["This tensor holds no numbers.", "该张量中没有元素。"],
} as const satisfies Words;
