/** Words of cards. */

import type { Words } from "../i18n.ts";

export const CARDS = {
  "cards.hint": ["Point at a cell to read its number", "指向某一格即可读出数值"],
  "cards.hint.field": ["Point at the plane to read what the model says", "指向平面上一点即可读出模型的判断"],
  "cards.hint.points": ["Point at a dot to read what it is", "指向一个点即可读出它是什么"],
  "cards.hint.curves": [
    "Point at the curves, or press the arrow keys, to read their numbers",
    "指向曲线或按方向键即可读出数值",
  ],
  "cards.empty": ["Nothing to show yet.", "尚无内容。"],
  "cards.large": ["This card was too large to be kept in the saved page.", "该卡片过大，未保存在页面中。"],
  "cards.more": ["{shown} of {total} are shown", "共 {total} 个，显示前 {shown} 个"],
  "cards.mean": ["mean of {cells} numbers", "{cells} 个数的平均"],
  "cards.step": ["step {step}", "第 {step} 步"],
  "cards.read.cell": ["row {row}, column {column}", "第 {row} 行，第 {column} 列"],
  "cards.read.confusion": [
    "{row} taken for {column}: {count} of {all} ({share}%)",
    "真实为 {row}，预测为 {column}：{all} 个中有 {count} 个（{share}%）",
  ],
  "cards.read.attention": ["{row} attends to {column}: {value}", "{row} 对 {column} 的注意力：{value}"],
  "cards.read.field": ["({x}, {y}): class {name}, {sure}% sure", "({x}, {y})：类别 {name}，把握 {sure}%"],
  "cards.right": ["right", "预测正确"],
  "cards.wrong": ["wrong", "预测错误"],
  "cards.accuracy": ["accuracy {percent}%", "准确率 {percent}%"],
  "cards.class": ["class {name}", "类别 {name}"],
  "cards.label.maps": [
    "{count} maps of {height} by {width} cells",
    "{count} 幅图，每幅 {height} 行 {width} 列",
  ],
  "cards.label.points": ["{count} points of a plane", "平面上的 {count} 个点"],
  "cards.label.field": [
    "Decision boundary of {classes} classes, {points} points, accuracy {percent}%",
    "{classes} 个类别的决策边界，{points} 个点，准确率 {percent}%",
  ],
} as const satisfies Words;
