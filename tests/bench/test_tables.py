"""What is written for Soufflé fits the program that reads it: a file for each input, each cell of its column's type."""

import re
from pathlib import Path

from bench.batches.made import Cases
from bench.batches.tables import FOLDER, write_tables
from bench.generating.cases import cases
from tests.ours import knowledge_base

NUMBER = 20


def test_each_input_has_a_file_whose_cells_have_the_declared_types(tmp_path: Path) -> None:
    made = tmp_path / "cases.jsonl"
    made.write_text("".join(f"{case}\n" for case in cases(knowledge_base(), NUMBER, 5)), encoding="utf-8")
    write_tables(Cases(str(made), NUMBER, tmp_path))
    text = (tmp_path / "program.dl").read_text(encoding="utf-8")
    declared = {
        name: re.findall(r": (\w+)", columns)
        for name, columns in re.findall(r"^\.decl (\w+)\((.*?)\)", text, re.MULTILINE)
    }
    inputs = re.findall(r"^\.input (\w+)$", text, re.MULTILINE)
    assert {path.stem for path in (tmp_path / FOLDER).iterdir()} == set(inputs)
    for name in inputs:
        for line in (tmp_path / FOLDER / f"{name}.facts").read_text(encoding="utf-8").splitlines():
            for cell, kind in zip(line.split("\t"), declared[name], strict=True):
                assert kind == "symbol" or int(cell) is not None


def test_all_facts_of_all_cases_are_written(tmp_path: Path) -> None:
    made = tmp_path / "cases.jsonl"
    made.write_text("".join(f"{case}\n" for case in cases(knowledge_base(), NUMBER, 5)), encoding="utf-8")
    few = Cases(str(made), NUMBER, tmp_path)
    write_tables(few)
    findings = {
        name: sum(len(stated.get(name, ())) for _, stated in few.facts(knowledge_base()))
        for name in ("line", "code", "service_date__given", "review", "stenosis__supported")
    }
    for name, number in findings.items():
        assert (tmp_path / FOLDER / f"{name}.facts").read_text(encoding="utf-8").count("\n") == number, name
    assert findings["line"] > NUMBER
