-- One row: posts published within $first to $last, as content counts them; participants of activities that ended then,
-- attendances (人次) alone; new followers, null where no day is known; how many accounts published and have no day of new followers.
with published as materialized (
  select platform, account, sum(posts) as posts from {posts} group by all
), followed as materialized (
  select platform, account, sum(new_count) as new_followers from account_daily
  where day between $first and $last and new_count is not null group by all
)
select coalesce((select sum(posts) from published), 0),
       (select sum(participant_count) from activity
        where ended_on between $first and $last and coalesce(counting, '人次') = '人次'),
       (select sum(new_followers) from followed),
       (select count(*) from published anti join followed using (platform, account))
