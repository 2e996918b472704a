-- One row an incident that was found within $first to $last, or earlier and was open when that began: its name, level, the days
-- on which it was found and closed, whether it counts, why not or how it ended; the moments at which it appeared, was found
-- and first answered; whether it was handled well. The gravest first, then the oldest.
select name, level, found_on, closed_on, is_counted, coalesce(reason, outcome), appeared_at, found_at, answered_at, is_well_handled
from incident where found_on <= $last and (found_on >= $first or closed_on is null or closed_on >= $first)
order by level desc nulls last, found_on, name
