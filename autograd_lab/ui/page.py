"""A view as one HTML file: it carries its own code and data, and needs neither kernel nor network."""

from __future__ import annotations

import base64
import html
import json
from pathlib import Path
from typing import Any

from autograd_lab.ui.bundle import read

PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ margin: 0 auto; padding: 16px; max-width: 1400px }}
{style}
</style>
<main id="view">{picture}</main>
<script type="application/json" id="traits">{traits}</script>
<script type="module">
const {{ open }} = await import("data:text/javascript;base64,{page}");
await open("{code}", document.getElementById("traits").textContent, document.getElementById("view"));
</script>
</html>
"""


def page(entry: str, traits: dict[str, Any], picture: str) -> str:
    """``entry`` with these traits; where scripts do not run, or nothing is built, ``picture`` is seen."""
    code, style = read(entry) or ("export default () => ({})", "")
    script, _ = read("page") or ("export const open = () => {}", "")
    data = json.dumps(traits, ensure_ascii=False, allow_nan=False)
    return PAGE.format(
        language="zh-CN" if traits.get("language") == "zh" else "en",
        title=html.escape(str(traits.get("title") or "autograd_lab")),
        style=style.replace("</", "<\\/"),
        picture=picture,
        traits=data.replace("<", "\\u003c"),  # a name that spells </script> ends nothing
        page=_encoded(script),
        code=_encoded(code),
    )


def written(text: str, path: str | Path | None) -> str:
    """The text itself; it also goes to ``path``, if there is one."""
    if path is not None:
        Path(path).write_text(text, encoding="utf-8")
    return text


def _encoded(code: str) -> str:
    return base64.b64encode(code.encode("utf-8")).decode("ascii")
