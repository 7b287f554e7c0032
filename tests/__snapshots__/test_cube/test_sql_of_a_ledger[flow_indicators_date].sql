SELECT unit, dt, indicator,
    CAST(coalesce(sum(indicator_numbers), 0) AS BIGINT) AS indicator_numbers,
    CAST(coalesce(sum(mediation_agreements), 0) AS DECIMAL(18, 4)) AS mediation_agreements,
    CAST(coalesce(sum(mediation_agreements_given), 0) AS BIGINT) AS mediation_agreements_given,
    CAST(coalesce(sum(legal_talks), 0) AS DECIMAL(18, 4)) AS legal_talks,
    CAST(coalesce(sum(legal_talks_given), 0) AS BIGINT) AS legal_talks_given,
    CAST(coalesce(sum(council_topics), 0) AS DECIMAL(18, 4)) AS council_topics,
    CAST(coalesce(sum(council_topics_given), 0) AS BIGINT) AS council_topics_given,
    CAST(coalesce(sum(council_topics_from_residents), 0) AS DECIMAL(18, 4)) AS council_topics_from_residents,
    CAST(coalesce(sum(council_topics_from_residents_given), 0) AS BIGINT) AS council_topics_from_residents_given
FROM (
SELECT unit, CAST(date AS DATE) AS dt, code_indicator AS indicator,
    (count(*)) AS indicator_numbers,
    (sum(value) FILTER (indicator = 'mediation_agreements')) AS mediation_agreements,
    (count(*) FILTER (indicator = 'mediation_agreements')) AS mediation_agreements_given,
    (sum(value) FILTER (indicator = 'legal_talks')) AS legal_talks,
    (count(*) FILTER (indicator = 'legal_talks')) AS legal_talks_given,
    (sum(value) FILTER (indicator = 'council_topics')) AS council_topics,
    (count(*) FILTER (indicator = 'council_topics')) AS council_topics_given,
    (sum(value) FILTER (indicator = 'council_topics_from_residents')) AS council_topics_from_residents,
    (count(*) FILTER (indicator = 'council_topics_from_residents')) AS council_topics_from_residents_given
FROM work.counted_indicators WHERE (date) IS NOT NULL AND true GROUP BY ALL
) GROUP BY unit, dt, indicator
HAVING coalesce(sum(indicator_numbers), 0) <> 0 OR coalesce(sum(mediation_agreements), 0) <> 0 OR coalesce(sum(mediation_agreements_given), 0) <> 0 OR coalesce(sum(legal_talks), 0) <> 0 OR coalesce(sum(legal_talks_given), 0) <> 0 OR coalesce(sum(council_topics), 0) <> 0 OR coalesce(sum(council_topics_given), 0) <> 0 OR coalesce(sum(council_topics_from_residents), 0) <> 0 OR coalesce(sum(council_topics_from_residents_given), 0) <> 0
ORDER BY unit, dt;