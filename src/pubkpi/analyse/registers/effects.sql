-- One row: posts published within $first to $last, each article once; participants of activities that ended then, attendances
-- (人次) alone; new followers, null where no day is known; how many accounts published and have no day of new followers.
select (select count(distinct (platform, account, identity)) from post_identity where published_on between $first and $last),
       (select sum(participant_count) from activity
        where ended_on between $first and $last and coalesce(counting, '人次') = '人次'),
       (select sum(new_count) from account_daily where day between $first and $last),
       (select count(*) from (select platform, account from post_identity where published_on between $first and $last
                              except select platform, account from account_daily where day between $first and $last and new_count is not null))
