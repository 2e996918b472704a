-- One row: whether anybody gave a post that was published within $first to $last a category; whether the form of authors says
-- what a piece of then took.
select exists (from post_category where published_on between $first and $last),
       exists (from authorship where published_on between $first and $last and coalesce(work_seconds, cost_fen) is not null)
