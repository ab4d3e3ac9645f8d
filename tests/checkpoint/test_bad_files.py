"""Files that are damaged, hostile or of another kind: one class of error, nothing loaded, little memory and time."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import random
import re
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.errors import CheckpointError
from tests.checkpoint.samples import bytes_of, same, trained


def file_of(header: Any, data: bytes = b"") -> bytes:
    """A file with this header, as text or as an object, and these bytes behind it."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


def one(dtype: Any = "F32", shape: Any = (2,), offsets: Any = (0, 8), name: str = "x", **more: Any) -> dict[str, Any]:
    return {name: {"dtype": dtype, "shape": shape, "data_offsets": offsets, **more}}


@cache
def good() -> bytes:
    return bytes_of({"w": lab.arange(6.0).reshape(2, 3), "lr": 0.1, "steps": [1, 2], "v": lab.ones(3, dtype=lab.bool)})


def sealed(change: Callable[[dict[str, str]], Any], arrays: dict[str, Any] | None = None) -> bytes:
    """A file of ours whose metadata somebody changed and then made all digests right again."""
    arrays = {"x": np.arange(4, dtype=np.float32)} if arrays is None else arrays
    entries: dict[str, Any] = {}
    data = b""
    for name, array in arrays.items():
        entries |= one({"float32": "F32", "float64": "F64", "uint8": "U8", "uint16": "U16"}[str(array.dtype)],
                       list(array.shape), [len(data), len(data) + array.nbytes], name)  # fmt: skip
        data += array.tobytes()
    digests = {name: hashlib.sha256(array.tobytes()).hexdigest() for name, array in arrays.items()}
    metadata = {"autograd_lab.version": "1", "autograd_lab.structure": '{"tensor":{"in":"x"}}',
                "autograd_lab.sha256": json.dumps(digests)}  # fmt: skip
    change(metadata)
    metadata.setdefault("autograd_lab.header", "0" * 64)
    text = json.dumps({"__metadata__": metadata, **entries}, separators=(",", ":"))
    if metadata["autograd_lab.header"] == "0" * 64:
        text = text.replace("0" * 64, hashlib.sha256(text.encode()).hexdigest())
    return file_of(text.encode(), data)


def structure(tree: Any, **arrays: Any) -> bytes:
    text = tree if isinstance(tree, str) else json.dumps(tree)
    return sealed(lambda m: m.update({"autograd_lab.structure": text}), arrays or None)


def view(*args: Any, dtype: str = "float32") -> bytes:
    return structure({"tensor": {"in": "x", "view": list(args), "dtype": dtype}})


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, b"content")
    return file.getvalue()


def npz() -> bytes:
    file = io.BytesIO()
    np.savez(file, a=np.ones(3))
    return file.getvalue()


def npy() -> bytes:
    file = io.BytesIO()
    np.save(file, np.ones(3))
    return file.getvalue()


def swapped(file: bytes, old: bytes, new: bytes) -> bytes:
    assert file.count(old) == 1 and len(old) == len(new)
    return file.replace(old, new)


X = b"\0" * 8
FOUR = np.arange(4, dtype=np.float32)

# name: the file, and a word of the error
BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    # -- not even a header --
    "empty": (lambda: b"", "at least 8"),
    "seven bytes": (lambda: b"\x02" + b"\0" * 6, "at least 8"),
    "no header": (lambda: b"\0" * 8, "JSON"),
    "length only": (lambda: b"\x10" + b"\0" * 7, "incomplete"),
    "a header longer than the file": (lambda: (1000).to_bytes(8, "little") + b"{}", "1008"),
    "a header of 2**63 bytes": (lambda: b"\xff" * 7 + b"\x7f" + b"{}", "incomplete"),
    "a header of 2**64 - 1 bytes": (lambda: b"\xff" * 8 + b"{}", "incomplete"),
    "random bytes": (lambda: random.Random(0).randbytes(500), "incomplete"),
    "text": (lambda: b"epoch,loss\n1,0.5\n", "incomplete"),
    # -- other kinds --
    "torch.save": (lambda: zipped("archive/data.pkl", "archive/data/0"), "save_file"),
    "an empty zip": (lambda: zipped(), "save_file"),
    "npz": (npz, "np.load"),
    "npy": (npy, "np.load"),
    **{f"pickle {p}": (lambda p=p: pickle.dumps({"a": [1.0] * 30}, p), "any code") for p in range(2, 6)},
    "pickle 0": (lambda: pickle.dumps({"a": 1}, 0), "no checkpoint"),
    # -- JSON --
    "not UTF-8": (lambda: file_of(b'{"\xff": 1}'), "utf-8"),
    "not JSON": (lambda: file_of(b"{x}"), "JSON"),
    "a list": (lambda: file_of([1]), "does not begin"),
    "a space first": (lambda: file_of(b" {}"), "does not begin"),
    "two objects": (lambda: file_of(b"{}{}"), "JSON"),
    "NaN": (lambda: file_of(b'{"x": NaN}'), "NaN"),
    "infinity": (lambda: file_of(b'{"x": -Infinity}'), "Infinity"),
    "deep lists": (lambda: file_of(b'{"x": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"), "JSON"),
    "deep dicts": (lambda: file_of(b'{"x": ' * 100_000 + b"1" + b"}" * 100_000), "JSON"),
    "a key twice": (lambda: file_of(b'{"x":%b,"x":%b}' % ((json.dumps(one()["x"]).encode(),) * 2), X), "twice"),
    "a field twice": (
        lambda: file_of(b'{"x":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}', X), "twice"),
    "a number of 10,000 digits": (lambda: file_of(b'{"x": ' + b"9" * 10_000 + b"}"), "JSON"),
    # -- what is said of a tensor --
    "a tensor that is a list": (lambda: file_of({"x": [1]}), "exactly"),
    "no dtype": (lambda: file_of({"x": {"shape": [2], "data_offsets": [0, 8]}}, X), "exactly"),
    "one field more": (lambda: file_of(one(strides=[1]), X), "exactly"),
    "an unknown dtype": (lambda: file_of(one("F33"), X), "F33"),
    "a dtype of no tensor": (lambda: file_of(one("U16", [4]), X), "uint16"),
    "a dtype that is a list": (lambda: file_of(one(["F32"]), X), "not known"),
    "a negative size": (lambda: file_of(one(shape=[-2]), X), "not numbers"),
    "a size that is a float": (lambda: file_of(one(shape=[2.0]), X), "not numbers"),
    "a size that is a bool": (lambda: file_of(one(shape=[True, 2]), X), "not numbers"),
    "a size of 2**64": (lambda: file_of(one(shape=[2**64]), X), "not numbers"),
    "sizes that overflow": (lambda: file_of(one(shape=[2**32, 2**32, 2]), X), "cannot have"),
    "nothing, but enormous": (lambda: file_of(one(shape=[0, 2**62], offsets=[0, 0])), "cannot have"),
    "too many dims": (lambda: file_of(one(shape=[1] * 65, offsets=[0, 4]), X[:4]), "not numbers"),
    "a wrong size": (lambda: file_of(one(shape=[3]), X), "8 bytes"),
    "truth values of 2": (lambda: file_of(one("BOOL", [8]), b"\2" * 8), "neither 0 nor 1"),
    # -- offsets --
    "reversed offsets": (lambda: file_of(one(offsets=[8, 0]), X), "cannot have"),
    "negative offsets": (lambda: file_of(one(offsets=[-8, 0]), X), "not numbers"),
    "three offsets": (lambda: file_of(one(offsets=[0, 4, 8]), X), "not numbers"),
    "beyond the end": (lambda: file_of(one(offsets=[8, 16]), X), "begins at"),
    "overlapping": (lambda: file_of({**one(), **one(offsets=[4, 12], name="y")}, X + X[:4]), "begins at"),
    "the same place twice": (lambda: file_of({**one(), **one(name="y")}, X), "begins at"),
    "a hole": (lambda: file_of({**one(), **one(offsets=[12, 20], name="y")}, X * 2 + X[:4]), "begins at"),
    "bytes left over": (lambda: file_of(one(), X + b"more"), "begins at"),
    "one byte short": (lambda: file_of(one(), X[:7]), "begins at"),
    "a tensor of 1 TB": (lambda: file_of(one(shape=[2**38], offsets=[0, 2**40]), X), "begins at"),
    # -- names --
    **{f"the name {name!r:.20}": (lambda name=name: file_of(one(name=name), X), "name")
       for name in ("", "../../etc/passwd", "/etc/passwd", "..", "a/../b", "..\\x", "<script>alert(1)</script>",
                    "a\x00b", "a\nb", "\x1b[2J", "\u202eexe", "\ud800", "x" * 1001)},
    # -- metadata --
    "metadata that is a list": (lambda: file_of({"__metadata__": [], **one()}, X), "metadata"),
    "metadata that is no text": (lambda: file_of({"__metadata__": {"a": 1}, **one()}, X), "metadata"),
    # -- ours --
    "a later version": (lambda: sealed(lambda m: m.update({"autograd_lab.version": "2"})), "upgrade"),
    "no structure": (lambda: sealed(lambda m: m.pop("autograd_lab.structure")), "structure"),
    "no digests": (lambda: sealed(lambda m: m.pop("autograd_lab.sha256")), "sha256"),
    "digests that are a list": (lambda: sealed(lambda m: m.update({"autograd_lab.sha256": "[]"})), "digests"),
    "a digest missing": (lambda: sealed(lambda m: m.update({"autograd_lab.sha256": "{}"})), "digests"),
    "no digest of the header": (lambda: sealed(lambda m: m.update({"autograd_lab.header": ""})), "SHA-256"),
    "another digest": (lambda: sealed(lambda m: m.update({"autograd_lab.header": "1" * 64})), "SHA-256"),
    "a bit of the data": (lambda: good()[:-1] + bytes([good()[-1] ^ 1]), "tensor v are not"),
    "a digit of the learning rate": (lambda: swapped(good(), b'\\"lr\\",0.1', b'\\"lr\\",0.2'), "SHA-256"),
    "a letter of a name": (lambda: swapped(good(), b'[\\"lr\\"', b'[\\"lR\\"'), "SHA-256"),
    "structure: no JSON": (lambda: structure("{"), "no object"),
    "structure: NaN": (lambda: structure("[NaN]"), "NaN"),
    "structure: two kinds": (lambda: structure({"tensor": {"in": "x"}, "tuple": []}), "no object"),
    "structure: unknown kind": (lambda: structure({"eval": "1"}), "eval"),
    "structure: nothing": (lambda: structure({}), "no object"),
    "structure: no such array": (lambda: structure({"tensor": {"in": "y"}}), "'y'"),
    "structure: no array": (lambda: structure({"tensor": {}}), "None"),
    "structure: an array without a place": (lambda: structure([1]), "without a place"),
    "structure: a note more": (lambda: structure({"tensor": {"in": "x", "hook": 1}}), "said of a tensor"),
    "structure: unknown class": (lambda: structure({"tensor": {"in": "x", "kind": "os"}}), "os"),
    "structure: unknown dtype": (lambda: structure({"tensor": {"in": "x", "dtype": "float99"}}), "float99"),
    "structure: another dtype": (lambda: structure({"tensor": {"in": "x", "dtype": "int32"}}), "int32"),
    "structure: unknown device": (lambda: structure({"tensor": {"in": "x", "device": "tpu"}}), "tpu"),
    "structure: learned bytes": (lambda: structure({"tensor": {"in": "x", "requires_grad": True}},
                                                   x=np.zeros(2, np.uint8)), "float"),
    "structure: no tensor's dtype": (lambda: structure({"tensor": {"in": "x"}}, x=np.zeros(2, np.uint16)), "uint16"),
    "structure: stride": (lambda: structure({"tensor": {"in": "x", "stride": [1, 1]}}), "stride"),
    "structure: scalar": (lambda: structure({"scalar": {"in": "x"}}), "scalar"),
    "structure: same as none": (lambda: structure([{"tensor": {"in": "x"}}, {"same": 5}]), "same 5"),
    "structure: same as later": (lambda: structure([{"tensor": {"in": "x"}}, {"same": -1}]), "same -1"),
    "structure: a list as key": (lambda: structure({"dict": [[[], {"tensor": {"in": "x"}}]]}), "unhashable"),
    "structure: a key twice": (lambda: structure({"dict": [[1, {"tensor": {"in": "x"}}], [1, 2]]}), "twice"),
    "structure: a pair of three": (lambda: structure({"dict": [[1, {"tensor": {"in": "x"}}, 2]]}), "pair"),
    "structure: no pairs": (lambda: structure({"dict": 5}), "dict"),
    "structure: a tuple of 5": (lambda: structure({"tuple": 5}), "list is due"),
    "structure: a word as float": (lambda: structure({"float": "x"}), "float"),
    "structure: a word as bytes": (lambda: structure({"bytes": "x"}), "no object"),
    "structure: a size of words": (lambda: structure({"Size": ["a"]}), "Size"),
    "structure: default of the system": (lambda: structure({"defaultdict": [], "default": "os.system"}), "os.system"),
    "structure: deep": (lambda: structure("[" * 500 + "]" * 500), "levels"),
    "structure: very deep": (lambda: structure("[" * 100_000 + "]" * 100_000), "no object"),
    "view: beyond the end": (lambda: view(4, [4], [1]), "view"),
    "view: long steps": (lambda: view(0, [2], [4]), "view"),
    "view: before the start": (lambda: view(-4, [1], [1]), "view"),
    "view: backwards": (lambda: view(8, [2], [-1]), "view"),
    "view: no steps": (lambda: view(0, [2, 2], [1]), "view"),
    "view: enormous": (lambda: view(0, [2**40, 2**40], [0, 0]), "view"),
    "view: wider": (lambda: view(8, [2], [1], dtype="float64"), "view"),
    "view: of words": (lambda: view("0", [1], [1]), "view"),
    "view: of two": (lambda: view(0, [1]), "view"),
}  # fmt: skip


def test_there_are_enough() -> None:
    assert len(BAD) >= 100


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused(name: str, tmp_path: Path) -> None:
    content, word = BAD[name][0](), BAD[name][1]
    path = tmp_path / "bad"
    path.write_bytes(content)
    for language in ("en", "zh"):
        lab.set_language(language)
        for f in (path, io.BytesIO(content)):
            tracemalloc.start()
            start = time.monotonic()
            with pytest.raises(CheckpointError) as raised:
                lab.load(f)
            used = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert isinstance(raised.value, RuntimeError) and used < 64 * 2**20 and time.monotonic() - start < 1
        if language == "en":
            assert word in str(raised.value)
        assert bool(re.search(r"[\u4e00-\u9fff]", str(raised.value))) == (language == "zh")


def test_the_tools_of_these_tests_make_good_files_too() -> None:
    assert lab.load(io.BytesIO(file_of(one(), X)))["x"].tolist() == [0, 0]
    assert lab.load(io.BytesIO(sealed(lambda m: None))).tolist() == [0, 1, 2, 3]
    assert lab.load(io.BytesIO(view(4, [2], [2]))).tolist() == [1, 3]
    assert lab.load(io.BytesIO(file_of({}))) == {}


def refused(content: bytes) -> bool:
    try:
        lab.load(io.BytesIO(content))
    except CheckpointError:
        return True
    return False


def test_every_truncation_is_refused() -> None:
    file = good()
    assert all(refused(file[:n]) for n in range(len(file)))
    assert refused(file + b"\0") and not refused(file)


def small_files() -> list[bytes]:
    return [
        good(),
        bytes_of({"a": lab.zeros(2, 2).t(), "b": [lab.ones(3), None], "c": lab.zeros(2, dtype=lab.complex128)}),
        bytes_of(lab.ones(4).expand(2, 4)),
    ]


def test_every_flipped_bit_is_noticed() -> None:
    for file in small_files():
        for bit in range(8 * len(file)):
            changed = bytearray(file)
            changed[bit // 8] ^= 1 << bit % 8
            assert refused(bytes(changed)), bit


def test_bytes_exchanged_at_random_are_noticed() -> None:
    rng = random.Random(1)
    for file in small_files():
        for _ in range(1000):
            changed = bytearray(file)
            for _ in range(rng.randint(1, 8)):
                changed[rng.randrange(len(file))] = rng.randrange(256)
            if rng.random() < 0.3:
                first, last = sorted(rng.sample(range(len(file)), 2))
                del changed[first:last]
            assert bytes(changed) == file or refused(bytes(changed))


def test_nothing_is_loaded_from_a_bad_file() -> None:
    model, optimizer = trained()
    before = bytes_of([model.state_dict(), optimizer.state_dict()])
    file = io.BytesIO()
    lab.save_checkpoint(file, model=model, optimizer=optimizer)
    content = bytearray(file.getvalue())
    content[-3] ^= 4
    for call in (
        lambda f: lab.load_checkpoint(f, model=model, optimizer=optimizer),
        lambda f: model.load_state_dict(lab.load(f)),
    ):
        with pytest.raises(CheckpointError):
            call(io.BytesIO(bytes(content)))
        assert bytes_of([model.state_dict(), optimizer.state_dict()]) == before


def test_files_by_torch_are_refused() -> None:
    torch = pytest.importorskip("torch")
    for new in (True, False):
        file = io.BytesIO()
        torch.save({"w": torch.ones(3)}, file, _use_new_zipfile_serialization=new)
        with pytest.raises(CheckpointError, match=r"(?s)save_file.*safetensors"):
            lab.load(io.BytesIO(file.getvalue()))


def test_nothing_of_a_pickle_runs(tmp_path: Path) -> None:
    class Hostile:
        def __reduce__(self) -> Any:
            return (Path.touch, (tmp_path / "ran",))

    for protocol in range(6):
        assert refused(pickle.dumps(Hostile(), protocol))
    assert not (tmp_path / "ran").exists()


def test_no_pickle_is_imported_by_this_package() -> None:
    folder = Path(lab.__file__).parent / "serialization"
    for path in folder.glob("*.py"):
        code = re.sub(r'"""(?s:.*?)"""|"[^"\n]*"|#.*', "", path.read_text(encoding="utf-8"))
        assert not re.search(
            r"\b(pickle\.|import pickle|marshal|shelve|eval\(|exec\(|__import__|import_module)", code
        ), path


def test_good_is_good() -> None:
    after = lab.load(io.BytesIO(good()))
    assert same(
        after, {"w": lab.arange(6.0).reshape(2, 3), "lr": 0.1, "steps": [1, 2], "v": lab.ones(3, dtype=lab.bool)}
    )
