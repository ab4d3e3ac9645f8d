"""A whole training step as one CUDA graph: ``graphed = lab.cuda.graphed_step(step, x, y)``, then ``graphed(x, y)``.

A small network's step is hundreds of kernels of a few microseconds, and Python needs longer to start each of them than
the GPU to run it. A graph is captured once, and then started as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd_lab import watch
from autograd_lab.backend import cuda
from autograd_lab.backend.capture import keeping_workspaces
from autograd_lab.backend.device import CPU
from autograd_lab.cuda.captured import Captured, Written
from autograd_lab.cuda.rules import Rules
from autograd_lab.cuda.undo import Undo
from autograd_lab.errors import ArgTypeError, DeviceError, DtypeError, ShapeError
from autograd_lab.graph.modes import no_grad
from autograd_lab.tensor.tensor import Tensor, make

WARM_UP = 3  # steps, as in PyTorch: by then kernels are compiled, states exist, and memory is asked for as ever after


def graphed_step(step: Callable[..., Any], *example_inputs: Tensor) -> GraphedStep:
    """``step``, to be called with inputs like the examples: forward, backward and the optimizer's step in one launch.

        def step(x, y):
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
            return loss

        graphed = lab.cuda.graphed_step(step, x, y)
        for x, y in loader:
            loss = graphed(x, y)
        scheduler.step()                       # between calls: the next one sees the new learning rate
        print(loss.item())

    Three steps are made for practice, and undone: N calls do what N calls of ``step`` would. Inputs are copied into
    memory of the graph. What is returned is the same tensors each time, overwritten by the next call; clone what has to
    last. Python in ``step`` runs while the graph is made, and not again; so does a branch that it takes. Dropout is
    drawn anew for each call. A step may not look at numbers (``.item()``, ``print``, ``if loss > 1``), make tensors of
    the host's data, or make tensors whose size depends on numbers; RuntimeError names the line that does.

    Where the examples are on the CPU there is no graph: the same rules are checked at each call, and ``step`` runs.

    step : from tensors to a tensor, or a tuple, list or dict of them; or to None.
    example_inputs : tensors on one device. Later ones must have the same shapes and dtypes.
    """
    for k, x in enumerate(example_inputs):
        if not isinstance(x, Tensor):
            raise ArgTypeError("graphed.input_type", index=k, got=type(x).__name__)
    places = {x.device for x in example_inputs}
    if len(places) > 1:
        raise DeviceError("device.mixed", op="graphed_step", devices=", ".join(sorted(map(str, places))))
    here = places == {CPU} if places else not _works_on_gpu(step)
    return (Rehearsed if here else Graphed)(step, example_inputs)


def _works_on_gpu(step: Callable[[], Any]) -> bool:
    """Where a step works that has no inputs: found by trying, and undone."""
    undo = Undo()
    try:
        with undo, watch.watching(Rules()):
            step()
    finally:
        undo.undo()
    return any(tensor.is_cuda for tensor in undo.written)


class GraphedStep:
    """What ``graphed_step`` gives. ``inputs`` and ``outputs`` are the tensors that each call overwrites."""

    def __init__(self, step: Callable[..., Any], examples: Sequence[Tensor]) -> None:
        self.step = step
        self.inputs = tuple(x.detach().clone().requires_grad_(x.requires_grad) for x in examples)
        self.outputs: Any = None
        self._begun = False

    def __call__(self, *inputs: Tensor) -> Any:
        """One step on ``inputs``. RuntimeError for another shape or dtype than that of the examples."""
        self._read(inputs)
        self._run()
        return self.outputs

    def _run(self) -> None:
        raise NotImplementedError

    def _read(self, inputs: Sequence[Tensor]) -> None:
        if len(inputs) != len(self.inputs):
            raise ArgTypeError("graphed.input_count", got=len(inputs), expected=len(self.inputs))
        for k, (x, mine) in enumerate(zip(inputs, self.inputs, strict=True)):
            if not isinstance(x, Tensor):
                raise ArgTypeError("graphed.input_type", index=k, got=type(x).__name__)
            if x.array.shape != mine.array.shape:
                raise ShapeError("graphed.shape", index=k, before=mine.array.shape, now=x.array.shape)
            if x.array.dtype != mine.array.dtype:
                raise DtypeError("graphed.dtype", index=k, before=mine.dtype, now=x.dtype)
        with no_grad():
            for x, mine in zip(inputs, self.inputs, strict=True):
                if x is not mine:
                    mine.copy_(x, non_blocking=True)

    def _eager(self) -> None:
        """The step itself, its results written where those of the graph are."""
        result = self.step(*self.inputs)
        if self._begun:
            _write(result, self.outputs)
        else:
            self.outputs, self._begun = _static(result, copy=True), True


class Rehearsed(GraphedStep):
    """On the CPU: the step itself, under the rules of a graph."""

    def __init__(self, step: Callable[..., Any], examples: Sequence[Tensor]) -> None:
        super().__init__(step, examples)
        self._story: list[Any] | None = None
        undo = Undo()
        try:
            with undo:
                for _ in range(WARM_UP):
                    self._run()
                    undo.check_options()
        finally:
            undo.undo()

    def _run(self) -> None:
        rules = Rules(self._story)
        with watch.watching(rules):
            self._eager()
        rules.finished()
        self._story = rules.story


class Graphed(GraphedStep):
    """On a GPU: a graph, made again when it is no longer that of the step, because of an option or new memory."""

    def __init__(self, step: Callable[..., Any], examples: Sequence[Tensor]) -> None:
        super().__init__(step, examples)
        self._captured = self._made()

    def _run(self) -> None:
        if not self._captured.valid():
            self._captured = self._made()
        if self._captured.has_begun():
            self._captured.adopt()
            self._captured.launch()
        else:  # the very first step of an optimizer has no state to go on from, and may do something else
            self._eager()

    def _made(self) -> Captured:
        cupy = cuda.cupy()
        with cupy.cuda.Device(self.inputs[0].device.index if self.inputs else None):
            pool, stream = cuda.PrivatePool(), cupy.cuda.Stream(non_blocking=True)
            cupy.cuda.Device().synchronize()
            shared = cupy.cuda.get_allocator()
            undo = Undo(lambda: cupy.cuda.using_allocator(shared))
            workspaces: dict[Any, Any] = {}
            with stream, cupy.cuda.using_allocator(pool.malloc), keeping_workspaces(workspaces):
                try:
                    written = self._practise(undo, stream)
                    leaves = [leaf for leaf, _ in undo.grads.values()]
                    captured = Captured(cupy, (pool, workspaces), stream, undo.optimizers, leaves)
                    result = captured.capture(self.step, self.inputs, written)
                finally:
                    undo.undo()
                    stream.synchronize()
        self._adopt(result)
        return captured

    def _practise(self, undo: Undo, stream: Any) -> Written:
        written = Written()
        with undo:
            for k in range(WARM_UP):
                written = Written()
                with watch.watching(Rules()), watch.watching(written):
                    self.step(*self.inputs)
                undo.check_options()
                if not k:
                    for optimizer in undo.optimizers:
                        optimizer.counts_to_device()
        stream.synchronize()
        return written

    def _adopt(self, result: Any) -> None:
        """Let the outputs be what the graph writes."""
        if self._begun:
            _write(result, self.outputs, move=True)
        else:
            self.outputs, self._begun = _static(result, copy=False), True


def _static(result: Any, copy: bool) -> Any:
    """A result whose tensors stay, and have no history."""
    if isinstance(result, Tensor):
        return make(result.array.copy() if copy else result.array)
    if isinstance(result, dict):
        return {key: _static(value, copy) for key, value in result.items()}
    if isinstance(result, (tuple, list)):
        parts = [_static(value, copy) for value in result]
        return type(result)(*parts) if hasattr(result, "_fields") else type(result)(parts)
    if result is not None:
        raise ArgTypeError("graphed.output", got=type(result).__name__)
    return None


def _write(result: Any, outputs: Any, move: bool = False) -> None:
    """The numbers of ``result`` into ``outputs``, or its memory in the place of theirs."""
    if isinstance(outputs, Tensor):
        if move:
            outputs.array = result.array
        else:
            outputs.array[...] = result.array
            outputs._writes[0] += 1
    elif isinstance(outputs, dict):
        for key, value in outputs.items():
            _write(result[key], value, move)
    elif outputs is not None:
        for one, other in zip(result, outputs, strict=True):
            _write(one, other, move)
