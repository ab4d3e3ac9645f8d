"""The instructions of ``lanes.py`` as LLVM's, on vectors of a fixed width. Imported with the first loop of them."""

from __future__ import annotations

from typing import Any

from llvmlite import binding, ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, register_model

# Two registers of 16 numbers, or one of 8 where there are half as many registers: LLVM splits what is wider.
WIDTH = 32 if binding.get_host_cpu_features().get("avx512f") else 8
NUMBER = ir.FloatType()
VECTOR = ir.VectorType(NUMBER, WIDTH)
PLACES = ir.VectorType(ir.IntType(32), WIDTH)
ONE_ROUNDING = ("contract",)  # product and sum may be one step


class Lanes(types.Type):
    def __init__(self) -> None:
        super().__init__(name=f"Lanes({WIDTH})")


LANES = Lanes()


@register_model(Lanes)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, VECTOR)


def _address(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    array = context.make_array(signature.args[0])(context, builder, arguments[0])
    return builder.bitcast(builder.gep(array.data, [arguments[1]]), VECTOR.as_pointer())


@intrinsic
def zeros(context: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return ir.Constant(VECTOR, [0.0] * WIDTH)

    return LANES(), build


@intrinsic
def load(context: Any, x: Any, start: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(_address(context, builder, signature, arguments), align=4)

    return LANES(x, types.intp), build


@intrinsic
def store(context: Any, x: Any, start: Any, lanes: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        builder.store(arguments[2], _address(context, builder, signature, arguments), align=4)
        return context.get_dummy_value()

    return types.void(x, types.intp, LANES), build


@intrinsic
def add_product(context: Any, total: Any, a: Any, b: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        total, a, b = arguments
        if signature.args[1] != LANES:
            first = builder.insert_element(ir.Constant(VECTOR, ir.Undefined), a, ir.Constant(ir.IntType(32), 0))
            a = builder.shuffle_vector(first, first, ir.Constant(PLACES, [0] * WIDTH))
        return builder.fadd(total, builder.fmul(a, b, flags=ONE_ROUNDING), flags=ONE_ROUNDING)

    return LANES(LANES, a if a == LANES else types.float32, LANES), build


@intrinsic
def add_up(context: Any, lanes: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(NUMBER, [NUMBER, VECTOR])
        add = cgutils.get_or_insert_function(builder.module, kind, f"llvm.vector.reduce.fadd.v{WIDTH}f32")
        return builder.call(add, [ir.Constant(NUMBER, -0.0), *arguments], fastmath=("reassoc",))

    return types.float32(LANES), build
