"""A headless Chromium that shows a page and answers questions about it, through the pipe that it has for that."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest

WORDS = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking"]
WORDS += ["--remote-debugging-pipe", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-first-run"]
# the browser reads at 3 and writes at 4
START = """import os, sys
ends = [os.dup(os.dup(os.dup(int(one)))) for one in sys.argv[1:3]]
os.dup2(ends[0], 3), os.dup2(ends[1], 4)
os.execv(sys.argv[3], sys.argv[3:])"""


class Page:
    """One page: what it asked for, what it said went wrong, and what an expression in it is worth."""

    def __init__(self, questions, answers, process):
        self._questions, self._answers, self._process, self._rest = questions, answers, process, b""
        self._number, self._session, self.asked, self.problems = 0, None, [], []
        target = self._do("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self._do(f"{domain}.enable")

    def size(self, width, height=900):
        self._do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def dark(self):
        self._do("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])

    def open(self, address):
        """Show the page at *address* and wait until it is there."""
        self._do("Page.navigate", url="about:blank")
        self._do("Page.navigate", url=address)
        self.value(
            "new Promise(done => document.readyState === 'complete' ? done(1) : addEventListener('load', () => done(1)))"
        )

    def value(self, expression):
        """What *expression* comes to in the page, a promise when it is kept."""
        made = self._do("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in made, made["exceptionDetails"]
        return made["result"].get("value")

    def click(self, choice):
        """Click the one element that *choice* finds, and wait until the page shows what follows."""
        self.value(f"(() => {{ document.querySelector({json.dumps(choice)}).click(); {SETTLED} }})()")

    def choose(self, name, value):
        """Choose *value* in the list called *name*."""
        script = (
            f"const list = document.getElementById({json.dumps('choose-' + name)}); list.value = {json.dumps(value)};"
        )
        self.value(f"(() => {{ {script} list.dispatchEvent(new Event('change')); {SETTLED} }})()")

    def _do(self, method, **given):
        self._number += 1
        words = {"id": self._number, "method": method, "params": given}
        os.write(
            self._questions,
            json.dumps(words | ({"sessionId": self._session} if self._session else {})).encode() + b"\0",
        )
        while True:
            said = self._next()
            if said.get("id") == self._number:
                assert "error" not in said, said
                return said["result"]
            if said.get("method") == "Network.requestWillBeSent":
                self.asked.append(said["params"]["request"]["url"])
            if said.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
                self.problems.append(said["params"])

    def _next(self):
        while b"\0" not in self._rest:
            more = os.read(self._answers, 1 << 16)
            assert more, f"the browser ended with {self._process.poll()}"
            self._rest += more
        said, _, self._rest = self._rest.partition(b"\0")
        return json.loads(said)


SETTLED = "return new Promise(done => setTimeout(() => setTimeout(done, 0), 0));"


@contextmanager
def shown(folder):
    """A browser with one page, which keeps what it has to keep below *folder*; skips where there is none."""
    program = shutil.which("chromium") or shutil.which("google-chrome") or pytest.skip("no chromium on this machine")
    if os.name == "nt":
        pytest.skip("the browser's pipe has other names on Windows")
    there, questions = os.pipe()
    answers, back = os.pipe()
    words = [
        sys.executable,
        "-IS",
        "-c",
        START,
        str(there),
        str(back),
        program,
        *WORDS,
        f"--user-data-dir={folder / 'profile'}",
    ]
    process = subprocess.Popen(words, pass_fds=(there, back), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    os.close(there)
    os.close(back)
    try:
        yield Page(questions, answers, process)
    finally:
        process.kill()
        process.wait()
        os.close(questions)
        os.close(answers)
