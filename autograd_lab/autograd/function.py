"""``torch.autograd.Function``: an operation whose gradient is written by hand.

A learner writes ``forward`` and ``backward`` as static methods and calls ``apply``. The engine does not look into
forward: it runs without being recorded and leaves one node behind, whose rule is the learner's backward.
How it is made stands in ``function_call.py``, how it is walked in ``function_node.py``.
"""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable
from typing import Any

from autograd_lab.autograd.function_call import call
from autograd_lab.autograd.function_node import FunctionNode as BackwardCFunction
from autograd_lab.errors import ArgTypeError, GraphError, NotWritten
from autograd_lab.functional.explain import bound_to
from autograd_lab.graph.modes import modes, no_grad
from autograd_lab.i18n import tr
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import Transformed, innermost, inside

__all__ = ["BackwardCFunction", "Function", "FunctionCtx", "InplaceFunction", "once_differentiable"]

_OF_THE_NODE = frozenset({"name", "next_functions", "metadata", "register_hook", "register_prehook"})


class FunctionCtx:
    """What one call of a Function remembers from forward to backward: saved tensors, and any attribute you set.

    Tensors that backward needs belong into ``save_for_backward``: then writing to them is noticed, they are freed
    after backward, and an output among them makes no reference cycle. Numbers and shapes may be plain attributes.
    """

    needs_input_grad: tuple[bool, ...] = ()  # one per argument of forward
    materialize_grads = True
    to_save: tuple[Any, ...] | None = None
    saved_for_forward: tuple[Any, ...] | None = None
    dirty_tensors: tuple[Any, ...] | None = None
    non_differentiable: tuple[Any, ...] | None = None

    _accessed = False
    _node: Callable[[], BackwardCFunction | None] = staticmethod(lambda: None)  # weak: the node holds this ctx

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keep these inputs, outputs or other tensors for backward. TypeError, after forward, for what is no Tensor;
        a second call replaces the first."""
        self.to_save = tensors

    def save_for_forward(self, *tensors: Tensor | None) -> None:
        """Keep these tensors for ``jvp``, the rule of forward mode; TypeError for what is no Tensor."""
        for x in tensors:
            if not (x is None or isinstance(x, Tensor)):
                raise ArgTypeError("function.save_forward_type", got=type(x).__name__)
        self.saved_for_forward = tensors

    def mark_dirty(self, *args: Tensor) -> None:
        """Say that forward has written into these inputs. It must return them, too."""
        self.dirty_tensors = args

    def mark_non_differentiable(self, *args: Tensor) -> None:
        """Say that these outputs, such as indices, have no gradient; backward gets zeros for them."""
        self.non_differentiable = args

    def set_materialize_grads(self, value: bool) -> None:
        """Whether backward gets zeros (True, the default) or None for the gradient of an output that nothing used."""
        self.materialize_grads = value

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What was saved, in the order it was given; RuntimeError if it was freed by an earlier backward or written
        to since forward."""
        if self.saved_for_forward is not None:
            return self.saved_for_forward
        node = self._node()
        if node is None:
            return ()
        if node._forward_cls.clear_saved_tensors_on_access:
            if self._accessed:
                raise GraphError("function.accessed_twice", function=node._forward_cls.__name__)
            self._accessed, tensors = True, node.saved_tensors
            node.free()
            return tensors
        return node.saved_tensors

    def __getattr__(self, name: str) -> Any:
        """PyTorch makes ctx and node one object; here the ctx passes on what it has from the node."""
        node = self._node() if name in _OF_THE_NODE else None
        if not hasattr(type(node), name):  # asked of its class, for the node itself asks this ctx
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(node, name)


class Function:
    """Base class of operations with a gradient of your own; call ``MyFunction.apply(...)``, never ``forward``.

    Either ``forward(ctx, *args)``, or ``forward(*args)`` and ``setup_context(ctx, inputs, output)``; and
    ``backward(ctx, *grad_outputs)`` (also called ``vjp``), which returns one gradient, or None, per argument of
    forward. All are static methods. If backward is made of recorded operations, it can be differentiated again.
    """

    generate_vmap_rule = False  # whether vmap may run forward and backward themselves on a batch
    clear_saved_tensors_on_access = False  # whether ctx.saved_tensors can be read once and is freed by it
    boxed_grads_call = False  # whether backward gets its gradients in one list, from which it may take them out

    _backward_cls: type[BackwardCFunction]
    _context_cls: type[FunctionCtx]
    _arguments: tuple[tuple[str, ...], str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        members = {"__slots__": (), "__module__": cls.__module__, "_forward_cls": cls}
        cls._backward_cls = type(f"{cls.__name__}Backward", (BackwardCFunction,), members)
        # In PyTorch the ctx is the node; here they are two objects, whose classes have one name.
        cls._context_cls = type(cls._backward_cls.__name__, (FunctionCtx,), {"__module__": cls.__module__})
        cls._arguments = _named_arguments(cls)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        warnings.warn(tr("function.instance", function=type(self).__name__), DeprecationWarning, stacklevel=2)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise GraphError("function.called", function=type(self).__name__)

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """The operation, to be written by every Function."""
        raise NotWritten("function.no_forward")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        """What is to be saved, where forward does not take the ctx itself."""
        raise NotWritten("function.no_setup_context")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """From the gradients of the outputs to one gradient, or None, per argument of forward."""
        raise NotWritten("function.no_backward")

    vjp = backward

    @staticmethod
    def jvp(ctx: Any, *grad_inputs: Any) -> Any:
        """From the tangents of the inputs to those of the outputs: the rule of forward mode."""
        raise NotWritten("function.no_jvp")

    @staticmethod
    def vmap(info: Any, in_dims: Any, *args: Any) -> Any:
        """The operation on a batch: ``(output, out_dims)``. Write this, or set ``generate_vmap_rule = True``."""
        raise NotWritten("function.no_vmap")

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Run forward and record it as one operation. RuntimeError if what it marked does not fit what it did."""
        separate = cls.setup_context is not Function.setup_context
        if separate or kwargs:
            args = _in_order(cls, separate, args, kwargs)
        if inside.no_backward and not separate:
            raise GraphError("function.transform_style", function=cls.__name__)
        transform = innermost(args)
        if transform is not None:
            return _under_transform(cls, transform, args, separate)
        return call(cls, cls._context_cls(), args, separate)

    @classmethod
    def _rule(cls) -> Callable[..., Any]:
        """The learner's backward, under whichever of its two names."""
        if cls.vjp is Function.vjp:
            return cls.backward
        if cls.backward is not Function.backward:
            raise GraphError("function.two_rules", function=cls.__name__)
        return cls.vjp


def _named_arguments(function: type[Function]) -> tuple[tuple[str, ...], str]:
    """What forward calls its arguments, without the ctx; and what it calls the rest, ``*rest``."""
    parameters = inspect.signature(function.forward).parameters.values()
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    rest = next((p.name for p in parameters if p.kind is p.VAR_POSITIONAL), "args")
    return tuple(names[function.setup_context is Function.setup_context :]), rest


def _in_order(function: type[Function], separate: bool, args: tuple[Any, ...], kwargs: Any) -> tuple[Any, ...]:
    """All arguments by position: backward returns its gradients in that order. TypeError where there is none.

    As in PyTorch, what is left out is filled in only where forward is separate from setup_context.
    """
    signature = inspect.signature(function.forward)
    if not separate:
        signature = signature.replace(parameters=list(signature.parameters.values())[1:])  # not the ctx
    bound = bound_to(function.forward, signature, args, kwargs)
    if separate:
        bound.apply_defaults()
    if bound.kwargs:
        names = ", ".join(bound.kwargs)
        raise ArgTypeError("function.keywords", function=function.__name__, names=names)
    return bound.args


def _under_transform(function: type[Function], transform: Transformed, args: tuple[Any, ...], separate: bool) -> Any:
    """A call where an input stands for a batch (vmap) or carries a tangent (forward mode): what then computes it.

    RuntimeError where the Function has not said, or has said twice, how it is transformed.
    """
    from autograd_lab.autograd import function_transform as how  # loaded with vmap and forward mode, for those who ask

    name = function.__name__
    if transform.name != "vmap":
        if function.jvp is Function.jvp:
            raise NotWritten("function.no_jvp")
        return how.with_tangents(function, transform, args, separate)
    if function.setup_context is Function.setup_context:
        raise GraphError("function.transform_style", function=name)
    written = function.vmap is not Function.vmap
    if written and function.generate_vmap_rule:
        raise GraphError("function.two_vmap_rules", function=name)
    if not written and not function.generate_vmap_rule:
        raise GraphError("function.no_vmap_rule", function=name)
    return (how.by_written_rule if written else how.by_generated_rule)(function, transform, args)


def once_differentiable(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator for a backward that cannot be differentiated, because it leaves the recorded operations (NumPy,
    say). It runs without recording, and asking for a second derivative is a RuntimeError instead of a wrong number.
    """

    @functools.wraps(fn)
    def once(ctx: Any, *args: Any, **kwargs: Any) -> Any:
        with no_grad():
            outputs = fn(ctx, *args, **kwargs)
        if not modes.grad_enabled or not any(isinstance(g, Tensor) and g.requires_grad for g in args):
            return outputs
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        return OnceDifferentiable.apply(fn, *(g if g is None else g.detach().requires_grad_() for g in outputs))

    return once


class OnceDifferentiable(Function):
    """The gradients of a backward under ``once_differentiable``: handed on, but not to be differentiated."""

    @staticmethod
    def forward(ctx: Any, fn: Callable[..., Any], *grads: Any) -> Any:
        ctx.fn = fn
        return tuple(g if g is None else g.detach() for g in grads)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        raise GraphError("function.once", backward=ctx.fn.__qualname__)


class InplaceFunction(Function):
    """An old name of PyTorch, kept so that old code is understood; use ``Function``."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace
