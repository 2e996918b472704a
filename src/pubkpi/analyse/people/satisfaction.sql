-- One row a survey answered within $first to $last: valid answers, those of them that are satisfied; of the valid
-- ones that are a whole number from 0 to 10 how many there are, how many are 9 or 10 (promoters), and how many 6 or less (detractors).
with answers as (
  select survey, is_valid, is_satisfied,
         case when is_valid and regexp_full_match(trim(answer), '[0-9]|10') then cast(trim(answer) as integer) end as points
  from survey_answer where answered_on between $first and $last
)
select survey, count(*) filter (where is_valid), count(*) filter (where is_valid and is_satisfied),
       count(points), count(*) filter (where points >= 9), count(*) filter (where points <= 6)
from answers group by survey order by survey
