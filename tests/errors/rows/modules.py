"""Bad input of modules and of nn.init: arguments of constructors, first inputs of lazy layers, hooks of states."""

from tests.errors.case import Bad


def lazy(t, enough):
    """A lazy layer of one's own that gives its parameter a shape only if that is ``enough``."""

    class Own(t.nn.modules.lazy.LazyModuleMixin, t.nn.Module):
        def __init__(self):
            super().__init__()
            self.p = t.nn.UninitializedParameter()

        def initialize_parameters(self, x):
            if enough:
                self.p.materialize(x.shape)

    return Own()


def saving(t, returned):
    model = t.nn.Linear(1, 1)
    model.register_state_dict_post_hook(lambda *a: returned)
    return model.state_dict()


def loading(t, returned):
    model = t.nn.Linear(1, 1)
    model.register_load_state_dict_post_hook(lambda *a: returned)
    return model.load_state_dict(model.state_dict())


def asm(t, cutoffs=(5, 10)):
    return t.nn.AdaptiveLogSoftmaxWithLoss(8, 20, list(cutoffs), 2.0)


BAD = [
    # constructors
    Bad("nn.bilinear.in1", ValueError, lambda t, w: t.nn.Bilinear(0, 2, 3), ("in1_features=0",), ("in1_features", "0")),
    Bad("nn.unflatten.size", TypeError, lambda t, w: t.nn.Unflatten(1, 3), ("type int",), ("int",)),
    Bad("nn.unflatten.element", TypeError, lambda t, w: t.nn.Unflatten(1, (2, "b")), ("str", "pos 1"), ("str", "第 1 个")),
    Bad("nn.conv.transposed_mode", ValueError, lambda t, w: t.nn.ConvTranspose2d(1, 1, 1, padding_mode="reflect"), ("ConvTranspose2d", "'reflect'"), ("ConvTranspose2d", "'reflect'")),
    Bad("nn.fractional.choose", ValueError, lambda t, w: t.nn.FractionalMaxPool2d(2), ("FractionalMaxPool2d",), ("FractionalMaxPool2d",)),
    Bad("nn.fractional.choose", ValueError, lambda t, w: t.nn.FractionalMaxPool3d(2, 3, 0.5), ("one of output_size and output_ratio",), ("只能给出一个",)),
    Bad("nn.fractional.ratio", ValueError, lambda t, w: t.nn.FractionalMaxPool2d(2, output_ratio=1.5), ("1.5",), ("1.5",)),
    Bad("nn.hardtanh.order", AssertionError, lambda t, w: t.nn.Hardtanh(1.0, 1.0), ("max_val (1.0)",), ("max_val（1.0）",)),
    Bad("nn.groupnorm.groups", ValueError, lambda t, w: t.nn.GroupNorm(3, 10), ("(10)", "(3)"), ("10", "3")),
    Bad("nn.embedding.padding", AssertionError, lambda t, w: t.nn.Embedding(4, 3, padding_idx=4), ("4 is not a row of a table of 4",), ("4 行",)),
    Bad("nn.embedding.padding", AssertionError, lambda t, w: t.nn.EmbeddingBag(4, 3, padding_idx=-5), ("-5",), ("-5",)),
    Bad("nn.embedding.weight", AssertionError, lambda t, w: t.nn.Embedding(4, 3, _weight=w.x), ("(2, 3)", "(4, 3)"), ("(2, 3)", "(4, 3)")),
    Bad("nn.embedding.ndim", AssertionError, lambda t, w: t.nn.Embedding.from_pretrained(w.v), ("2-dim", "(3,)"), ("二维", "(3,)")),
    Bad("arg.size_negative", RuntimeError, lambda t, w: t.nn.BatchNorm1d(-1), ("-1",), ("-1",)),
    Bad("arg.type", TypeError, lambda t, w: t.nn.HuberLoss(delta=1j), ("delta", "complex"), ("delta", "complex")),
    Bad("nn.multi_margin.p", ValueError, lambda t, w: t.nn.MultiMarginLoss(p=3), ("p == 1 and p == 2", "3"), ("3",)),
    Bad("nn.multi_margin.weight", ValueError, lambda t, w: t.nn.MultiMarginLoss(weight=w.x), ("2D",), ("2 维",)),
    Bad("nn.triplet.margin", ValueError, lambda t, w: t.nn.TripletMarginLoss(margin=-1.0), ("TripletMarginLoss", "-1.0"), ("TripletMarginLoss", "-1.0")),
    Bad("nn.triplet.margin", ValueError, lambda t, w: t.nn.TripletMarginWithDistanceLoss(margin=0), ("greater than 0",), ("大于 0",)),
    Bad("nn.linear_loss.weight", RuntimeError, lambda t, w: t.nn.LinearCrossEntropyLoss(5, 4, weight=w.v), ("(4,)", "(3,)"), ("(4,)", "(3,)")),
    Bad("nn.linear_loss.smoothing", RuntimeError, lambda t, w: t.nn.LinearCrossEntropyLoss(5, 4, label_smoothing=2.0), ("2.0",), ("2.0",)),
    Bad("nn.linear_loss.chunk", ValueError, lambda t, w: t.nn.LinearCrossEntropyOptions(batch_chunk_size=-1), ("-1",), ("-1",)),
    Bad("nn.asm.empty", ValueError, lambda t, w: asm(t, ()), ("cutoffs",), ("cutoffs",)),
    Bad("nn.asm.cutoffs", ValueError, lambda t, w: asm(t, (10, 5)), ("[10, 5]", "= 19"), ("[10, 5]", "= 19")),
    Bad("nn.asm.cutoffs", ValueError, lambda t, w: asm(t, (5, 20)), ("[5, 20]",), ("[5, 20]",)),
    Bad("nn.asm.cutoffs", ValueError, lambda t, w: asm(t, (0, 5)), ("[0, 5]",), ("[0, 5]",)),
    # inputs
    Bad("nn.input_ndim", ValueError, lambda t, w: t.nn.BatchNorm1d(3)(t.ones(1, 2, 3, 4)), ("BatchNorm1d", "2D or 3D", "4D"), ("BatchNorm1d", "4D")),
    Bad("nn.input_ndim", ValueError, lambda t, w: t.nn.BatchNorm2d(3)(w.x), ("4D input (got 2D input)",), ("4D", "2D")),
    Bad("nn.input_ndim", ValueError, lambda t, w: t.nn.SyncBatchNorm(3)(w.v), ("at least 2D",), ("1D",)),
    Bad("nn.input_ndim", ValueError, lambda t, w: t.nn.InstanceNorm2d(3)(w.v), ("3D or 4D",), ("1D",)),
    Bad("nn.input_ndim", ValueError, lambda t, w: t.nn.Softmax2d()(w.x), ("Softmax2d", "2D"), ("Softmax2d", "2D")),
    Bad("nn.input_ndim", ValueError, lambda t, w: t.nn.CircularPad1d(3)(w.v), ("2D or 3D", "1D"), ("CircularPad1d", "1D")),
    Bad("nn.input_ndim", ValueError, lambda t, w: t.nn.CrossMapLRN2d(3)(w.x), ("CrossMapLRN2d", "4D", "2D"), ("CrossMapLRN2d",)),
    Bad("nn.instancenorm.features", ValueError, lambda t, w: t.nn.InstanceNorm1d(3, affine=True)(t.ones(2, 4, 5)), ("dim=1", "(3)", "4"), ("第 1 维", "3", "4")),
    Bad("nn.instancenorm.features", ValueError, lambda t, w: t.nn.InstanceNorm1d(3, affine=True)(t.ones(4, 5)), ("dim=0",), ("第 0 维",)),
    Bad("nn.conv.output_size", ValueError, lambda t, w: t.nn.ConvTranspose2d(3, 4, 3)(t.ones(1, 3, 4, 4), (11,)), ("4D input", "2 or 4", "(got 1)"), ("4 维", "1 个")),
    Bad("nn.conv.output_range", ValueError, lambda t, w: t.nn.ConvTranspose1d(3, 4, 3, 2)(t.ones(1, 3, 4), (11,)), ("(11,)", "[9] to [10]"), ("(11,)", "[9] 到 [10]")),
    Bad("loss.ignore_probabilities", RuntimeError, lambda t, w: t.nn.CrossEntropyLoss(ignore_index=1)(w.x, w.x), ("ignore_index", "1"), ("ignore_index", "1")),
    Bad("nn.asm.target_ndim", RuntimeError, lambda t, w: asm(t)(t.ones(1, 8), t.tensor([[1]])), ("2D",), ("2 维",)),
    Bad("nn.asm.batch", RuntimeError, lambda t, w: asm(t)(t.ones(2, 8), t.tensor([1])), ("2 and 1",), ("2 与 1",)),
    Bad("nn.asm.input_ndim", RuntimeError, lambda t, w: asm(t)(t.ones(2, 8), t.tensor(1)), ("1D input", "(2, 8)"), ("1 维", "(2, 8)")),
    Bad("nn.asm.range", RuntimeError, lambda t, w: asm(t)(t.ones(2, 8), t.tensor([1, 20])), ("[0, 19]", "[1, 20]"), ("[0, 19]", "[1, 20]")),
    # lazy layers
    Bad("nn.lazy.shape", RuntimeError, lambda t, w: t.nn.LazyLinear(3).weight.shape, ("Call the model on a batch first",), ("先用一批数据",)),
    Bad("nn.lazy.shape", RuntimeError, lambda t, w: t.nn.Linear(2, 3).load_state_dict(t.nn.LazyLinear(3).state_dict()), ("state_dict",), ("state_dict",)),
    Bad("nn.lazy.use", ValueError, lambda t, w: t.nn.LazyLinear(3).weight + 1, ("uninitialized parameter", "model(x[:1])"), ("未初始化", "model(x[:1])")),
    Bad("nn.lazy.use", ValueError, lambda t, w: t.nn.init.zeros_(t.nn.LazyLinear(3).bias), ("uninitialized parameter",), ("未初始化",)),
    Bad("nn.lazy.initialize", NotImplementedError, lambda t, w: t.nn.modules.lazy.LazyModuleMixin()(w.x), ("LazyModuleMixin",), ("LazyModuleMixin",), torch=False),
    Bad("nn.lazy.incomplete", RuntimeError, lambda t, w: lazy(t, False)(w.x), ("Own", "materialize()"), ("Own", "materialize()")),
    # containers
    Bad("nn.parameters.index", IndexError, lambda t, w: t.nn.ParameterList([w.v])[5], ("5", "of 1"), ("5", "1 个")),
    Bad("nn.parameters.extend", TypeError, lambda t, w: t.nn.ParameterList(3), ("int",), ("int",)),
    Bad("nn.parameters.key", TypeError, lambda t, w: t.nn.ParameterDict({3: w.v}), ("'int'",), ("int",)),
    Bad("nn.parameters.call", RuntimeError, lambda t, w: t.nn.ParameterList()(1), ("ParameterList",), ("ParameterList",)),
    Bad("nn.parameters.call", RuntimeError, lambda t, w: t.nn.ParameterDict()(1), ("ParameterDict",), ("ParameterDict",)),
    Bad("nn.parameters.update", TypeError, lambda t, w: t.nn.ParameterDict(3), ("ParameterDict", "int"), ("ParameterDict", "int")),
    Bad("nn.container.add", ValueError, lambda t, w: t.nn.Sequential() + 3, ("int",), ("int",)),
    Bad("nn.container.times", TypeError, lambda t, w: t.nn.Sequential(t.nn.ReLU()) * "a", ("str",), ("str",)),
    Bad("nn.container.factor", ValueError, lambda t, w: t.nn.Sequential(t.nn.ReLU()) * 0, ("factor 0",), ("0",)),
    # paths and states
    Bad("nn.module.no_target", ValueError, lambda t, w: t.nn.Linear(1, 1).set_submodule("", t.nn.ReLU()), ("without a target name",), ("路径",)),
    Bad("nn.module.set_type", ValueError, lambda t, w: t.nn.Sequential(t.nn.ReLU()).set_submodule("0", t.nn.ReLU), ("not an nn.Module",), ("nn.Module",)),
    Bad("nn.state.extra", RuntimeError, lambda t, w: t.nn.Module().set_extra_state(1), ("set_extra_state",), ("set_extra_state",)),
    Bad("nn.state.hook_result", RuntimeError, lambda t, w: saving(t, {}), ("must return None",), ("必须返回 None",)),
    Bad("nn.state.load_hook_result", AssertionError, lambda t, w: loading(t, 1), ("not expected to return",), ("不能返回值",)),
    # init
    Bad("nn.init.slope", ValueError, lambda t, w: t.nn.init.calculate_gain("leaky_relu", "a"), ("negative_slope a",), ("negative_slope", "a")),
    Bad("nn.init.two_dims", ValueError, lambda t, w: t.nn.init.eye_(w.v), ("(3,)",), ("(3,)",)),
    Bad("nn.init.two_dims", ValueError, lambda t, w: t.nn.init.sparse_(w.v, 0.5), ("2 dimensions",), ("二维",)),
    Bad("nn.init.dirac_ndim", ValueError, lambda t, w: t.nn.init.dirac_(w.x), ("3, 4, or 5", "(2, 3)"), ("(2, 3)",)),
    Bad("nn.init.dirac_groups", ValueError, lambda t, w: t.nn.init.dirac_(t.ones(4, 2, 2), groups=3), ("4", "3"), ("4", "3")),
    Bad("nn.init.orthogonal_ndim", ValueError, lambda t, w: t.nn.init.orthogonal_(w.v), ("(3,)",), ("(3,)",)),
]  # fmt: skip
