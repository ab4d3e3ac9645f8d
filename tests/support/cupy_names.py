"""Which names the real CuPy has, and which arguments they take: recorded, because CI machines have no CuPy.

python -m tests.support.cupy_names      writes cupy_names.json from the installed CuPy (it needs no GPU)
"""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any

RECORD = Path(__file__).with_suffix(".json")

Names = dict[str, dict[str, list[str] | None]]  # owner -> name -> argument names, None when not known


def recorded() -> Names:
    return json.loads(RECORD.read_text())


def installed() -> Names:
    """The same table, read from the CuPy of this machine; ImportError without one."""
    import cupy
    import cupy.lib.stride_tricks
    import cupyx.scipy.linalg
    import cupyx.scipy.special

    owners = {
        "": cupy,
        "ndarray": cupy.ndarray,
        "ufunc": cupy.ufunc,
        "lib.stride_tricks": cupy.lib.stride_tricks,
        "linalg": cupy.linalg,
        "fft": cupy.fft,
        "scipy.linalg": cupyx.scipy.linalg,
        "scipy.special": cupyx.scipy.special,
        "cuda": cupy.cuda,
        "cuda.Device": cupy.cuda.Device,
    }
    names: Names = {
        owner: {name: arguments(getattr(value, name)) for name in sorted(dir(value)) if not name.startswith("_")}
        for owner, value in owners.items()
    }
    names["cuda.runtime"] = {"getDeviceCount": arguments(cupy.cuda.runtime.getDeviceCount)}
    return names


def arguments(value: Any) -> list[str] | None:
    """The argument names of a function: by inspection, else from the first line of its docstring."""
    if not callable(value) or isinstance(value, type):
        return None
    try:
        parameters = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        line = ((value.__doc__ or "").splitlines() or [""])[0]
        match = re.fullmatch(r"[\w.]+\((.*)\)(?: -> .*)?", line)
        if not match:
            return None
        parts = [part.split("=")[0].split()[-1].replace("\\", "") for part in match[1].split(", ") if part]
        return [part for part in parts if part not in ("self", "/", "*")]
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return None
    return [p.name for p in parameters if p.name != "self"]


def write(table: dict[str, dict[str, Any]], record: Path) -> None:
    """One name a line."""
    lines = []
    for owner, names in table.items():
        entries = ",\n".join(f"    {json.dumps(name)}: {json.dumps(args)}" for name, args in names.items())
        lines.append(f"  {json.dumps(owner)}: {{\n{entries}\n  }}")
    record.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    write(installed(), RECORD)
