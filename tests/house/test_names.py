"""Public names are made of the words of docs/glossary.md or of plain programming words."""

import ast
import re

import pytest

from tests.house.tree import PACKAGE, ROOT, modules, nodes, parsed, place

# Participles that need their author beside them: told by whom, kept where, whole of what?
VAGUE = frozenset(
    "told asked made found known kept shown said beside standing apart away alone whole looked gone held heard taken "
    "wanted chosen whose".split()
)
# What every programmer knows, and the parts of files and of the terminal.
PLAIN = frozenset(
    "amount answer app arithmetic arrow batch block build bullet by cache calendar card catalogue ceiling change charset check child "
    "colour command comparison compile console constant content context count data date decimal decision demo derive "
    "direction directory document download draw engine evaluate extent fault file font format gap grade grid group head help "
    "history html identity init input insertion integer interface json kind knowledge language level line list "
    "listener listing literal locale lock log mapping meaning memory merge mismatch mixture monitor multiple name notebook noun number open "
    "option origin outcome overlap page pair panel pdf percent pipeline place post precedence privacy product property query "
    "question reader reading reason recovery relation request rereading remark result rule runner scale schema sentence serial "
    "shape sign signal slip source spreadsheet starter status store stream strip suggest summary svg synonym system table tail "
    "text tone trend translation truncation usage wording word xml yaml zero db duckdb parquet spark biff excel od ooxml xlsb".split()
)
# Modules called by the verb that they do, as the commands are.
VERBS = frozenset(
    "adjust analyse apportion attain close commit correct explain forget ingest judge prepare reread revise rollup".split()
)


def parts(name):
    """The words that *name* is put together from, in small letters."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?=[A-Z][a-z]|$|_)|[A-Z]?[a-z0-9]+", name)]


def single(word):
    """The singular of *word*, as far as its letters say it."""
    for ending, instead in (("ies", "y"), ("leaves", "leaf"), ("sses", "ss"), ("ches", "ch"), ("xes", "x"), ("s", "")):
        if word.endswith(ending) and not word.endswith(("ss", "us", "is")):
            return word.removesuffix(ending) + instead
    return word


def glossary():
    """The words of the first column of docs/glossary.md, in the singular."""
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    return {single(word) for row in rows for word in re.findall(r"[a-z]+", row.lower())} - {"word"}


def public(tree):
    """The public classes, functions and methods of a module, by line."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (one for one in node.body if isinstance(one, ast.FunctionDef) and one.name[0] != "_")


def fields(tree):
    """The public fields of classes, and what public functions are given, each with its line."""
    for node in nodes(tree):
        if isinstance(node, ast.ClassDef):
            annotated = (one for one in node.body if isinstance(one, ast.AnnAssign))
            yield from ((one.lineno, one.target.id) for one in annotated if one.target.id[0] != "_")
        elif isinstance(node, ast.FunctionDef) and node.name[0] != "_":
            yield from ((one.lineno, one.arg) for one in (*node.args.args, *node.args.kwonlyargs))


def vague(path, tree):
    """``file:line: name`` of every public name with a word that needs its author."""
    named = [(1, path.stem), *((node.lineno, node.name) for node in public(tree)), *fields(tree)]
    return [f"{place(path)}:{line}: {name}" for line, name in named if VAGUE.intersection(parts(name))]


def unknown(path, tree, words):
    """``file:line: name`` of the module and of every public class whose last word is none of *words*."""
    classes = [(node.lineno, node.name) for node in public(tree) if isinstance(node, ast.ClassDef)]
    named = [*classes, *([] if path.stem.startswith("__") else [(1, path.stem)])]
    return [f"{place(path)}:{line}: {name}" for line, name in named if single(parts(name)[-1]) not in words]


def test_no_public_name_needs_its_author():
    """A name says what a thing is or does to somebody who has never seen the code."""
    assert not [line for path in modules() for line in vague(path, parsed(path))]


def test_modules_and_classes_are_called_by_words_of_the_glossary():
    """A new word of the field gets a line in docs/glossary.md, in both languages."""
    words = glossary() | PLAIN | VERBS
    assert not [line for path in modules() for line in unknown(path, parsed(path), words)]


def test_no_word_stands_in_two_lists():
    """A word of the field is in the glossary alone."""
    assert sorted((PLAIN | VERBS) & glossary()) == []


def test_every_word_of_the_glossary_has_both_languages_and_a_meaning():
    """Three columns, none of them empty."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    assert [row for row in rows if len(row) != 3 or not all(cell.strip() for cell in row)] == []


@pytest.mark.parametrize(
    "source", ["def told(): ...", "class WholeSum: ...", "class A:\n def kept_rows(self): ...", "def rows(made): ..."]
)
def test_a_vague_name_is_found(source):
    """The rule works on a planted breach."""
    assert len(vague(PACKAGE / "pipeline" / "load.py", ast.parse(source))) == 1


@pytest.mark.parametrize(("name", "found"), [("LeagueTable", False), ("FindingRows", False), ("Thingummy", True)])
def test_a_class_of_an_unknown_word_is_found(name, found):
    """The rule works on a planted breach, and knows a plural."""
    words = glossary() | PLAIN
    assert bool(unknown(PACKAGE / "__init__.py", ast.parse(f"class {name}: ..."), words)) == found
