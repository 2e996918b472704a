-- One row: posts published within $first to $last, each article once; participants of activities that ended then, attendances
-- (人次) alone; new followers, null where no day is known; how many accounts published and have no day of new followers.
with published as materialized (
  select platform, account, count(distinct identity) as posts from post_identity where published_on between $first and $last group by all
), followed as (
  select distinct platform, account from account_daily where day between $first and $last and new_count is not null
)
select coalesce((select sum(posts) from published), 0),
       (select sum(participant_count) from activity
        where ended_on between $first and $last and coalesce(counting, '人次') = '人次'),
       (select sum(new_count) from account_daily where day between $first and $last),
       (select count(*) from published anti join followed using (platform, account))
