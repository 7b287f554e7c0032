SELECT * FROM (
SELECT unit, CAST(date AS DATE) AS dt, code_indicator AS indicator,
    CAST(coalesce((count(*)), 0) AS BIGINT) AS indicator_numbers,
    CAST(coalesce((sum(value) FILTER (indicator = 'mediation_agreements')), 0) AS DECIMAL(18, 4)) AS mediation_agreements,
    CAST(coalesce((count(*) FILTER (indicator = 'mediation_agreements')), 0) AS BIGINT) AS mediation_agreements_given,
    CAST(coalesce((sum(value) FILTER (indicator = 'legal_talks')), 0) AS DECIMAL(18, 4)) AS legal_talks,
    CAST(coalesce((count(*) FILTER (indicator = 'legal_talks')), 0) AS BIGINT) AS legal_talks_given,
    CAST(coalesce((sum(value) FILTER (indicator = 'council_topics')), 0) AS DECIMAL(18, 4)) AS council_topics,
    CAST(coalesce((count(*) FILTER (indicator = 'council_topics')), 0) AS BIGINT) AS council_topics_given,
    CAST(coalesce((sum(value) FILTER (indicator = 'council_topics_from_residents')), 0) AS DECIMAL(18, 4)) AS council_topics_from_residents,
    CAST(coalesce((count(*) FILTER (indicator = 'council_topics_from_residents')), 0) AS BIGINT) AS council_topics_from_residents_given,
    CAST(coalesce((sum(value) FILTER (indicator = 'patrols_planned')), 0) AS BIGINT) AS patrols_planned,
    CAST(coalesce((count(*) FILTER (indicator = 'patrols_planned')), 0) AS BIGINT) AS patrols_planned_given,
    CAST(coalesce((sum(value) FILTER (indicator = 'patrols_done')), 0) AS BIGINT) AS patrols_done,
    CAST(coalesce((count(*) FILTER (indicator = 'patrols_done')), 0) AS BIGINT) AS patrols_done_given,
    CAST(coalesce((sum(value) FILTER (indicator = 'patrol_hits')), 0) AS BIGINT) AS patrol_hits,
    CAST(coalesce((count(*) FILTER (indicator = 'patrol_hits')), 0) AS BIGINT) AS patrol_hits_given,
    CAST(coalesce((sum(value) FILTER (indicator = 'spot_checks_planned')), 0) AS BIGINT) AS spot_checks_planned,
    CAST(coalesce((count(*) FILTER (indicator = 'spot_checks_planned')), 0) AS BIGINT) AS spot_checks_planned_given,
    CAST(coalesce((sum(value) FILTER (indicator = 'spot_checks_done')), 0) AS BIGINT) AS spot_checks_done,
    CAST(coalesce((count(*) FILTER (indicator = 'spot_checks_done')), 0) AS BIGINT) AS spot_checks_done_given,
    CAST(coalesce((sum(value) FILTER (indicator = 'spot_check_hits')), 0) AS BIGINT) AS spot_check_hits,
    CAST(coalesce((count(*) FILTER (indicator = 'spot_check_hits')), 0) AS BIGINT) AS spot_check_hits_given,
    CAST(coalesce((sum(value) FILTER (indicator = 'care_visits_planned')), 0) AS BIGINT) AS care_visits_planned,
    CAST(coalesce((count(*) FILTER (indicator = 'care_visits_planned')), 0) AS BIGINT) AS care_visits_planned_given,
    CAST(coalesce((sum(value) FILTER (indicator = 'care_visits_done')), 0) AS BIGINT) AS care_visits_done,
    CAST(coalesce((count(*) FILTER (indicator = 'care_visits_done')), 0) AS BIGINT) AS care_visits_done_given
FROM work.counted_indicators WHERE (date) IS NOT NULL AND true GROUP BY ALL
)
WHERE indicator_numbers <> 0 OR mediation_agreements <> 0 OR mediation_agreements_given <> 0 OR legal_talks <> 0 OR legal_talks_given <> 0 OR council_topics <> 0 OR council_topics_given <> 0 OR council_topics_from_residents <> 0 OR council_topics_from_residents_given <> 0 OR patrols_planned <> 0 OR patrols_planned_given <> 0 OR patrols_done <> 0 OR patrols_done_given <> 0 OR patrol_hits <> 0 OR patrol_hits_given <> 0 OR spot_checks_planned <> 0 OR spot_checks_planned_given <> 0 OR spot_checks_done <> 0 OR spot_checks_done_given <> 0 OR spot_check_hits <> 0 OR spot_check_hits_given <> 0 OR care_visits_planned <> 0 OR care_visits_planned_given <> 0 OR care_visits_done <> 0 OR care_visits_done_given <> 0
ORDER BY unit, dt;