"""Which names the real cuDNN frontend has, and which arguments they take: recorded, because CI machines have none.

python -m tests.support.cudnn_names      writes cudnn_names.json from the installed frontend (it needs no GPU)
"""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any

from tests.support.cupy_names import write

RECORD = Path(__file__).with_suffix(".json")

Names = dict[str, dict[str, list[str]]]  # owner -> name -> argument names

FUNCTIONS = ("backend_version", "create_handle", "set_stream")
STEPS = (
    "tensor", "validate", "build_operation_graph", "create_execution_plans", "deselect_numeric_notes", "check_support",
    "build_plans", "get_workspace_size", "execute",
)  # fmt: skip
CONVOLUTIONS = ("conv_fprop", "conv_dgrad", "conv_wgrad")
SETTERS = ("set_output", "set_dim", "set_stride", "set_data_type")
NUMBERS = ("data_type", "heur_mode", "numerical_note")


def recorded() -> Names:
    return json.loads(RECORD.read_text())


def installed() -> Names:
    """The same table, read from the frontend of this machine; ImportError without one."""
    import cudnn

    names: Names = {
        "": {name: arguments(getattr(cudnn, name)) for name in FUNCTIONS},
        "pygraph": {"__init__": arguments(cudnn.pygraph.__init__)}
        | {name: arguments(getattr(cudnn.pygraph, name)) for name in STEPS}
        # these take anything and hand it to the compiled class, whose docstrings give its arguments
        | {name: described(getattr(cudnn._compiled_module.backend_graph, name)) for name in CONVOLUTIONS},
        "Tensor": {name: arguments(getattr(cudnn.Tensor, name)) for name in SETTERS},
        "cudnnGraphNotSupportedError": {},
    }
    for owner in NUMBERS:
        names[owner] = {name: [] for name in sorted(dir(getattr(cudnn, owner))) if name.isupper()}
    assert issubclass(cudnn.cudnnGraphNotSupportedError, Exception)
    return names


def arguments(function: Any) -> list[str]:
    try:
        parameters = inspect.signature(function).parameters
    except ValueError:  # compiled
        return described(function)
    return [name for name, p in parameters.items() if name != "self" and p.kind is p.POSITIONAL_OR_KEYWORD]


def described(function: Any) -> list[str]:
    """The arguments of a compiled function, as the first signature of its docstring has them."""
    signature = re.search(r"\w+\(((?:self|image|loss)?: .*?|)\) ->", function.__doc__)
    plain = re.sub(r"<.*?>", "", signature[1]) if signature else ""  # without defaults that are enums
    return [name for name in re.findall(r"(\w+): ", plain) if name != "self"]


if __name__ == "__main__":
    write(installed(), RECORD)
