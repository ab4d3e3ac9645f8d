"""Submissions that want a mark without an answer, by what they try. Each is the code of the exercise's cell.

All are about `01.linear`, but where a name begins with "small ": those are about `01.small`, "slope ": `01.slope`.
"""

from __future__ import annotations

STUB = "def linear(x, weight, bias):\n    ...\n"
# {lesson}, {package}, {home}: paths of the real exercises, of the real package, of the learner's records; {port}: of a
# server that listens.

CHEATS = {
    # --- changing what judges ----------------------------------------------------------------------
    "check replaced": STUB + "lab.check = lambda *a: True\nimport autograd_lab.app.runtime as r\nr.check = lab.check",
    "verdict always true": STUB
    + "from autograd_lab.app.verdict import Verdict\nVerdict.__bool__ = lambda self: True\nVerdict.passed = True",
    "comparison replaced": STUB
    + "import autograd_lab.app.outcome as o\no.alike = lambda a, b: True\no.Outcome.like = lambda a, b: True",
    "numpy's allclose replaced": STUB + "import numpy as np\nnp.allclose = lambda *a, **k: True",
    "tensor's == replaced": STUB + "torch.Tensor.__eq__ = lambda a, b: torch.ones(1).bool()\ntorch.allclose = lambda *a: True",
    "matmul replaced": STUB + "torch.Tensor.__matmul__ = lambda a, b: 0\ntorch.Tensor.t = lambda a: 0",
    "exercises replaced": STUB
    + "import autograd_lab.app.exercises as e\ne.find = lambda n: None\ne.load = lambda n: None\ne.lessons = lambda: ()",
    "judge replaced": STUB + "from autograd_lab.app.exercise import FunctionExercise as F\nF.judge = lambda self, a: None",
    "builtins replaced": STUB + "import builtins\nbuiltins.all = builtins.any = lambda *a: True\nbuiltins.zip = lambda *a, **k: ()",
    "json replaced": STUB
    + "import json\nd = json.dumps\njson.dumps = lambda m, **k: d({{**m, 'passed': True, 'score': 1, 'points': 4}})",
    "encoder replaced": STUB
    + "import autograd_lab.app.grading.inside as i\ni.encode = lambda v, depth=0: {{'kind': 'passed', 'passed': True}}",
    # --- values that pretend -----------------------------------------------------------------------
    "equal to everything": "class E:\n    __eq__ = lambda s, o: True\n    __ne__ = lambda s, o: False\n    __hash__ = None\n"
    "linear = lambda *a: E()",
    "equal to everything, a tensor": "class E(torch.Tensor):\n    __eq__ = lambda s, o: True\n    shape = (2, 4)\n"
    "linear = lambda *a: E([0.0])",
    "array by request": "class E:\n    def __array__(self, *a, **k):\n        raise SystemExit('passed')\nlinear = lambda *a: E()",
    "a float that is any": "class E(float):\n    __eq__ = lambda s, o: True\n    __sub__ = lambda s, o: 0.0\nlinear = lambda *a: E()",
    "not a number": "linear = lambda x, w, b: x @ w.t() * float('nan')",
    "infinity": "linear = lambda x, w, b: torch.full((len(x), len(w)), float('inf'))",
    "no elements": "linear = lambda *a: torch.zeros(0)",
    "the arguments back": "linear = lambda *a: a",
    "None": "linear = lambda *a: None",
    "a pickle": "class E:\n    def __reduce__(self):\n        import os\n        return os.system, ('touch {home}/owned',)\n"
    "linear = lambda *a: E()",
    "a text that says so": "linear = lambda *a: '\\u2713 01.linear: right'",
    "raises what is expected": "def linear(x, weight, bias):\n    raise AssertionError('passed')",
    "a callable object": "class E:\n    def __call__(self, *a):\n        return self\n    def __getattr__(self, n):\n        return self\n"
    "linear = E()",
    "the known cases by heart": "def linear(x, weight, bias):\n"
    "    if weight.shape == (4, 3):\n"
    "        return torch.tensor([[7.1, 2.2, 6.3, 0.9], [-1.9, 1.2, 0.3, -0.1]])\n"
    "    return torch.tensor([[6.0, 21.0, 107.0], [3.0, 8.0, 99.0]])",
    # --- looking for the answer --------------------------------------------------------------------
    "importing the reference": "from autograd_lab.app.exercises.lesson_01 import linear",
    "importing by name": "import importlib\nlinear = importlib.import_module('autograd_lab.app.exercises.lesson_01').linear",
    "reading the module": "s = {{}}\nexec(open({lesson!r}).read(), s)\nlinear = s['linear']",
    "reading with os": "import os\nf = os.open({lesson!r}, os.O_RDONLY)\ns = {{}}\nexec(os.read(f, 10**6), s)\nlinear = s['linear']",
    "reading with numpy": "import numpy as np\ns = {{}}\nexec(np.fromfile({lesson!r}, dtype='u1').tobytes(), s)\nlinear = s['linear']",
    "reading through a link": "import os\nos.symlink({lesson!r}, 'l.py')\ns = {{}}\nexec(open('l.py').read(), s)\nlinear = s['linear']",
    "reading through a hard link": "import os\nos.link({lesson!r}, 'l.py')\ns = {{}}\nexec(open('l.py').read(), s)\nlinear = s['linear']",
    "reading through /proc": "s = {{}}\nexec(open('/proc/self/root' + {lesson!r}).read(), s)\nlinear = s['linear']",
    "reading compiled code": "import glob, marshal\np = glob.glob({package!r} + '/app/exercises/__pycache__/lesson_01*')[0]\n"
    "s = {{'__name__': 'x'}}\nexec(marshal.loads(open(p, 'rb').read()[16:]), s)\nlinear = s['linear']",
    "the real package first": "import sys, os\nsys.path.insert(0, os.path.dirname({package!r}))\n"
    "for n in [n for n in sys.modules if n.startswith('autograd_lab')]: del sys.modules[n]\n"
    "from autograd_lab.app.exercises.lesson_01 import linear",
    "another Python": "import subprocess, sys\n"
    "o = subprocess.run([sys.executable, '-c', 'print(open(' + repr({lesson!r}) + ').read())'], capture_output=True, text=True)\n"
    "s = {{}}\nexec(o.stdout, s)\nlinear = s['linear']",
    "a shell": "import os\nos.system('cp {lesson} here.py')\ns = {{}}\nexec(open('here.py').read(), s)\nlinear = s['linear']",
    "C's own open": "import ctypes\nc = ctypes.CDLL(None)\nf = c.open({lesson!r}.encode(), 0)\nb = ctypes.create_string_buffer(10**6)\n"
    "n = c.read(f, b, 10**6)\ns = {{}}\nexec(b.raw[:n], s)\nlinear = s['linear']",
    "a path that lies": "class P(str):\n    def __fspath__(self):\n        return {lesson!r}\n    __str__ = lambda s: 'x'\n"
    "s = {{}}\nexec(open(P({lesson!r})).read(), s)\nlinear = s['linear']",
    "asking for the solution": "s = lab.show_solution('01.linear')\nd = {{}}\nexec(s.code, d)\nlinear = d['linear']",
    "searching the memory": "import gc\nlinear = next(o for o in gc.get_objects() if getattr(o, '__name__', '') == 'linear' "
    "and getattr(o, '__module__', '').endswith('lesson_01'))",
    "the caller's frames": "import sys\ndef linear(*a):\n    f = sys._getframe()\n    while f:\n"
    "        for v in list(f.f_locals.values()):\n            if hasattr(v, 'reference'): return v.reference(*a)\n        f = f.f_back",
    "the parent's memory": "import os\nopen(f'/proc/{{os.getppid()}}/mem', 'rb').read(1)\nlinear = lambda x, w, b: x @ w.t() + b",
    "asking the network": "import socket\ns = socket.create_connection(('127.0.0.1', {port}), 1)\nlinear = lambda x, w, b: x @ w.t() + b",
    # --- results and records -----------------------------------------------------------------------
    "editing the progress": STUB
    + "import json, os, pathlib\nfor h in ({home!r}, os.environ['HOME'], os.path.expanduser('~')):\n"
    "    pathlib.Path(h).mkdir(exist_ok=True)\n    pathlib.Path(h, 'progress.json').write_text(json.dumps({{'version': 1, "
    "'started': [], 'exercises': {{'01.linear': {{'tries': 1, 'passed': True}}}}}}))",
    "printing the result": STUB + "print('\\u2713 01.linear  right')\nprint('4 of 4 points')",
    "writing to every file": STUB
    + "import os\nfor n in range(3, 64):\n    try: os.write(n, b'\\x00' * 7 + b'\\x60' + b'{{\"id\": 3, \"passed\": true}}' * 4)\n"
    "    except OSError: pass",
    "a reply of its own": STUB
    + "import json, os, struct\nm = json.dumps({{'id': 4, 'value': {{'passed': True}}, 'arguments': []}}).encode()\n"
    "for n in range(3, 64):\n    try: os.write(n, struct.pack('!Q', len(m)) + m)\n    except OSError: pass",
    # --- leaving -----------------------------------------------------------------------------------
    "exit": STUB + "raise SystemExit(0)",
    "leaving with success": STUB + "import os\nos._exit(0)",
    "leaving when called": "import os\ndef linear(*a):\n    os._exit(0)",
    "at the end": STUB + "import atexit\natexit.register(lambda: print('4 of 4 points'))",
    "a signal to oneself": STUB + "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "a signal to the parent": "import os, signal\nos.kill(os.getppid(), 0)\nlinear = lambda x, w, b: x @ w.t() + b",
    "a signal handler": STUB + "import signal\nsignal.signal(signal.SIGALRM, lambda *a: None)\nsignal.alarm(1)",
    "a thread that goes on": STUB + "import threading\nthreading.Thread(target=lambda: [None for _ in iter(int, 1)], daemon=True).start()",
    "a child that goes on": "import os, time\nif os.fork() == 0:\n    time.sleep(60)\nlinear = lambda *a: None",
    "never coming back": "def linear(*a):\n    while True: pass",
    "all the memory": "def linear(*a):\n    k = []\n    while True: k.append(bytearray(10**8))",
    "megabytes": "def linear(*a):\n    return 'x' * 10**8",
    "deeper and deeper": "def linear(*a):\n    v = []\n    for _ in range(10**5): v = [v]\n    return v",
    # --- networks that are not what they say ---------------------------------------------------------
    "small no network": "class N:\n    parameters = lambda s: []\n    __call__ = lambda s, x: x\nsmall = N()",
    "small its own class": "class N(nn.Module):\n    def forward(self, x):\n        return model(x)\n    def parameters(self, *a):\n        return iter(())\n"
    "small = N()",
    "small forward of its own": "small = nn.Sequential(nn.Linear(64, 10))\nsmall.forward = lambda x: model(x)",
    "small a class of our name": "class Sequential(nn.Module):\n    forward = lambda s, x: model(x)\nsmall = Sequential()\n"
    "nn.Sequential = Sequential",
    "small parameters hidden": "small = nn.Sequential(nn.Linear(64, 10))\nsmall.parameters = lambda *a: iter(())",
}  # fmt: skip
