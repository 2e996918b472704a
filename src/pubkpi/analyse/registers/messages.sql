-- One row a {group} of messages within $first to $last: received and answered where both are known; answered within 24 hours and
-- received where that is known; the seconds of all replies and how many these are, where the mean time is known.
select {group} as name,
       sum(received_count) filter (where answered_count is not null),
       sum(answered_count) filter (where received_count is not null),
       sum(answered_in_day_count) filter (where received_count is not null),
       sum(received_count) filter (where answered_in_day_count is not null),
       sum(reply_seconds * answered_count), sum(answered_count) filter (where reply_seconds is not null)
from message where day between $first and $last group by name order by 2 desc nulls last, name
