"""Bad input of nn.utils but its packed sequences, which stand with the recurrent layers."""

from importlib import import_module

from tests.errors.case import Bad


def utils(t):
    return t.nn.utils


def prune(t):
    return import_module(f"{t.__name__}.nn.utils.prune")


def parametrized(t, parametrization, **options):
    return t.nn.utils.parametrize.register_parametrization(t.nn.Linear(2, 2), "weight", parametrization, **options)


def made(t, forward, **methods):
    """A parametrization with these methods."""
    return type("Made", (t.nn.Module,), {"forward": forward, **methods})()


def infinite(t):
    p = t.nn.Parameter(t.zeros(2))
    p.grad = t.tensor([1.0, float("inf")])
    return p


def set_weight(module, value):
    module.weight = value


def two(t, **changes):
    """A parametrization of two originals."""
    return made(t, lambda self, a, b: a + b, **({"right_inverse": lambda self, x: (x, x)} | changes))


def later(t, first, then):
    """right_inverse that returns something else at its second call."""
    returns = [first, then]
    return lambda self, x: returns.pop(0)(x)


def pruner(t, kind="unstructured", name="weight"):
    """A pruning method that was made for a parameter ``name``."""
    base = prune(t).BasePruningMethod
    method = type("Own", (base,), {"PRUNING_TYPE": kind, "compute_mask": lambda self, t, default_mask: default_mask})()
    method._tensor_name = name
    return method


BAD = [
    Bad("clip.nonfinite", RuntimeError, lambda t, w: utils(t).clip_grad_norm_(infinite(t), 1.0, error_if_nonfinite=True), ("order 2.0", "inf", "error_if_nonfinite=False"), ("2.0", "error_if_nonfinite=False")),
    Bad("arg.need_tensor", TypeError, lambda t, w: utils(t).vector_to_parameters([1.0], [w.leaf]), ("vector_to_parameters", "list"), ("list",)),
    Bad("vector.short", RuntimeError, lambda t, w: utils(t).vector_to_parameters(w.v, [w.leaf, w.x]), ("8 numbers", "only 3"), ("8", "3")),
    Bad("fuse.training", AssertionError, lambda t, w: utils(t).fuse_conv_bn_eval(t.nn.Conv2d(1, 2, 1), t.nn.BatchNorm2d(2).eval()), ("only for eval", ".eval()"), (".eval()",)),
    Bad("fuse.statistics", AssertionError, lambda t, w: utils(t).fuse_linear_bn_eval(t.nn.Linear(1, 2).eval(), t.nn.BatchNorm1d(2, track_running_stats=False).eval()), ("running_mean",), ("running_mean",)),
    Bad("fuse.features", AssertionError, lambda t, w: utils(t).fuse_linear_bn_eval(t.nn.Linear(1, 2).eval(), t.nn.BatchNorm1d(3).eval()), ("3 and 2",), ("3 和 2",)),
    Bad("skip_init.module", RuntimeError, lambda t, w: utils(t).skip_init(t.optim.SGD, 2), ("SGD",), ("SGD",)),
    Bad("skip_init.device", RuntimeError, lambda t, w: utils(t).skip_init(t.nn.Identity, 2), ("'device'", "Identity"), ("device", "Identity")),
    Bad("norm_hook.twice", RuntimeError, lambda t, w: utils(t).spectral_norm(utils(t).spectral_norm(t.nn.Linear(2, 2))), ("two spectral_norm", "weight"), ("spectral_norm", "weight")),
    Bad("norm_hook.lazy", ValueError, lambda t, w: utils(t).spectral_norm(t.nn.LazyLinear(2)), ("SpectralNorm", "uninitialized"), ("SpectralNorm", "初始化")),
    Bad("norm_hook.missing", ValueError, lambda t, w: utils(t).remove_weight_norm(t.nn.Linear(2, 2)), ("weight_norm of 'weight'", "Linear"), ("weight_norm", "Linear")),
    Bad("norm_hook.missing", ValueError, lambda t, w: utils(t).remove_spectral_norm(t.nn.Linear(2, 2), "bias"), ("spectral_norm of 'bias'",), ("bias",)),
    Bad("spectral.iterations", ValueError, lambda t, w: utils(t).spectral_norm(t.nn.Linear(2, 2), n_power_iterations=0), ("n_power_iterations=0",), ("0",)),
    Bad("spectral.iterations", ValueError, lambda t, w: utils(t).parametrizations.spectral_norm(t.nn.Linear(2, 2), n_power_iterations=-1), ("-1",), ("-1",)),
    Bad("spectral.none", ValueError, lambda t, w: utils(t).spectral_norm(t.nn.Linear(2, 2, bias=False), "bias"), ("`bias` is None",), ("bias", "None")),
    Bad("arg.dim_range", IndexError, lambda t, w: utils(t).parametrizations.spectral_norm(t.nn.Linear(2, 2), dim=2), ("[-2, 1]", "2"), ("[-2, 1]",)),
    Bad("parametrize.none", ValueError, lambda t, w: utils(t).parametrize.ParametrizationList([], w.x), ("one or more",), ("至少",)),
    Bad("parametrize.no_tensor", ValueError, lambda t, w: utils(t).parametrize.register_parametrization(t.nn.Linear(2, 2), "w", t.nn.Identity()), ("Linear", "'w'"), ("Linear", "w")),
    Bad("parametrize.no_tensor", ValueError, lambda t, w: utils(t).parametrizations.orthogonal(t.nn.ReLU()), ("ReLU", "'weight'"), ("ReLU", "weight")),
    Bad("parametrize.not_parametrized", ValueError, lambda t, w: utils(t).parametrize.remove_parametrizations(t.nn.Linear(2, 2), "bias"), ("Linear", "bias"), ("Linear", "bias")),
    Bad("parametrize.not_tensor", ValueError, lambda t, w: parametrized(t, made(t, lambda self, x: 3)), ("int",), ("int",)),
    Bad("parametrize.changed", ValueError, lambda t, w: parametrized(t, made(t, lambda self, x: x[0])), ("shape", "(2,)", "(2, 2)", "unsafe=True"), ("shape", "unsafe=True")),
    Bad("parametrize.changed", ValueError, lambda t, w: parametrized(t, made(t, lambda self, x: x.double())), ("dtype", "float64", "float32"), ("dtype", "float64")),
    Bad("parametrize.changed", ValueError, lambda t, w: parametrized(t, made(t, lambda self, x: x.float(), right_inverse=lambda self, x: x.double())), ("right_inverse", "float64"), ("right_inverse", "float64")),
    Bad("parametrize.inverse_type", ValueError, lambda t, w: parametrized(t, made(t, lambda self, x: x, right_inverse=lambda self, x: 3)), ("right_inverse", "int"), ("right_inverse", "int")),
    Bad("parametrize.inverse_type", ValueError, lambda t, w: set_weight(parametrized(t, two(t, right_inverse=later(t, lambda x: (x, x), lambda x: x))), t.zeros(2, 2)), ("sequence", "Tensor"), ("Tensor",)),
    Bad("parametrize.inverse_count", ValueError, lambda t, w: set_weight(parametrized(t, two(t, right_inverse=later(t, lambda x: (x, x), lambda x: (x,)))), t.zeros(2, 2)), ("2 tensors", "got 1"), ("2 个", "1 个")),
    Bad("parametrize.no_inverse", RuntimeError, lambda t, w: set_weight(parametrized(t, made(t, lambda self, x: x)), t.zeros(2, 2)), ("Made", "right_inverse"), ("Made", "right_inverse")),
    Bad("parametrize.several", ValueError, lambda t, w: utils(t).parametrize.remove_parametrizations(parametrized(t, two(t)), "weight", leave_parametrized=False), ("'weight'", "2 tensors"), ("weight", "2 个")),
    Bad("orthogonal.complex", ValueError, lambda t, w: utils(t).parametrizations.orthogonal(t.nn.Linear(2, 2, dtype=t.complex64), orthogonal_map="householder"), ("householder", "complex"), ("householder", "复数")),
    Bad("orthogonal.shape", ValueError, lambda t, w: set_weight(utils(t).parametrizations.orthogonal(t.nn.Linear(2, 2)), w.x), ("(2, 3)", "(2, 2)"), ("(2, 3)", "(2, 2)")),
    Bad("orthogonal.ndim", ValueError, lambda t, w: utils(t).parametrizations.orthogonal(t.nn.Linear(2, 2), "bias"), ("1 dimensions",), ("1 维",)),
    Bad("orthogonal.map", ValueError, lambda t, w: utils(t).parametrizations.orthogonal(t.nn.Linear(2, 2), orthogonal_map="qr"), ("cayley", "qr"), ("cayley", "qr")),
    Bad("orthogonal.no_inverse", NotImplementedError, lambda t, w: set_weight(utils(t).parametrizations.orthogonal(t.nn.Linear(2, 2), use_trivialization=False), t.eye(2)), ("matrix_exp",), ("matrix_exp",)),
    Bad("prune.scores", AssertionError, lambda t, w: prune(t).l1_unstructured(t.nn.Linear(2, 2), "weight", 1, w.x), ("(2, 2)", "(2, 3)"), ("(2, 2)", "(2, 3)")),
    Bad("prune.mask", AssertionError, lambda t, w: prune(t).custom_from_mask(t.nn.Linear(2, 2), "weight", w.x), ("(2, 2)", "(2, 3)"), ("(2, 2)", "(2, 3)")),
    Bad("prune.method", TypeError, lambda t, w: prune(t).PruningContainer().add_pruning_method(3), ("int",), ("int",)),
    Bad("prune.other_name", ValueError, lambda t, w: prune(t).PruningContainer(pruner(t)).add_pruning_method(pruner(t, name="bias")), ("'weight'", "'bias'"), ("weight", "bias")),
    Bad("prune.kind", ValueError, lambda t, w: prune(t).PruningContainer(pruner(t, "diagonal")).compute_mask(w.x, w.x), ("diagonal", "'structured'"), ("diagonal",)),
    Bad("prune.amount_type", TypeError, lambda t, w: prune(t).l1_unstructured(t.nn.Linear(2, 2), "weight", "half"), ("'half'",), ("'half'",)),
    Bad("prune.amount", ValueError, lambda t, w: prune(t).l1_unstructured(t.nn.Linear(2, 2), "weight", 1.5), ("1.5", "[0, 1]"), ("1.5",)),
    Bad("prune.amount", ValueError, lambda t, w: prune(t).random_structured(t.nn.Linear(2, 2), "weight", -1, 0), ("-1",), ("-1",)),
    Bad("prune.too_many", ValueError, lambda t, w: prune(t).l1_unstructured(t.nn.Linear(2, 2), "weight", 5), ("5", "4"), ("5", "4")),
    Bad("prune.structured", ValueError, lambda t, w: prune(t).ln_structured(t.nn.Linear(2, 2), "bias", 1, 2, 0), ("(2,)",), ("(2,)",)),
    Bad("prune.dim", IndexError, lambda t, w: prune(t).ln_structured(t.nn.Linear(2, 2), "weight", 1, 2, 2), ("2", "(2, 2)"), ("(2, 2)", "2")),
    Bad("prune.parameters", TypeError, lambda t, w: prune(t).global_unstructured(3, prune(t).L1Unstructured, amount=1), ("int", "(module, name)"), ("int", "(module, name)")),
    Bad("prune.scores_type", TypeError, lambda t, w: prune(t).global_unstructured([], prune(t).L1Unstructured, [w.x], amount=1), ("dict", "list"), ("list",)),
    Bad("prune.global", TypeError, lambda t, w: prune(t).global_unstructured([(t.nn.Linear(2, 2), "weight")], prune(t).LnStructured, amount=1, n=1), ("LnStructured", "structured"), ("LnStructured",)),
    Bad("prune.not_pruned", ValueError, lambda t, w: prune(t).remove(t.nn.Linear(2, 2), "weight"), ("'weight'", "Linear"), ("weight", "Linear")),
]  # fmt: skip
