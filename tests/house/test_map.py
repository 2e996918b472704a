"""The map of the house in CONTRIBUTING.md shows the house as it is."""

import re

from tests.house.tree import ROOT, tracked

ROOM = re.compile(r"^      (\w+(?:/|\.py)) +(.*(?:\n {8}.*)*)$", re.MULTILINE)


def test_the_map_shows_every_room_and_no_other():
    """Each folder of src/pubkpi, and each module at its top, has a line that says what it is for."""
    inside = {path.relative_to("src/pubkpi").parts for path in tracked("src/pubkpi")}
    rooms = {parts[0] + "/" if len(parts) > 1 else parts[0] for parts in inside}
    assert set(drawn()) == rooms - {"__init__.py", "__main__.py", "py.typed"}


def test_the_map_names_the_folders_inside_the_stages():
    """Where a stage keeps folders of its own, its line or one below names them; cli/commands goes without saying."""
    inside = {path.relative_to("src/pubkpi").parts[:-1] for path in tracked("src/pubkpi")}
    nested = {parts for parts in inside if len(parts) > 1} - {("cli", "commands")}
    assert {parts for parts in nested if f"{parts[-1]}/" not in drawn()[f"{parts[0]}/"].split()} == set()


def drawn():
    """The lines of the map: room and description."""
    return dict(ROOM.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
