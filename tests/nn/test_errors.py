"""Wrong use: PyTorch's exception class, and words that help in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import autograd_lab as lab
from tests.nn.oracle import need_torch


def missing_super(torch: Any, what: str) -> Any:
    class Net(torch.nn.Module):
        def __init__(self) -> None:
            self.layer = torch.nn.Linear(1, 1) if what == "module" else torch.nn.Parameter(torch.ones(1))

    return Net()


def set_attribute(module: Any, name: str, value: Any) -> None:
    setattr(module, name, value)


Row = tuple[Callable[[Any], Any], type[Exception], str, str]  # call, class, words in English, in Chinese

# fmt: off
# ruff: noqa: E501 (a table: one call, one line)
ROWS: list[Row] = [
    (lambda t: t.nn.Linear(3, 4)(t.ones(2, 5)), RuntimeError, "(2, 5)", "最后一维是 3"),
    (lambda t: t.nn.Linear(3, 4)(t.ones(())), RuntimeError, "3", "最后一维"),
    (lambda t: t.nn.Linear(3, 4)(t.ones(2, 3).double()), RuntimeError, "x.float()", "类型必须相同"),
    (lambda t: t.nn.Linear(3, 4)(t.ones(2, 3, dtype=t.int64)), RuntimeError, "int64", "int64"),
    (lambda t: t.nn.Linear(3, 4)([1.0, 2.0, 3.0]), TypeError, "list", "list"),
    (lambda t: t.nn.Linear(-1, 4), RuntimeError, "-1", "-1"),
    (lambda t: t.nn.Linear("a", 4), TypeError, "str", "str"),
    (lambda t: t.nn.functional.one_hot(t.tensor([0, 3]), 2), RuntimeError, "3 is not smaller than 2", "3 不小于 2"),
    (lambda t: t.nn.functional.one_hot(t.tensor([0.0])), RuntimeError, "float32", "int64"),
    (lambda t: t.nn.functional.one_hot(t.tensor([-1])), RuntimeError, "non-negative", "不能为负"),
    (lambda t: t.nn.functional.one_hot(t.zeros(0, dtype=t.int64)), RuntimeError, "empty tensor", "num_classes"),
    (lambda t: t.nn.functional.mse_loss(t.ones(2), t.ones(2), reduction=None), ValueError, "None", "None"),
    (lambda t: t.nn.functional.cross_entropy(t.tensor(1.0), t.tensor([1.0])), IndexError, "no dimensions", "0 维"),
    (lambda t: t.nn.functional.nll_loss(t.ones(3), t.tensor([1, 2])), ValueError, "batch_size (2)", "批大小（2）"),
    (lambda t: t.nn.functional.linear(t.ones(2, 3), t.tensor(1.0)), RuntimeError, "2D and 0D", "2 和 0"),
    (lambda t: t.bilinear(t.ones(2, 3), t.ones(2, 3), t.ones(3, 3)), IndexError, "(3, 3)", "(3, 3)"),
    (lambda t: t.bilinear(t.ones(2, 3), t.ones(3), t.ones(2, 3, 3)), RuntimeError, "(2, 3) and (3,)", "(2, 3) 与 (3,)"),
    (lambda t: t.bilinear(t.ones(2, 3), t.ones(2, 3), t.ones(2, 3, 4)), RuntimeError, "input2", "input2"),
    (lambda t: t.bilinear(t.ones(2, 3), t.ones(2, 3), t.ones(2, 3, 3), t.ones(3)), RuntimeError, "(3,)", "(3,)"),
    (lambda t: t.bilinear(t.ones(2, 3), t.ones(2, 3).double(), t.ones(2, 3, 3)), RuntimeError, "float64", "float64"),
    (lambda t: t.softmax(t.ones(2, 3), 2), IndexError, "2", "2"),
    (lambda t: t.softmax(t.tensor([1, 2]), 0), NotImplementedError, "x.float()", "x.float()"),
    (lambda t: t.nn.Dropout(1.5), ValueError, "1.5", "1.5"),
    (lambda t: t.nn.functional.dropout(t.ones(2), -0.1), ValueError, "-0.1", "-0.1"),
    (lambda t: t.nn.functional.pad(t.ones(2), (1,)), RuntimeError, "even", "偶数"),
    (lambda t: t.nn.functional.pad(t.ones(2), (-2, -1)), RuntimeError, "(2,)", "(2,)"),
    # convolution and pooling
    (lambda t: t.nn.Conv2d(1, 2, 3)(t.ones(2, 3, 8, 8)), RuntimeError, "to have 1 channels, but got 3", "有 3 个通道"),
    (lambda t: t.nn.Conv2d(1, 2, 3)(t.ones(8, 8)), RuntimeError, "3D (unbatched) or 4D (batched)", "3 维"),
    (lambda t: t.nn.Conv2d(1, 2, 3)(t.ones(1, 1, 2, 2)), RuntimeError, "(2 x 2)", "卷积核不能大于输入"),
    (lambda t: t.nn.Conv2d(1, 2, 3)(t.ones(1, 1, 4, 4).double()), RuntimeError, "float64", "float64"),
    (lambda t: t.nn.Conv2d(3, 4, 3, groups=2), ValueError, "in_channels must be divisible", "in_channels 必须能被"),
    (lambda t: t.nn.Conv2d(3, 4, 3, groups=3), ValueError, "out_channels must be divisible", "out_channels 必须能被"),
    (lambda t: t.nn.Conv2d(3, 4, 3, groups=0), ValueError, "positive", "正整数"),
    (lambda t: t.nn.Conv2d(3, 4, 3, padding="big"), ValueError, "'big'", "'big'"),
    (lambda t: t.nn.Conv2d(3, 4, 3, padding="same", stride=2), ValueError, "strided", "步长为 1"),
    (lambda t: t.nn.Conv2d(3, 4, 3, padding_mode="mirror"), ValueError, "mirror", "mirror"),
    (lambda t: t.nn.functional.conv2d(t.ones(1, 3, 8, 8), t.ones(4, 3, 3, 3), stride=0), RuntimeError, "stride", "stride"),
    (lambda t: t.nn.functional.conv2d(t.ones(1, 3, 8, 8), t.ones(4, 3, 3, 3), padding=-1), RuntimeError, "padding", "padding"),
    (lambda t: t.nn.functional.conv2d(t.ones(1, 3, 8, 8), t.ones(4, 3, 3, 3), t.ones(3)), RuntimeError, "4 elements", "4 个元素"),
    (lambda t: t.nn.functional.conv2d(t.ones(1, 3, 8, 8), t.ones(4, 3, 3)), RuntimeError, "", "4 维"),
    (lambda t: t.nn.functional.conv2d(t.ones(1, 3, 8, 8), t.ones(4, 3, 3, 3), stride=(1, 2, 3)), RuntimeError, "(1, 2, 3)", "(1, 2, 3)"),
    (lambda t: t.nn.MaxPool2d(2, padding=2)(t.ones(1, 1, 4, 4)), RuntimeError, "at most half", "一半"),
    (lambda t: t.nn.MaxPool2d(9)(t.ones(1, 3, 8, 8)), RuntimeError, "(3x8x8)", "(3x8x8)"),
    (lambda t: t.nn.MaxPool2d(2)(t.ones(8, 8)), RuntimeError, "3D or 4D", "3 维"),
    (lambda t: t.nn.MaxPool2d(2, stride=0)(t.ones(1, 1, 4, 4)), RuntimeError, "stride", "stride"),
    (lambda t: t.nn.functional.avg_pool2d(t.ones(1, 4, 4), 2, divisor_override=0), RuntimeError, "divisor", "divisor"),
    # losses
    (lambda t: t.nn.functional.cross_entropy(t.ones(2, 3), t.tensor([0, 3])), IndexError, "the class numbers are 0 to 2", "编号应为 0 到 2"),
    (lambda t: t.nn.functional.cross_entropy(t.ones(2, 3), t.tensor([0, 1, 2])), ValueError, "(2) to match target batch_size (3)", "（3）"),
    (lambda t: t.nn.functional.cross_entropy(t.ones(2, 3), t.tensor([0.0, 1.0])), RuntimeError, "target.long()", "target.long()"),
    (lambda t: t.nn.functional.cross_entropy(t.ones(2, 3), t.tensor([[0], [1]])), RuntimeError, "squeeze(1)", "squeeze(1)"),
    (lambda t: t.nn.functional.cross_entropy(t.ones(2, 3), t.ones(2, 3, dtype=t.int64)), RuntimeError, "int64", "int64"),
    (lambda t: t.nn.functional.cross_entropy(t.ones(2, 3), t.tensor([0, 1]), weight=t.ones(2)), RuntimeError, "3 classes", "3 个类别"),
    (lambda t: t.nn.functional.cross_entropy(t.ones(2, 3), t.tensor([0, 1]), weight=t.ones(3).double()), RuntimeError, "float64", "float64"),
    (lambda t: t.nn.functional.cross_entropy(t.ones(2, 3), t.tensor([0, 1]), reduction="avg"), ValueError, "avg", "avg"),
    (lambda t: t.nn.functional.cross_entropy(t.ones(2, 3), t.tensor([0, 1]), label_smoothing=2.0), RuntimeError, "2", "2"),
    (lambda t: t.nn.functional.nll_loss(t.ones(2, 3, 4, 4), t.zeros(2, 3, 3, dtype=t.int64)), RuntimeError, "size mismatch", "形状应一致"),
    (lambda t: t.nn.functional.mse_loss(t.ones(2, 3), t.ones(2, 3), reduction="avg"), ValueError, "avg", "avg"),
    # modules
    (lambda t: missing_super(t, "module"), AttributeError, "before Module.__init__()", "super().__init__()"),
    (lambda t: missing_super(t, "parameter"), AttributeError, "before Module.__init__()", "super().__init__()"),
    (lambda t: t.nn.Module()(1), NotImplementedError, "forward", "forward"),
    (lambda t: t.nn.ModuleList([t.nn.ReLU()])(1), NotImplementedError, "ModuleList", "ModuleList"),
    (lambda t: t.nn.Linear(1, 1).wieght, AttributeError, "Did you mean 'weight'", "是不是想写 weight"),
    (lambda t: t.nn.Linear(1, 1).get_submodule("a"), AttributeError, "'a'", "a"),
    (lambda t: t.nn.Linear(1, 1).get_parameter("in_features"), AttributeError, "in_features", "in_features"),
    (lambda t: set_attribute(t.nn.Linear(1, 1), "weight", t.ones(1, 1)), TypeError, "Parameter", "Parameter"),
    (lambda t: set_attribute(t.nn.Sequential(t.nn.ReLU()), "0", 3), TypeError, "Module", "Module"),
    (lambda t: t.nn.Linear(1, 1).register_parameter("x", t.ones(1)), TypeError, "Parameter", "Parameter"),
    (lambda t: t.nn.Linear(1, 1).register_parameter("a.b", None), KeyError, 'can\'t contain "."', "不能含有"),
    (lambda t: t.nn.Linear(1, 1).add_module("weight", t.nn.ReLU()), KeyError, "already exists", "已经存在"),
    (lambda t: t.nn.Linear(1, 1).add_module("", t.nn.ReLU()), KeyError, "empty", "空字符串"),
    (lambda t: t.nn.Linear(1, 1).add_module("x", 3), TypeError, "int", "int"),
    (lambda t: t.nn.Linear(1, 1).register_buffer("x", 3), TypeError, "Tensor", "Tensor"),
    (lambda t: t.nn.Linear(1, 1).train(1), ValueError, "boolean", "True"),
    (lambda t: t.nn.Linear(1, 1).to(t.int64), TypeError, "floating point", "浮点"),
    (lambda t: t.nn.Linear(1, 1).to("gpu"), RuntimeError, "gpu", "gpu"),
    (lambda t: t.nn.Linear(1, 1).load_state_dict([1]), TypeError, "list", "list"),
    (lambda t: t.nn.Linear(2, 2).load_state_dict({"weight": t.ones(3)}), RuntimeError, "size mismatch for weight", "weight 的形状不一致"),
    (lambda t: t.nn.Sequential(3), TypeError, "int", "int"),
    (lambda t: t.nn.Sequential(t.nn.ReLU), TypeError, "such as nn.ReLU()", "例如 nn.ReLU()"),
    (lambda t: t.nn.Sequential(t.nn.ReLU())[1], IndexError, "1 modules", "1 个模块"),
    (lambda t: t.nn.ModuleDict({"a": t.nn.ReLU()})["b"], KeyError, "b", "b"),
    (lambda t: t.nn.Parameter(t.tensor([1, 2])), RuntimeError, "floating point", "浮点"),
    (lambda t: t.nn.init.kaiming_uniform_(t.ones(2)), ValueError, "(2,)", "(2,)"),
    (lambda t: t.nn.init.kaiming_uniform_(t.ones(2, 2), mode="fan"), ValueError, "fan_out", "fan_out"),
    (lambda t: t.nn.init.calculate_gain("swish"), ValueError, "swish", "swish"),
    (lambda t: t.nn.AlphaDropout(-0.5), ValueError, "-0.5", "-0.5"),
    (lambda t: t.nn.LazyConv2d(3, 2)(t.ones(2, 3)), RuntimeError, "LazyConv2d, but got input of size: (2, 3)", "LazyConv2d"),
    (lambda t: t.nn.LazyConv1d(4, 2, groups=2)(t.ones(1, 3, 5)), ValueError, "in_channels must be divisible", "in_channels"),
    (lambda t: t.nn.Sequential(t.nn.ReLU()).insert(5, t.nn.ReLU()), IndexError, "5", "5"),
    (lambda t: t.nn.Linear(1, 1).set_submodule("weight", t.nn.ReLU()), AttributeError, "`weight` is not", "weight 不是"),
    (lambda t: t.nn.Module().set_submodule("a", t.nn.ReLU(), strict=True), AttributeError, "'a'", "a"),
    (lambda t: t.nn.Unflatten(1, (2, 3))(t.ones(2, 5)), RuntimeError, "", ""),
]
# fmt: on
OUR_CLASS = {17: RuntimeError}  # NotImplementedError is a RuntimeError; ours is a DtypeError, as everywhere


@pytest.mark.parametrize("index", range(len(ROWS)))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_raised(index: int, language: str) -> None:
    call, error, english, chinese = ROWS[index]
    lab.set_language(language)
    with pytest.raises(OUR_CLASS.get(index, error)) as raised:
        call(lab)
    assert (english if language == "en" else chinese) in str(raised.value)


@pytest.mark.parametrize("index", range(len(ROWS)))
def test_torch_raises_the_same_class(index: int) -> None:
    torch = need_torch()
    call, error, _, _ = ROWS[index]
    with pytest.raises(error):
        call(torch)


def test_a_call_before_init_is_explained() -> None:
    class Net(lab.nn.Module):
        def __init__(self) -> None:
            self.size = 3

        def forward(self, x: Any) -> Any:
            return x

    with pytest.raises(AttributeError, match=r"super\(\).__init__\(\)"):
        Net()(lab.ones(1))
