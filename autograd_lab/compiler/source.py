"""A plan as the Python text that is run.

The text is the plan: what ``explain`` shows is what happens. Names of arrays in planned memory, of parameters and of
constants are bound once (``Instance``); views of those are made at the same time and cost nothing later.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

import numpy as np

from autograd_lab.compiler import machine
from autograd_lab.compiler.memory import Layout
from autograd_lab.compiler.program import ARG, CONSTANT, GRAD, HELD, TENSOR, Step, Value

PLAIN = (int, float, bool, str, type(None))


class Writer:
    """Writes the text of a plan. ``bound`` are the things that its names stand for; ``setup`` the views made once."""

    def __init__(self, layout: Layout, names: dict[int, str], own: Collection[Value]) -> None:
        self.layout, self.names = layout, names  # names of tensors, by their id
        self.written: dict[Step, list[str]] = {}
        self.own = own  # gradients that are handed over to their leaf
        self.bound: dict[str, Any] = {}
        self.setup: list[str] = []
        self.loops: dict[str, Any] = {}  # name: a fused part, and the names of the arrays that it cuts
        self.arrays: dict[str, Value] = {}  # name: a value in planned memory
        self.tensors: dict[str, Any] = {}  # name: a tensor whose array is bound under it
        self._static: set[Value] = set()
        self._things: dict[int, str] = {}
        self._taken: set[str] = set()
        self._numbers: dict[Any, Value] = {}
        self._count = 0

    # -- names ------------------------------------------------------------------------------------------------------

    def _fresh(self, wish: str) -> str:
        name = re.sub(r"\W", "_", wish) or "k"
        name, k = (f"_{name}" if name[0].isdigit() else name), 1
        while name in self._taken:
            k += 1
            name = f"{re.sub(r'_?[0-9]+$', '', name) or 'k'}_{k}"
        self._taken.add(name)
        return name

    def thing(self, value: Any, wish: str) -> str:
        """The name of something of Python: a function, a Tensor, a constant."""
        name = self._things.get(id(value))
        if name is None:
            name = self._things[id(value)] = self._fresh(wish)
            self.bound[name] = value
        return name

    def tensor(self, leaf: Any) -> str:
        """The name of a Tensor: an argument's, or one that was there before."""
        if isinstance(leaf, tuple):
            return f"arg{leaf[1]}"
        return self.thing(leaf, "t_" + self.names.get(id(leaf), "tensor"))

    def value(self, value: Value) -> str:
        """The name of a value; of a gradient the place where it is found."""
        if value.kind == GRAD:
            return f"{self.tensor(value.source)}._grad.array"
        if not value.name:
            if value.kind == TENSOR:
                value.name = self._fresh(self.names.get(id(value.source), "tensor"))
                self.tensors[value.name] = value.source
                self._static.add(value)
            elif value.kind == CONSTANT:
                value.name = self._fresh("k")
                self.bound[value.name] = value.array
                self._static.add(value)
            elif value.kind == ARG:
                value.name = f"x{value.source}"
            elif value.kind == HELD:
                self._count += 1
                value.name = f"saved{self._count}"
            else:
                self._count += 1
                value.name = f"v{self._count}"
                if value in self.layout.places:
                    self.arrays[value.name] = value
                    self._static.add(value)
        return value.name

    def is_static(self, value: Value) -> bool:
        """Whether a value is always the same array, bound when the memory is."""
        return value in self._static

    def text(self, tree: Any, around: str = "{}") -> str:
        """Arguments as they are written; ``around`` is what stands around a value."""
        if isinstance(tree, Value):
            return around.format(self.value(tree))
        if type(tree) is tuple:
            return "(" + "".join(self.text(part, around) + ", " for part in tree) + ")"
        if type(tree) is list:
            return "[" + ", ".join(self.text(part, around) for part in tree) + "]"
        if type(tree) is dict:
            return "{" + ", ".join(f"{name!r}: {self.text(part, around)}" for name, part in tree.items()) + "}"
        if type(tree) is slice:
            return "slice(" + ", ".join(self.text(end) for end in (tree.start, tree.stop, tree.step)) + ")"
        if type(tree) in PLAIN and repr(tree) not in ("inf", "-inf", "nan"):
            return repr(tree)
        if tree is Ellipsis:
            return "..."
        return self.thing(tree, getattr(tree, "__name__", "k"))

    def arguments(self, args: tuple[Any, ...], params: dict[str, Any]) -> str:
        return ", ".join([*(self.text(a) for a in args), *(f"{n}={self.text(v)}" for n, v in params.items())])

    # -- steps --------------------------------------------------------------------------------------------------------

    def lines(self, step: Step) -> list[str]:
        """The text of one step; nothing for what was done in the setup."""
        self.written[step] = getattr(self, "_" + step.kind)(step)
        return self.written[step]

    def _ufunc(self, step: Step) -> list[str]:
        (out,), name = step.outs, self.thing(step.function, step.function.__name__)
        assert out is not None
        args = tuple([self._number(arg, step) for arg in step.args])
        if out in self.layout.places:
            return [f"{name}({self.arguments(args, step.params)}, out={self.value(out)})"]
        if out in self.layout.shared:
            return [f"{self.value(out)} = {name}({self.arguments(args, step.params)}, "
                    f"out={self.value(self.layout.shared[out])})"]  # fmt: skip
        return [f"{self.value(out)} = {self._whole(f'{name}({self.arguments(args, step.params)})', out)}"]

    def _fused(self, step: Step) -> list[str]:
        """Block by block: arrays that are bound are cut once, others in each call."""
        if step.params["part"].compiled:
            return self._compiled(step)
        part, loop = step.params["part"], self._fresh("blocks")
        everything = [*step.args, *step.outs]
        bound = [v for v in everything if self.value(v) and self.is_static(v)]
        moving = [v for v in everything if v not in bound]
        self.loops[loop] = (part, [self.value(v) for v in bound])
        inner = [self._block(part.blocks[v]) for v in bound] + [self._block(v) for v in part.scratch]
        heads, sources = ([f"({', '.join(inner)},)"], [loop]) if inner else ([], [])
        new = [v for v in step.outs if v is not None and v in moving]
        made = [f"{self.value(v)} = empty({v.shape}, {self.thing(v.dtype, v.dtype.name)})" for v in new]
        for value in moving:
            heads.append(self._block(part.blocks[value]))
            sources.append(f"cut({self.value(value)}, {part.rows}, {part.columns}, {part.height})")
        if moving:
            lines = [*made, f"for {', '.join(heads)}{',' * (len(heads) == 1)} in zip({', '.join(sources)}):"]
        else:
            lines = [f"for {heads[0]} in {loop}:"]
        for small in part.steps:
            name = self.thing(small.function, small.function.__name__)
            args = tuple([self._number(arg, small) for arg in small.args])
            (out,) = small.outs
            lines.append(f"    {name}({self.arguments(args, small.params)}, out={self._block(out)})")
        if moving:  # a block that is still named would hold its whole array
            lines.append(" = ".join(self._block(part.blocks[value]) for value in moving) + " = None")
        return lines

    def _compiled(self, step: Step) -> list[str]:
        """A loop of its own; arrays that are bound are brought into its form once."""
        part, whole = step.params["part"], step.params["whole"]
        outs = [out for out in step.outs if out is not None]
        text = machine.text_of(part, step.args, whole, outs)
        loop = self.thing(machine.compiled(text, outs[0].dtype.name), "fused")
        new = [out for out in outs if self.value(out) and not self.is_static(out)]
        lines = [f"{self.value(v)} = empty({v.shape}, {self.thing(v.dtype, v.dtype.name)})" for v in new]
        form = "(-1)" if part.columns == 1 else f"({part.rows}, {part.columns})"
        given = [*(self._formed(v, form) for v in (*outs, *step.args)), *(self._formed(v, "(-1)") for v in whole)]
        return [*lines, f"{loop}({', '.join(given)})"]

    def _formed(self, value: Any, form: str) -> str:
        text = f"{self.value(value)}.reshape{form}"
        if not self.is_static(value):
            return text
        name = self._fresh(f"{value.name}_line" if form == "(-1)" else f"{value.name}_table")
        self.setup.append(f"{name} = {text}")
        return name

    def _block(self, value: Any) -> str:
        if not value.name:
            self._count += 1
            value.name = f"b{self._count}"
        return value.name

    def _number(self, arg: Any, step: Step) -> Any:
        """A number of Python among arrays of one float dtype, as an array: NumPy would make it one in each call, which
        takes longer than a small operation itself."""
        dtypes = {value.dtype for value in step.reads()}
        if type(arg) not in (int, float) or len(dtypes) != 1 or (dtype := dtypes.pop()).kind != "f":
            return arg
        key = (repr(arg), dtype)
        if key not in self._numbers:
            self._numbers[key] = Value(CONSTANT, np.asarray(arg, dtype))
            self._numbers[key].name = self._fresh(f"k{arg}".replace("-", "minus_").replace(".", "_"))
            self.bound[self._numbers[key].name] = self._numbers[key].array
        return self._numbers[key]

    def _reduce(self, step: Step) -> list[str]:
        (out,), name = step.outs, self.thing(step.function.reduce, step.function.__name__ + "_reduce")
        assert out is not None
        params = {name: value for name, value in step.params.items() if name != "out"}
        call = f"{name}({self.arguments(step.args, params)}"
        if out in self.layout.places:
            return [f"{call}, out={self.value(out)})"]
        return [f"{self.value(out)} = {self._whole(call + ')', out)}"]

    def _numpy(self, step: Step) -> list[str]:
        (out,) = step.outs
        assert out is not None
        name = self.thing(step.function, step.function.__name__)
        return [f"{self.value(out)} = {self._whole(f'{name}({self.arguments(step.args, step.params)})', out)}"]

    def _view(self, step: Step) -> list[str]:
        (line,), (out,) = self._numpy(step), step.outs
        assert out is not None
        if all(value in self._static for value in step.reads()):
            self._static.add(out)
            self.setup.append(line)
            return []
        return [line]

    def _op(self, step: Step) -> list[str]:
        name = self.thing(step.function.forward, step.function.__name__)
        call = f"{name}(np, {self.arguments(step.args, step.params)})"
        outs = [self.value(out) for out in step.outs if out is not None]
        held = self.value(step.held) if step.held is not None else "_"
        made = f"({', '.join(outs)},)" if step.function.several else outs[0]
        return [f"{made}, {held} = {call}", *self._checked(step)]

    def _rule(self, step: Step) -> list[str]:
        name = self.thing(step.function.pull_back, step.function.__name__ + "_rule")
        given = self.text(step.params)
        gy, needs, saved = (self.text(arg) for arg in step.args)
        outs = [self.value(out) if out is not None else "_" for out in step.outs]
        left = ", ".join(outs) + ","
        lines = [f"{left} = {name}(np, {gy}, {needs}, {saved}, {given})"]
        return lines + self._checked(step)

    def _checked(self, step: Step) -> list[str]:
        """What an op as a whole made is brought into the form that was recorded, or the call is given up."""
        lines = []
        for out in step.outs:
            if out is not None:
                name = self.value(out)
                if out.shape == ():
                    lines.append(f"{name} = asarray({name})")
                lines.append(f"if {name}.shape != {out.shape}: changed({name}, {out.shape})")
        return lines

    def _whole(self, call: str, out: Value) -> str:
        return f"asarray({call})" if out.shape == () else call

    def _copy(self, step: Step) -> list[str]:
        (out,), (source,) = step.outs, step.args
        assert out is not None
        return [f"{self.value(out)} = {self.text(source)}.copy()"]

    def _write(self, step: Step) -> list[str]:
        target, source, index = step.args
        if index is ...:
            lines = [f"{self.text(target)}[...] = {self.text(source)}"]
        else:
            lines = [f"assign(np, {self.text(target)}, {self.text(index)}, {self.text(source)})"]
        root = target.root
        if root.kind in (ARG, TENSOR, GRAD):
            owner = self.tensor(("argument", root.source) if root.kind == ARG else root.source)
            lines.append(f"{owner}{'._grad' if root.kind == GRAD else ''}._writes[0] += 1")
        return lines

    def _call(self, step: Step) -> list[str]:
        name = self.thing(step.function, step.function.__name__)
        outs = [self.value(out) if out is not None else "_" for out in step.outs]
        given = f"{self.text(step.args, 'tensor({})')}, {self.text(step.params, 'tensor({})')}"
        return [f"{', '.join(outs)}, = arrays({name}, {given})", *self._checked(step)]

    def _check(self, step: Step) -> list[str]:
        return [f"check({self.arguments(step.args, {})})"]

    def _accumulate(self, step: Step) -> list[str]:
        pairs = "".join(f"({self.tensor(leaf)}, {self.text(value)}), " for leaf, value in step.args)
        own = self.text(tuple([value in self.own for _, value in step.args]))
        return [f"accumulate(({pairs}), {own})"]

    def _clear(self, step: Step) -> list[str]:
        return [f"{self.tensor(step.args[0])}._grad = None"]

    def _optimizer(self, step: Step) -> list[str]:
        return [f"{self.thing(step.function, type(step.function).__name__.lower())}.step()"]
