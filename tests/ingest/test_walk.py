"""Which files below a folder are taken."""

from pubkpi.ingest.walk import files


def put(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def taken(given):
    return [path.relative_to(given).as_posix() for path in files(given)]


OWN = ("pubkpi.toml", "accounts.yaml", "surveys.yaml", "categories.yaml", "kpi_specs/a.yaml", "exports/x_y.yaml")
OWN = (*OWN, "data/pubkpi.duckdb", "reports/2024Q4.xlsx", "report_templates/sections/a.j2")


def test_the_files_of_a_workspace_are_not_data(tmp_path):
    put(tmp_path, *OWN, "inbox/a.csv", "exports/b.csv", "c.csv")
    assert taken(tmp_path) == ["c.csv", "exports/b.csv", "inbox/a.csv"]


def test_nor_are_they_from_the_folder_above(tmp_path):
    put(tmp_path / "ws", *OWN, "inbox/a.csv")
    assert taken(tmp_path) == ["ws/inbox/a.csv"]


def test_folders_of_those_names_elsewhere_are_data(tmp_path):
    put(tmp_path, "pubkpi.toml", "inbox/reports/a.csv", "inbox/data/b.csv", "inbox/surveys.yaml")
    assert taken(tmp_path) == ["inbox/data/b.csv", "inbox/reports/a.csv", "inbox/surveys.yaml"]
    assert taken(tmp_path / "inbox") == ["data/b.csv", "reports/a.csv", "surveys.yaml"]
