"""Switches of the libraries that compute."""

MESSAGES: dict[str, tuple[str, str]] = {
    "backends.bool": ("{name} expects a bool, but got {got}", "{name} 应为布尔值，却得到 {got}"),
    "determinism.mode": (
        "use_deterministic_algorithms(mode) must be bool, not {got}",
        "use_deterministic_algorithms(mode) 的 mode 应为布尔值，却得到 {got}",
    ),
    "determinism.level": (
        'debug_mode must be one of "default" (0), "warn" (1), "error" (2), but got {got!r}',
        'debug_mode 应为 "default"（0）、"warn"（1）或 "error"（2），却得到 {got!r}',
    ),
    "precision.type": (
        "set_float32_matmul_precision(precision) must be str, not {got}",
        "set_float32_matmul_precision(precision) 应为字符串，却得到 {got}",
    ),
    "precision.level": (
        "{got!r} is not one of {known}; the call to set_float32_matmul_precision has no effect",
        "{got!r} 不在 {known} 之中；这次 set_float32_matmul_precision 调用不起作用",
    ),
    "mps.missing": (
        "Cannot execute {name}() without MPS backend: ask torch.backends.mps.is_available() first",
        "没有 MPS，无法执行 {name}()：请先检查 torch.backends.mps.is_available()",
    ),
}
