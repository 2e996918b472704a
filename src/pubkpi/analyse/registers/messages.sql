-- One row a {group} of messages within $first to $last, most received first.
--   received, answered: where both are known; in_day, of_day: answered within 24 hours, and received where that is known;
--   seconds, replies: those of all replies whose time is known, and how many these are, means of a day included;
--   single: answered messages that have a row of their own with both moments; of these the median and the 90th percentile of the
--   seconds to the reply, and the median of the seconds of work within them, null where no hours of work are declared;
--   in_time, due: messages of their own that were answered within the limit of their kind ($kinds, $limits in seconds, else
--   $usual), and all that were answered or have had that long by $now.
-- Seconds of work are those between $opens and $closes (seconds of a day) on working days: not on weekends but $workdays, and
-- not on $holidays; they are counted from the first day on, and the difference of two moments is what lies between them.
with calendar as (
  select day, works, coalesce(sum(case when works then $closes - $opens else 0 end)
                              over (order by day rows between unbounded preceding and 1 preceding), 0) as before
  from (select day, (isodow(day) < 6 or list_contains($workdays, day)) and not list_contains($holidays, day) as works
        from (select cast(unnest(generate_series(cast($first as timestamp) - interval 62 day, cast($now as timestamp), interval 1 day)) as date) as day))
), messages as (
  select *, received_count = 1 and received_at is not null as is_single,
         date_diff('second', received_at, answered_at) as waited,
         coalesce($limits[list_position($kinds, kind)], $usual) as allowed
  from (select * exclude (answered_at), case when answered_at <= cast($now as timestamp) then answered_at end as answered_at
        from message where day between $first and $last)
), timed as (
  select m.*,
         case when not is_single then answered_in_day_count
              when answered_at is not null then cast(waited <= 86400 as integer)
              when received_at + interval 24 hour <= cast($now as timestamp) then 0 end as in_day,
         case when is_single then waited else reply_seconds end as mean_seconds,
         e.before + case when e.works then least(greatest(date_diff('second', cast(e.day as timestamp), answered_at), $opens), $closes) - $opens else 0 end
         - b.before - case when b.works then least(greatest(date_diff('second', cast(b.day as timestamp), received_at), $opens), $closes) - $opens else 0 end
         as worked
  from messages m left join calendar b on b.day = cast(received_at as date) left join calendar e on e.day = cast(answered_at as date)
)
select {group} as name,
       sum(received_count) filter (where answered_count is not null),
       sum(answered_count) filter (where received_count is not null),
       sum(in_day) filter (where received_count is not null),
       sum(received_count) filter (where in_day is not null),
       sum(mean_seconds * answered_count), sum(answered_count) filter (where mean_seconds is not null),
       count(waited) filter (where is_single),
       quantile_cont(waited, 0.5) filter (where is_single), quantile_cont(waited, 0.9) filter (where is_single),
       quantile_cont(worked, 0.5) filter (where is_single and waited is not null),
       count(*) filter (where is_single and waited <= allowed),
       count(*) filter (where is_single and (waited is not null or received_at + allowed * interval 1 second <= cast($now as timestamp)))
from timed group by name order by 2 desc nulls last, name
