"""What a database was made by: the rules of reading, the profiles, the names.

READING is the number of the rules of reading, and is written into the journal's line of each load. It must be raised
whenever a file that was loaded before may now give other rows or other values, or be refused: by a change of a reader,
a layout, the grammar of cells, the judgement of rows or of what counts. A change of a profile need not raise it, for
its own hash stands beside it in the line. One raise for all that is released together is enough.
"""

from importlib import resources
from pathlib import Path

from pubkpi.workspace.files import digest
from pubkpi.workspace.settings import Settings

READING = 2


def profile_files() -> dict[str, Path]:
    """The files of the shipped profiles by their names, which are the ids."""
    paths = [Path(str(entry)) for entry in (resources.files("pubkpi") / "ingest" / "exports").iterdir()]
    return {path.stem: path for path in paths if path.suffix == ".yaml"}


def own_profile_files(folder: Path | None) -> list[Path]:
    """The files of a workspace's own profiles, in *folder*."""
    return sorted(folder.glob("*.yaml")) if folder and folder.is_dir() else []


def reading_mark(settings: Settings) -> str:
    """A hexadecimal number of all that the reading of exports depends on; none of it is read as what it is."""
    files = [*sorted(profile_files().values()), *own_profile_files(settings.exports), settings.root / "surveys.yaml"]
    return digest(b"\0".join([str(READING).encode(), *(path.read_bytes() for path in files if path.is_file())]))


def names_mark(root: Path) -> str:
    """A hexadecimal number of the files in *root* that say what accounts are called and what titles are about."""
    files = (root / "accounts.yaml", root / "categories.yaml")
    return digest(b"\0".join(path.read_bytes() for path in files if path.is_file()))
