-- One row a variant of a test of titles that ended within $first to $last, the test that ended first, then by name: test,
-- variant, title, how often it was shown, how often it was clicked. A test of the same name in another period is another test.
with tests as (
  select *, max(ended_on) over (partition by experiment) as closed_on from experiment
  where ended_on between $first and $last
)
select experiment, variant, max(title), sum(shown_count), sum(clicked_count)
from tests group by experiment, variant, closed_on order by closed_on, experiment, variant
