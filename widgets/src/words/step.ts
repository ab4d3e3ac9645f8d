/** Words of the stepper. What happens at each moment, the kernel has already said. */

import type { Words } from "../i18n.ts";

export const STEP = {
  "step.title": ["Step by step", "逐步前向与反向"],
  "step.graph": [
    "Graph of {nodes} nodes. Up and down move between nodes, Enter goes to the moment of one.",
    "计算图，{nodes} 个节点。上下方向键在节点间移动，回车跳到该节点的时刻。",
  ],
  "step.controls": ["Moments", "时刻"],
  "step.first": ["First moment (Home)", "第一步（Home）"],
  "step.previous": ["Back (left arrow)", "上一步（左方向键）"],
  "step.play": ["Play (space)", "播放（空格）"],
  "step.pause": ["Pause (space)", "暂停（空格）"],
  "step.next": ["Next (right arrow)", "下一步（右方向键）"],
  "step.last": ["Last moment (End)", "最后一步（End）"],
  "step.speed": ["Speed", "速度"],
  "step.forward": ["Forward", "前向传播"],
  "step.backward": ["Backward", "反向传播"],
  "step.place": ["{at} of {count}", "第 {at} / {count} 步"],
  "step.place.forward": ["forward, moment {at} of {count}", "前向传播，第 {at} / {count} 步"],
  "step.place.backward": ["backward, moment {at} of {count}", "反向传播，第 {at} / {count} 步"],

  // boxes
  "step.grad": ["grad", "梯度"],
  "step.value": ["value", "值"],
  "step.number": ["made as no. {number}", "第 {number} 个创建"],
  "step.keeps": ["keeps values for the backward pass", "为反向传播保留了值"],
  "step.phase.waiting": ["not computed yet", "尚未计算"],
  "step.phase.now": ["now", "正在进行"],
  "step.phase.done": ["done", "已完成"],
  "step.phase.queued": ["gradient waits here", "梯度在此等待"],
  "step.phase.idle": ["no gradient yet", "还没有梯度"],
  "step.phase.passed": ["gradient passed on", "梯度已传递"],

  // what happens now
  "step.start": ["The inputs", "输入"],
  "step.seed": ["The start of backward", "反向传播的起点"],
  "step.write": ["Writing .grad", "写入 .grad"],
  "step.arrived": ["{name}: gradient complete", "{name}：梯度到齐"],
  "step.upstream": ["upstream", "上游梯度"],
  "step.local": ["local derivative", "局部导数"],
  "step.downstream": ["downstream", "下游梯度"],
  "step.to": ["to {name}", "传给 {name}"],
  "step.by.rule": ["by the rule", "按规则"],
  "step.one": ["one element, {place}:", "其中一个元素 {place}："],
  "step.sum": ["{name} so far", "{name} 目前累计"],
  "step.before": ["before", "原有"],
  "step.added": ["added", "新增"],
  "step.after": ["after", "之后"],
  "step.result": ["result", "结果"],
  "step.more": ["and {count} more", "另有 {count} 个"],

  // the two lists
  "step.kept": ["Kept for backward", "为反向传播保留"],
  "step.kept.none": ["nothing", "无"],
  "step.kept.bytes": ["{count} arrays, {bytes}", "{count} 个数组，{bytes}"],
  "step.queue": ["Waiting, next first", "等待队列（最前者先处理）"],
  "step.queue.later": ["fills when backward begins", "反向传播开始后才有"],
  "step.queue.none": ["nothing waits", "没有等待的节点"],
} as const satisfies Words;
