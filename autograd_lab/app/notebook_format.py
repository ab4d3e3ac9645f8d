"""nbformat, imported in an eighth of its time.

It imports jsonschema, which, where ``rfc3987_syntax`` is installed (JupyterLab brings it), first builds 38 grammars for
addresses in the world's alphabets: more than two seconds, each time. No notebook has such an address. JupyterLab,
imported after this in the same process, starts sooner as well.
"""

from __future__ import annotations

import sys
from typing import Any

_GRAMMARS = "rfc3987_syntax"
_modules: dict[str, Any] = sys.modules

_modules.setdefault(_GRAMMARS, None)  # as if it were not installed
try:
    import nbformat as nbformat
    from nbformat import NotebookNode as NotebookNode
    from nbformat.v4 import (
        new_code_cell as new_code_cell,
        new_markdown_cell as new_markdown_cell,
        new_notebook as new_notebook,
    )
finally:
    if _modules[_GRAMMARS] is None:
        del _modules[_GRAMMARS]
