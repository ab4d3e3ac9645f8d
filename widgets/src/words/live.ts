/** Words of the live panel. */

import type { Words } from "../i18n.ts";

export const LIVE = {
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
  "state.branch": ["branched at {step}", "自第 {step} 步分支"],
  "state.rate": ["{rate} steps/s", "{rate} 步/秒"],
  "panel.label": ["Live training panel", "实时训练面板"],

  // controls
  "control.label": ["Controls of the training", "训练控制"],
  "control.pause": ["Pause", "暂停"],
  "control.resume": ["Resume", "继续"],
  "control.step": ["One step", "单步"],
  "control.epoch": ["One epoch", "一轮"],
  "control.stop": ["Stop", "停止"],
  "control.pause.title": ["Hold the training after this step (key P)", "在这一步之后暂停（按键 P）"],
  "control.resume.title": ["Let the training go on (key P)", "继续训练（按键 P）"],
  "control.step.title": ["Do one step and hold (key S)", "只走一步，然后暂停（按键 S）"],
  "control.epoch.title": [
    "Go on to the end of this epoch and hold (key E)",
    "训练到这一轮结束，然后暂停（按键 E）",
  ],
  "control.stop.title": [
    "End the training after this step; the model keeps what it has learned (key X)",
    "在这一步之后结束训练；模型保留学到的参数（按键 X）",
  ],
  "control.lr": ["learning rate", "学习率"],
  "control.momentum": ["momentum", "动量"],
  "control.beta1": ["momentum β₁", "动量 β₁"],
  "control.weight_decay": ["weight decay", "权重衰减"],
  "control.speed": ["speed", "速度"],
  "control.speed.full": ["full", "全速"],
  "control.speed.value": ["{speed} / s", "{speed} 步/秒"],
  "control.speed.words": ["{speed} steps per second at most", "每秒最多 {speed} 步"],
  "control.speed.full.words": ["full speed", "全速"],
  "control.rewind": ["go back to", "回到"],
  "control.rewind.now": ["now", "当前"],
  "control.rewind.button": ["Rewind", "回退"],
  "control.rewind.title": [
    "Put model, optimizer, random numbers and data back as they were, and go on from there",
    "把模型、优化器、随机数和数据恢复到那一步，并从那里继续",
  ],
  "control.not-a-number": [
    "“{text}” is not a number, so nothing was changed.",
    "“{text}”不是数字，因此没有改变。",
  ],
  "control.live": [
    "Controls act at once. After a reload of the page this panel comes back when the cell ends.",
    "调节即时生效。若重新加载页面，面板会在单元格运行结束后恢复。",
  ],
  "control.after-cell": [
    "With this kernel, controls act after the cell. Train with panel.background(…) and they act at once.",
    "在此内核中，调节要等单元格运行结束后才生效。改用 panel.background(…) 训练即可即时生效。",
  ],
  "control.background": [
    "Training in the background: the notebook stays usable, and a reload of the page loses nothing.",
    "正在后台训练：笔记本可以照常使用，重新加载页面也不会丢失任何内容。",
  ],
} as const satisfies Words;
