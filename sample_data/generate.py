"""Writes the sample department and, in city/, the sample city: exports, registers, expected values and README.

Usage: python sample_data/generate.py [OUT_DIR]      (default: the folder of this script)
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from generator.city.analyses import expected_analyses
from generator.city.desk import build_desk
from generator.city.desk_files import ANALYSES_FILE, CATEGORIES_FILE, SURVEYS_FILE
from generator.city.expected import city_readme, expected_city
from generator.city.files import ACCOUNTS_FILE, write_city_files
from generator.city.world import build_city
from generator.expected import expected_values
from generator.files.articles import write_article_files
from generator.files.content import write_content_files
from generator.files.followers import write_follower_files
from generator.files.forms import write_forms
from generator.files.survey import MAPPING, write_survey_files
from generator.readme import readme_text
from generator.story import ACCOUNT
from generator.world import build_world


def generate(out: Path) -> None:
    """Rewrites everything that the generator owns below out, and nothing else."""
    exports = _emptied(out)
    world = build_world()
    write_follower_files(exports / ACCOUNT, world.followers)
    write_content_files(exports / ACCOUNT, world)
    write_article_files(exports / ACCOUNT, world)
    write_survey_files(exports / ACCOUNT, world)
    write_forms(exports / "registers", world)
    expected = expected_values(world)
    texts = {
        "surveys.yaml": MAPPING,
        "expected.json": _json(expected),
        "README.md": readme_text(world, expected),
    }
    _write_texts(out, texts)
    generate_city(out / "city")


def generate_city(out: Path) -> None:
    """The same of the city."""
    exports = _emptied(out)
    city = build_city()
    made = build_desk(city)
    write_city_files(exports, city, made)
    expected = expected_city(city) | {"analyses": expected_analyses(city, made)}
    texts = {
        "accounts.yaml": ACCOUNTS_FILE,
        "analyses.yaml": ANALYSES_FILE,
        "categories.yaml": CATEGORIES_FILE,
        "surveys.yaml": SURVEYS_FILE,
        "expected.json": _json(expected),
        "README.md": city_readme(expected),
    }
    _write_texts(out, texts)


def _emptied(out: Path) -> Path:
    """The folder of the exports below out, without what this script wrote there before."""
    exports = out / "exports"
    if exports.exists() and not (out / "expected.json").exists():
        # Somebody's own folder of exports lies there: never delete what this script did not write.
        raise SystemExit(f"{exports} exists, but was not written by this script; choose another folder")
    shutil.rmtree(exports, ignore_errors=True)
    return exports


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _write_texts(out: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (out / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
