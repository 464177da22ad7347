-- The wide table of `slice.sql`, out of the lines that are asked for and the statements about each case.

CREATE OR REPLACE MACRO days(quantity) AS
    split_part(quantity, ' ', 1)::INTEGER
    * CASE rtrim(split_part(quantity, ' ', 2), 's') WHEN 'day' THEN 1 WHEN 'week' THEN 7 WHEN 'month' THEN 30 END;

CREATE OR REPLACE VIEW readings AS SELECT
    "case",
    concat_ws('.', finding, slot) AS premise,
    present,
    present AND CASE finding
        WHEN 'performer_training'
        THEN value IN ('residency_or_fellowship', 'recognised_certification', 'accredited_course')
        WHEN 'other_treatment' THEN value IN ('unsatisfactory', 'unsuitable')
        WHEN 'trial_stimulation' THEN days(value) >= 30
        ELSE true
    END AS holds
FROM statements;

CREATE OR REPLACE VIEW charts AS SELECT
    "case",
    bool_or(holds) FILTER (premise = 'performer_training') AS trained,
    -- one recognised path is enough beside others, as long as none is denied
    bool_or(NOT present) FILTER (premise = 'performer_training')
        OR NOT bool_or(holds) FILTER (premise = 'performer_training') AS untrained,
    bool_or(holds) FILTER (premise = 'ordered_by_non_physician') AS other_ordered,
    bool_or(NOT holds) FILTER (premise = 'ordered_by_non_physician') AS physician_ordered,
    bool_or(holds) FILTER (premise = 'order_authorised_by_state') AS authorised,
    bool_or(NOT holds) FILTER (premise = 'order_authorised_by_state') AS unauthorised,
    bool_or(holds) FILTER (premise = 'chronic_intractable_pain') AS chronic,
    bool_or(NOT holds) FILTER (premise = 'chronic_intractable_pain') AS not_chronic,
    bool_or(holds) FILTER (premise = 'stimulation_is_late_resort') AS late,
    bool_or(NOT holds) FILTER (premise = 'stimulation_is_late_resort') AS not_late,
    bool_or(holds) FILTER (premise = 'other_treatment.pharmacological') AS drugs_spent,
    bool_or(NOT holds) FILTER (premise = 'other_treatment.pharmacological') AS drugs_left,
    bool_or(holds) FILTER (premise = 'other_treatment.surgical') AS surgery_spent,
    bool_or(NOT holds) FILTER (premise = 'other_treatment.surgical') AS surgery_left,
    bool_or(holds) FILTER (premise = 'other_treatment.physical') AS physical_spent,
    bool_or(NOT holds) FILTER (premise = 'other_treatment.physical') AS physical_left,
    bool_or(holds) FILTER (premise = 'other_treatment.psychological') AS mental_spent,
    bool_or(NOT holds) FILTER (premise = 'other_treatment.psychological') AS mental_left,
    bool_or(holds) FILTER (premise = 'team_assessment.screening') AS screened,
    bool_or(NOT holds) FILTER (premise = 'team_assessment.screening') AS not_screened,
    bool_or(holds) FILTER (premise = 'team_assessment.evaluation') AS evaluated,
    bool_or(NOT holds) FILTER (premise = 'team_assessment.evaluation') AS not_evaluated,
    bool_or(holds) FILTER (premise = 'team_assessment.diagnosis') AS diagnosed,
    bool_or(NOT holds) FILTER (premise = 'team_assessment.diagnosis') AS not_diagnosed,
    bool_or(holds) FILTER (premise = 'psychological_screening') AS mind_seen,
    bool_or(NOT holds) FILTER (premise = 'psychological_screening') AS mind_unseen,
    bool_or(holds) FILTER (premise = 'physical_screening') AS body_seen,
    bool_or(NOT holds) FILTER (premise = 'physical_screening') AS body_unseen,
    bool_or(holds) FILTER (premise = 'stimulation_risks_discussed') AS discussed,
    bool_or(NOT holds) FILTER (premise = 'stimulation_risks_discussed') AS not_discussed,
    bool_or(holds) FILTER (premise = 'stimulation_facilities') AS equipped,
    bool_or(NOT holds) FILTER (premise = 'stimulation_facilities') AS not_equipped,
    bool_or(holds) FILTER (premise = 'trial_stimulation_relief') AS relieved,
    bool_or(NOT holds) FILTER (premise = 'trial_stimulation_relief') AS not_relieved,
    bool_or(holds) FILTER (premise = 'trial_stimulation') AS long_enough,
    bool_or(NOT holds) FILTER (premise = 'trial_stimulation') AS too_short
FROM readings GROUP BY "case";

CREATE OR REPLACE VIEW wide AS SELECT * FROM requested LEFT JOIN charts USING ("case");
