"""Mutants: one small change at a time in the grammar of cells, in measure/ and in score/, and whether a test notices.

    .venv/bin/python benchmarks/mutation.py --mutants 500 --seed 1 --out mutants.jsonl

The tests are imported once. They run once unchanged, to note which test runs which line (kept beside --out). Each
mutant then takes the place of a function in a fork of this process, in memory only, and meets the tests that run its
line until one fails: first those that noticed a change nearby, then those of its own file and room, slow ones last.
What runs on import starts afresh. The tree on the disk must stay as it is meanwhile. A line of --out is one mutant;
those that are there already are not tried again. A change that leaves the same value is none. mutmut changes what
stands in functions only, no tables of constants; cosmic-ray changes files, and starts the tests anew for each; neither
knows SQL. Needs fork: it runs on Linux and macOS.
"""

import argparse
import ast
import contextlib
import copy
import functools
import gc
import importlib.abc
import importlib.util
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from types import FunctionType

import pytest

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "pubkpi"
# the tests of the statements, of which nobody notes which test runs which line
GRAMMAR = ["cells", "grammar", "decimals", "serials", "reject_reasons"]
ROOMS = {
    "cells": (
        [one for one in sorted((SRC / "ingest" / "cells").iterdir()) if one.suffix in (".py", ".sql")],
        [
            *GRAMMAR,
            *"masking thousands forms_by_hand load row_kinds platforms formats forms corrections identities".split(),
        ],
    ),
    "measure": (
        sorted((SRC / "measure").rglob("*.py")),
        ["tests/measure", "tests/oracles", "tests/explain/test_scenario.py"],
    ),
    "score": (
        sorted((SRC / "score").rglob("*.py")),
        ["tests/score", "tests/oracles", "tests/measure/values/test_constants.py"],
    ),
}
PYTEST = [
    "-q",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
    "-p",
    "no:cacheprovider",
    "-o",
    "addopts=--import-mode=importlib -m 'not campaign and not network'",
]
LIBRARIES = "numpy pyarrow duckdb sqlglot hypothesis yaml pytest openpyxl jinja2 typer coverage"

SWAPPED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
SLOW, FEW = 1.0, 6  # seconds of a test; the tests that noticed a neighbour and are tried first
# The lines of what runs on import: it concerns every test, though only one of them may have imported it.
NOWHERE = (0, 0)
# Words for people, and types: a change there is no wrong number.
SPARED = {"Text", "isinstance", "issubclass", "cast", "TypeVar", "same", "Finding", "field", "dataclass"}
SQL_SWAPPED = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "<>", "<>": "=", "+": "-", "-": "+", "*": "+", "and": "or",
    "or": "and", "not": "", "is null": "is not null", "is not null": "is null", "true": "false", "false": "true",
}  # fmt: skip
SQL_TOKEN = re.compile(
    r"--[^\n]*|'(?:[^']|'')*'|is not null|is null|\b(?:and|or|not|true|false)\b|<=|>=|<>|[<>=+*-]|\b\d+\b"
)
IN_PATTERN = re.compile(r"(?<=[{,])\d+(?=[,}])|(?<=\))\?|(?<=\])\?|(?<=\])\+|(?<= )\?")


@dataclass(frozen=True)
class Mutant:
    """One change: of the *file*, at *line*, what stood there and what stands there now; the text of the whole file."""

    room: str
    file: Path
    line: int
    lines: tuple[int, int]
    was: str
    now: str
    index: int
    variant: int

    @property
    def id(self):
        return f"{self.file.relative_to(SRC)}:{self.line}: {self.was} → {self.now} #{self.index}.{self.variant}"


class Sites(ast.NodeVisitor):
    """The nodes worth a change, with the lines of their statement."""

    def __init__(self):
        self.found, self._lines, self._depth = [], NOWHERE, 0

    def visit(self, node):
        if isinstance(node, ast.stmt) and self._depth:
            body = getattr(node, "body", None)
            self._lines = (node.lineno, body[0].lineno - 1 if isinstance(body, list) and body else node.end_lineno)
            self._lines = (node.lineno, max(self._lines))
        if edits(node) and not is_for_types(node):
            self.found.append((node, self._lines))
        if not self._is_spared(node):
            super().visit(node)

    def _is_spared(self, node):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name | ast.Attribute):
            return getattr(called, "id", getattr(called, "attr", "")) in SPARED or getattr(called, "id", "").endswith(
                "Error"
            )
        return is_for_types(node) or isinstance(node, ast.Import | ast.ImportFrom | ast.Raise | ast.arg)

    def visit_AnnAssign(self, node):
        if node.value:
            self.visit(node.value)

    def visit_FunctionDef(self, node):
        for one in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
            self.visit(one)
        before, self._depth = self._lines, self._depth + 1
        for one in node.body:
            self.visit(one)
        self._lines, self._depth = before, self._depth - 1

    def visit_keyword(self, node):
        # sqlglot's copy= says whether a tree is made anew, which takes time and nothing else; strict= only asserts
        if node.arg not in ("copy", "strict"):
            self.visit(node.value)

    def visit_ClassDef(self, node):
        for one in node.body:
            self.visit(one)


def is_for_types(node):
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def edits(node):
    """The changes of *node*, each a function that makes it in place."""
    match node:
        case ast.Compare():
            return [lambda n, i=i: n.ops.__setitem__(i, SWAPPED[type(n.ops[i])]()) for i in range(len(node.ops))]
        case ast.BinOp() | ast.BoolOp() if type(node.op) in SWAPPED:
            return [lambda n: setattr(n, "op", SWAPPED[type(n.op)]())]
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            return [lambda n: setattr(n, "operand", ast.UnaryOp(n.op, n.operand))]
        case ast.UnaryOp(op=ast.USub()):
            return [lambda n: setattr(n, "op", ast.UAdd())]
        case ast.Constant(value=bool()):
            return [lambda n: setattr(n, "value", not n.value)]
        case ast.Constant(value=int() | float() as value) if value + 1 != value:
            return [lambda n: setattr(n, "value", n.value + 1)]
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            return [lambda n: setattr(n, "value", ast.Constant(None))]
        case ast.If() | ast.IfExp() | ast.While() if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            return [lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))]
    return []


def of_python(room, file):
    """The mutants of a module."""
    tree = ast.parse(file.read_text("utf-8"))
    places = {id(node): i for i, node in enumerate(ast.walk(tree))}
    sites = Sites()
    sites.visit(tree)
    for node, lines in sites.found:
        for variant in range(len(edits(node))):
            other = copy.deepcopy(node)
            edits(other)[variant](other)
            short = [shown(one) for one in (node, other)]
            yield Mutant(room, file, node.lineno, lines, *short, places[id(node)], variant)


def changed(file, index, variant):
    """The tree of *file* with the change in the node of that *index*."""
    tree = ast.parse(file.read_text("utf-8"))
    node = list(ast.walk(tree))[index]
    edits(node)[variant](node)
    return ast.fix_missing_locations(tree)


def shown(node):
    head = node.test if isinstance(node, ast.If | ast.While) else node
    return " ".join(ast.unparse(head).split())[:90]


def of_sql(room, file):
    """The mutants of a file of statements: operators and numbers, those of patterns too."""
    words = file.read_text("utf-8")
    for match in SQL_TOKEN.finditer(words):
        token = match[0]
        if token.startswith("--"):
            continue
        if token.startswith("'"):
            spots = (
                [(match.start() + one.start(), one[0]) for one in IN_PATTERN.finditer(token)] if "[" in token else []
            )
        else:
            spots = [(match.start(), token)]
        for at, was in spots:
            now = (
                str(int(was) + 1)
                if was.isdigit()
                else {"?": "", "+": "*"}.get(was)
                if "'" in token
                else SQL_SWAPPED[was]
            )
            line = words.count("\n", 0, at) + 1
            yield Mutant(room, file, line, (line, line), was, now, at, len(was))


def sql_text(mutant):
    words = mutant.file.read_text("utf-8")
    return words[: mutant.index] + mutant.now + words[mutant.index + mutant.variant :]


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the mutant in the place of its module."""

    def __init__(self, mutant):
        self.mutant = mutant
        self.name = ".".join(mutant.file.relative_to(SRC.parent).with_suffix("").parts)

    def find_spec(self, name, path=None, target=None):  # noqa: ARG002  as Python calls it
        if name == self.name:
            return importlib.util.spec_from_file_location(name, self.mutant.file, loader=self)
        return None

    def create_module(self, spec):  # noqa: ARG002  as Python calls it
        return None

    def exec_module(self, module):
        tree = changed(self.mutant.file, self.mutant.index, self.mutant.variant)
        exec(compile(tree, str(self.mutant.file), "exec"), module.__dict__)


class Trial:
    """Collects the tests once, notes which test runs which line, and tries each mutant in a fork that has them all."""

    def __init__(self, work):
        self.work, self.cover, self.item, self.failed = work, None, None, ""

    def pytest_configure(self, config):
        from hypothesis import Phase, settings

        # on a busy machine an example may take its time: that is no mutant's doing; that there is one is enough
        phases = [Phase.explicit, Phase.generate]
        steady = settings.get_profile("steady")
        settings.register_profile("patient", steady, deadline=None, phases=phases, report_multiple_bugs=False)
        settings.load_profile("patient")
        self.config = config

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        if session.testsfailed:
            raise session.Interrupted("a test file cannot be imported")
        self.work(self, session.items)
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef, request):
        # what a fixture of several tests runs concerns all tests of the file, or, of a session, every test
        shared = {"function": request.node.nodeid, "session": ""}.get(fixturedef.scope)
        if self.cover:
            self.cover.switch_context(f"{self.item.nodeid.partition('::')[0]}::" if shared is None else shared)
        try:
            return (yield)
        finally:
            if self.cover:
                self.cover.switch_context(self.item.nodeid)

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed += f"{report.nodeid}\n{report.longreprtext}\n"

    def run(self, items):
        """Run *items* until one fails; the seconds of each."""
        seconds = {}
        for item, following in zip(items, [*items[1:], None], strict=True):
            self.item, start = item, time.perf_counter()
            if self.cover:
                self.cover.switch_context(item.nodeid)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            seconds[item.nodeid] = time.perf_counter() - start
            if self.failed:
                break
        return seconds

    def first_run(self, items, files, into):
        """Run *items* unchanged; by file and line the tests that run it, and their seconds, into a file."""
        import coverage

        self.cover = coverage.Coverage(data_file=None, include=[str(one) for one in files], config_file=False)
        self.cover.start()
        seconds = self.run(items)
        self.cover.stop()
        data = self.cover.get_data()
        lines = {name: data.contexts_by_lineno(name) for name in data.measured_files()}
        into.write_text(json.dumps({"lines": lines, "seconds": seconds, "failed": self.failed}))
        return 0


def forked(work, folder):
    """Start *work* in a fork that has *folder* to itself and leaves with what it returns; the number of the process."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 70
    try:
        os.setsid()
        folder.mkdir()
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
        out = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        code = int(work())
    except BaseException as problem:  # noqa: BLE001  a fork must never run on as a second parent
        print(f"{type(problem).__name__}: {problem}", file=sys.stderr)
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
        os._exit(code)


def pairs(was, now):
    """The code of each function in the code *was*, with what stands in its place in *now*, where they differ."""
    for one, other in zip(codes(was), codes(now), strict=True):
        if one != other:
            if len(codes(one)) == len(codes(other)):
                yield from pairs(one, other)
            yield one, other


def codes(code):
    return [one for one in code.co_consts if isinstance(one, type(code))]


def compiled(mutant):
    """The code of the mutant's module without and with the change."""
    file = str(mutant.file)
    tree = changed(mutant.file, mutant.index, mutant.variant)
    return compile(mutant.file.read_text("utf-8"), file, "exec"), compile(tree, file, "exec")


def fits(mutant):
    """Whether the mutant can take the place of what is imported: a change in a function, which no import has run."""
    if mutant.file.suffix == ".sql":
        return True
    return mutant.lines != NOWHERE and all(
        one.co_freevars == other.co_freevars for one, other in pairs(*compiled(mutant))
    )


def put(mutant):
    """The *mutant* in the place of what is imported; what was remembered is forgotten."""
    gc.unfreeze()
    alive = gc.get_objects()
    if mutant.file.suffix == ".sql":
        from pubkpi.ingest.cells import grammar

        words = sql_text(mutant)
        grammar._words = lambda: words
    else:
        place = {(one.co_qualname, one.co_firstlineno): other for one, other in pairs(*compiled(mutant))}
        for one in alive:
            if isinstance(one, FunctionType) and one.__code__.co_filename == str(mutant.file):
                one.__code__ = place.get((one.__code__.co_qualname, one.__code__.co_firstlineno), one.__code__)
    for one in alive:
        if isinstance(one, functools._lru_cache_wrapper):
            one.cache_clear()


def try_mutant(mutant, trial, items, folder):
    """Start the tests *items* on *mutant*; the number of the process, which ends with 0 when no test notices."""

    def here():
        put(mutant)
        trial.run(items)
        (folder / "by").write_text(trial.failed.partition("\n")[0], "utf-8")
        return bool(trial.failed)

    def afresh():
        sys.meta_path.insert(0, Changed(mutant))
        return pytest.main([*PYTEST, "-x", "--no-header", *items])

    return forked(here if trial else afresh, folder)


def order(mutant, known, patience, lines):
    """The tests for *mutant*, the best first, and the seconds that they may take, after the *lines* of others.

    They are those that run its line, or, where no function stands, any line of its file; all, where none does.
    """
    run_by = known["lines"].get(str(mutant.file), {})
    low, high = mutant.lines if mutant.lines != NOWHERE else (0, sys.maxsize)
    near = {test for line, tests in run_by.items() if low <= int(line) <= high for test in tests}
    if mutant.file.suffix == ".sql":
        near = {one for one in known["seconds"] if Path(one.partition("::")[0]).stem.removeprefix("test_") in GRAMMAR}
    elif not near or "" in near:
        near = known["seconds"]
    files = {test.removesuffix("::") for test in near if test.endswith("::")}
    seconds = {
        test: took for test, took in known["seconds"].items() if test in near or test.partition("::")[0] in files
    }
    by_file = defaultdict(float)
    for test, took in seconds.items():
        by_file[test.partition("::")[0]] += took
    # the tests lie as the code does; its own file, then those beside it, mostly notice
    alike, beside = mutant.file.stem, f"tests/{mutant.file.parent.relative_to(SRC)}/"

    def rank(test):
        file = test.partition("::")[0]
        return seconds[test] > SLOW, alike not in file, not file.startswith(beside), by_file[file], file

    chosen = sorted(seconds, key=rank)
    chosen = [*dict.fromkeys([*noticing(mutant, seconds, lines), *chosen])]
    # with little patience not all of them: more survive then, none dies of it
    so_far = [*accumulate(seconds[test] for test in chosen)]
    chosen = [test for test, spent in zip(chosen, so_far, strict=True) if spent <= max(patience, so_far[0])]
    return chosen, sum(seconds[test] for test in chosen)


def noticing(mutant, seconds, lines):
    """The few of the tests that noticed changes near *mutant*, for their time the most."""
    worth = Counter()
    for line in lines:
        file, number, _ = line["id"].split(":", 2)
        if line["by"] in seconds and SRC / file == mutant.file:
            worth[line["by"]] += 1 / (10 + abs(int(number) - mutant.line))
    return sorted(worth, key=lambda test: seconds[test] / worth[test])[:FEW]


def lines_of(out):
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()] if out.exists() else []


def run(mutants, known, out, until, patience, folder, trial=None, items=None):
    """Try each of *mutants*; a line of *out* each, as it is done."""
    with out.open("a", encoding="utf-8") as stream:
        for number, mutant in enumerate(mutants):
            if time.time() > until:
                return
            tests, seconds = order(mutant, known[mutant.room], patience, lines_of(out))
            if items:
                tests = [items[one] for one in tests]
            elif len(tests) == len(known[mutant.room]["seconds"]):
                tests = [*dict.fromkeys(one.partition("::")[0] for one in tests)]
            own = folder / f"{'here' if trial else 'afresh'}{number}"
            start = time.time()
            child = try_mutant(mutant, trial, tests, own)
            status = waited(child, 60 + 6 * seconds)
            by = own / "by"
            line = {
                "id": mutant.id,
                "room": mutant.room,
                "result": "killed" if status else "survived",
                "seconds": round(time.time() - start, 1),
                "by": by.read_text("utf-8") if by.exists() else "",
            }
            shutil.rmtree(own, ignore_errors=True)
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
            stream.flush()


def side_by_side(jobs, mutants, work, folder):
    """*work* on every so manieth of the *mutants* in each of so many forks."""

    def part(i):
        return lambda: bool(work(mutants[i::jobs], folder / f"job{i}"))

    for child in [forked(part(i), folder / f"job{i}") for i in range(jobs)]:
        os.waitpid(child, 0)


def waited(child, limit):
    """The status with which *child* ends; it is stopped after *limit* seconds."""
    start = time.time()
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        if time.time() - start > limit:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        time.sleep(0.02)


def tell(out):
    """The figures, and the survivors."""
    lines = lines_of(out)
    for room in ROOMS:
        count = Counter(line["result"] for line in lines if line["room"] == room)
        if count:
            print(f"{room}: {count['killed']} of {count.total()} killed, {count['killed'] / count.total():.1%}")
    count = Counter(line["result"] for line in lines)
    print(f"all: {count['killed']} of {count.total()} killed, {count['killed'] / max(1, count.total()):.1%}")
    for line in lines:
        if line["result"] == "survived":
            print(f"  survived: {line['id']}")


def tests_of(room):
    return [one if "/" in one else f"tests/ingest/test_{one}.py" for one in ROOMS[room][1]]


def session(trial, items, waiting, known, work, jobs, folder):
    """In the session of pytest: which tests run which lines, into the file *known*; the mutants that fit in there."""
    for room in () if known.exists() else ROOMS:
        own = [one for one in items if one.nodeid.startswith(tuple(tests_of(room)))]
        into = folder / f"{room}.json"
        work = functools.partial(trial.first_run, own, ROOMS[room][0], into)
        os.waitpid(forked(work, folder / room), 0)
        if failed := json.loads(into.read_text("utf-8"))["failed"]:
            raise ValueError(f"{room}: {failed}")
    if not known.exists():
        tests = {room: json.loads((folder / f"{room}.json").read_text("utf-8")) for room in ROOMS}
        known.write_text(json.dumps(tests), "utf-8")
    tests, by_id = json.loads(known.read_text("utf-8")), {one.nodeid: one for one in items}
    fitting = [one for one in waiting if fits(one)]
    side_by_side(jobs, fitting, lambda some, own: work(some, tests, folder=own, trial=trial, items=by_id), folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mutants", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--room", choices=ROOMS, action="append", help="only this room; all without it")
    parser.add_argument("--minutes", type=float, default=1e6, help="start no mutant after so many minutes")
    parser.add_argument("--patience", type=float, default=1e6, help="try a mutant on tests of so many seconds at most")
    parser.add_argument("--jobs", type=int, default=1, help="so many mutants at a time")
    parser.add_argument("--again", type=Path, help="only those that survived in this file")
    parser.add_argument("--out", type=Path, default=Path("mutants.jsonl"))
    chosen = parser.parse_args()
    until, out, patience = time.time() + chosen.minutes * 60, chosen.out.resolve(), chosen.patience
    os.chdir(ROOT)
    os.environ.update(OPENBLAS_NUM_THREADS="1", LC_ALL="C.UTF-8")
    for name in LIBRARIES.split():
        importlib.import_module(name)
    rooms = chosen.room or list(ROOMS)
    listed = [
        mutant
        for room in rooms
        for file in ROOMS[room][0]
        for mutant in (of_sql if file.suffix == ".sql" else of_python)(room, file)
    ]
    picked = random.Random(chosen.seed).sample(listed, min(chosen.mutants, len(listed)))
    if chosen.again:
        survivors = {line["id"] for line in lines_of(chosen.again) if line["result"] == "survived"}
        picked = [one for one in listed if one.id in survivors]
    done = {line["id"] for line in lines_of(out)}
    print(f"{len(listed)} mutants, {len(picked)} picked with seed {chosen.seed}, {len(done)} done before", flush=True)
    waiting = [one for one in picked if one.id not in done]
    known = out.with_suffix(".tests.json")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        work = functools.partial(run, out=out, until=until, patience=patience)
        trial = Trial(lambda trial, items: session(trial, items, waiting, known, work, chosen.jobs, folder))
        files = [*dict.fromkeys(one for room in ROOMS for one in tests_of(room))]
        log = folder / "session" / "log"
        _, status = os.waitpid(forked(lambda: pytest.main([*PYTEST, *files], plugins=[trial]), log.parent), 0)
        if status:
            sys.exit(f"the tests do not run without any change:\n{log.read_text('utf-8')[-3000:]}")
        tests = json.loads(known.read_text("utf-8"))
        for room, one in tests.items():
            print(f"{room}: {len(one['seconds'])} tests, {sum(one['seconds'].values()):.0f} s")
        run([one for one in waiting if not fits(one)], tests, out, until, patience, folder)
    tell(out)


if __name__ == "__main__":
    main()
