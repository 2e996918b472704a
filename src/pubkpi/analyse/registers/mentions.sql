-- One row a day from the one before $first to $until on which a monitor found any mention, in order: how many it found; whether
-- an incident was open on that day that was found by then; whether any mention is known from before that day.
select m.published_on, count(*),
       exists (select 1 from incident i
               where i.found_on <= m.published_on and (i.closed_on is null or i.closed_on >= m.published_on)),
       m.published_on > (select min(published_on) from mention)
from mention m where m.published_on between cast($first as date) - 1 and $until
group by m.published_on order by m.published_on
