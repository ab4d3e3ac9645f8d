/** Every word the views show, in both languages. The key is the English idea, never a sentence. */

import type { Language, Text } from "./generated/protocol.ts";

export type { Language } from "./generated/protocol.ts";

type Pair = readonly [en: string, zh: string];

const MESSAGES = {
  // what the run is doing
  "state.waiting": ["Waiting for the first step", "等待第一步"],
  "state.running": ["Training", "训练中"],
  "state.paused": ["Paused", "已暂停"],
  "state.stopped": ["Stopped", "已停止"],
  "state.done": ["Finished", "训练结束"],
  "state.interrupted": ["Interrupted", "已中断"],
  "state.saved": ["Saved run", "已保存的训练记录"],
  "state.gone": ["Kernel gone", "内核已断开"],
  "state.gone.words": [
    "This panel has lost its kernel. Run the cell again to train.",
    "面板与内核的连接已断开。重新运行该单元格即可再次训练。",
  ],
  "state.step": ["step {step}", "第 {step} 步"],
  "state.epoch": ["epoch {epoch}", "第 {epoch} 轮"],
  "state.rate": ["{rate} steps/s", "{rate} 步/秒"],
  "panel.label": ["Live training panel", "实时训练面板"],

  // controls
  "control.pause": ["Pause", "暂停"],
  "control.resume": ["Resume", "继续"],
  "control.step": ["One step", "单步"],
  "control.stop": ["Stop", "停止"],
  "control.lr": ["learning rate", "学习率"],
  "control.momentum": ["momentum", "动量"],
  "control.weight_decay": ["weight decay", "权重衰减"],
  "control.live": ["controls act at once", "调节即时生效"],
  "control.after-cell": ["controls act after the cell", "单元格运行结束后生效"],
  "control.language": ["Language", "语言"],

  // curves
  "curves.loss": ["Loss", "损失"],
  "curves.metric": ["Metrics", "指标"],
  "curves.log": ["log scale", "对数坐标"],
  "curves.train": ["train", "训练"],
  "curves.smooth": ["train, smoothed", "训练（平滑）"],
  "curves.validation": ["validation", "验证"],
  "curves.test": ["test", "测试"],
  "curves.step": ["step", "步"],
  "curves.label": ["Curves: {values}", "曲线：{values}"],
  "curves.empty": ["The curve starts with the first step.", "第一步之后开始绘制曲线。"],

  // gradient flow
  "flow.title": ["Gradient flow", "梯度流"],
  "flow.layer": ["layer", "层"],
  "flow.gradient": ["gradient norm", "梯度范数"],
  "flow.ratio": ["update / weight", "更新量 / 权重"],
  "flow.empty": ["Gradients appear after the first backward pass.", "第一次反向传播之后显示梯度。"],
  "flow.none": ["no gradient yet", "尚无梯度"],
  "flow.vanishing": ["vanishing: far smaller than the largest layer", "梯度消失：远小于其他层"],
  "flow.exploding": ["exploding: so large that a step overshoots", "梯度爆炸：过大，一步就会跨过头"],
  "flow.nan": ["NaN or infinite: the numbers have broken down", "出现 NaN 或无穷大：数值已失效"],
  "flow.zero": ["exactly zero: this layer does not learn", "梯度恰为零：这一层没有在学习"],
  "flow.fast": [
    "moves more than 10% of itself per step: try a smaller learning rate",
    "每步变动超过自身的 10%：可减小学习率",
  ],
  "flow.healthy": ["about 10⁻³ is healthy", "约 10⁻³ 为宜"],

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
} as const satisfies Record<string, Pair>;

export type MessageKey = keyof typeof MESSAGES;

export interface Translate {
  (key: MessageKey, values?: Readonly<Record<string, string | number>>): string;
  /** A text from the kernel: its own words come in both languages, names and values stay as they are. */
  readonly say: (text: Text) => string;
}

export function translator(language: Language): Translate {
  const index = language === "zh" ? 1 : 0;
  const translate = (key: MessageKey, values: Readonly<Record<string, string | number>> = {}): string =>
    MESSAGES[key][index].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  const say = (text: Text): string => (typeof text === "string" ? text : text[language]);
  return Object.assign(translate, { say });
}

/** "zh", "zh-CN" and "zh_Hans" are Chinese; everything else reads English. */
export function asLanguage(name: unknown): Language {
  return String(name).toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** For the test that holds both languages complete. */
export const catalogue: Readonly<Record<string, Pair>> = MESSAGES;
