"""Bad input where tensors are made and converted."""

import copy

import numpy as np

from tests.errors.case import Bad

BAD = [
    Bad("arg.need_tensor", TypeError, lambda t, w: t.exp(3.0), ("exp", "float", "torch.tensor"), ("exp", "float", "转换")),
    Bad("arg.type", TypeError, lambda t, w: w.x.copy_([1]), ("copy_", "list"), ("copy_", "Tensor")),
    Bad("arg.need_tensor_or_number", TypeError, lambda t, w: t.add(w.x, "1"), ("add", "str"), ("add", "需要 Tensor 或数字")),
    Bad("arg.need_tensor_or_number", TypeError, lambda t, w: w.x.pow("2"), ("pow", "str"), ("pow", "str")),
    Bad("arg.size_type", TypeError, lambda t, w: t.zeros(2.5), ("zeros", "float"), ("zeros", "必须是整数")),
    Bad("arg.size_negative", RuntimeError, lambda t, w: t.ones(2, -3), ("(2, -3)",), ("(2, -3)", "不能为负")),
    Bad("tensor.constructor", TypeError, lambda t, w: t.Tensor(2.5, 3.5), ("torch.tensor(data)",), ("torch.tensor(data)",)),
    Bad("tensor.deepcopy_non_leaf", RuntimeError, lambda t, w: copy.deepcopy(w.y), ("detach",), ("叶子", "detach")),
    Bad("tensor.element_type", TypeError, lambda t, w: t.tensor(np.array(["a"])), ("<U1", "numbers"), ("<U1", "数字")),
    Bad("tensor.len_0d", TypeError, lambda t, w: len(w.s), ("0-d",), ("0 维",)),
    Bad("tensor.ragged", ValueError, lambda t, w: t.tensor([[1, 2], [3]]), ("equal length",), ("长度必须一致",)),
    Bad("from_numpy.type", TypeError, lambda t, w: t.from_numpy([1]), ("list", "torch.tensor"), ("list", "torch.tensor")),
    Bad("from_numpy.byte_order", ValueError, lambda t, w: t.from_numpy(np.ones(2, ">f4")), (">f4", "torch.tensor"), (">f4", "torch.tensor")),
    Bad("from_numpy.negative_strides", ValueError, lambda t, w: t.from_numpy(np.arange(3)[::-1]), ("negative strides", "copy()"), ("步长为负", "copy()")),
    Bad("arange.zero_step", RuntimeError, lambda t, w: t.arange(0, 5, 0), ("nonzero",), ("不能为 0",)),
    Bad("arange.bounds", RuntimeError, lambda t, w: t.arange(5, 2), ("5", "2"), ("从 5", "走到 2")),
    Bad("randint.arguments", TypeError, lambda t, w: t.randint((2, 3)), ("randint(10, (2, 3))",), ("上界",)),
    Bad("randint.bounds", RuntimeError, lambda t, w: t.randint(5, 5, (2,)), ("(5)",), ("下界 (5)",)),
    Bad("random.needs_float", NotImplementedError, lambda t, w: t.rand(2, dtype=t.int64), ("int64", "randint"), ("int64", "randint")),
    Bad("normal.std", RuntimeError, lambda t, w: w.x.normal_(0.0, -1.0), ("-1.0",), ("标准差", "-1.0")),
    Bad("uniform.bounds", RuntimeError, lambda t, w: w.x.uniform_(2.0, 1.0), ("2.0", "1.0"), ("下界 2.0",)),
    Bad("dtype.unsupported", TypeError, lambda t, w: t.from_numpy(np.zeros(2, object)), ("object", "float32"), ("object", "float32")),
    Bad("dtype.expected", TypeError, lambda t, w: t.zeros(2, dtype="float32"), ("torch.float32", "'float32'"), ("dtype", "'float32'")),
    Bad("dtype.default_must_float", TypeError, lambda t, w: t.set_default_dtype(t.int64), ("int64",), ("浮点", "int64")),
    Bad("numpy.requires_grad", RuntimeError, lambda t, w: w.leaf.numpy(), (".detach().numpy()",), (".detach().numpy()",)),
    Bad("numpy.requires_grad", RuntimeError, lambda t, w: np.asarray(w.leaf), (".detach().numpy()",), (".detach().numpy()",)),
    Bad("item.size", RuntimeError, lambda t, w: w.x.item(), ("(2, 3)", "one element"), ("(2, 3)", "一个元素")),
    Bad("item.size", ValueError, lambda t, w: float(w.x), ("(2, 3)",), ("(2, 3)",)),
    Bad("item.size", ValueError, lambda t, w: int(w.n), ("(2,)",), ("(2,)",)),
    Bad("bool.size", RuntimeError, lambda t, w: bool(w.x > 1), (".any()", ".all()"), (".any()", ".all()")),
    Bad("index.not_int", TypeError, lambda t, w: range(w.s), ("float32",), ("整数张量", "float32")),
    Bad("index.not_int", TypeError, lambda t, w: range(w.n), ("(2,)",), ("(2,)",)),
    Bad("iter.zero_dim", TypeError, lambda t, w: list(w.s), ("0-d",), ("0 维", "迭代")),
    Bad("print.profile", ValueError, lambda t, w: t.set_printoptions(profile="big"), ("'big'", "short"), ("'big'", "short"), torch=False),
    Bad("threads.type", RuntimeError, lambda t, w: t.set_num_threads("2"), ("str",), ("整数", "str")),
    Bad("threads.positive", RuntimeError, lambda t, w: t.set_num_threads(0), ("0",), ("正整数", "0")),
    Bad("data.assign_type", TypeError, lambda t, w: setattr(w.x, "data", 3), ("int",), ("int",)),
]  # fmt: skip
