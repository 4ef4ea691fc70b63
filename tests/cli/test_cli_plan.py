"""`counterplan plan`: the published format unchanged, the JSON shape, files and page, and one clear line for whatever is wrong."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from counterplan.api import example_tables
from counterplan.cli import main

# The example tables that come with the n-year plan solver (cockshott-2018), stray line at the end and all.
PUBLISHED = {
    "flows.csv": "headings,iron,coal,corn,bread\niron,0.1,0,0,0\ncoal,2,1,0.04,0.2\ncorn,0,0,1,1\nbread,0,0,0,0\n"
    "labour,0.3,1,2,0.1\noutput,10,6,10,1\n",
    "cap.csv": "headings,iron,coal,corn,bread\niron,10,7,1.4,1\ncoal,2,1,0.04,0.1\ncorn,0,0,1,0\nbread,0,0,0,0\n \n",
    "dep.csv": "headings,iron,coal,corn,bread\niron,0.07,0.07,0.07,0.06\ncoal,0.5,0.5,0.5,0.5\ncorn,0,0,0.5,0\nbread,0,0,0,0",
    "labtarg.csv": "headings,iron,coal,corn,bread,labour\nyear1,0.1,3,0.00,2.0,3.0\nyear2,0.1,3,0.00,2.010000,3.010000\n\n"
    "year3,0.1,3,0.00,2.020000,3.020000\nyear4,0.1,3.10000,0.00,2.10000,3.030000\nyear5,0.1,3.10000,0.00,2.10000,3.070000 \n",
}

Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    folder = tmp_path / "tables"
    folder.mkdir()
    for name, text in PUBLISHED.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def ask(capfd: pytest.CaptureFixture[str]) -> Ask:
    def call(*words: object) -> tuple[int, str, str]:
        capfd.readouterr()
        code = main(["plan", *map(str, words)])
        out, err = capfd.readouterr()
        return code, out, err

    return call


def changed(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def test_the_published_tables_give_a_proved_plan_in_the_fixed_shape(tables: Path, ask: Ask) -> None:
    code, out, err = ask(tables, "--json")
    assert code == 0 and err == ""
    plan = json.loads(out)
    assert plan["status"] == "optimal"
    assert plan["objective"] == pytest.approx(sum(year["fulfilment"] for year in plan["years"]))
    assert [year["year"] for year in plan["years"]] == [f"year{i}" for i in range(1, 6)]
    for year in plan["years"]:
        assert set(year["output"]) == set(year["consumption"]) == {"iron", "coal", "corn", "bread"}
        assert year["labour"] <= year["labour_supply"] + 1e-9
    assert max(plan["residuals"].values()) < 1e-9
    assert sum(one["share"] for one in plan["binds"]) == pytest.approx(1.0, abs=0.02)


def test_it_agrees_with_another_programme_for_the_same_tables(tables: Path, ask: Ask) -> None:
    """Tests of rakvat/planning, experiment 2 (the same algorithm with another solver), where coal's output is 5."""
    changed(tables, "flows.csv", "output,10,6", "output,10,5")
    years = json.loads(ask(tables, "--json")[1])["years"]
    assert 0.15922 < years[0]["fulfilment"] < 0.15923
    assert 9.02671 < years[0]["output"]["iron"] < 9.02672
    assert 0.19788 < years[4]["output"]["iron"] < 0.19789


def test_files_and_page_hold_the_plan(tables: Path, ask: Ask, tmp_path: Path) -> None:
    out = tmp_path / "made"
    code, text, _ = ask(tables, "--out", out)
    assert code == 0 and "fulfilment" in text and "What binds" in text and str(out) in text
    plan = json.loads((out / "plan.json").read_text())
    goods = list(csv.DictReader((out / "goods.csv").open()))
    assert len(goods) == 20
    for row in goods:
        year = next(one for one in plan["years"] if one["year"] == row["year"])
        assert float(row["output"]) == pytest.approx(year["output"][row["good"]], abs=1e-8)
    assert len(list(csv.DictReader((out / "stocks.csv").open()))) == 5 * 9
    assert float(next(csv.DictReader((out / "years.csv").open()))["fulfilment"]) == pytest.approx(0.5)
    page = (out / "plan.html").read_text()
    assert page.count("<svg") >= 7 and "http" not in page.replace("http://www.w3.org", "").replace("http-equiv", "")
    HTMLParser().feed(page)
    assert "counterplan plan" in page and "bread" in page


def test_the_example_comes_along_with_a_limit_that_binds(ask: Ask) -> None:
    assert (example_tables() / "flows.csv").is_file()
    code, out, _ = ask("--json")
    plan = json.loads(out)
    assert code == 0 and any(one["what"] == "limit" and one["name"] == "emissions" for one in plan["binds"])
    for year in plan["years"]:
        assert year["resources"]["emissions"]["used"] <= year["resources"]["emissions"]["limit"] + 1e-9
    tighter = json.loads(ask("--json", "--cap", "emissions=40")[1])
    assert tighter["objective"] < plan["objective"]
    years = json.loads(ask("--json", "--years", "2", "--keep-stocks", "--at-least", "0.5")[1])["years"]
    assert len(years) == 2 and min(year["fulfilment"] for year in years) >= 0.5 - 1e-9


def test_an_input_output_table_becomes_a_plan(tmp_path: Path, ask: Ask) -> None:
    cells = {
        ("A", "A"): 10, ("A", "B"): 20, ("B", "A"): 15, ("B", "B"): 30, ("A", "C_HH"): 60, ("B", "C_HH"): 40, ("B", "GFCF"): 15, ("A", "GFCF"): 10,
        ("A", "C_GOV"): 0, ("B", "C_GOV"): 0, ("VALUE_ADDED", "A"): 70, ("VALUE_ADDED", "B"): 50,
        ("A", "TOTAL_OUTPUT"): 100, ("B", "TOTAL_OUTPUT"): 100, ("EMPLOYMENT_THOUSANDS", "A"): 30, ("EMPLOYMENT_THOUSANDS", "B"): 20,
        ("CAPITAL_STOCK", "A"): 200, ("CAPITAL_STOCK", "B"): 100, ("IMP_INTERMEDIATE", "A"): 5, ("IMP_INTERMEDIATE", "B"): 0,
    }  # fmt: skip
    lines = ["table_id,row,col,value", *(f"T,{row},{column},{value}" for (row, column), value in cells.items())]
    (tmp_path / "io_tables.csv").write_text("\n".join(lines))
    code, out, _ = ask(tmp_path, "--table", "T", "--years", "3", "--json")
    plan = json.loads(out)
    assert code == 0 and len(plan["years"]) == 3 and plan["status"] == "optimal"
    # With stocks for the table's outputs the first year can make them and no more; what is not invested is consumed.
    assert plan["years"][0]["output"]["A"] <= 100 + 1e-9
    assert plan["years"][0]["capital"] == {"A": pytest.approx(120.0), "B": pytest.approx(180.0)}
    less = json.loads(ask(tmp_path, "--table", "T", "--years", "3", "--cap", "imports=80%", "--json")[1])
    assert all(year["output"]["A"] <= 80 + 1e-6 for year in less["years"])
    assert "did you mean" in ask(tmp_path, "--table", "t")[2].lower() or "Known: T" in ask(tmp_path, "--table", "t")[2]
    assert "--table ID" in ask(tmp_path)[2]


@pytest.mark.parametrize("engine", ["facilitation", "labour-time", "boards"])
def test_other_engines_plan_the_same_tables_year_by_year(tables: Path, ask: Ask, tmp_path: Path, engine: str) -> None:
    plan = json.loads(ask("--engine", engine, "--json")[1])
    assert (plan["status"], plan["engine"]) == ("settled", engine)
    assert plan["objective"] == pytest.approx(sum(year["fulfilment"] for year in plan["years"]))
    assert plan["objective"] != pytest.approx(json.loads(ask("--json")[1])["objective"], rel=0.01)
    for year in plan["years"]:
        assert year["labour"] <= year["labour_supply"] + 1e-9
        assert year["resources"]["emissions"]["used"] <= year["resources"]["emissions"]["limit"] * (1 + 1e-9)
        assert all(year["output"][good] <= year["capacity"][good] * (1 + 1e-9) for good in year["output"])
    out = tmp_path / "made"
    code, text, err = ask("--engine", engine, "--out", out)
    assert code == 0 and err == "" and f"{engine}, settled" in text and "Note: Consumers spend" in text
    assert json.loads((out / "plan.json").read_text())["objective"] == pytest.approx(plan["objective"])
    assert len(list(csv.DictReader((out / "goods.csv").open()))) == 25
    page = (out / "plan.html").read_text()
    assert page.count("<svg") >= 7 and "http" not in page.replace("http://www.w3.org", "").replace("http-equiv", "")
    HTMLParser().feed(page)
    assert f"--engine {engine}" in page and "Price over value" in page and "a limit is passed" in page and "emissions" in page
    assert f"{out}/plan.html" in text
    changed(tables, "cap.csv", "coal,2,1,0.04,0.1", "coal,2,0,0.04,0.1")  # an industry that needs no stock of coal
    assert ask(tables, "--engine", engine, "--json")[0] == 0
    changed(tables, "labtarg.csv", "2.0,3.0\n", "2.0,0\n")
    code, _, err = ask(tables, "--engine", engine)
    assert code == 2 and "the basket of year1 cannot be delivered" in err and "there is no labour" in err and len(err.splitlines()) == 1


BAD = [
    ("flows.csv", "coal,2,1,0.04,0.2", "coal,2,1,0.04", ["flows.csv, line 3, row 'coal'", "4 cells, but 5 headings"]),
    ("flows.csv", "coal,2,1,0.04,0.2", "coal,2,one,0.04,0.2", ["line 3, row 'coal', column 'coal'", "'one' is no number"]),
    ("flows.csv", "coal,2,1,0.04,0.2", "coal,2,1_0,0.04,0.2", ["column 'coal'", "'1_0' is no number"]),
    ("flows.csv", "coal,2,1,0.04,0.2", "coal,2,\u0663,0.04,0.2", ["column 'coal'", "is no number"]),
    ("flows.csv", "coal,2,1,0.04,0.2", "coal,2,,0.04,0.2", ["column 'coal'", "is empty"]),
    ("flows.csv", "coal,2,1,0.04,0.2", "coal,2,nan,0.04,0.2", ["column 'coal'", "'nan' is not finite"]),
    ("flows.csv", "coal,2,1,0.04,0.2", "coal,2,1e999,0.04,0.2", ["column 'coal'", "not finite"]),
    ("flows.csv", "corn,0,0,1,1", "cron,0,0,1,1", ["flows.csv, line 4, row 'cron'", "Did you mean 'corn'?"]),
    ("flows.csv", "labour,", "labor,", ["row 'labor'", "Did you mean 'labour'?"]),
    ("flows.csv", "output,10,6,10,1", "output,10,6,0,1", ["row 'output', column 'corn'", "above zero"]),
    ("flows.csv", "output,10,6,10,1\n", "", ["no row 'output'"]),
    ("flows.csv", "bread,0,0,0,0", "corn,0,0,0,0", ["row 'corn' stands there twice"]),
    ("flows.csv", "headings,iron,coal,corn,bread", "headings;iron;coal;corn;bread", ["separated by ';'"]),
    ("cap.csv", "coal,2,1,0.04,0.1", "coal,2,-1,0.04,0.1", ["cap.csv, line 3, row 'coal', column 'coal'", "-1 is negative"]),
    ("cap.csv", "headings,iron", "headings,irn", ["cap.csv, column 'irn'", "unknown good", "Did you mean 'iron'?"]),
    ("cap.csv", "bread,0,0,0,0\n", "", ["cap.csv", "no row 'bread'"]),
    ("dep.csv", "0.07,0.07,0.07,0.06", "0.07,0.07,1.07,0.06", ["dep.csv, line 2, row 'iron', column 'corn'", "more than 1"]),
    ("labtarg.csv", "headings,iron", "headings,gold", ["labtarg.csv, column 'gold'", "unknown good"]),
    ("labtarg.csv", ",labour\n", ",work\n", ["labtarg.csv, column 'work'"]),
    ("labtarg.csv", "year2,", "year9,", ["labtarg.csv, line 5, row 'year3'", "out of order"]),
    ("labtarg.csv", "year2,0.1,3,0.00,2.010000", "year2,0,0,0,0", ["line 3, row 'year2'", "all targets are zero"]),
    ("labtarg.csv", "2.0,3.0\n", "2.0,0\n", ["the basket of year1 cannot be delivered", "labour in year1: 0 given"]),
    ("cap.csv", "corn,0,0,1,0", "corn,0,0,0,0", None),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), BAD)
def test_bad_tables_get_one_clear_line(tables: Path, ask: Ask, name: str, old: str, new: str, said: list[str] | None) -> None:
    changed(tables, name, old, new)
    code, out, err = ask(tables, "--json")
    if said is None:  # fewer stocks are no fault
        assert code == 0
        return
    assert code == 2 and out == "" and len(err.splitlines()) == 1, err
    for part in said:
        assert part in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--at-least", "1"], ["no plan reaches a fulfilment of 1 in every year", "starting stock of", "more needed"]),
        (["--years", "0"], ["--years 0", "1 to 200"]),
        (["--solver", "magic"], ["simplex, ipm, pdlp"]),
        (["--engine", "magic"], ["optimal, facilitation, labour-time, boards"]),
        (["--engine", "boards", "--solver", "ipm"], ["--solver goes with --engine optimal", "boards plans year by year"]),
        (["--engine", "facilitation", "--keep-stocks"], ["--keep-stocks goes with --engine optimal"]),
        (["--cap", "smoke=3"], ["--cap smoke", "no such row"]),
        (["--cap", "smoke"], ["NAME=VALUE is wanted"]),
        (["--at-least", "-1"], ["--at-least -1"]),
        (["--time-limit", "0"], ["--time-limit 0"]),
    ],
)
def test_what_cannot_be_asked_for_gets_one_clear_line(tables: Path, ask: Ask, words: list[str], said: list[str]) -> None:
    code, out, err = ask(tables, *words)
    assert code == 2 and out == "" and len(err.splitlines()) == 1, err
    for part in said:
        assert part in err


def test_missing_folders_files_and_other_bytes_get_one_clear_line(tables: Path, ask: Ask) -> None:
    assert "no such folder" in ask(tables / "nowhere")[2]
    (tables / "dep.csv").unlink()
    code, _, err = ask(tables)
    assert code == 2 and "dep.csv: there is no such file" in err
    (tables / "dep.csv").write_bytes(b"\xff\xfe\x00")
    assert "no text in UTF-8" in ask(tables)[2]
    (tables / "dep.csv").write_text("")
    assert "no headings" in ask(tables)[2]


def test_too_many_sectors_are_refused_before_they_are_read(tables: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    from counterplan.loader import plan_cells

    (tables / "flows.csv").write_text("headings," + ",".join(f"g{i}" for i in range(10_000)) + "\n")
    monkeypatch.setattr(plan_cells, "free_memory", lambda: 8e9)
    code, _, err = ask(tables)
    assert code == 2 and "10,000 sectors take about 45 GB" in err and "8 GB are free" in err


def test_errors_in_tables_answer_at_once_and_without_jax(tables: Path) -> None:
    changed(tables, "flows.csv", "coal,2,1,0.04,0.2", "coal,2,x,0.04,0.2")
    script = (
        "import sys, time; from counterplan.cli import main; code = main(sys.argv[1:]); "
        "print(code, 'jax' in sys.modules, 'numpy' in sys.modules, time.process_time())"
    )
    done = subprocess.run([sys.executable, "-c", script, "plan", str(tables)], capture_output=True, text=True, check=True)
    code, jax, numpy, seconds = done.stdout.split()
    assert (code, jax, numpy) == ("2", "False", "False") and float(seconds) < 0.6, done.stdout


def test_a_json_document_is_all_that_stands_on_standard_output(tables: Path) -> None:
    """HiGHS writes to the process's own output; nothing of that may come between."""
    done = subprocess.run([sys.executable, "-m", "counterplan.cli", "plan", str(tables), "--json"], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["status"] == "optimal" and done.stderr == ""
