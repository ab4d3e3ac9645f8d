"""Points of two classes in the plane, by formula: each shape asks something else of a network."""

from __future__ import annotations

import numpy as np

EXTENT = (-3.0, 3.0, -3.0, 3.0)


def circles(n, noise, rng):
    ring = np.arange(n) % 2
    radius = np.where(ring, rng.uniform(1.7, 2.6, n), rng.uniform(0.0, 1.1, n))
    angle = rng.uniform(0, 2 * np.pi, n)
    x = np.stack((radius * np.cos(angle), radius * np.sin(angle)), axis=1)
    return x + noise * rng.standard_normal((n, 2)), ring


def moons(n, noise, rng):
    lower = np.arange(n) % 2
    angle = rng.uniform(0, np.pi, n)
    x = np.where(lower, 1 - np.cos(angle), np.cos(angle)) - 0.5
    y = np.where(lower, 0.5 - np.sin(angle), np.sin(angle)) - 0.25
    return np.stack((1.6 * x, 2 * y), axis=1) + noise * rng.standard_normal((n, 2)), lower


def xor(n, noise, rng):
    x = rng.uniform(0.25, 2.5, (n, 2)) * rng.choice([-1, 1], (n, 2))
    return x + noise * rng.standard_normal((n, 2)), (x[:, 0] * x[:, 1] > 0).astype(int)


def spirals(n, noise, rng):
    arm = np.arange(n) % 2
    turn = rng.uniform(0.05, 1, n)
    angle = 1.75 * 2 * np.pi * turn + np.pi * arm
    x = 2.6 * turn[:, None] * np.stack((np.sin(angle), np.cos(angle)), axis=1)
    return x + 0.5 * noise * rng.standard_normal((n, 2)), arm


def groups(n, noise, rng):
    right = np.arange(n) % 2
    center = np.where(right, 1.3, -1.3)[:, None]
    return center + (0.4 + noise) * rng.standard_normal((n, 2)), right


PRESETS = {shape.__name__: shape for shape in (circles, moons, xor, spirals, groups)}
