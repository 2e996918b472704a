"""Writes the sample department: exports, registers, survey mapping, expected values and README.

Usage: python sample_data/generate.py [OUT_DIR]      (default: the folder of this script)
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

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
    exports = out / "exports"
    if exports.exists() and not (out / "expected.json").exists():
        # Somebody's own folder of exports lies there: never delete what this script did not write.
        raise SystemExit(f"{exports} exists, but was not written by this script; choose another folder")
    shutil.rmtree(exports, ignore_errors=True)
    world = build_world()
    write_follower_files(exports / ACCOUNT, world.followers)
    write_content_files(exports / ACCOUNT, world)
    write_article_files(exports / ACCOUNT, world)
    write_survey_files(exports / ACCOUNT, world)
    write_forms(exports / "registers", world)
    expected = expected_values(world)
    texts = {
        "surveys.yaml": MAPPING,
        "expected.json": json.dumps(expected, ensure_ascii=False, indent=2) + "\n",
        "README.md": readme_text(world, expected),
    }
    for name, text in texts.items():
        (out / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
