/** Words of curves and of the table of runs. */

import type { Words } from "../i18n.ts";

export const CURVES = {
  "curves.loss": ["Loss", "损失"],
  "curves.metric": ["Metrics", "指标"],
  "curves.log": ["log scale", "对数坐标"],
  "curves.train": ["train", "训练"],
  "curves.validation": ["validation", "验证"],
  "curves.test": ["test", "测试"],
  "curves.smoothing": ["smoothing", "平滑"],
  "curves.smoothing.words": [
    "Exponential moving average; the measured values stay behind it, pale",
    "指数移动平均；原始数值以浅色显示在后面",
  ],
  "curves.axis": ["x axis", "横轴"],
  "curves.step": ["step", "步"],
  "curves.epoch": ["epoch", "轮"],
  "curves.time": ["time", "时间"],
  "curves.at.step": ["step {at}", "第 {at} 步"],
  "curves.at.epoch": ["epoch {at}", "第 {at} 轮"],
  "curves.at.plain": ["{axis} = {at}", " {axis} = {at} 处"],
  "curves.label": [
    "{title}: curves. Arrow keys read them point by point.",
    "{title}曲线。用方向键逐点读数。",
  ],
  "curves.now": ["at the end: {values}", "最新：{values}"],
  "curves.reading": ["at {at}: {values}", "在{at}：{values}"],
  "curves.whole": ["Show all", "显示全部"],
  "curves.hint": [
    "drag: zoom in · double-click: show all · click a name: hide its curve",
    "拖动：放大 · 双击：显示全部 · 点击名称：隐藏曲线",
  ],
  "curves.more": ["and {count} more", "另有 {count} 条"],
  "curves.measured": ["measured {value}", "原始值 {value}"],
  "curves.empty": ["The curve starts with the first step.", "第一步之后开始绘制曲线。"],
  "curves.not-positive": [
    "Nothing here is above zero, so a log scale has nothing to show.",
    "这里没有大于零的值，对数坐标无法显示。",
  ],

  // runs
  "runs.compare": ["Compare with earlier runs", "与之前的训练对比"],
  "runs.this": ["this run", "本次"],
  "runs.run": ["run", "训练"],
  "runs.settings": ["hyperparameters", "超参数"],
  "runs.best": ["best {name}", "最佳 {name}"],
  "runs.last": ["last", "最终"],
  "runs.steps": ["steps", "步数"],
  "runs.time": ["time", "用时"],
  "runs.winner": ["best of all", "全部训练中最佳"],
  "runs.show": ["draw {title}", "绘制 {title}"],
  "runs.name": ["name of run {number}", "第 {number} 次训练的名称"],
  "runs.remove": ["forget {title}", "删除 {title}"],
} as const satisfies Words;
