"""What the metrics say, in English and Chinese."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "metrics.task": (
            "task must be 'binary', 'multiclass' or 'multilabel', but got {got!r}",
            "task 应为 'binary'、'multiclass' 或 'multilabel'，却得到 {got!r}",
        ),
        "metrics.num_classes": (
            "task='multiclass' needs num_classes, a whole number of at least 2, but got {got!r}",
            "task='multiclass' 需要 num_classes（不小于 2 的整数），却得到 {got!r}",
        ),
        "metrics.threshold": (
            "threshold must lie between 0 and 1, but got {got!r}",
            "threshold 必须在 0 与 1 之间，却得到 {got!r}",
        ),
        "metrics.top_k": (
            "top_k must be a whole number from 1 to num_classes ({classes}), but got {got!r}",
            "top_k 必须是 1 到 num_classes（{classes}）之间的整数，却得到 {got!r}",
        ),
        "metrics.top_k_scores": (
            "top_k={top_k} needs a score for every class, preds of shape (N, {classes}, ...), but preds are labels",
            "top_k={top_k} 需要每个类别的得分，即形状为 (N, {classes}, ...) 的 preds，但给出的 preds 是标签",
        ),
        "metrics.choice": (
            "{name} must be one of {choices}, but got {got!r}",
            "{name} 只能取 {choices} 之一，却得到 {got!r}",
        ),
        "metrics.beta": ("beta must be above 0, but got {got!r}", "beta 必须大于 0，却得到 {got!r}"),
        "metrics.tensors": (
            "{name} must be a Tensor, but got {got}",
            "{name} 应为 Tensor，却得到 {got}",
        ),
        "metrics.empty": (
            "no samples: preds have shape {preds}. A score needs at least one prediction",
            "没有样本：preds 的形状是 {preds}。至少要有一个预测才能计算指标",
        ),
        "metrics.shapes": (
            "preds of shape {preds} and target of shape {target} do not fit: {wanted}",
            "preds 的形状 {preds} 与 target 的形状 {target} 不匹配：{wanted}",
        ),
        "metrics.want_same": ("they must be the same", "两者应当相同"),
        "metrics.want_labels": (
            "target must be (N, {labels}, ...), of the same shape as preds",
            "target 应为 (N, {labels}, ...)，并与 preds 形状相同",
        ),
        "metrics.num_labels": (
            "task='multilabel' needs num_labels, a whole number of at least 2, but got {got}",
            "task='multilabel' 需要 num_labels，即不小于 2 的整数，却得到 {got}",
        ),
        "metrics.want_classes": (
            "target (N, ...) needs preds (N, ...) of labels or (N, {classes}, ...) of scores",
            "target 为 (N, ...) 时，preds 应为标签 (N, ...) 或得分 (N, {classes}, ...)",
        ),
        "metrics.target_float": (
            "target holds labels and must be of whole numbers, but its dtype is {dtype}: use target.long()",
            "target 是标签，应为整数，但它的 dtype 是 {dtype}：请用 target.long()",
        ),
        "metrics.preds_float": (
            "preds of the same shape as target are labels and must be of whole numbers, but their dtype is {dtype}. "
            "Pass the scores of all classes, (N, {classes}, ...), or their argmax(1)",
            "与 target 形状相同的 preds 是标签，应为整数，但它的 dtype 是 {dtype}。"
            "请传入所有类别的得分 (N, {classes}, ...)，或它们的 argmax(1)",
        ),
        "metrics.out_of_range": (
            "{name} holds the label {value}, but with {classes} classes labels run from 0 to {last}",
            "{name} 中有标签 {value}，但共有 {classes} 个类别，标签只能从 0 到 {last}",
        ),
        "metrics.nothing_yet": (
            "{cls}.compute() was called before update(): there is nothing to compute from yet",
            "{cls} 还没有 update() 就调用了 compute()：尚无数据可算",
        ),
        "metrics.not_written": (
            "{cls} must define {method}(): see autograd_lab.metrics.Metric",
            "{cls} 必须定义 {method}()：见 autograd_lab.metrics.Metric",
        ),
        "metrics.state_default": (
            "add_state('{name}'): the default must be a Tensor or an empty list, but got {got}",
            "add_state('{name}')：default 应为 Tensor 或空列表，却得到 {got}",
        ),
        "metrics.nan": (
            "{cls}: {count} of the values are nan; they are left out",
            "{cls}：有 {count} 个值是 nan，已略去",
        ),
        "metrics.nan_error": (
            "{cls}: {count} of the values are nan. nan_strategy='ignore' would leave them out",
            "{cls}：有 {count} 个值是 nan。可用 nan_strategy='ignore' 略去它们",
        ),
        "metrics.weight": (
            "MeanMetric: weight of shape {weight} does not fit value of shape {value}",
            "MeanMetric：weight 的形状 {weight} 与 value 的形状 {value} 不匹配",
        ),
        "metrics.window": (
            "RunningMean: window must be a whole number of at least 1, but got {got!r}",
            "RunningMean：window 必须是不小于 1 的整数，却得到 {got!r}",
        ),
        "metrics.not_metric": (
            "MetricCollection: '{name}' is a {got}, not a Metric",
            "MetricCollection：'{name}' 是 {got}，不是 Metric",
        ),
    }
)
