"""What an op is: its mathematics forward, one gradient rule per input, and its words, in one class.

An op is never instantiated and never sees a Tensor. Forward and rules get the array module ``xp`` and arrays;
a second derivative comes from the very same rule, called with Tensors and an ``xp`` that knows them.
"""

from __future__ import annotations

import dis
import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, ClassVar

from autograd_lab.backend.arrays import MODULES
from autograd_lab.i18n import LANGUAGES, get_language
from autograd_lab.ops.summation import add_up


@dataclass(frozen=True)
class OpDoc:
    """What a learner is told about an op: in the graph, on its card, in the reference."""

    symbol: str  # inside the graph node
    formula: str  # LaTeX of y = f(x)
    shapes: str  # "x[.., n] -> y[.., n]"
    en: str  # one sentence
    zh: str
    see: str = ""  # a source

    @property
    def words(self) -> str:
        """The sentence in the current language."""
        return (self.en, self.zh)[LANGUAGES.index(get_language())]


def gradient(formula: str) -> Callable[[Any], Any]:
    """Put the LaTeX of a gradient on its rule; ``\\bar x`` is the gradient of the loss with respect to x."""

    def mark(rule: Any) -> Any:
        rule.formula = formula
        return rule

    return mark


class Op:
    """Base class of all ops; see the package's README for how one is written.

    forward(xp, *inputs, **params) -> (y, saved)
        y is an array, or a tuple of arrays for several outputs. ``saved`` is a tuple of what the rules need:
        inputs, outputs, shapes, constants. A rule differentiates only through saved inputs and outputs.
    backward_<input>(xp, gy, *saved, **params) -> gradient of that input
        Its parameters name the saved values: one called like an input, or ``y``, *is* that input or output.
        ``gy`` is a tuple when the op has several outputs. A variadic input ``*xs`` has the rule
        ``backward_xs(xp, gy, i, *saved, **params)`` for its i-th member. An input without a rule gets no gradient.
    backward(xp, gy, needs, *saved, **params) -> a gradient or None per input
        instead of single rules, where gradients share work; ``needs`` is true for the inputs that want one.
    """

    doc: ClassVar[OpDoc]
    several: ClassVar[bool] = False  # forward returns a tuple of outputs
    outputs: ClassVar[tuple[str, ...]] = ("y",)  # names under which rules may take them
    nondifferentiable: ClassVar[tuple[int, ...]] = ()  # outputs such as indices
    view: ClassVar[bool] = False  # the output may share the first input's memory
    node_name: ClassVar[str] = ""  # where PyTorch's name is not the class's with "Backward0"
    numpy: ClassVar[str] = ""  # NumPy's name of an element-wise op, under which the rules of others find it on xp
    widens: ClassVar[bool] = True  # half precision computes in float32 and rounds; False where nothing is computed
    optional: ClassVar[tuple[str, ...]] = ()  # inputs that may be None, beside those with a default
    once: ClassVar[bool] = False  # True: backward frees its node also if it saved neither an input nor another array
    always: ClassVar[bool] = False  # the rule runs even if no gradient came at all
    fills: ClassVar[bool] = True  # outputs that nothing used have zeros for gradients; False: None
    tensor_cores: ClassVar[bool] = False  # products of halves, which a GPU computes itself, with sums in float32
    # Rules are written for real numbers; for complex ones the walk conjugates around them, which is right for every
    # function that is differentiable in the complex sense. False: the rule itself thinks of complex numbers.
    holomorphic: ClassVar[bool] = True

    # Read off the signatures, once per class:
    inputs: ClassVar[tuple[str, ...]] = ()
    variadic: ClassVar[str | None] = None
    rules: ClassVar[dict[str, Callable[..., Any]]] = {}
    joint: ClassVar[bool] = False  # one backward for all inputs
    edge_order: ClassVar[tuple[int, ...] | None] = None  # inputs in PyTorch's order, as far as a gradient may flow
    differentiable: ClassVar[bool] = False
    saved_inputs: ClassVar[tuple[tuple[int, int], ...]] = ()  # (position in saved, which input)
    saved_outputs: ClassVar[tuple[tuple[int, int], ...]] = ()  # (position in saved, which output)
    pull_back: ClassVar[Callable[..., Sequence[Any]]]  # see puller

    forward: ClassVar[Callable[..., Any]]
    backward: ClassVar[Any] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.view:
            cls.widens = False
        if "numpy" in cls.__dict__:
            NUMPY_NAMES[cls.numpy] = cls
        (_, *inputs), cls.variadic = positional(cls.forward)
        cls.inputs = tuple(inputs)
        ruled = [n for n in (*inputs, cls.variadic or "") if hasattr(cls, f"backward_{n}")]
        cls.rules = {n: getattr(cls, f"backward_{n}") for n in ruled}
        named = {n.removeprefix("backward_") for n in vars(cls) if n.startswith("backward_")}
        if unknown := named - cls.rules.keys():
            raise TypeError(f"{cls.__name__} has a gradient rule for {sorted(unknown)}, which forward does not take")
        cls.joint = cls.backward is not None
        if cls.joint and cls.rules:
            raise TypeError(f"{cls.__name__} has both a joint backward and single rules; keep one")
        cls.differentiable = cls.joint or bool(cls.rules)
        if "edge_order" not in cls.__dict__ and not cls.joint and cls.variadic is None:
            cls.edge_order = tuple(i for i, name in enumerate(cls.inputs) if name in cls.rules)
        cls.pull_back = staticmethod(puller(cls))
        saved = cls.saved_names()
        cls.saved_inputs = tuple((k, cls.inputs.index(n)) for k, n in enumerate(saved) if n in cls.inputs)
        results = {name: j for j, name in enumerate(cls.outputs) if name not in cls.inputs}
        cls.saved_outputs = tuple((k, results[n]) for k, n in enumerate(saved) if n in results)

    @classmethod
    def saved_names(cls) -> tuple[str, ...]:
        """What the rules call the values that forward saved; all rules must agree."""
        skip = 3 if cls.variadic or cls.joint else 2  # xp, gy, and i or needs
        names = set()
        for rule in [cls.backward] if cls.joint else cls.rules.values():
            names.add(positional(rule)[0][skip:])
        if len(names) > 1:
            raise TypeError(f"the gradient rules of {cls.__name__} disagree on what was saved: {sorted(names)}")
        return names.pop() if names else ()

    @classmethod
    def grad_name(cls, **params: Any) -> str:
        """PyTorch's name of the backward node."""
        return cls.node_name or f"{cls.__name__}Backward0"


def positional(function: Callable[..., Any]) -> tuple[tuple[str, ...], str | None]:
    """The names of the parameters that may be given by position, and the name of ``*args``. inspect.signature, asked
    for all of the ops, would be a tenth of the time that it takes to import this library."""
    code = inspect.unwrap(function).__code__
    names = code.co_varnames[inspect.ismethod(function) : code.co_argcount]
    more = code.co_flags & inspect.CO_VARARGS
    return names, code.co_varnames[code.co_argcount + code.co_kwonlyargcount] if more else None


def puller(op: type[Op]) -> Callable[..., Sequence[Any]]:
    """``pull_back(xp, gy, needs, saved, params)``: the gradients of all inputs of ``op``, one per entry of ``needs``,
    None where that is false. Made once per op: backward spends most of its time here and in the rules."""
    rules: Any = tuple(op.rules.get(name) for name in op.inputs)
    first: Any = rules[0] if rules else None
    second: Any = rules[1] if len(rules) > 1 else None

    def joint(xp: Any, gy: Any, needs: Any, saved: Any, params: Any) -> Sequence[Any]:
        return list(op.backward(xp, gy, needs, *saved, **params))

    def variadic(xp: Any, gy: Any, needs: Any, saved: Any, params: Any) -> Sequence[Any]:
        rule = op.rules[op.variadic or ""]
        return [rule(xp, gy, i, *saved, **params) if need else None for i, need in enumerate(needs)]

    def one(xp: Any, gy: Any, needs: Any, saved: Any, params: Any) -> Sequence[Any]:
        return (first(xp, gy, *saved, **params) if params else first(xp, gy, *saved),)

    def two(xp: Any, gy: Any, needs: Any, saved: Any, params: Any) -> Sequence[Any]:
        if params:
            return many(xp, gy, needs, saved, params)
        # A call without ** is the cheaper one.
        return first(xp, gy, *saved) if needs[0] else None, second(xp, gy, *saved) if needs[1] else None

    def many(xp: Any, gy: Any, needs: Any, saved: Any, params: Any) -> Sequence[Any]:
        asked = zip(needs, rules, strict=False)  # an input that was left out has no entry
        return [rule(xp, gy, *saved, **params) if need and rule else None for need, rule in asked]

    if op.joint:
        return joint
    if op.variadic is not None:
        return variadic
    if None in rules or len(rules) > 2:
        return many
    return one if len(rules) == 1 else two


@functools.cache
def unread(op: type[Op], wanted: tuple[bool, ...]) -> tuple[int, ...]:
    """Positions of the saved inputs that no rule reads if only the inputs marked in ``wanted`` get a gradient.

    The gradient of a product reads the other factor: of ``x * 2``, or of ``x * mask``, x need not be kept.
    """
    rules = [op.rules.get(name) for name, want in zip(op.inputs, wanted, strict=False) if want]
    if op.joint or op.variadic is not None or not all(inspect.isfunction(rule) or rule is None for rule in rules):
        return ()
    names, read = op.saved_names(), set[str]()
    for rule in rules:
        for step in dis.get_instructions(rule) if rule else ():
            read.update(step.argval if isinstance(step.argval, tuple) else (step.argval,))
    return tuple(k for k, _ in op.saved_inputs if names[k] not in read)


def without(saved: tuple[Any, ...], positions: tuple[int, ...]) -> tuple[Any, ...]:
    """``saved`` with None at ``positions``."""
    for k in positions:
        saved = (*saved[:k], None, *saved[k + 1 :])
    return saved


NUMPY_NAMES: dict[str, type[Op]] = {}  # what a rule may call on xp when its own derivative is wanted


def all_ops(root: type[Op] = Op) -> list[type[Op]]:
    """Every op that has been imported, in order of definition."""
    found: list[type[Op]] = []
    for cls in root.__subclasses__():
        if cls not in found:
            found.append(cls)
        found += [op for op in all_ops(cls) if op not in found]
    return found


def run(xp: Any, op: type[Op], *inputs: Any, **params: Any) -> Any:
    """Use one op inside another's rule: on arrays its plain forward, on Tensors recorded like any other."""
    if isinstance(xp, ModuleType):  # asked so, because NumPy is slow to say what it does not have
        return op.forward(xp, *inputs, **params)[0]
    return xp.record_op(op, *inputs, **params)


def shape_of(x: Any) -> Any:
    """The shape of an array, to be saved. A Python number is kept itself: it has no gradient, so no rule asks for
    its shape, and a picture of the graph can say what was added."""
    return getattr(x, "shape", x)


def sum_to(g: Any, shape: tuple[int, ...]) -> Any:
    """Undo broadcasting: add up what one element was copied to, so that ``g`` has ``shape`` again."""
    if g.shape == shape:
        return g
    lead = g.ndim - len(shape)
    stretched = (i + lead for i, n in enumerate(shape) if n == 1 and g.shape[i + lead] != 1)
    total = add_up(MODULES.get(type(g)), g, axis=(*range(lead), *stretched), keepdims=True)
    return total.reshape(shape)
