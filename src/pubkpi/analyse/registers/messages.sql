-- One row a {group} of messages within $first to $last, most received first.
--   received, answered: where both are known; in_day, of_day: answered within 24 hours, and received where that is known;
--   seconds, replies: those of all replies whose time is known, and how many these are, means of a day included;
--   of messages that have a row of their own with both moments the median and the 90th percentile of the seconds to the reply, and
--   the median of the seconds of work within them, null where no hours of work are declared;
--   in_time, due: messages of their own that were answered within the limit of their kind ($kinds, $limits in seconds, else
--   $usual), and all that were answered at a known moment, or not and have had that long by $now.
-- A message of its own whose reply is after $now is not answered yet. Of one that was answered at no known moment, or before it was
-- received, holds what its row says of 24 hours and of the mean.
-- Seconds of work are those between $opens and $closes (seconds of a day) on working days: not on weekends but $workdays, and
-- not on $holidays; they are counted from the first day on, and the difference of two moments is what lies between them.
with calendar as (
  select day, works, coalesce(sum(case when works then $closes - $opens else 0 end)
                              over (order by day rows between unbounded preceding and 1 preceding), 0) as before
  from (select day, (isodow(day) < 6 or list_contains($workdays, day)) and not list_contains($holidays, day) as works
        from (select cast(unnest(generate_series(cast(cast(min(received_at) as date) as timestamp), cast($now as timestamp), interval 1 day)) as date) as day
              from message where day between $first and $last))
), messages as (
  select *, date_diff('second', received_at, answered_at) as waited, coalesce($limits[list_position($kinds, kind)], $usual) as allowed
  from (select * replace (case when is_early then answered_at end as answered_at,
                          case when is_early is false and is_single then 0 else answered_count end as answered_count)
        from (select *, received_count = 1 and received_at is not null as is_single,
                     case when answered_at >= received_at then answered_at <= cast($now as timestamp) end as is_early
              from message where day between $first and $last))
), timed as (
  select m.*,
         case when is_single and waited is not null then cast(waited <= 86400 as integer)
              when is_single and answered_count = 0 then case when received_at + interval 24 hour <= cast($now as timestamp) then 0 end
              else answered_in_day_count end as in_day,
         case when is_single then coalesce(waited, reply_seconds) else reply_seconds end as mean_seconds,
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
       quantile_cont(waited, 0.5) filter (where is_single), quantile_disc(waited, 0.9) filter (where is_single),
       quantile_cont(worked, 0.5) filter (where is_single and waited is not null),
       count(*) filter (where is_single and waited <= allowed),
       count(*) filter (where is_single and (waited is not null or answered_count = 0 and received_at + allowed * interval 1 second <= cast($now as timestamp)))
from timed group by name order by 2 desc nulls last, name
