"""Input-output tables: every cell that is wrong is named, and what is right goes through."""

from collections.abc import Callable
from pathlib import Path

import pytest

from counterplan.core.errors import InputError
from counterplan.loader.check import check_file
from counterplan.loader.tables import CELLS, SECTORS, built_in_economies, load_table, table_names

MADE_UP = built_in_economies()["made-up"]
Edit = Callable[[str], str]


def folder(tmp_path: Path, edit: Edit = lambda text: text, sectors: Edit = lambda text: text) -> Path:
    """The built-in table, changed."""
    (tmp_path / CELLS).write_text(edit((MADE_UP / CELLS).read_text()))
    (tmp_path / SECTORS).write_text(sectors((MADE_UP / SECTORS).read_text()))
    return tmp_path


def cell(row: str, col: str, value: str | None) -> Edit:
    """Puts a value into one cell, or takes its line out."""
    def edit(text: str) -> str:
        head = f"MADE_UP_6,{row},{col},"
        lines = text.splitlines()
        place = next(i for i, line in enumerate(lines) if line.startswith(head))
        lines[place : place + 1] = [] if value is None else [head + value]
        return "\n".join(lines) + "\n"

    return edit


def test_the_built_in_table_is_right_and_found_by_name() -> None:
    table = load_table("made-up")
    assert table.sectors == ("FRM", "FDP", "IND", "BLD", "SVC", "PUB")
    assert table.cells["IND", "BLD"] == 45.0
    assert table.kinds["FDP"] == "processed-food"
    assert table_names(MADE_UP) == ["MADE_UP_6"]
    assert check_file(MADE_UP) == []


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (cell("IND", "BLD", "-45"), r":\d+: table 'MADE_UP_6', row 'IND', column 'BLD': is -45; it must be zero or positive"),
        (cell("SVC", "C_HH", "-1"), r"row 'SVC', column 'C_HH': is -1"),
        (cell("BLD", "TOTAL_OUTPUT", "0"), r"row 'BLD', column 'TOTAL_OUTPUT': is 0; it must be positive"),
        (cell("VALUE_ADDED", "FRM", "-3"), r"row 'VALUE_ADDED', column 'FRM': is -3; it must be positive"),
        (cell("EMPLOYMENT_THOUSANDS", "FRM", "0"), r"row 'EMPLOYMENT_THOUSANDS', column 'FRM': is 0; it must be positive"),
        (cell("IND", "BLD", "much"), r":\d+: .*row 'IND', column 'BLD': must be a number, not 'much'"),
        (cell("IND", "BLD", "nan"), r"row 'IND', column 'BLD': must be a finite number, not 'nan'"),
        (cell("IND", "BLD", None), r"row 'IND', column 'BLD': is missing; write 0"),
        (cell("CAPITAL_STOCK", "SVC", None), r"row 'CAPITAL_STOCK', column 'SVC': is missing, while other sectors have it"),
        (cell("IND", "C_HH", "106"), r"row 'IND', column 'TOTAL_OUTPUT': is 510, but the row adds to 511"),
        (cell("IMP_INTERMEDIATE", "IND", "80"), r"row 'IND', column 'TOTAL_OUTPUT': is 510, but column 'IND' adds to 505"),
        (lambda text: text + "MADE_UP_6,IND,BLD,45\n", r"row 'IND', column 'BLD': stands on line \d+ already"),
        (lambda text: text + "MADE_UP_6,LOBOUR_COMPENSATION,IND,45\n", r"'LOBOUR_COMPENSATION' has no column .* Did you mean 'LABOUR_COMPENSATION'"),
        (lambda text: text + "MADE_UP_6,IND,C_HHH,45\n", r"column 'C_HHH' has no row .* Did you mean 'C_HH'"),
        (lambda text: "\n".join(line for line in text.splitlines() if ",PUB,TOTAL" not in line), r"row 'PUB', column 'TOTAL_OUTPUT': is missing"),
        (lambda text: "\n".join(line for line in text.splitlines() if not line.startswith("MADE_UP_6,BLD,")), r"column 'BLD' has no row 'BLD'"),
        (lambda text: text.replace("table_id,row", "table,row"), r":1: column 'table_id' is missing"),
        (lambda text: text + "MADE_UP_6,IND\n", r":\d+: the line has fewer than 4 cells"),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_with_its_cell(tmp_path: Path, edit: Edit, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        load_table(folder(tmp_path, edit))
    assert "\n" not in str(caught.value)
    assert str(tmp_path / CELLS) in str(caught.value)


def test_a_table_that_takes_more_than_it_makes_names_the_sector(tmp_path: Path) -> None:
    """Industry that takes 1.2 times itself, its row and column balanced by stocks run down and subsidies."""
    def edit(text: str) -> str:
        for row, col, value in (("IND", "IND", "612"), ("IND", "INV", "-500"), ("TAXES_LESS_SUBSIDIES", "IND", "-498")):
            text = cell(row, col, value)(text)
        return text

    with pytest.raises(InputError, match=r"not productive: a unit of 'IND' takes .* \(spectral radius 1\.2"):
        load_table(folder(tmp_path, edit))


def test_tables_are_picked_by_name(tmp_path: Path) -> None:
    two = folder(tmp_path, lambda text: text + text.split("\n", 1)[1].replace("MADE_UP_6", "OTHER_6"))
    assert load_table(two, "OTHER_6").name == "OTHER_6"
    with pytest.raises(InputError, match=r"holds 2 tables; name one with --table. Known: MADE_UP_6, OTHER_6"):
        load_table(two)
    with pytest.raises(InputError, match=r"no table 'MADEUP_6'. Did you mean 'MADE_UP_6'"):
        load_table(two, "MADEUP_6")
    with pytest.raises(InputError, match=r"is no folder; .* built-in table: made-up"):
        load_table(tmp_path / "nothing")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"holds no io_tables.csv"):
        load_table(tmp_path / "empty")


@pytest.mark.parametrize(
    ("sectors", "said"),
    [
        (lambda text: text.replace(",food\n", ",goods\n"), r"has no food sector; people have to eat"),
        (lambda text: text.replace("processed-food", "food"), r"has the food sectors FRM, FDP"),
        (lambda text: text.replace("services", "servces"), r"unknown kind 'servces'. Did you mean 'services'"),
    ],
)
def test_kinds_of_sectors_are_checked(tmp_path: Path, sectors: Edit, said: str) -> None:
    with pytest.raises(InputError, match=said):
        check_file(folder(tmp_path, sectors=sectors))


def test_uses_that_the_model_needs_are_asked_for(tmp_path: Path) -> None:
    def no_public(text: str) -> str:
        for row, of_people in (("IND", "110"), ("SVC", "232"), ("PUB", "230")):
            text = cell(row, "C_HH", of_people)(cell(row, "C_GOV", "0")(text))
        return text

    with pytest.raises(InputError, match=r"column 'C_GOV': public use adds to nothing"):
        check_file(folder(tmp_path, no_public))
    below = lambda text: cell("FRM", "INV", "-60")(cell("FRM", "IND", "66")(text))  # noqa: E731
    paid = lambda text: cell("IMP_INTERMEDIATE", "IND", "24")(below(text))  # noqa: E731
    with pytest.raises(InputError, match=r"row 'FRM', column 'INV': final uses of the sector add to -11"):
        check_file(folder(tmp_path, paid))
