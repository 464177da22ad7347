"""How codes are written: what passes, in a line and elsewhere, and what is told to whoever writes one otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.code_form import ANY, PROCEDURE, hint, is_code
from tests.ours import knowledge_base


@pytest.mark.parametrize("code", ["62323", "00000", "0275T", "0501F", "G0453", "S3900"])
def test_procedures_of_every_category_pass(code: str) -> None:
    assert is_code(code, PROCEDURE) and is_code(code)


@pytest.mark.parametrize(
    "code", ["C64", "C7A", "Z3A.01", "M51.36", "M51.360", "G95.89", "S34.4XXS", "T36.0X1A", "O26.891"]
)
def test_diagnoses_of_three_to_seven_characters_pass_but_for_lines(code: str) -> None:
    assert is_code(code) and not is_code(code, PROCEDURE)


def test_every_code_of_the_tables_passes() -> None:
    assert all(map(is_code, knowledge_base().codes))


@pytest.mark.parametrize(
    "text",
    [
        "0275t",
        "g0453",
        "m51.36",
        "M51360",
        "M51.",
        "M51.3600X",
        "M5",
        "M51.36O",
        "6232",
        "623231",
        "CPT 62323",
        "62323-50",
    ]
    + ["62323 ", " 62323", "62323\n", "٦٢٣٢٣", ""],
)
def test_other_spellings_do_not_pass(text: str) -> None:
    assert not is_code(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("0275t", "0275T"),
        ("O275T", "0275T"),
        ("275T", "0275T"),
        ("6232O", "62320"),
        ("G 0453", None),
        ("g0453", "G0453"),
        ("CPT 62323", "62323"),
        ("HCPCS:S3900", "S3900"),
        ("ICD-10-CM m51.360", "M51.360"),
        ("M51360", "M51.360"),
        ("M51.36O", "M51.360"),
        ("62323-50", "62323"),
        ("62323 LT", "62323"),
        (" 62323\n", "62323"),
        ("M51 36", None),
        ("22A33", None),
        ("", None),
    ],
)
def test_the_hint_names_what_was_meant_or_is_silent(text: str, meant: str | None) -> None:
    assert hint(text) == (f"did you mean {meant}?" if meant else None)


@pytest.mark.parametrize("text", ["M51.36", "m51.36"])
def test_a_diagnosis_where_a_procedure_is_asked_for_is_told_apart_from_a_slip(text: str) -> None:
    assert hint(text, PROCEDURE) == "this is written as a diagnosis, and a procedure is asked for"


@given(st.text(), st.sampled_from([ANY, PROCEDURE]))
def test_a_hint_never_names_what_would_be_refused(text: str, form: str) -> None:
    found = hint(text, form)
    assert found is None or "diagnosis" in found or is_code(found.removeprefix("did you mean ").removesuffix("?"), form)
