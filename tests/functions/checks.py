"""What can be checked of one call: its result and its gradient, in this library and in PyTorch."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np

import autograd_lab as lab
from tests.functions.case import Call

RECORDS = Path(__file__).parent / "records"


def run(torch: Any, case: Call, leaves: dict[str, Any]) -> list[Any]:
    """The outputs of the call, in a flat list. Inputs are clones of the leaves, so a call may write into them."""
    names = {"torch": torch, "F": torch.nn.functional, "np": np, "inf": np.inf, "nan": np.nan}
    names |= {name: leaf.clone() for name, leaf in leaves.items()}
    with warnings.catch_warnings(action="ignore"):
        return flat(eval(case.expression, names))  # the expression stands in our own tables


def flat(value: Any) -> list[Any]:
    if isinstance(value, (tuple, list)):
        return [part for item in value for part in flat(item)]
    return [value]


def leaves(torch: Any, case: Call, device: str = "cpu", dtype: Any = np.float64) -> dict[str, Any]:
    out = {}
    for name, array in case.arrays(dtype).items():
        leaf = torch.from_numpy(array).to(device)
        out[name] = leaf.requires_grad_(name in case.differentiable)
    return out


def kinds(case: Call, device: str, dtype: Any) -> Any:
    """The dtypes of what comes out where all samples are of this one, or the kind of error."""
    given = leaves(lab, case)
    xs = {
        name: leaf.detach().to(device, dtype if name in case.differentiable else None) for name, leaf in given.items()
    }
    try:
        return [y.dtype if is_tensor(y) else type(y) for y in run(lab, case, xs)]
    except Exception as error:
        return type(error)


def is_tensor(value: Any) -> bool:
    return hasattr(value, "requires_grad")


def gradients(torch: Any, case: Call, xs: dict[str, Any], outputs: list[Any]) -> list[Any]:
    """Of Re <seed, y>, one per differentiable input, None where nothing depends on it."""
    flowing = [y for y in outputs if is_tensor(y) and y.requires_grad]
    if not flowing:
        return []
    seeds = [torch.from_numpy(s).to(y.device) for s, y in zip(drawn(flowing), flowing, strict=True)]
    return list(torch.autograd.grad(flowing, [xs[n] for n in case.differentiable], seeds, allow_unused=True))


def drawn(outputs: list[Any]) -> list[Any]:
    """A fixed cotangent for each output."""
    rng = np.random.default_rng(3)
    seeds = []
    for y in outputs:
        seed = rng.uniform(0.5, 1.5, tuple(y.shape))
        if y.dtype.is_complex:
            seed = seed + 1j * rng.uniform(0.5, 1.5, tuple(y.shape))
        seeds.append(np.asarray(seed, str(y.dtype).removeprefix("torch.")))
    return seeds


# -- as recorded -----------------------------------------------------------------------------------------------------


def answer(torch: Any, case: Call, device: str = "cpu") -> dict[str, Any]:
    """The result and the gradients, as JSON can hold them."""
    xs = leaves(torch, case, device)
    outputs = run(torch, case, xs)
    record: dict[str, Any] = {"outputs": [described(y, case.values) for y in outputs]}
    if not case.smooth and case.values:
        record["gradients"] = [None if g is None else described(g, True) for g in gradients(torch, case, xs, outputs)]
    return record


def described(value: Any, values: bool) -> Any:
    if not is_tensor(value):
        return value if isinstance(value, (bool, int, float, str, type(None))) else repr(value)
    text = {"dtype": str(value.dtype), "shape": list(value.shape)}
    return {**text, "values": numbers(value)} if values else text


def numbers(tensor: Any) -> list[Any]:
    plain = tensor.detach().cpu()
    if plain.dtype.is_complex:
        array = plain.numpy(force=True)
        return [[float(z.real), float(z.imag)] for z in array.ravel()]
    return plain.reshape(-1).tolist()


def agree(got: Any, wanted: Any, tolerance: float) -> None:
    """Two answers: the same dtypes and shapes, and numbers that are close."""
    assert got.keys() == wanted.keys()
    for part in got:
        assert len(got[part]) == len(wanted[part]), f"{len(got[part])} {part}, PyTorch has {len(wanted[part])}"
        for ours, theirs in zip(got[part], wanted[part], strict=True):
            if isinstance(ours, dict) and isinstance(theirs, dict):
                assert (ours["dtype"], ours["shape"]) == (theirs["dtype"], theirs["shape"]), part
                if "values" in theirs:
                    near(ours["values"], theirs["values"], tolerance, part)
            elif part == "gradients" and (ours or theirs):
                near(0, (ours or theirs)["values"], tolerance, part)  # None says the same as zeros
            elif isinstance(theirs, float):
                near(ours, theirs, tolerance, part)
            else:
                assert ours == theirs, part


def near(ours: Any, theirs: Any, tolerance: float, what: str) -> None:
    np.testing.assert_allclose(
        np.array(ours, float), np.array(theirs, float), rtol=tolerance, atol=tolerance, err_msg=what
    )


def record_path(family: str) -> Path:
    return RECORDS / f"{family}.json"


def recorded(family: str) -> dict[str, Any]:
    path = record_path(family)
    return json.loads(path.read_text()) if path.exists() else {}


# -- against numbers ---------------------------------------------------------------------------------------------------


def gradient_against_numbers(case: Call, step: float = 1e-5) -> None:
    """Central differences of Re <seed, y>; by a complex element a + ib it is dv/da + i dv/db."""
    xs = leaves(lab, case)
    outputs = run(lab, case, xs)
    got = gradients(lab, case, xs, outputs)
    if not got:
        return
    places = [k for k, y in enumerate(outputs) if is_tensor(y) and y.requires_grad]
    seeds = drawn([outputs[k] for k in places])
    arrays = case.arrays()

    def value() -> float:
        with lab.no_grad():
            ys = run(lab, case, {name: lab.from_numpy(np.array(a, order="C")) for name, a in arrays.items()})
        return sum((s.conj() * ys[k].numpy()).sum().real for s, k in zip(seeds, places, strict=True))

    for name, grad in zip(case.differentiable, got, strict=True):
        array = arrays[name]
        wanted = np.zeros(array.shape, array.dtype)
        for place in np.ndindex(array.shape):
            middle = array[place]
            for direction in (1, 1j) if array.dtype.kind == "c" else (1,):
                sides = []
                for sign in (1, -1):
                    array[place] = middle + sign * step * direction
                    sides.append(value())
                wanted[place] += direction * (sides[0] - sides[1]) / (2 * step)
            array[place] = middle
        ours = np.zeros_like(wanted) if grad is None else grad.detach().numpy()
        np.testing.assert_allclose(ours, wanted, rtol=1e-5, atol=1e-6, err_msg=f"gradient of {name}")


# -- against another device --------------------------------------------------------------------------------------------


def gradient_against_host(case: Call, device: str, tolerance: float = 1e-8) -> None:
    """Gradients live where their inputs do, and are those of the host."""
    found = []
    for place in (device, "cpu"):
        xs = leaves(lab, case, place)
        grads = gradients(lab, case, xs, run(lab, case, xs))
        assert all(g is None or g.device.type == place for g in grads)
        found.append([None if g is None else g.detach().cpu().numpy() for g in grads])
    for name, there, here in zip(case.differentiable, *found, strict=False):
        assert (there is None) == (here is None)
        if here is not None:
            np.testing.assert_allclose(there, here, rtol=tolerance, atol=tolerance, err_msg=f"gradient of {name}")
