"""Every exception that the library raises on purpose.

    LabError
    ├── GraphError      (RuntimeError)   backward, leaves, in-place, hooks
    │   └── NeedsValues                  the numbers of a tensor inside vmap
    ├── GradcheckError  (RuntimeError)   a gradient that is not the derivative
    ├── ShapeError      (RuntimeError)   shapes that do not fit
    ├── DeviceError     (RuntimeError)   unknown, missing or mixed devices
    │   └── OutOfMemoryError             a GPU's memory does not suffice
    ├── OptimError      (RuntimeError)   what an optimizer or a schedule cannot do
    ├── LinAlgError     (RuntimeError)   a matrix that has no inverse, or none of the decomposition asked for
    ├── DtypeError      (RuntimeError)   a dtype that the operation cannot take
    ├── CheckpointError (RuntimeError)   a file that cannot be loaded
    ├── TokenError      (RuntimeError)   a token or an index that a vocabulary does not have, or has already
    ├── FileError       (RuntimeError)   a file of data that is missing, damaged, or cannot be fetched
    ├── OnnxError       (RuntimeError)   what a file of the ONNX format cannot say, or says and we do not know
    ├── WorkerError     (RuntimeError)   a process of a DataLoader that died or gave no answer
    ├── DistributedError (RuntimeError)  processes that should work together and cannot
    ├── ArgumentError   (ValueError)     a value out of its range
    ├── DimError        (IndexError)     a dimension or index that does not exist
    ├── ArgTypeError    (TypeError)      an argument of the wrong type
    ├── NameMissing     (AttributeError) an attribute that an object does not have
    ├── NameTaken       (KeyError)       a name that exists already, or that cannot be one
    ├── KeyMissing      (KeyError)       an entry that a dict does not have
    ├── OptionalMissing (ImportError)    a package that only some functions need
    ├── ExportError     (BufferError)    memory that cannot be shared with another library
    ├── NotWritten      (NotImplementedError)  a method that a subclass must write
    ├── DataError       (AssertionError) data sets that do not fit together
    └── UseError        (AssertionError) something used where it cannot be

Each is also the class PyTorch raises in the same place, so code written for one works with the other.
The text is made from the catalogue in the learner's language when the error is raised.
"""

from __future__ import annotations

from typing import Any

from autograd_lab.i18n import known, tr


class LabError(Exception):
    """Base class: ``LabError("catalogue.key", **values)``."""

    def __init__(self, key: str, /, **values: Any) -> None:
        super().__init__(tr(key, **values))
        self.key = key

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.key, str(self))


def _restore(cls: type[LabError], key: str, text: str) -> LabError:
    error = cls.__new__(cls, text)
    error.args, error.key = (text,), key
    return error


class GraphError(LabError, RuntimeError):
    """The autograd graph cannot do what was asked."""


class NeedsValues(GraphError):
    """A function looked at the numbers of a tensor that a transform holds."""

    by: Any = None  # who can call the function again without that transform; None: the tensor's own


class ShapeError(LabError, RuntimeError):
    """Shapes do not fit together."""


class DeviceError(LabError, RuntimeError):
    """A device is unknown, missing, or mixed with another."""


class OutOfMemoryError(DeviceError, MemoryError):
    """A GPU has no room for another array. Public as ``torch.OutOfMemoryError``."""


class DtypeError(LabError, RuntimeError):
    """The operation is not defined for this dtype."""


class OptimError(LabError, RuntimeError):
    """An optimizer or a schedule of its options cannot do what was asked."""


class CheckpointError(LabError, RuntimeError):
    """A file is damaged, incomplete, or none that ``load`` reads."""


class TokenError(LabError, RuntimeError):
    """A vocabulary lacks a token or an index, or has the token already."""


class FileError(LabError, RuntimeError):
    """A file of data is missing, damaged, or cannot be fetched."""


class OnnxError(LabError, RuntimeError):
    """A model cannot be written as ONNX, or an ONNX model holds what this library does not know."""


class WorkerError(LabError, RuntimeError):
    """A worker process of a DataLoader died or gave no answer."""


class DistributedError(LabError, RuntimeError):
    """Processes that should work together cannot. Public as ``torch.distributed.DistError``."""


class _Public(LabError):
    """An error that users may raise too, with words of their own."""

    def __init__(self, *words: Any, **values: Any) -> None:
        if len(words) == 1 and isinstance(words[0], str) and known(words[0]):
            super().__init__(*words, **values)
        else:
            Exception.__init__(self, *words, **values)
            self.key = ""


class LinAlgError(_Public, RuntimeError):
    """A matrix has no inverse, or no decomposition of the kind asked for. Public as ``torch.linalg.LinAlgError``."""


class GradcheckError(_Public, RuntimeError):
    """What backward gives is not the derivative, or not always. Public in ``torch.autograd.gradcheck``."""


class ArgumentError(LabError, ValueError):
    """An argument has the right type but an impossible value."""


class DimError(LabError, IndexError):
    """A dimension or an index is out of range."""


class ArgTypeError(LabError, TypeError):
    """An argument has the wrong type."""


class NameMissing(LabError, AttributeError):
    """An object has no such attribute."""


class NameTaken(LabError, KeyError):
    """A name is in use, or cannot be used."""

    __str__ = Exception.__str__  # KeyError would print the text in quotes


class KeyMissing(LabError, KeyError):
    """A dict lacks an entry that is needed."""

    __str__ = Exception.__str__  # KeyError would print the text in quotes


class OptionalMissing(LabError, ImportError):
    """A package that only some functions need is not installed."""


class ExportError(LabError, BufferError):
    """Memory that cannot be shared with another library."""


class NotWritten(LabError, NotImplementedError):
    """A subclass has to write this method."""


class DataError(LabError, AssertionError):
    """Data sets do not fit together."""


class UseError(LabError, AssertionError):
    """Something is used where it cannot be, or no longer."""
