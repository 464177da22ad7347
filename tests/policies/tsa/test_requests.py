"""Lines that no policy decides: they carry no name of a policy and do not roll up."""

from tests.policies.tsa.charts import decide, fusion, line


def test_a_code_that_no_policy_knows_belongs_to_none() -> None:
    (alone,) = decide([line("99213")], policy=None).outcome.lines
    assert (alone.verdict, alone.policy) == ("out_of_scope", None)


def test_an_unknown_policy_never_lends_its_name_to_a_verdict_on_the_merits() -> None:
    outcome = decide([line("22633", "L4-L5")], fusion("L4-L5"), policy="NOSUCH").outcome
    assert [d.verdict for d in outcome.lines] == ["out_of_scope"]
    assert outcome.groups == ()
