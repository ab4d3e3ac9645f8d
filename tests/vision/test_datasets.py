"""Readers on files made here: whole, packed, damaged, hostile; folders of images; digits that are always there."""

from __future__ import annotations

import gzip
import io
import struct
import sys
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lab as torch
from autograd_lab.utils.data import DataLoader
from autograd_lab.vision import datasets, transforms
from autograd_lab.vision.datasets import cache

rng = np.random.RandomState(0)
IMAGES, LABELS = rng.randint(0, 256, (7, 28, 28)).astype(np.uint8), (np.arange(7) % 10).astype(np.uint8)
RECORDS = np.concatenate([np.arange(6, dtype=np.uint8)[:, None], rng.randint(0, 256, (6, 3072)).astype(np.uint8)], 1)


def idx(array: np.ndarray) -> bytes:
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def put_mnist(root: Path, images: bytes, labels: bytes, packed: bool = True, name: str = "MNIST") -> None:
    folder = root / name / "raw"
    folder.mkdir(parents=True, exist_ok=True)
    for part, content in (("images-idx3", images), ("labels-idx1", labels)):
        file = folder / f"train-{part}-ubyte{'.gz' if packed else ''}"
        file.write_bytes(gzip.compress(content) if packed else content)


def put_cifar(root: Path, members: dict[str, bytes]) -> None:
    with tarfile.open(root / datasets.CIFAR10.filename, "w:gz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("cls", [datasets.MNIST, datasets.FashionMNIST])
def test_mnist(tmp_path: Path, packed: bool, cls: Any) -> None:
    put_mnist(tmp_path, idx(IMAGES), idx(LABELS), packed, cls.__name__)
    made = cls(tmp_path, transform=transforms.ToTensor(), target_transform=lambda label: label + 10)
    image, label = made[2]
    assert image.shape == (1, 28, 28) and label == 12 and len(made) == 7
    np.testing.assert_allclose(image[0].numpy(), IMAGES[2] / 255, rtol=1e-6)
    assert made.data.dtype is torch.uint8 and made.targets.tolist() == LABELS.tolist() and len(made.classes) == 10
    batch, labels = next(iter(DataLoader(made, batch_size=7)))
    assert batch.shape == (7, 1, 28, 28) and labels.tolist() == (LABELS.astype(int) + 10).tolist()
    assert f"Dataset {cls.__name__}\n    Number of datapoints: 7" in repr(made)


DAMAGED = {
    "another file": (b"<html>404 Not Found</html>", "begins with 3c 68 74 6d"),
    "cut": (idx(IMAGES)[:-1], "5487 bytes follow"),
    "longer": (idx(IMAGES) + b"x", "5489 bytes follow"),
    "empty": (b"", "begins with"),
    "no sizes": (bytes([0, 0, 8, 3]) + b"\0\0", "bytes follow"),
    "sizes beyond all memory": (bytes([0, 0, 8, 3]) + b"\xff" * 12, "0 bytes follow"),
    "fewer images": (idx(IMAGES[:3]), "3 images, but 7 labels"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_damaged_mnist(tmp_path: Path, case: str) -> None:
    content, words = DAMAGED[case]
    put_mnist(tmp_path, content, idx(LABELS))
    with pytest.raises(RuntimeError, match=words):
        datasets.MNIST(tmp_path)
    torch.set_language("zh")
    with pytest.raises(RuntimeError, match="已损坏"):
        datasets.MNIST(tmp_path)


def test_damaged_packing_and_labels(tmp_path: Path) -> None:
    put_mnist(tmp_path, idx(IMAGES), idx(LABELS))
    path = tmp_path / "MNIST/raw/train-images-idx3-ubyte.gz"
    whole = path.read_bytes()
    for content in (whole[: len(whole) // 2], b"not gzip", whole[:-9] + b"\0" + whole[-8:]):
        path.write_bytes(content)
        with pytest.raises(RuntimeError, match="damaged"):
            datasets.MNIST(tmp_path)
    put_mnist(tmp_path, idx(IMAGES), idx(LABELS + 4))
    with pytest.raises(RuntimeError, match="label 10"):
        datasets.MNIST(tmp_path)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    put_mnist(tmp_path, idx(IMAGES[:1]) + bytes(30_000_000), idx(LABELS[:1]))
    with pytest.raises(RuntimeError, match="785 bytes follow"):
        datasets.MNIST(tmp_path)


def test_cifar(tmp_path: Path) -> None:
    members = {f"cifar-10-batches-bin/data_batch_{i}.bin": RECORDS[i : i + 1].tobytes() for i in range(1, 6)}
    put_cifar(tmp_path, {**members, "cifar-10-batches-bin/test_batch.bin": RECORDS.tobytes()})
    train, test = datasets.CIFAR10(tmp_path), datasets.CIFAR10(tmp_path, train=False)
    assert (len(train), len(test)) == (5, 6) and train.targets == [1, 2, 3, 4, 5]
    image, label = test[3]
    assert image.dtype is torch.uint8 and label == 3 and test.class_to_idx["cat"] == 3
    np.testing.assert_array_equal(image.numpy(), RECORDS[3, 1:].reshape(3, 32, 32))
    np.testing.assert_array_equal(test.data[3, :, :, 1], image[1].numpy())
    assert sorted(p.name for p in tmp_path.iterdir()) == [datasets.CIFAR10.filename]  # nothing is unpacked


def test_damaged_cifar(tmp_path: Path) -> None:
    for content, words in ((RECORDS.tobytes()[:-1], "18437 bytes"), (b"", "0 bytes"), (bytes([10]) * 3073, "label 10")):
        put_cifar(tmp_path, {"test_batch.bin": content})
        with pytest.raises(RuntimeError, match=words):
            datasets.CIFAR10(tmp_path, train=False)
    with pytest.raises(RuntimeError, match=r"data_batch_1\.bin, .* missing"):
        datasets.CIFAR10(tmp_path)
    path = tmp_path / datasets.CIFAR10.filename
    for content in (path.read_bytes()[:40], b"no archive"):
        path.write_bytes(content)
        with pytest.raises(RuntimeError, match="damaged"):
            datasets.CIFAR10(tmp_path)


def test_links_and_giants_in_an_archive_are_not_followed(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / datasets.CIFAR10.filename, "w:gz") as archive:
        link = tarfile.TarInfo("test_batch.bin")
        link.type, link.linkname = tarfile.SYMTYPE, "../../secret"
        archive.addfile(link)
        giant = tarfile.TarInfo("x/test_batch.bin")
        giant.size = 10_001 * 3073
        archive.addfile(giant, io.BytesIO(bytes(giant.size)))
    with pytest.raises(RuntimeError, match="missing"):
        datasets.CIFAR10(tmp_path, train=False)


@pytest.mark.parametrize("cls", [datasets.MNIST, datasets.CIFAR10])
def test_a_file_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cls: Any) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    for language, words in (("en", "download=True"), ("zh", "自行把文件放到那里")):
        torch.set_language(language)
        with pytest.raises(RuntimeError, match=words) as raised:
            cls()
        assert str(tmp_path) in str(raised.value) and "https://" in str(raised.value)
    assert not list(tmp_path.iterdir())


def test_where_files_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(cache.VARIABLE, raising=False)
    monkeypatch.setenv("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", str(tmp_path))
    assert cache.folder() == tmp_path / "autograd_lab" / "data"
    assert cache.folder("here") == Path("here")


def test_digits() -> None:
    train, test = datasets.Digits(), datasets.Digits(train=False)
    assert (len(train), len(test)) == (1442, 355) and train.data.shape == (1442, 8, 8)
    assert train.data.dtype is torch.uint8 and int(train.data.max()) == 255 and len(train.data.unique()) == 17
    assert min(torch.bincount(test.targets).tolist()) >= 34  # all classes alike
    image, label = test[0]
    assert image.shape == (1, 8, 8) and datasets.Digits.classes[label] == str(label)


def test_digits_without_scikit_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    for language, words in (("en", "pip install scikit-learn"), ("zh", "来自 scikit-learn")):
        torch.set_language(language)
        with pytest.raises(ImportError, match=words):
            datasets.Digits()


def test_image_folder(tmp_path: Path) -> None:
    for name in ("dog/b.png", "dog/a.PNG", "cat/deep/c.jpg", "cat/notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    made = datasets.ImageFolder(tmp_path, loader=lambda path: Path(path).name, transform=str.upper)
    assert made.classes == ["cat", "dog"] and made.class_to_idx == {"cat": 0, "dog": 1}
    assert [made[i] for i in range(len(made))] == [("C.JPG", 0), ("A.PNG", 1), ("B.PNG", 1)]
    texts = datasets.ImageFolder(tmp_path, is_valid_file=lambda path: path.endswith(".txt"), allow_empty=True)
    assert texts.targets == [0] and texts.imgs == texts.samples
    (tmp_path / "emu").mkdir()
    with pytest.raises(RuntimeError, match="emu"):
        datasets.ImageFolder(tmp_path)
    for nowhere in (tmp_path / "emu", tmp_path / "none"):
        with pytest.raises(RuntimeError, match="each class needs one"):
            datasets.ImageFolder(nowhere)


def test_image_files(tmp_path: Path) -> None:
    Image = pytest.importorskip("PIL.Image")
    (tmp_path / "a").mkdir()
    Image.fromarray(IMAGES[0]).save(tmp_path / "a/1.png")
    (tmp_path / "a/2.png").write_bytes((tmp_path / "a/1.png").read_bytes()[:100])
    (tmp_path / "a/3.png").write_bytes(b"no image")
    made = datasets.ImageFolder(tmp_path, transform=transforms.ToImage())
    np.testing.assert_array_equal(made[0][0].numpy(), np.stack([IMAGES[0]] * 3))
    for i in (1, 2):
        with pytest.raises(RuntimeError, match=rf"{i + 1}\.png is damaged"):
            made[i]
