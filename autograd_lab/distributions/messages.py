"""What distributions say, in English and Chinese."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "distribution.parameter": (
            "Expected parameter {name} (Tensor of shape {shape}) of {cls} to be {wanted}, but found invalid values: "
            "{value}",
            "{cls} 的参数 {name}（形状 {shape}）应满足 {wanted}，却有不符合的值：{value}",
        ),
        "distribution.value": (
            "Expected value argument (Tensor of shape {shape}) to be within the support of {cls}, {wanted}, but found "
            "invalid values: {value}",
            "value（形状 {shape}）应在 {cls} 的取值范围内：{wanted}，却有不符合的值：{value}",
        ),
        "distribution.value_shape": (
            "Value is not broadcastable with batch_shape+event_shape: {value} vs {shape}",
            "value 的形状 {value} 无法广播到 batch_shape+event_shape {shape}",
        ),
        "distribution.either": (
            "{cls}: either `{a}` or `{b}` must be specified, but not both",
            "{cls}：`{a}` 和 `{b}` 必须给出其中一个，且只能给一个",
        ),
        "distribution.no_rsample": (
            "{cls} has no rsample: gradients do not flow through discrete samples. Use log_prob(sample) * reward, or "
            "nn.functional.gumbel_softmax",
            "{cls} 没有 rsample：梯度无法通过离散样本传播。请用 log_prob(sample) * reward 或 nn.functional.gumbel_softmax",
        ),
        "distribution.missing": ("{cls} has no {name}", "{cls} 没有 {name}"),
        "distribution.no_kl": (
            "no KL divergence of {p} from {q} is known here; write it with @register_kl({p}, {q})",
            "这里没有 {p} 相对 {q} 的 KL 散度；请用 @register_kl({p}, {q}) 自行给出",
        ),
        "distribution.dims": (
            "Expected reinterpreted_batch_ndims <= {ndim}, the number of batch dims, but got {got}",
            "reinterpreted_batch_ndims 应不大于批次维数 {ndim}，却得到 {got}",
        ),
        "distribution.matrix_ndim": (
            "{name} must be at least {ndim}-dimensional, but has shape {shape}",
            "{name} 至少应有 {ndim} 维，形状却是 {shape}",
        ),
    }
)
