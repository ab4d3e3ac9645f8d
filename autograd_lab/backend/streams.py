"""The numbers behind a seed: bits of NumPy's generators, made into samples in the way PyTorch does it on a CPU.

On the host a seed therefore means PyTorch's numbers: the same parameters, orders and dropped units; those of normal
distributions agree to rounding. What is drawn from ``Stream.numpy`` (Poisson, binomial and gamma samples) has PyTorch's
distribution, but numbers of its own.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_lab.errors import DtypeError

FULL32, FULL64 = 2**32, 2**64
WIDE = 2**28
BLOCK = 16  # normal numbers that are made together
PART = 2**14  # of many, those that are worked on at a time: they stay in the cache, and all take no more memory


class Stream:
    """Samples from one of NumPy's bit generators, which was started with ``seed``. Shapes are tuples or one size;
    results are in double precision unless something else is said."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.numpy = np.random.Generator(self._bits(seed))
        self.left: float | None = None  # of the last pair of normal numbers, the one that is still to be used

    @staticmethod
    def _bits(seed: int) -> Any:
        raise NotImplementedError

    def state(self) -> bytes:
        """Where in the stream this is."""
        raise NotImplementedError

    @classmethod
    def at(cls, state: bytes) -> Stream:
        """One that goes on from a ``state``. RuntimeError if it cannot be one."""
        raise NotImplementedError

    @property
    def bit_generator(self) -> Any:
        return self.numpy.bit_generator

    def jump(self) -> None:
        """Go far ahead, to where nobody comes by drawing."""
        self.numpy, self.left = np.random.Generator(self.bit_generator.jumped()), None

    def _words(self, shape: Any) -> Any:
        return self.numpy.integers(0, FULL32, shape, np.uint32)

    def _long_words(self, shape: Any) -> Any:
        return self.numpy.integers(0, FULL64, shape, np.uint64)

    def uniform(self, shape: Any, single: bool = False) -> Any:
        """Evenly over [0, 1): multiples of 2**-53, or with ``single`` float32, multiples of 2**-24."""
        words = self._words(shape) if single else self._long_words(shape)
        words &= words.dtype.type(2**24 - 1 if single else 2**53 - 1)
        numbers = words.astype(np.float32 if single else np.float64)
        numbers *= numbers.dtype.type(2**-24 if single else 2**-53)
        return numbers

    def integers(self, low: int, high: int, shape: Any, wide: int = WIDE) -> Any:
        """Whole numbers in [low, high) as int64, or uint64 where that is too small; high - low is at most 2**64.
        From ``wide`` choices on, each is made of 64 bits."""
        choices = high - low
        if choices < wide:
            return self._words(shape) % np.uint32(choices) + np.int64(low)
        words = self._long_words(shape)
        if choices < FULL64:
            words %= np.uint64(choices)
        return words + np.uint64(low) if high > 2**63 else words.astype(np.int64) + np.int64(low)

    def permutation(self, n: int) -> Any:
        """0 to n - 1 in random order: each place in turn is given one of those that are left (Fisher and Yates)."""
        order = list(range(n))
        left = np.arange(n, 1, -1, dtype=np.uint32)
        for i, step in enumerate((self._words(left.size) % left).tolist()):
            order[i], order[i + step] = order[i + step], order[i]
        return np.array(order, np.int64)

    def bernoulli(self, chances: Any, shape: Any) -> Any:
        """True with the given chances: a number, or an array, which may be of float32, that broadcasts to ``shape``."""
        chances = np.asarray(chances)
        if chances.ndim:
            return self.uniform(shape, single=chances.dtype == np.float32) < chances
        # A uniform number below p, without making one: k 2**-53 < p.
        return (self._long_words(shape) & np.uint64(2**53 - 1)) < np.uint64(math.ceil(float(chances) * 2**53))

    def kept(self, p: float, shape: Any) -> Any:
        """True for what dropout keeps: each with the chance 1 - p."""
        return self.bernoulli(1 - p, shape)

    def exponential(self, shape: Any) -> Any:
        """Waiting times with mean 1."""
        return -np.log1p(-self.uniform(shape))

    def cauchy(self, shape: Any) -> Any:
        return np.tan(math.pi * (self.uniform(shape) - 0.5))

    def geometric(self, p: float, shape: Any) -> Any:
        """How many trials it takes until one succeeds, as floating point numbers."""
        with np.errstate(divide="ignore"):
            return np.ceil(np.log(self.uniform(shape)) / math.log1p(-p))

    def normal(self, shape: tuple[int, ...], kind: str = "float64") -> Any:
        """Mean 0, variance 1; float64, or float32 for any other ``kind``, which may be a name of 16 bits.

        Box and Muller 1958: sqrt(-2 log u) is a normal pair's length, 2 pi v its direction. A few numbers are
        made pair by pair; many in blocks of eight lengths and eight directions, whose rest is a block of its own
        over the last sixteen numbers.
        """
        n, dtype = math.prod(shape), np.dtype(np.float64 if kind == "float64" else np.float32)
        if n < BLOCK:
            return self.pairs(n).astype(dtype).reshape(shape)
        single, out = dtype == np.float32, np.empty(n, dtype)
        for start in range(0, n - BLOCK + 1, PART):
            part = out[start : min(start + PART, n // BLOCK * BLOCK)]
            part[:] = _blocks(self.uniform(part.size, single))
        if n % BLOCK:
            if dtype.name == kind:  # PyTorch draws for a block that is not whole, and then once more: not for halves
                self.uniform(n % BLOCK, single)
            out[-BLOCK:] = _blocks(self.uniform(BLOCK, single))
        return out.reshape(shape)

    def pairs(self, n: int) -> Any:
        """Normal numbers one after another, of which each two have been made together."""
        first = [] if self.left is None else [self.left]
        pairs = self.uniform(((n - len(first) + 1) // 2, 2))
        angle, length = 2 * math.pi * pairs[:, 0], np.sqrt(-2 * np.log1p(-pairs[:, 1]))
        made = np.concatenate((first, np.stack((length * np.cos(angle), length * np.sin(angle)), axis=1).ravel()))
        self.left = float(made[n]) if made.size > n else None
        return made[:n]


def _blocks(uniform: Any) -> Any:
    halves = uniform.reshape(-1, 2, BLOCK // 2)
    length, angle = np.sqrt(-2 * np.log(1 - halves[:, 0])), uniform.dtype.type(2 * math.pi) * halves[:, 1]
    return np.stack((length * np.cos(angle), length * np.sin(angle)), axis=1).ravel()


class Twister(Stream):
    """The Mersenne twister, PyTorch's own generator on a CPU. Of its seed it takes 32 bits.

    Source: Matsumoto and Nishimura 1998, Mersenne Twister: a 623-dimensionally equidistributed uniform pseudo-random
    number generator.
    """

    # A state has PyTorch's form, so that it can be taken from there and back.
    STATE = np.dtype(
        [
            ("legacy", np.dtype(
                [("seed", "<u8"), ("unused", "<i4"), ("seeded", "<i4"), ("next", "<u8"), ("words", "<u8", 624),
                 ("x", "<f8"), ("left", "<f8"), ("rho", "<f8"), ("has_left", "<i4")], align=True)),
            ("single", "<f4"), ("has_single", "?"),
        ],
        align=True,
    )  # fmt: skip

    @staticmethod
    def _bits(seed: int) -> Any:
        return _twister(np.random.RandomState(seed % FULL32).get_state(legacy=False)["state"])

    def state(self) -> bytes:
        bits, record = self.bit_generator.state["state"], np.zeros((), self.STATE)
        legacy = record["legacy"]
        legacy["seed"], legacy["seeded"], legacy["words"] = self.seed, 1, bits["key"]
        legacy["next"], legacy["unused"] = bits["pos"] % 624, 625 - bits["pos"]
        if self.left is not None:
            legacy["left"], legacy["has_left"] = self.left, 1
        return record.tobytes()

    @classmethod
    def at(cls, state: bytes) -> Stream:
        if len(state) != cls.STATE.itemsize:
            raise DtypeError("rng_state.size", got=len(state), expected=cls.STATE.itemsize)
        legacy = np.frombuffer(state, cls.STATE)[0]["legacy"]
        place = 625 - int(legacy["unused"])
        if not (1 <= place <= 624 and legacy["seeded"]):
            raise DtypeError("rng_state.content")
        stream = cls(int(legacy["seed"]))
        stream.numpy = np.random.Generator(_twister({"key": legacy["words"].astype(np.uint32), "pos": place}))
        stream.left = float(legacy["left"]) if legacy["has_left"] else None
        return stream


def _twister(state: dict[str, Any]) -> Any:
    bits: Any = np.random.MT19937(0)
    bits.state = {"bit_generator": "MT19937", "state": state}
    return bits


class Congruential(Stream):
    """PCG64 (O'Neill 2014), for the tensors of a GPU: there many threads can draw at once, each from its own place."""

    SIZES = (
        16,
        16,
        1,
        4,
        8,
    )  # bytes of: place in the stream, which stream, whether half a number is left, it, the seed

    @staticmethod
    def _bits(seed: int) -> Any:
        return np.random.PCG64(seed)

    def kept(self, p: float, shape: Any) -> Any:
        return self.numpy.random(shape, np.float32) >= p  # kernels/cuda/dropout.py draws the same

    def state(self) -> bytes:
        bits = self.bit_generator.state
        values = (bits["state"]["state"], bits["state"]["inc"], bits["has_uint32"], bits["uinteger"], self.seed)
        return b"".join(value.to_bytes(size, "little") for value, size in zip(values, self.SIZES, strict=True))

    @classmethod
    def at(cls, state: bytes) -> Stream:
        if len(state) != sum(cls.SIZES):
            raise DtypeError("rng_state.size", got=len(state), expected=sum(cls.SIZES))
        ends = np.cumsum(cls.SIZES).tolist()
        place, inc, has, half, seed = (
            int.from_bytes(state[end - size : end], "little") for end, size in zip(ends, cls.SIZES, strict=True)
        )
        stream = cls(seed)
        stream.bit_generator.state = {
            "bit_generator": "PCG64",
            "state": {"state": place, "inc": inc},
            "has_uint32": has,
            "uinteger": half,
        }
        return stream
