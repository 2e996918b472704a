"""Views into templates: the only module that knows Jinja; no value reaches a page unescaped."""

import ctypes
import sys
import traceback
import unicodedata
from base64 import b64encode
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread, get_ident
from typing import TYPE_CHECKING, Any, cast

from pubkpi.model.errors import ReportError
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

_KEPT_CONTROLS = "\t\n"
_NO_XML = "\ufffe\uffff"  # which no document of XML may hold
# What the expressions of a template can raise besides Jinja's own; an unreadable template is among them.
_RAISED_BY_EXPRESSIONS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
# A report is a page or two of a meeting: no template that comes to an end writes so much, or takes so long.
LONGEST, SECONDS = 50_000_000, 20.0
_AGAIN = 0.5  # seconds until a swallowed alarm rings again
_LEAVES = "leads out of its folder"


def html(name: str, templates: Sequence[Path], context: Mapping[str, object]) -> str:
    """The HTML that template *name* makes; whatever its file is called, values are escaped."""
    return _render(_html_environment(tuple(templates)), name, templates, context)


@lru_cache(maxsize=4)  # reports of many accounts have the same templates
def _html_environment(templates: tuple[Path, ...]) -> "ImmutableSandboxedEnvironment":
    from markupsafe import Markup

    def finalize(value: object) -> object:
        return value if isinstance(value, Markup) or not isinstance(value, str) else visible(value)

    return _environment(templates, finalize, autoescape=True)


def script(name: str, templates: Sequence[Path]) -> dict[str, str]:
    """The script in the file *name*, and the hash by which a page allows it alone."""
    text = html(name, templates, {})
    return {"script": text, "script_hash": f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"}


def typst(name: str, templates: Sequence[Path], context: Mapping[str, object], characters: frozenset[int]) -> str:
    """The Typst source that template *name* makes; every text becomes a string literal, never markup.

    *characters* are the code points that the font has; others print as their number instead of a box.
    """
    return _render(_typst_environment(tuple(templates), characters), name, templates, context)


@lru_cache(maxsize=4)
def _typst_environment(templates: tuple[Path, ...], characters: frozenset[int]) -> "ImmutableSandboxedEnvironment":
    def finalize(value: object) -> object:
        return value if isinstance(value, TypstLiteral | int) else literal(value, characters)

    environment = _environment(templates, finalize, autoescape=False)
    environment.filters["typ"] = lambda value: literal(value, characters)
    return environment


class TypstLiteral(str):
    """A string literal of Typst, quotes and all; it is not escaped a second time."""

    __slots__ = ()


def literal(value: object, characters: frozenset[int]) -> TypstLiteral:
    r"""*value* as a Typst string literal in which all ASCII punctuation is written ``\u{..}``.

    So it stays text even where a template's author put it into markup instead of code.
    """
    shown = visible(str(value))
    covered = (one if ord(one) in characters or one in _KEPT_CONTROLS else _code_point(one) for one in shown)
    return TypstLiteral(f'"{"".join(map(_escape, "".join(covered)))}"')


def visible(words: str) -> str:
    """*words* with control and direction marks spelt out: a file name cannot turn the line around."""
    return "".join(
        _code_point(one)
        if one in _NO_XML or (unicodedata.category(one) in ("Cc", "Cf", "Cs") and one not in _KEPT_CONTROLS)
        else one
        for one in words
    )


def _code_point(character: str) -> str:
    return f"[U+{ord(character):04X}]"


def _escape(character: str) -> str:
    if character == " " or character.isalnum() or not character.isascii():
        return character
    return f"\\u{{{ord(character):x}}}"


def _environment(
    templates: Sequence[Path], finalize: Callable[[object], object], *, autoescape: bool
) -> "ImmutableSandboxedEnvironment":
    """A sandbox: templates lie in the workspace, and an unknown name is an error instead of a blank."""
    from jinja2 import FileSystemLoader, StrictUndefined, TemplateNotFound
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def checked(value: object) -> object:
        # str() makes an undefined name raise here; finalize would otherwise quote it.
        return finalize(str(value) if isinstance(value, StrictUndefined) else value)

    class Confined(FileSystemLoader):
        """Files of the folders *templates*; a link that leads out of them is refused."""

        def get_source(self, environment: Any, template: str) -> Any:
            source = super().get_source(environment, template)
            if not any(is_inside(folder, Path(source[1])) for folder in templates):
                raise TemplateNotFound(template, f"{template}: {_LEAVES}")
            return source

    return ImmutableSandboxedEnvironment(
        loader=Confined([str(folder) for folder in templates]),
        autoescape=autoescape,
        finalize=checked,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def is_inside(folder: Path, path: Path) -> bool:
    """Whether the file *path* really lies in *folder*, which is no link itself."""
    return path.resolve().is_relative_to(folder.parent.resolve() / folder.name)


class LongError(Exception):
    """A template writes more, or takes longer, than any report."""


def document_environment(templates: Sequence[Path]) -> "ImmutableSandboxedEnvironment":
    """The environment for templates within office documents: as sandboxed, and no longer, than that of pages."""
    from jinja2 import Template

    class Bounded(Template):
        """A template that ends."""

        def render(self, *args: Any, **kwargs: Any) -> str:
            return _write_template(self, dict(*args, **kwargs))

    def finalize(value: object) -> object:
        return visible(value) if type(value) is str else value

    environment = _environment(templates, finalize, autoescape=True)
    environment.template_class = Bounded
    return environment


def _write_template(template: "Template", context: Mapping[str, Any]) -> str:
    """What *template* writes; LongError, which knows the line, when it has no end."""
    stream = cast("Generator[str, None, None]", template.generate(context))
    parts, size = list[str](), 0
    with _alarm():
        try:
            for part in stream:
                size += len(part)
                if size > LONGEST:
                    raise LongError(f"> {LONGEST:,}")
                parts.append(part)
        except LongError as problem:
            # it may have come between two parts: the template is the one that knows its line
            stream.throw(problem)
    return "".join(parts)


@contextmanager
def _alarm() -> Iterator[None]:
    """After some seconds a LongError in this thread, wherever it is then.

    In a callback of the garbage collection Python swallows it: so it rings until it is heard.
    """
    thread, done, unraisable = ctypes.c_ulong(get_ident()), Event(), sys.unraisablehook
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc

    def ring() -> None:
        wait = SECONDS
        while not done.wait(wait):
            raise_in(thread, ctypes.py_object(_SlowError))
            wait = _AGAIN

    watch = Thread(target=ring, daemon=True)
    sys.unraisablehook = lambda event: None if event.exc_type is _SlowError else unraisable(event)
    watch.start()
    try:
        yield
    finally:
        done.set()
        # One that nobody heard yet is heard here, at the latest in the second round: to take it back, or to take back
        # none, leaves the interpreter looking for it before each step, which doubles its time for good.
        for _ in range(2):
            with suppress(_SlowError):
                watch.join()
                for _ in range(9):
                    pass
        sys.unraisablehook = unraisable


class _SlowError(LongError):
    def __str__(self) -> str:
        return f"> {SECONDS:g} s"


def _render(
    environment: "ImmutableSandboxedEnvironment", name: str, templates: Sequence[Path], context: Mapping[str, Any]
) -> str:
    with refusals(name, templates):
        return _write_template(environment.get_template(name), context)


@contextmanager
def refusals(name: str, templates: Sequence[Path]) -> Iterator[None]:
    """Whatever goes wrong while template *name* is filled in, as a ReportError that says where."""
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

    try:
        yield
    except TemplateNotFound as problem:
        where = str(problem.name or name)
        if problem.message and _LEAVES in problem.message:
            what = Text("是链接，指到模板文件夹以外", "a link that leads out of the folder of templates")
            raise ReportError(where, what, Text("放文件本身。", "Put the file itself there.")) from problem
        raise ReportError(
            where, Text("没有这个模板", "there is no such template"), _absence_hint(where, templates)
        ) from problem
    except TemplateSyntaxError as problem:
        raise _template_error(f"{problem.name or name}:{problem.lineno}", problem, templates) from problem
    except LongError as problem:
        where = _where(problem, name, templates)
        raise ReportError(
            where, Text(f"模板没有止境（{problem}）", f"the template has no end ({problem})")
        ) from problem
    except (TemplateError, *_RAISED_BY_EXPRESSIONS) as problem:
        raise _template_error(_where(problem, name, templates), problem, templates) from problem


def _template_error(where: str, problem: Exception, templates: Sequence[Path]) -> ReportError:
    """That the template failed; the hint is at the shipped one only where there is one."""
    from jinja2 import UndefinedError

    said, hint = f"{type(problem).__name__}: {problem}", Text("改正模板。", "Mend the template.")
    if isinstance(problem, UndefinedError):
        hint = Text(
            "模板里有什么见 pubkpi schema report；别的章节的内容，那一节也在报告里时才有。",
            "pubkpi schema report lists what templates know; what another section has, while that is asked for, too.",
        )
    elif (templates[-1] / where.partition(":")[0]).is_file():
        hint = Text("改正模板；删去它就用自带的。", "Mend the template; without it the shipped one is used.")
    return ReportError(where, Text(f"模板出错（{said}）", f"the template failed ({said})"), hint)


def _absence_hint(name: str, templates: Sequence[Path]) -> Text:
    """Where template *name* was looked for, and of a section what it is needed for."""
    folders = [str(folder) for folder in templates]
    zh, en = f"找过：{'、'.join(folders)}。", f"Looked for in {', '.join(folders)}."
    if name.endswith(".typ.j2"):
        zh, en = f"PDF 要用它；不写 PDF 就不用。{zh}", f"The PDF needs it, other formats do not. {en}"
    elif name.endswith(".html.j2"):
        zh, en = f"除 PDF 外都要用它。{zh}", f"All formats but the PDF need it. {en}"
    return Text(zh, en)


def _where(problem: Exception, name: str, templates: Sequence[Path]) -> str:
    """Template and line of the innermost template frame; Jinja rewrites tracebacks to name them."""
    for frame in reversed(traceback.extract_tb(problem.__traceback__)):
        for folder in templates:
            if Path(frame.filename).is_relative_to(folder):
                return f"{Path(frame.filename).relative_to(folder).as_posix()}:{frame.lineno}"
    return name
