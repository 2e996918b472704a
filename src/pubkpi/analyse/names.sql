-- One row a name that {group} gives, of whatever period.
select distinct name from ({group}) where name is not null
