"""Bad input of convolution, pooling, padding, resampling and sampling."""

from typing import Any

from tests.errors.case import Bad


def image(t: Any, *shape: int) -> Any:
    return t.ones(1, 1, *(shape or (4, 4)))


def index(t: Any, *numbers: int) -> Any:
    return t.tensor([[numbers]])


BAD = [
    Bad("images.dtype", NotImplementedError, lambda t, w: t.nn.functional.adaptive_avg_pool1d(w.n[None], 2), ("adaptive_avg_pool1d", "int64", "x.float()"), ("adaptive_avg_pool1d", "int64", "x.float()")),
    Bad("images.dtype", NotImplementedError, lambda t, w: t.max_pool1d(w.n[None], 1), ("max_pool1d", "int64"), ("max_pool1d", "int64")),
    Bad("images.dtype", NotImplementedError, lambda t, w: t.nn.functional.interpolate(w.n[None, None], 4), ("interpolate(mode='nearest')", "int64"), ("int64",)),
    Bad("conv.output_padding", RuntimeError, lambda t, w: t.conv_transpose1d(w.x, t.ones(2, 1, 2), output_padding=1), ("(1,)", "smaller"), ("(1,)", "小于")),
    Bad("conv.output_size", RuntimeError, lambda t, w: t.conv_transpose1d(w.x, t.ones(2, 1, 2), padding=2), ("(3)", "(0)", "too small"), ("(3)", "(0)", "太小")),
    Bad("pad.dims", NotImplementedError, lambda t, w: t.nn.functional.pad(w.v, (1, 1), "reflect"), ("2", "1-D", "(N, C, *S)"), ("1 维", "(N, C, *S)")),
    Bad("pad.mode", NotImplementedError, lambda t, w: t.nn.functional.pad(w.x, (1, 1), "mirror"), ("'mirror'", "'reflect'"), ("'mirror'", "'reflect'")),
    Bad("pad.value", RuntimeError, lambda t, w: t.nn.functional.pad(w.x, (1, 1), "replicate", 3.0), ("'replicate'", "value"), ("'replicate'", "value")),
    Bad("pad.reflect", RuntimeError, lambda t, w: t.nn.functional.pad(w.x, (3, 0), "reflect"), ("(3, 0)", "size 3"), ("(3, 0)", "3 的维")),
    Bad("pad.circular", RuntimeError, lambda t, w: t.nn.functional.pad(w.x, (4, 0), "circular"), ("(4, 0)", "size 3"), ("(4, 0)", "一圈")),
    Bad("pad.type", TypeError, lambda t, w: t.nn.functional.pad(w.x, 1), ("tuple of ints", "1"), ("整数元组",)),
    Bad("pad.type", TypeError, lambda t, w: t.nn.functional.pad(w.x, (1, 1.5)), ("(1, 1.5)",), ("(1, 1.5)",)),
    Bad("pad.value_type", TypeError, lambda t, w: t.constant_pad_nd(w.x, (1, 1), "a"), ("str",), ("str",)),
    Bad("pad.overflow", RuntimeError, lambda t, w: t.nn.functional.pad(t.tensor([1], dtype=t.uint8), (1, 1), value=256), ("uint8", "256"), ("uint8", "256")),
    Bad("resample.align_corners", ValueError, lambda t, w: t.nn.functional.interpolate(image(t), 2, align_corners=True), ("'nearest'", "align_corners"), ("'nearest'", "align_corners")),
    Bad("resample.one_of", ValueError, lambda t, w: t.nn.functional.interpolate(image(t)), ("size", "scale_factor"), ("size", "scale_factor")),
    Bad("resample.one_of", ValueError, lambda t, w: t.nn.functional.interpolate(image(t), 2, 2), ("exactly one",), ("只能给出一个",)),
    Bad("resample.count", ValueError, lambda t, w: t.nn.functional.interpolate(image(t), (2, 2, 2)), ("(2, 2, 2)", "[4, 4]"), ("(2, 2, 2)", "[4, 4]")),
    Bad("resample.recompute", ValueError, lambda t, w: t.nn.functional.interpolate(image(t), 2, recompute_scale_factor=True), ("recompute_scale_factor",), ("recompute_scale_factor",)),
    Bad("resample.antialias", ValueError, lambda t, w: t.nn.functional.interpolate(image(t), 2, antialias=True), ("'nearest'", "4-D"), ("'nearest'", "4 维")),
    Bad("resample.mode", NotImplementedError, lambda t, w: t.nn.functional.interpolate(image(t), 2, mode="linear"), ("'linear'", "4-D", "bilinear"), ("'linear'", "bilinear")),
    Bad("resample.lanczos", ValueError, lambda t, w: t.nn.functional.interpolate(image(t), 2, mode="lanczos"), ("antialias=True",), ("antialias=True",)),
    Bad("resample.empty", RuntimeError, lambda t, w: t.nn.functional.interpolate(image(t), 0), ("(1, 1, 4, 4)", "(0, 0)"), ("(1, 1, 4, 4)", "(0, 0)")),
    Bad("resample.size_type", TypeError, lambda t, w: t.nn.functional.interpolate(image(t), (2.5, 2)), ("(2.5, 2)",), ("(2.5, 2)",)),
    Bad("resample.scale_type", TypeError, lambda t, w: t.nn.functional.interpolate(image(t), scale_factor="2"), ("'2'",), ("'2'",)),
    Bad("fold.no_window", RuntimeError, lambda t, w: t.nn.functional.unfold(image(t), 5), ("(5 x 5)", "(4 x 4)"), ("(5 x 5)", "(4 x 4)")),
    Bad("fold.channels", RuntimeError, lambda t, w: t.nn.functional.fold(t.ones(5, 9), 4, 2), ("5", "2x2"), ("5", "2x2")),
    Bad("fold.columns", RuntimeError, lambda t, w: t.nn.functional.fold(t.ones(4, 8), 4, 2), ("(3 x 3)", "8 columns"), ("(3 x 3)", "8 列")),
    Bad("unpool.index_dtype", RuntimeError, lambda t, w: t.nn.functional.max_unpool1d(t.ones(1, 1, 2), index(t, 0, 1).int(), 2), ("int64", "int32"), ("int64", "int32")),
    Bad("unpool.index_shape", RuntimeError, lambda t, w: t.nn.functional.max_unpool1d(t.ones(1, 1, 2), index(t, 0), 2), ("[1, 1, 2]", "[1, 1, 1]"), ("[1, 1, 2]", "[1, 1, 1]")),
    Bad("unpool.index_range", RuntimeError, lambda t, w: t.nn.functional.max_unpool1d(t.ones(1, 1, 2), index(t, 0, 4), 2), ("index: 4",), ("下标 4",)),
    Bad("unpool.count", ValueError, lambda t, w: t.nn.functional.max_unpool1d(t.ones(1, 1, 2), index(t, 0, 1), 2, output_size=(1, 5)), ("1 or 3", "2"), ("1 或 3", "2 个")),
    Bad("unpool.size", ValueError, lambda t, w: t.nn.functional.max_unpool1d(t.ones(1, 1, 2), index(t, 0, 1), 2, output_size=(6,)), ("(6,)", "between 2 and 6"), ("(6,)", "2 与 6")),
    Bad("unpool.negative", ValueError, lambda t, w: t.nn.functional.max_unpool1d(t.ones(1, 1, 2), index(t, 0, 1), 2, padding=3), ("(-2,)",), ("(-2,)",)),
    Bad("fractional.one_of", ValueError, lambda t, w: t.nn.functional.fractional_max_pool2d(image(t), 2), ("output_size", "output_ratio"), ("output_size", "output_ratio")),
    Bad("fractional.ratio", TypeError, lambda t, w: t.nn.functional.fractional_max_pool2d(image(t), 2, output_ratio=0.5), ("0.5", "2 numbers"), ("0.5", "2 个数")),
    Bad("fractional.too_large", RuntimeError, lambda t, w: t.nn.functional.fractional_max_pool2d(image(t), 2, 4), ("pool size 2", "input size 4"), ("窗口大小 2", "4")),
    Bad("fractional.samples", RuntimeError, lambda t, w: t.nn.functional.fractional_max_pool2d(image(t), 2, 2, _random_samples=t.ones(1, 1, 3)), ("(1, 1, 2)", "(1, 1, 3)"), ("(1, 1, 2)", "(1, 1, 3)")),
    Bad("fractional.samples_dtype", RuntimeError, lambda t, w: t.nn.functional.fractional_max_pool2d(image(t), 2, 2, _random_samples=t.ones(1, 1, 2).double()), ("float32", "float64"), ("float32", "float64")),
    Bad("grid.choice", ValueError, lambda t, w: t.nn.functional.grid_sample(image(t), t.zeros(1, 1, 1, 2), "cubic"), ("mode", "'cubic'", "bicubic"), ("mode", "'cubic'")),
    Bad("grid.choice", ValueError, lambda t, w: t.nn.functional.grid_sample(image(t), t.zeros(1, 1, 1, 2), padding_mode="edge"), ("padding_mode", "'edge'", "border"), ("padding_mode", "'edge'")),
    Bad("grid.number", RuntimeError, lambda t, w: t.grid_sampler_2d(image(t), t.zeros(1, 1, 1, 2), 3, 0, False), ("interpolation_mode=3",), ("interpolation_mode=3",), torch=False),  # PyTorch returns what was in memory
    Bad("grid.ndim", RuntimeError, lambda t, w: t.grid_sampler_3d(image(t), t.zeros(1, 1, 1, 2), 0, 0, False), ("grid_sampler_3d", "[1, 1, 4, 4]"), ("grid_sampler_3d", "[1, 1, 4, 4]")),
    Bad("grid.batch", RuntimeError, lambda t, w: t.grid_sampler(image(t), t.zeros(2, 1, 1, 2), 0, 0, False), ("1 and 2",), ("1 与 2",)),
    Bad("grid.last", RuntimeError, lambda t, w: t.grid_sampler(image(t), t.zeros(1, 1, 1, 3), 0, 0, False), ("size 2", "3"), ("2", "3")),
    Bad("grid.empty", RuntimeError, lambda t, w: t.grid_sampler(image(t, 0, 4), t.zeros(1, 1, 1, 2), 0, 0, False), ("[1, 1, 0, 4]",), ("[1, 1, 0, 4]",)),
    Bad("grid.bicubic", RuntimeError, lambda t, w: t.grid_sampler(image(t, 2, 2, 2), t.zeros(1, 1, 1, 1, 3), 2, 0, False), ("4D",), ("4 维",)),
    Bad("grid.dtypes", RuntimeError, lambda t, w: t.grid_sampler(image(t), t.zeros(1, 1, 1, 2).double(), 0, 0, False), ("float32", "float64", "grid.to(x.dtype)"), ("float32", "float64", "grid.to(x.dtype)")),
    Bad("grid.theta_dtype", ValueError, lambda t, w: t.nn.functional.affine_grid(t.ones(1, 2, 3).int(), (1, 1, 2, 2), False), ("int32",), ("int32",)),
    Bad("grid.theta_shape", ValueError, lambda t, w: t.nn.functional.affine_grid(t.ones(1, 2, 2), (1, 1, 2, 2), False), ("(N, 2, 3)", "[1, 2, 2]"), ("(N, 2, 3)", "[1, 2, 2]")),
    Bad("grid.size", NotImplementedError, lambda t, w: t.nn.functional.affine_grid(t.ones(1, 2, 3), (1, 1, 2), False), ("(1, 1, 2)",), ("(1, 1, 2)",)),
    Bad("grid.positive", ValueError, lambda t, w: t.nn.functional.affine_grid(t.ones(1, 2, 3), (1, 1, 0, 2), False), ("(1, 1, 0, 2)",), ("(1, 1, 0, 2)",)),
    Bad("pixels.ndim", RuntimeError, lambda t, w: t.pixel_shuffle(w.x, 1), ("pixel_shuffle", "3 dimensions", "2"), ("pixel_shuffle", "3 维", "2 维")),
    Bad("pixels.positive", RuntimeError, lambda t, w: t.pixel_unshuffle(image(t), 0), ("downscale_factor", "0"), ("downscale_factor", "0")),
    Bad("pixels.channels", RuntimeError, lambda t, w: t.pixel_shuffle(image(t), 2), ("1", "2^2"), ("1", "2^2")),
    Bad("pixels.size", RuntimeError, lambda t, w: t.pixel_unshuffle(image(t), 3), ("4 x 4", "3"), ("4 x 4", "3")),
    Bad("pixels.groups", RuntimeError, lambda t, w: t.channel_shuffle(image(t), 2), ("1 channels", "2 groups"), ("1 个通道", "2 组")),
]  # fmt: skip
