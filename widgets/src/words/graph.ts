/** Words of graphs. */

import type { Words } from "../i18n.ts";

export const GRAPH = {
  // graph
  "graph.title": ["Computation graph", "计算图"],
  "graph.step": ["This step's graph", "这一步的计算图"],
  "graph.label": ["Computation graph: {nodes} nodes, {edges} edges", "计算图：{nodes} 个节点，{edges} 条边"],
  "graph.empty": ["The graph appears with the first backward pass.", "第一次反向传播之后显示计算图。"],
  "graph.zoom.in": ["Zoom in", "放大"],
  "graph.zoom.out": ["Zoom out", "缩小"],
  "graph.zoom.fit": ["Show everything", "显示全部"],
  "graph.expand": ["Open this module", "展开此模块"],
  "graph.collapse": ["Fold this module", "折叠此模块"],
  "graph.folded": ["{nodes} nodes", "{nodes} 个节点"],
  "graph.hidden": ["{hidden} earlier nodes are not drawn", "更早的 {hidden} 个节点未绘制"],
  "graph.hint": [
    "Ctrl + wheel zooms, dragging moves, click a node to read it",
    "Ctrl + 滚轮缩放，拖动平移，点击节点查看说明",
  ],
  "legend.gradient": ["gradient size", "梯度大小"],
  "legend.none": ["not computed yet", "尚未计算"],
  "legend.never": ["carries no gradient", "不传梯度"],
  "legend.zero": ["exactly zero", "恰为零"],
  "legend.nan": ["NaN or infinite", "NaN 或无穷大"],
  "legend.leaf": ["leaf", "叶子"],
  "legend.parameter": ["parameter", "参数"],
  "legend.constant": ["data", "数据"],
  "legend.op": ["operation", "运算"],
  "legend.output": ["result", "结果"],

  // the card of a node
  "card.formula": ["computes", "计算"],
  "card.rules": ["gradient", "梯度"],
  "card.shape": ["shape", "形状"],
  "card.scalar": ["one number", "标量"],
  "card.name": ["name", "变量名"],
  "card.dtype": ["dtype", "数据类型"],
  "card.device": ["device", "设备"],
  "card.scope": ["module", "模块"],
  "card.line": ["line {line}", "第 {line} 行"],
  "card.code": ["code", "代码"],
  "card.params": ["options", "选项"],
  "card.value": ["value", "值"],
  "card.grad": ["gradient norm", "梯度范数"],
  "card.close": ["Close", "关闭"],
} as const satisfies Words;
