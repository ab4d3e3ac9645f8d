"""Bad input of the losses in nn.functional."""

from tests.errors.case import Bad


def ctc(t, **changes):
    """A call of ctc_loss that is right but for ``changes``."""
    given = {"log_probs": t.zeros(4, 2, 3), "targets": t.tensor([[1, 2], [1, 1]]), "input_lengths": (4, 4),
             "target_lengths": (2, 1)}  # fmt: skip
    return t.nn.functional.ctc_loss(**(given | changes))


BAD = [
    Bad("loss.bool_weight", RuntimeError, lambda t, w: t.nn.functional.binary_cross_entropy_with_logits(t.ones(2), t.ones(2), pos_weight=w.b), ("pos_weight", ".float()"), ("pos_weight", ".float()")),
    Bad("loss.target_broadcast", RuntimeError, lambda t, w: t.nn.functional.soft_margin_loss(w.v, w.x), ("(3,)", "(2, 3)"), ("(3,)", "(2, 3)")),
    Bad("loss.beta", RuntimeError, lambda t, w: t.nn.functional.smooth_l1_loss(w.x, w.x, beta=-1.0), ("beta", "-1"), ("beta", "-1")),
    Bad("loss.delta", RuntimeError, lambda t, w: t.nn.functional.huber_loss(w.x, w.x, delta=0.0), ("delta", "0"), ("delta", "必须为正")),
    Bad("loss.result_dtype", RuntimeError, lambda t, w: t.nn.functional.huber_loss(w.n, w.leaf), ("float32", "int64"), ("float32", "int64")),
    Bad("loss.result_dtype", RuntimeError, lambda t, w: t.nn.functional.soft_margin_loss(w.n, w.leaf.detach()), ("float32", "int64"), ("x.float()",)),
    Bad("loss.result_dtype", RuntimeError, lambda t, w: t.nn.functional.binary_cross_entropy_with_logits(w.leaf, w.n), ("int64",), ("int64",)),
    Bad("layer.dtype", NotImplementedError, lambda t, w: t.nn.functional.mse_loss(w.n, w.n), ("mse_loss", "int64"), ("mse_loss", "int64")),
    Bad("layer.dtype", NotImplementedError, lambda t, w: t.nn.functional.huber_loss(w.n, w.n), ("huber_loss", "int64"), ("huber_loss", "int64")),
    Bad("layer.dtype", NotImplementedError, lambda t, w: t.nn.functional.nll_loss(t.ones(2, 3).long(), w.n), ("nll_loss", "int64"), ("nll_loss", "int64")),
    Bad("broadcast.mismatch", RuntimeError, lambda t, w: t.nn.functional.kl_div(w.v, w.leaf, reduction="sum"), ("(3)", "(2)"), ("(3)", "(2)")),
    Bad("loss.weight_size", ValueError, lambda t, w: t.nn.functional.mse_loss(w.x, w.x, weight=w.v), ("(3,) and (2, 3)",), ("(3,) 与 (2, 3)",)),
    Bad("loss.weight_size", ValueError, lambda t, w: t.nn.functional.huber_loss(w.x, w.x, weight=w.v), ("(3,)",), ("(3,)",)),
    Bad("loss.variance", ValueError, lambda t, w: t.nn.functional.gaussian_nll_loss(w.x, w.x, -w.x), ("negative",), ("负数",)),
    Bad("loss.variance", ValueError, lambda t, w: t.nn.functional.gaussian_nll_loss(w.x, w.x, -2.0), ("negative",), ("负数",)),
    Bad("loss.variance_size", ValueError, lambda t, w: t.nn.functional.gaussian_nll_loss(w.x, w.x, w.v), ("(3,)", "(2, 3)"), ("(3,)", "(2, 3)")),
    Bad("loss.target_dtype", RuntimeError, lambda t, w: t.nn.functional.binary_cross_entropy(w.leaf, w.n), ("int64", "float32"), ("int64", "float32")),
    Bad("loss.weight_broadcast", RuntimeError, lambda t, w: t.nn.functional.binary_cross_entropy(w.x / 9, w.x / 9, weight=t.ones(2)), ("(2,)", "(2, 3)"), ("(2,)", "(2, 3)")),
    Bad("loss.not_probability", RuntimeError, lambda t, w: t.nn.functional.binary_cross_entropy(w.x, w.x / 9), ("input", "with_logits"), ("input", "with_logits")),
    Bad("loss.not_probability", RuntimeError, lambda t, w: t.nn.functional.binary_cross_entropy(w.x / 9, w.x), ("target",), ("target",)),
    Bad("loss.same_size", ValueError, lambda t, w: t.nn.functional.binary_cross_entropy(w.x / 9, w.v / 9), ("(3,)", "(2, 3)"), ("(3,)", "(2, 3)")),
    Bad("loss.same_size", ValueError, lambda t, w: t.nn.functional.binary_cross_entropy_with_logits(w.x, w.v), ("(3,)", "(2, 3)"), ("(3,)", "(2, 3)")),
    Bad("layer.constant", RuntimeError, lambda t, w: t.nn.functional.binary_cross_entropy(w.v[:2] / 9, w.v[:2] / 9, weight=w.leaf), ("'weight'", "detach()"), ("weight", "detach()")),
    Bad("layer.constant", RuntimeError, lambda t, w: t.nn.functional.soft_margin_loss(w.v[:2], w.leaf), ("'target'",), ("target",)),
    Bad("loss.kl_dtype", RuntimeError, lambda t, w: t.nn.functional.kl_div(w.n, w.n, reduction="sum"), ("int64",), ("int64",)),
    Bad("loss.ranking_ndim", RuntimeError, lambda t, w: t.nn.functional.margin_ranking_loss(w.x, w.v, w.v), ("(2, 3), (3,), (3,)",), ("(2, 3), (3,), (3,)",)),
    Bad("loss.cosine_ndim", RuntimeError, lambda t, w: t.nn.functional.cosine_embedding_loss(w.v, w.v, w.n), ("(2,)", "(3,)"), ("(2,)", "(3,)")),
    Bad("loss.margin", ValueError, lambda t, w: t.nn.functional.triplet_margin_loss(w.x, w.x, w.x, margin=-1), ("greater than 0", "-1"), ("大于 0", "-1")),
    Bad("loss.triplet_ndim", RuntimeError, lambda t, w: t.nn.functional.triplet_margin_loss(w.x, w.x, w.v), ("anchor 2D", "negative 1D"), ("2 维", "1 维")),
    Bad("loss.power", ValueError, lambda t, w: t.nn.functional.multi_margin_loss(w.x, w.n, p=3), ("p == 1", "3"), ("3",)),
    Bad("loss.weight_ndim", ValueError, lambda t, w: t.nn.functional.multi_margin_loss(w.x, w.n, weight=w.x), ("one-dimensional", "(2, 3)"), ("一维", "(2, 3)")),
    Bad("loss.batch_target", RuntimeError, lambda t, w: t.nn.functional.multi_margin_loss(w.x, t.tensor([0, 1, 2])), ("2 samples", "(3,)"), ("2 个样本", "(3,)")),
    Bad("loss.weight_count", RuntimeError, lambda t, w: t.nn.functional.multi_margin_loss(w.x, w.n, weight=t.ones(2)), ("3 classes", "(2,)"), ("3 个类别", "(2,)")),
    Bad("loss.same_target", RuntimeError, lambda t, w: t.nn.functional.multilabel_margin_loss(w.x, w.n), ("(2,)", "(2, 3)"), ("(2,)", "(2, 3)")),
    Bad("loss.scores", RuntimeError, lambda t, w: t.nn.functional.multi_margin_loss(t.zeros(2, 0), w.n), ("(2, 0)",), ("(2, 0)",)),
    Bad("loss.label_dtype", RuntimeError, lambda t, w: t.nn.functional.multi_margin_loss(w.x, w.v[:2]), ("float32",), ("float32",)),
    Bad("loss.label_range", RuntimeError, lambda t, w: t.nn.functional.multi_margin_loss(w.x, w.n + 2), ("0 to 2",), ("0 到 2",)),
    Bad("loss.label_range", RuntimeError, lambda t, w: t.nn.functional.multilabel_margin_loss(w.v, t.tensor([0, -2, 1])), ("0 to 2",), ("0 到 2",)),
    Bad("loss.linear_input", RuntimeError, lambda t, w: t.nn.functional.linear_cross_entropy(w.s, w.x, w.n), ("got 0",), ("0 维",)),
    Bad("loss.linear_weight", RuntimeError, lambda t, w: t.nn.functional.linear_cross_entropy(w.x, w.v, w.n), ("got 1",), ("1 维",)),
    Bad("loss.linear_features", RuntimeError, lambda t, w: t.nn.functional.linear_cross_entropy(w.x, t.ones(2, 2), w.n), ("(2, 3) and (2, 2)",), ("(2, 3) 与 (2, 2)",)),
    Bad("loss.linear_bias", RuntimeError, lambda t, w: t.nn.functional.linear_cross_entropy(w.x, w.x, w.n, linear_bias=w.v), ("(2,)", "(3,)"), ("(2,)", "(3,)")),
    Bad("loss.linear_batch", RuntimeError, lambda t, w: t.nn.functional.linear_cross_entropy(w.v, t.ones(2, 2, 3), w.n), ("(2, 2, 3)", "(3,)"), ("(2, 2, 3)", "(3,)")),
    Bad("loss.linear_ignore", RuntimeError, lambda t, w: t.nn.functional.linear_cross_entropy(w.x, w.x, t.ones(2, 2), ignore_index=1), ("ignore_index",), ("ignore_index",)),
    Bad("cosine.dtype", RuntimeError, lambda t, w: t.cosine_similarity(w.n, w.n, 0), ("int64",), ("int64",)),
    Bad("broadcast.mismatch", RuntimeError, lambda t, w: t.pairwise_distance(w.v, w.leaf), ("(3)", "(2)"), ("(3)", "(2)")),
    Bad("arg.dim_range", IndexError, lambda t, w: t.cosine_similarity(w.x, w.x, 2), ("2",), ("2",)),
    Bad("arg.need_tensor", TypeError, lambda t, w: t.nn.functional.kl_div([1.0], w.x, reduction="sum"), ("'input' must be Tensor",), ("list",)),
    Bad("ctc.ndim", RuntimeError, lambda t, w: ctc(t, log_probs=w.v), ("1 dimension",), ("1 维",)),
    Bad("ctc.empty", RuntimeError, lambda t, w: ctc(t, log_probs=t.zeros(0, 2, 3)), ("empty",), ("空",)),
    Bad("ctc.blank", RuntimeError, lambda t, w: ctc(t, blank=3), ("3", "0 to 2"), ("3", "0 到 2")),
    Bad("ctc.too_long", RuntimeError, lambda t, w: ctc(t, input_lengths=(5, 4)), ("at most 4", "5"), ("4", "5")),
    Bad("ctc.integral", RuntimeError, lambda t, w: ctc(t, input_lengths=t.tensor([4.0, 4.0]), target_lengths=t.tensor([2, 1])), ("input_lengths", "float32"), ("input_lengths", "float32")),
    Bad("ctc.lengths_type", TypeError, lambda t, w: ctc(t, input_lengths=4), ("input_lengths", "int"), ("input_lengths", "int")),
    Bad("ctc.lengths", RuntimeError, lambda t, w: ctc(t, target_lengths=(2,)), ("target_lengths", "2 sample", "1 length"), ("2", "1 个")),
    Bad("ctc.negative", RuntimeError, lambda t, w: ctc(t, target_lengths=(2, -1)), ("target_lengths", "-1"), ("-1",)),
    Bad("ctc.targets", RuntimeError, lambda t, w: ctc(t, targets=t.tensor([1, 2])), ("3 labels", "2"), ("3 个", "2 个")),
    Bad("ctc.targets_shape", RuntimeError, lambda t, w: ctc(t, targets=t.tensor([[1], [2]])), ("(2, at least 2)", "(2, 1)"), ("(2, 1)",)),
    Bad("ctc.label", RuntimeError, lambda t, w: ctc(t, targets=t.tensor([[1, 3], [1, 1]])), ("3", "0 to 2"), ("3", "0 到 2"), torch=False),  # it reads beyond its memory
    Bad("layer.dtype", NotImplementedError, lambda t, w: ctc(t, log_probs=t.zeros(4, 2, 3).half()), ("ctc_loss", "float16"), ("float16",)),
]  # fmt: skip
