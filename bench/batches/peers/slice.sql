-- Stimulation of the spinal cord before the service, as CGS has it (CGS-SCS, CGS-PQ), written by hand for DuckDB.
-- `wide` has a row for each line, and for each premise two columns: whether the record supports it, whether it refutes
-- it. A value is F 0, B 1, N 2 or T 3: the least one is that of a conjunction. A disjunction takes N and B the other way
-- round.

CREATE OR REPLACE MACRO reading(supported, refuted) AS
    CASE WHEN supported THEN CASE WHEN refuted THEN 1 ELSE 3 END WHEN refuted THEN 0 ELSE 2 END;
CREATE OR REPLACE MACRO turned(value) AS CASE value WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE value END;
CREATE OR REPLACE MACRO either(one, other) AS turned(greatest(turned(one), turned(other)));
CREATE OR REPLACE MACRO denied(value) AS CASE value WHEN 0 THEN 3 WHEN 3 THEN 0 ELSE value END;
CREATE OR REPLACE MACRO closed(value) AS CASE value WHEN 2 THEN 0 ELSE value END;

CREATE OR REPLACE VIEW criteria AS SELECT
    "case", line, code,
    least(
        reading(trained, untrained),
        either(denied(closed(reading(other_ordered, physician_ordered))), reading(authorised, unauthorised))
    ) AS form_kept,
    least(
        reading(chronic, not_chronic),
        reading(late, not_late),
        either(
            either(reading(drugs_spent, drugs_left), reading(surgery_spent, surgery_left)),
            either(reading(physical_spent, physical_left), reading(mental_spent, mental_left))
        ),
        reading(screened, not_screened),
        reading(evaluated, not_evaluated),
        reading(diagnosed, not_diagnosed),
        reading(mind_seen, mind_unseen),
        reading(body_seen, body_unseen),
        reading(discussed, not_discussed),
        reading(equipped, not_equipped)
    ) AS warranted,
    least(reading(relieved, not_relieved), reading(long_enough, too_short)) AS tried
FROM wide;

CREATE OR REPLACE VIEW verdicts AS SELECT
    "case", line,
    CASE least(form_kept, warranted, CASE code WHEN '63685' THEN tried ELSE 3 END)
        WHEN 0 THEN 'not_necessary' WHEN 1 THEN 'review' WHEN 2 THEN 'undetermined' ELSE 'necessary'
    END AS verdict
FROM criteria;
