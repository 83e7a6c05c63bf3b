-- One row per household and year that a statement, a list or a roster names: what is known of it, and its scope.
-- Labour capacity comes from the list, else from the roster, never from the household type (docs/method.md#exit-line). A number is given
-- to a head only with his name: where the statement names one person and the list or roster another, it has none.
with spine as (
    select household_id, survey_year from derive_base_statements
    union
    select household_id, survey_year from derive_lists where survey_year >= coalesce(identified_year, 0)
    union
    select household_id, survey_year from derive_rosters
),

-- Labour capacity of the year's own roster, else of the newest that tells
latest_labour as (
    select household_id, has_labour_capacity, row_number() over (partition by household_id order by survey_year desc) as newest_first
    from derive_rosters
    where has_labour_capacity is not null
),

-- Place, head and status: the statement names a household before the list does; on status the list of the year comes first
named_by as (
    select
        spine.survey_year,
        spine.household_id,
        base.household_id is not null as has_statement,
        rosters.household_id is not null as is_on_roster,
        coalesce(base.village_id, lists.village_id) as village_id,
        coalesce(base.county_name, lists.county_name) as county_name,
        coalesce(base.town_name, lists.town_name) as town_name,
        coalesce(base.village_name, lists.village_name) as village_name,
        coalesce(base.household_code, lists.household_code) as household_code,
        coalesce(base.head_name, lists.head_name) as head_name,
        coalesce(base.head_key, case when coalesce(base.head_name = lists.head_name, true) then lists.head_key end) as head_key,
        coalesce(
            base.head_id_masked, case when coalesce(base.head_name = lists.head_name, true) then lists.head_id_masked end
        ) as head_id_masked,
        coalesce(lists.household_type, base.household_type) as household_type,
        coalesce(base.source_file, lists.source_file) as source_file,
        coalesce(base.source_sheet, lists.source_sheet) as source_sheet,
        coalesce(base.source_row, lists.source_row) as source_row,
        lists.has_labour_capacity,
        case when told.exit_status is not null then told.exit_status else lists.exit_status end as exit_status,
        case
            when told.exit_status is null then lists.exit_state
            when told_states.since_year > spine.survey_year then told_states.earlier_state
            else told_states.exit_state
        end as exit_state,
        case when told.exit_status is not null then spine.survey_year else lists.exit_status_year end as exit_status_year,
        coalesce(lists.planned_exit_year, told_planned.year, told_exited.year) as planned_exit_year,
        coalesce(lists.exited_year, told_exited.year) as exited_year,
        lists.identified_year,
        lists.poverty_cause,
        lists.list_count,
        coalesce(lists.list_count, base.registered_count) as known_count,
        lists.is_subsistence_recipient,
        lists.is_subsistence_eligible,
        lists.is_unsafe_housing,
        lists.has_safe_water,
        coalesce(lists.own_household_type, base.household_type) as own_household_type,
        lists.is_listed,
        rosters.roster_count,
        rosters.listed_count,
        rosters.dead_count,
        rosters.has_labour_capacity as roster_capacity,
        rosters.is_subsistence_recipient as is_roster_subsistence,
        rosters.is_unsafe_housing as is_roster_unsafe,
        rosters.has_safe_water as has_roster_water
    from spine
    left join derive_base_statements as base
        on base.household_id = spine.household_id and base.survey_year = spine.survey_year
    left join derive_lists as lists
        on lists.household_id = spine.household_id and lists.survey_year = spine.survey_year
    left join derive_rosters as rosters
        on rosters.household_id = spine.household_id and rosters.survey_year = spine.survey_year
    -- a statement may tell 脱贫属性 and its years itself; the list of the same year goes before it
    left join raw_income_statements as told
        on told.source_file = base.source_file and told.source_sheet = base.source_sheet and told.source_row = base.source_row
        and coalesce(lists.exit_status_year <> spine.survey_year or lists.exit_status is null, true)
    left join raw_exit_states as told_states on told_states.text = told.exit_status
    left join raw_dates as told_planned on told_planned.text = told.planned_exit_year
    left join raw_dates as told_exited on told_exited.text = told.exited_year
),

-- Where statement and list leave something blank, the head of the roster fills it in
members as (
    select
        m.*,
        coalesce(m.name = n.head_name, m.is_head, false) as is_this_head,
        row_number() over (
            partition by m.household_id, m.survey_year
            order by
                case when coalesce(m.name = n.head_name, m.is_head, false) then 0 else 1 end,
                case when m.is_head then 0 else 1 end,
                case when m.person_key is null then 1 else 0 end,
                m.source_file, m.source_sheet, m.source_row
        ) as place_in_household
    from clean_members as m
    inner join named_by as n on n.household_id = m.household_id and n.survey_year = m.survey_year
    where n.village_id is null or n.county_name is null or n.town_name is null or n.village_name is null
        or n.household_code is null or n.head_name is null or n.head_key is null or n.head_id_masked is null
        or n.source_file is null
),

-- Whoever has died stays in the roster's year; of a head alone the register tells, also of years that name nobody any more.
deaths as (
    select person_key, min(survey_year) as death_year from clean_registers where register_group = 'death' group by person_key
),

heads_gone as (
    select n.household_id, n.survey_year, max(earlier.known_count) as most_known_count
    from deaths
    inner join named_by as n on n.head_key = deaths.person_key and n.survey_year >= deaths.death_year
    inner join named_by as earlier on earlier.household_id = n.household_id and earlier.survey_year <= n.survey_year
    group by n.household_id, n.survey_year
),

-- Why a household counts no more
judged as (
    select
        n.*,
        case
            when n.exit_state = 'cancelled' and (n.exit_status_year <= n.survey_year or not (n.has_statement or n.is_on_roster))
                then 'cancelled'
            when n.dead_count = n.listed_count then 'died_out'
            when n.roster_count is null and heads_gone.household_id is not null
                and coalesce(n.list_count, case when not n.has_statement then heads_gone.most_known_count end) = 1 then 'died_out'
        end as closed_reason
    from named_by as n
    left join heads_gone on heads_gone.household_id = n.household_id and heads_gone.survey_year = n.survey_year
),

system as (
    select household_id, survey_year, max(registered_count) as system_count
    from clean_income_statements
    where form = 'B'
    group by household_id, survey_year
)

select
    n.survey_year,
    n.household_id,
    coalesce(n.village_id, heads.village_id) as village_id,
    coalesce(n.county_name, heads.county_name) as county_name,
    coalesce(n.town_name, heads.town_name) as town_name,
    coalesce(n.village_name, heads.village_name) as village_name,
    coalesce(n.household_code, heads.household_code) as household_code,
    coalesce(n.head_name, case when heads.is_this_head then heads.name end) as head_name,
    coalesce(n.head_key, case when heads.is_this_head then heads.person_key end) as head_key,
    coalesce(n.head_id_masked, case when heads.is_this_head then heads.id_number_masked end) as head_id_masked,
    n.household_type,
    coalesce(n.has_labour_capacity, n.roster_capacity, latest_labour.has_labour_capacity) as has_labour_capacity,
    n.exit_status,
    n.exit_state,
    n.exit_status_year,
    n.planned_exit_year,
    n.exited_year,
    n.identified_year,
    case
        when n.closed_reason is not null then 'out_of_scope'
        when n.planned_exit_year is null then 'unknown'
        when n.planned_exit_year between p.first_planned_exit_year and p.last_planned_exit_year then 'in_scope'
        else 'out_of_scope'
    end as scope,
    n.closed_reason,
    n.poverty_cause,
    n.list_count,
    n.roster_count,
    system.system_count,
    coalesce(n.is_subsistence_recipient, n.is_roster_subsistence,
        types.is_subsistence = (coalesce(types.since_year, n.survey_year) <= n.survey_year)) as is_subsistence_recipient,
    n.is_subsistence_eligible,
    types.is_destitute = (coalesce(types.since_year, n.survey_year) <= n.survey_year) as is_destitute_recipient,
    case
        when n.is_roster_unsafe or n.is_unsafe_housing then true
        else coalesce(n.is_roster_unsafe, n.is_unsafe_housing)
    end as is_unsafe_housing,
    case
        when not n.has_safe_water or not n.has_roster_water then false
        else coalesce(n.has_safe_water, n.has_roster_water)
    end as has_safe_water,
    n.has_statement,
    coalesce(n.is_listed, false) as is_listed,
    n.is_on_roster,
    coalesce(n.source_file, heads.source_file) as source_file,
    coalesce(n.source_sheet, heads.source_sheet) as source_sheet,
    coalesce(n.source_row, heads.source_row) as source_row
from judged as n
inner join raw_year_parameters as p on p.survey_year = n.survey_year and p.county_name = split_part(n.household_id, '|', 1)
left join latest_labour on latest_labour.household_id = n.household_id and latest_labour.newest_first = 1
left join members as heads
    on heads.household_id = n.household_id and heads.survey_year = n.survey_year and heads.place_in_household = 1
left join raw_household_types as types on types.text = n.own_household_type
left join system on system.household_id = n.household_id and system.survey_year = n.survey_year
order by n.household_id, n.survey_year
