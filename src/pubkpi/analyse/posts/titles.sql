-- One row a variant of a test of titles that ended within $first to $last, the test that ended first, then by name: test, the
-- day on which it ended and the how manieth of that day it is, variant, title, how often it was shown, how often it was clicked.
-- Day and number are null unless a name has a variant twice: those are tests of their own, told apart by the day, on one
-- day by their order. A test of the same name in another period is another test.
with variants as (
  select *, count(*) over (partition by experiment, variant) as times,
         row_number() over (partition by experiment, variant, ended_on order by started_on nulls last, entry_no, entry) as place
  from experiment where ended_on between $first and $last
), tests as (
  select *, max(times) over (partition by experiment) > 1 as is_repeated,
         max(place) over (partition by experiment, ended_on) > 1 as is_repeated_on_day,
         max(ended_on) over (partition by experiment) as closed_on
  from variants
)
select experiment, case when is_repeated then ended_on end as day, case when is_repeated_on_day then place end as number,
       variant, title, shown_count, clicked_count
from tests
order by case when is_repeated then ended_on else closed_on end, experiment, day, number, variant
