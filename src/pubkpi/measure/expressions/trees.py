"""Small trees of conditions, put together of others that stay as they are."""

from sqlglot import exp

Tree = exp.Expr


def column(name: str) -> Tree:
    """The column *name*."""
    return exp.column(name, quoted=True)


def in_brackets(tree: Tree) -> Tree:
    """*tree* as part of another one, in brackets where it needs them."""
    whole = isinstance(tree, exp.Column | exp.Literal | exp.Boolean | exp.Null | exp.Func | exp.Paren)
    return tree.copy() if whole and not isinstance(tree, exp.Connector) else exp.paren(tree.copy())


def is_null(tree: Tree) -> Tree:
    """That *tree* has no value."""
    return exp.Is(this=in_brackets(tree), expression=exp.null())


def is_there(tree: Tree) -> Tree:
    """That *tree* has a value."""
    return exp.Not(this=exp.paren(is_null(tree)))


def is_less(a: Tree, b: Tree) -> Tree:
    """That *a* is less than *b*."""
    return exp.LT(this=in_brackets(a), expression=in_brackets(b))


def when(condition: Tree, result: Tree) -> exp.If:
    """The branch of a case with that *condition* and *result*."""
    return exp.If(this=condition.copy(), true=result.copy())


def unless(condition: Tree, *flags: Tree | None) -> Tree:
    """That *condition* holds and no flag is up; None is never up."""
    downs = [exp.Not(this=exp.paren(one.copy())) for one in flags if one is not None]
    return exp.and_(condition.copy(), *downs, copy=False)


def any_of(*flags: Tree | None) -> Tree | None:
    """That a flag is up; None, which is never up, where all of *flags* are."""
    given = [one.copy() for one in flags if one is not None]
    return exp.or_(*given, copy=False) if given else None


def all_of(*flags: Tree | None) -> Tree | None:
    """That all are up; nowhere if one of them is nowhere."""
    given = [one.copy() for one in flags if one is not None]
    return exp.and_(*given, copy=False) if len(given) == len(flags) else None
