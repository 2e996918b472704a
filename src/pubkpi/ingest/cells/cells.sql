-- The grammar of cells: text → value, NULL where the text is not a spelling of the kind.
-- Every macro takes cleaned text that is there (see `clean` and `present`).
-- DuckDB's own casts are not asked to judge: they take 12.9 for 13 and 0012 for 12.
-- An argument is written out wherever it stands in the macro, which takes time to plan: where it is long and stands often,
-- a lambda holds it.
-- The quick_ ones, which also take text that was not cleaned, know only the spelling that nearly every cell of a big file
-- has, by a test ten times as cheap as the full grammar. They accept nothing else, and give the same value.

-- what stands in ="30", as programs write a text that Excel is not to change; a formula of several texts is left alone
create or replace macro unwrapped(t) as
  case when contains(t, '="') and regexp_full_match(t, '\s*="([^"]|"")*"\s*')
       then replace(regexp_replace(t, '^\s*="|"\s*$', '', 'g'), '""', '"') else t end;

-- blanks of every kind trimmed; full-width digits and marks as half-width ones
create or replace macro clean(t) as
  trim(translate(unwrapped(t), '０１２３４５６７８９，．％－＋：／（）＞　' || chr(160) || chr(8203) || chr(65279), '0123456789,.%-+:/()>    '), E' \t\n\r');

-- cleaned text, or null where it spells "no value" (a pattern, for a list of words costs a millisecond a column to plan)
create or replace macro present(t) as
  list_filter([clean(t)], lambda w: not regexp_full_match(w, '(?i)[\t-\r\x1c-\x20\x{85}\p{Z}]*|-{1,3}|—{1,2}|null|n/a|nan'))[1];

create or replace macro quick_count(t) as
  case when strlen(t) < 19 and cast(try_cast(t as bigint) as varchar) = t then try_cast(t as bigint) end;

create or replace macro quick_share(t) as
  case when regexp_full_match(t, '[0-9]{1,5}(\.[0-9]{1,18})?') and not starts_with(t, '1.0000000000') then try_cast(t as decimal(38, 18)) end;

create or replace macro quick_day(t) as
  case when regexp_full_match(t, '(19|20)[0-9]{6}') then cast(try_strptime(t, '%Y%m%d') as date)
       when regexp_full_match(t, '(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}') then try_cast(t as date) end;

create or replace macro quick_instant(t) as
  case when regexp_full_match(t, '(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2} ([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}')
       then date_trunc('minute', try_cast(t as timestamp)) end;

-- the number before 万, w or 亿, times that word
create or replace macro whole_of(t) as
  cast(regexp_replace(t, '[, 万wW亿]', '', 'g') as decimal(38, 8)) * (case when t like '%亿' then 100000000 else 10000 end);

-- 0 · 1234 · 1,234 · -17 · 1.2万 · 3.5 w · 2亿 · 12.0 and 1,234.00, as programs write a whole number that they keep as
-- another; never 12.9, 0012, 1e3, nor a part of one (1.23456万), nor 12.000, which is twelve thousand to some
create or replace macro as_count(t) as
  case when regexp_full_match(t, '[+-]?(0|[1-9][0-9]{0,17}|[1-9][0-9]{0,2}(,[0-9]{3}){1,5})(\.00?)?')
       then cast(regexp_replace(replace(t, ',', ''), '\.0+$', '') as bigint)
       when regexp_full_match(t, '[+-]?(0|[1-9][0-9]{0,8}|[1-9][0-9]{0,2}(,[0-9]{3}){1,2})(\.[0-9]{1,8})? ?(万|w|W|亿)')
       then list_transform([whole_of(t)], lambda n: case when n % 1 = 0 then cast(n as bigint) end)[1] end;

-- 10万+ · 100,000+ · 10万以上 · ≥100000: at least so many, which is no count; >100000: one more
create or replace macro as_floor(t) as
  list_transform([case when ends_with(t, '+') then rtrim(t[:-2])
                       when ends_with(t, '以上') then rtrim(t[:-3])
                       when starts_with(t, '>=') then ltrim(t[3:])
                       when starts_with(t, '≥') or starts_with(t, '>') then ltrim(t[2:]) end], lambda n: as_count(n))[1]
  + case when starts_with(t, '>') and t[2:2] <> '=' then 1 else 0 end;

-- the same where counts stop at one of *ends*: what is printed for 100001 is 10万+
create or replace macro as_floor_below(t, ends) as
  list_transform([as_floor(t)], lambda f: case when list_contains(ends, f + 1) then f + 1 else f end)[1];

-- 12.5 · 1,234.5 · -0.3; never 0012
create or replace macro as_number(t) as
  case when regexp_full_match(t, '[+-]?(0|[1-9][0-9]{0,17}|[1-9][0-9]{0,2}(,[0-9]{3}){1,5})(\.[0-9]+)?')
       then cast(replace(t, ',', '') as decimal(38, 18)) end;

-- 58.11% is 0.5811 in every column; without the sign *per* says what 1 is: 1 (a fraction) or 0.01 (a bare percentage).
-- Multiplied, never divided: the engine divides decimals in floating point.
create or replace macro exact_share(t, per) as
  case when regexp_full_match(t, '[+-]?[0-9]{1,5}(\.[0-9]+)? ?%')
       then cast(cast(rtrim(t, ' %') as decimal(25, 18)) * 0.01 as decimal(38, 18))
       when regexp_full_match(t, '[+-]?[0-9]{1,5}(\.[0-9]+)?([eE]-[0-9]{1,2})?')
       then cast(cast(t as decimal(25, 18)) * per as decimal(38, 18)) end;

-- the same without the digits by which a calculation goes beyond the whole: 1.0000000000000002 is 1, and no more than all
create or replace macro as_share(t, per) as
  list_transform([exact_share(t, per)], lambda s: if(s > 1 and s < 1.0000000000001, cast(1 as decimal(38, 18)), s))[1];

-- a number, and 90% · 5.2万 · 1.5亿 · 82分 of a score, as people type values
create or replace macro as_value(t) as
  case when ends_with(t, '%') then as_share(t, 1.0)
       when regexp_full_match(t, '[+-]?(0|[1-9][0-9]{0,8}|[1-9][0-9]{0,2}(,[0-9]{3}){1,2})(\.[0-9]{1,8})? ?(万|亿)')
       then cast(whole_of(t) as decimal(38, 18)) -- else the engine would keep 8 decimals of all numbers
       else as_number(regexp_replace(t, ' ?分$', '')) end;

-- 1小时2分3秒 · 0分12秒 · 2分钟3秒 · 90分5.5秒; to the second, for 1分 may be a score
create or replace macro as_spoken_seconds(t) as
  case when regexp_full_match(t, '([0-9]{1,4} ?小?时 ?([0-5]?[0-9] ?分钟? ?)?|[0-9]{1,4} ?分钟? ?)[0-5]?[0-9](\.[0-9]{1,18})? ?秒')
       then cast('0' || regexp_extract(t, '([0-9.]+) ?秒', 1) as decimal(38, 18))
            + cast('0' || regexp_extract(t, '([0-9]+) ?分', 1) as integer) * 60 + cast('0' || regexp_extract(t, '([0-9]+) ?小?时', 1) as integer) * 3600 end;

-- 47.2 · 8.209459 · 47.2秒 · 33.00s · 00:01:23 · 00:01:23.5 · 01:23 · 1分23秒
create or replace macro as_seconds(t) as
  case when regexp_full_match(t, '[0-9]{1,9}(\.[0-9]+)?( ?(秒|s|S))?')
       then cast(regexp_extract(t, '^[0-9.]+') as decimal(38, 18))
       when regexp_full_match(t, '([0-9]{1,4}:)?[0-5]?[0-9]:[0-5][0-9](\.[0-9]{1,18})?')
       then cast(list_reduce([cast(p as integer) for p in string_split(string_split(t, '.')[1], ':')], lambda a, b: a * 60 + b) as decimal(38, 18))
            + cast('0' || regexp_extract(t, '\.[0-9]+$') as decimal(19, 18))
       else as_spoken_seconds(t) end;

-- 2024-03-05 · 2024/3/5 · 2024.3.5 · 2024年3月5日 · 20240305; a midnight behind it is a day that a workbook stored, or that
-- Excel saved as text (2024/3/5 0:00)
create or replace macro as_day(t) as
  case when regexp_full_match(t, '(19|20)[0-9]{6}') then cast(try_strptime(t, '%Y%m%d') as date)
       when regexp_full_match(t, '(19|20)[0-9]{2}(-[0-9]{1,2}-|/[0-9]{1,2}/|\.[0-9]{1,2}\.)[0-9]{1,2}( 0?0:00(:00)?)?|(19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日')
       then try_cast(regexp_replace(t, '^([0-9]{4})[^0-9]([0-9]{1,2})[^0-9]([0-9]{1,2}).*$', '\1-\2-\3') as date) end;

-- Fri Nov 25 14:43:44 +0800 2022, as 微博 answers; of another place on earth as China's time
create or replace macro as_dated_by_weekday(t) as
  case when regexp_full_match(t, '(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [0-9]{2} ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9] [+-](0[0-9]|1[0-4])[0-5][0-9] (19|20)[0-9]{2}')
       then try_strptime(t[5:10] || ' ' || t[27:30] || ' ' || t[12:19], '%b %d %Y %H:%M:%S')
            + to_minutes(480 - cast(t[21:21] || '1' as integer) * (cast(t[22:23] as integer) * 60 + cast(t[24:25] as integer))) end;

-- 2024-03-05 12:00 · 2024/3/5 12:00:00 · 2024年3月5日 12:00:00 · 2024年05月19日15时39分28秒 · 2024-03-05_12:00:00 and
-- 2024-03-05 12:00:00+08:00, as collectors write it; to the second
create or replace macro exact_instant(t) as
  case when regexp_full_match(t, '(19|20)[0-9]{2}((-[0-9]{1,2}-|/[0-9]{1,2}/|\.[0-9]{1,2}\.)[0-9]{1,2}[ T_]|年[0-9]{1,2}月[0-9]{1,2}日[ T]?)([01]?[0-9]|2[0-3])(:[0-9]{2}(:[0-9]{2}([+]08:00)?)?|时[0-9]{2}分([0-9]{2}秒)?)')
       then try_cast(regexp_replace(regexp_replace(t,
              '^([0-9]{4})[^0-9]([0-9]{1,2})[^0-9]([0-9]{1,2})[^0-9]+([0-9]{1,2})[^0-9]([0-9]{2})([^0-9]([0-9]{2}))?.*$',
              '\1-\2-\3 \4:\5:\7'), ':$', ':00') as timestamp)
       else coalesce(cast(as_day(t) as timestamp), as_dated_by_weekday(t)) end;

-- the same to the minute, as Excel shows and saves moments: a list that was saved again must name the same posts
create or replace macro as_instant(t) as date_trunc('minute', exact_instant(t));

create or replace macro as_flag(t) as
  case when t in ('是', 'Y', 'y', 'yes', 'TRUE', '√') then true when t in ('否', 'N', 'n', 'no', 'FALSE', '×') then false end;

-- whether nothing blank stands at either end of *t*, told at a glance: true only where both ends are signs of a script
-- of the U+3001 and after, or of ASCII
create or replace macro is_trim(t) as
  (ord(t) between 33 and 126 or ord(t) between 12289 and 65278) and regexp_matches(t, '[!-~\x{3001}-\x{fefe}]$');

-- text is kept as it stands, only trimmed; null where nothing is left
create or replace macro trimmed(t) as
  list_filter([regexp_replace(t, '^[\t-\r\x1c-\x20\x{85}\x{ad}\x{200b}-\x{200f}\x{2060}\x{feff}\p{Z}]+|[\t-\r\x1c-\x20\x{85}\x{ad}\x{200b}-\x{200f}\x{2060}\x{feff}\p{Z}]+$', '', 'g')], lambda w: w <> '')[1];

-- the same, told at a glance of both ends, which takes longer to plan
create or replace macro as_text(t) as
  case when is_trim(t) then t else trimmed(t) end;

-- an id also sheds the marks with which people keep Excel from reading it as a number
create or replace macro trimmed_id(t) as
  list_transform([regexp_replace(trimmed(t), '^''', '')], lambda w: nullif(unwrapped(w), ''))[1];

create or replace macro as_id(t) as
  case when ord(t) not in (39, 61) and is_trim(t) then t else trimmed_id(t) end;

-- an id that was once a number of more digits than a workbook keeps (7.41234567890123e+18) is lost, and no id
create or replace macro whole_id(t) as
  case when not contains(t, '+') then whole_text(t) when not is_fault(t) and not regexp_full_match(t, '[+-]?[0-9](\.[0-9]+)?[eE]\+[0-9]+') then t end;

-- what a spreadsheet shows where it has no value: #N/A, Err:502, a number that its column is too narrow for; and #=, with
-- which a reader marks a formula that nobody worked out, and #<, a field of a page. A text that begins with = is a text.
create or replace macro is_fault(t) as
  regexp_full_match(t, '(?s)#(N/A( N/A)?|(NULL|DIV/0|VALUE|REF|NUM|SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|BUSY|PYTHON|EXTERNAL|TIMEOUT)!|NAME\?|GETTING_DATA|ERROR! [0-9]+|=.+|<[a-z]+>)|#{3,}|(Err|错误)[:：][0-9]{3}');

-- text that is none of these: they begin with one of # E 错
create or replace macro whole_text(t) as
  case when ord(t) not in (35, 69, 38169) then t when not is_fault(t) then t end;

-- yuan without the sign, and without the noise of a calculation behind the 15 digits that Excel shows (36.900000000000006)
create or replace macro bare_yuan(t) as
  list_transform([regexp_replace(t, '^([+-]?)[¥￥] ?', '\1')],
                 lambda n: case when strlen(n) > 16 and regexp_full_match(n, '[+-]?(0|[1-9][0-9]{0,10})\.[0-9]+') then format('{:.15g}', cast(n as double)) else n end)[1];

-- yuan as fen: 2.17 · 1,203.5 · 8 · ¥12.30; never 2.175, which no account holds
create or replace macro as_fen(t) as
  list_transform([bare_yuan(t)], lambda n:
    case when regexp_full_match(n, '[+-]?(0|[1-9][0-9]{0,12}|[1-9][0-9]{0,2}(,[0-9]{3}){1,3})(\.[0-9]{1,2})?')
         then cast(cast(replace(n, ',', '') as decimal(18, 2)) * 100 as bigint) end)[1];

-- seconds or milliseconds since 1970 as China's time
create or replace macro as_unix(t) as
  case when regexp_full_match(t, '1[0-9]{9}([0-9]{3})?')
       then timestamp '1970-01-01 08:00:00' + to_minutes(cast(t[1:10] as bigint) // 60) end;

-- when a row was collected, to the last digit that is written, for one may be collected again within the second
create or replace macro as_collected(t) as
  case when regexp_full_match(t, '1[0-9]{9}') then timestamp '1970-01-01 08:00:00' + to_seconds(cast(t as bigint))
       when regexp_full_match(t, '1[0-9]{12}') then timestamp '1970-01-01 08:00:00' + to_milliseconds(cast(t as bigint))
       else exact_instant(t) end;

-- 2024-03 · 2024/3 · 2024.03 · 2024年3月 · 202403, or any of its days: always its first day
create or replace macro as_month(t) as
  case when regexp_full_match(t, '(19|20)[0-9]{2}([-/.][0-9]{1,2}|年[0-9]{1,2}月)')
       then try_cast(regexp_replace(t, '^([0-9]{4})[^0-9]([0-9]{1,2}).*$', '\1-\2-01') as date)
       when regexp_full_match(t, '(19|20)[0-9]{4}') then try_cast(t[1:4] || '-' || t[5:6] || '-01' as date)
       when as_day(t) is not null then cast(date_trunc('month', as_day(t)) as date) end;

-- 2024Q4 · 2024-Q4 · 2024年第四季度 · 2024年4季度, always as 2024Q4
create or replace macro as_quarter(t) as
  case when regexp_full_match(replace(t, ' ', ''), '(19|20)[0-9]{2}(-?[Qq][1-4]|年?第?[一二三四1-4]季度?)')
       then replace(t, ' ', '')[1:4] || 'Q' || translate(regexp_extract(replace(t, ' ', ''), '([1-4一二三四])季?度?$', 1), '一二三四', '1234') end;

-- the days from a to b, both included, as 2024-07-01..2025-06-30; by its name where the calendar has one for them
create or replace macro as_span(a, b) as
  case when a > b then null
       when month(a) % 12 = 1 and day(a) = 1 and b = a + interval 1 year - interval 1 day then strftime(a, '%Y')
       when month(a) % 6 = 1 and day(a) = 1 and b = a + interval 6 months - interval 1 day then strftime(a, '%YH') || (month(a) // 6 + 1)
       when month(a) % 3 = 1 and day(a) = 1 and b = a + interval 3 months - interval 1 day then strftime(a, '%YQ') || quarter(a)
       when day(a) = 1 and b = last_day(a) then strftime(a, '%Y-%m')
       when isodow(a) = 1 and b = a + 6 then strftime(a, '%GW%V')
       else a || '..' || b end;

-- a period, its words without blanks, as 2024Q4, 2024, 2024-03, 2024H1, 2024W10 or 2024-07-01..2025-06-30
create or replace macro bare_period(t) as
  case when regexp_full_match(t, '(19|20)[0-9]{2}(年度?)?') then t[1:4]
       when regexp_full_match(t, '(19|20)[0-9]{2}(-(0[1-9]|1[0-2])|年(0?[1-9]|1[0-2])月)')
       then t[1:4] || '-' || lpad(regexp_extract(t[6:], '[0-9]+'), 2, '0')
       when regexp_full_match(t, '(19|20)[0-9]{2}(-?[Hh][12]|年?[上下]半年)')
       then t[1:4] || 'H' || case when regexp_matches(t[5:], '[1上]') then 1 else 2 end
       when regexp_full_match(t, '(19|20)[0-9]{2}(-?[Ww][0-9]{1,2}|年?第[0-9]{1,2}周)')
       then case when try_cast(regexp_extract(t[5:], '[0-9]+') as integer) between 1 and weekofyear(make_date(try_cast(t[1:4] as integer), 12, 28))
                 then t[1:4] || 'W' || lpad(regexp_extract(t[5:], '[0-9]+'), 2, '0') end
       when regexp_full_match(t, '((19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})(\.\.|至|到)((19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})')
       then as_span(try_cast(t[1:10] as date), try_cast(t[-10:] as date)) end;

-- so many months or days from a day on, as 2025-03-17起6个月, 自2025年3月17日起半年 or 6monthsfrom2025-03-17
create or replace macro long_from(a, n, u) as
  case when n > 0 and (u not in ('y', '年') or n < 800) then as_span(a, cast(
    case when u in ('m', '月') then a + to_months(n) when u in ('y', '年') then a + to_years(n)
         when u in ('w', '周') then a + to_days(n * 7) else a + to_days(n) end as date) - 1) end;
create or replace macro lasting_period(t) as
  case when regexp_full_match(t, '[自从]?(19|20)[0-9]{2}(-[0-9]{2}-[0-9]{2}|年[0-9]{1,2}月[0-9]{1,2}日)起?半年')
       then long_from(as_day(regexp_extract(t, '(.*[0-9]日?)起?半年', 1).ltrim('自从')), 6, '月')
       when regexp_full_match(t, '[自从]?(19|20)[0-9]{2}(-[0-9]{2}-[0-9]{2}|年[0-9]{1,2}月[0-9]{1,2}日)起[0-9]{1,3}个?[月周天日年]')
       then long_from(as_day(regexp_extract(t, '(.*)起', 1).ltrim('自从')), try_cast(regexp_extract(t, '起([0-9]+)', 1) as integer), t[-1:])
       when regexp_full_match(t, '(?i)[0-9]{1,3}(month|week|day|year)s?from(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}')
       then long_from(as_day(t[-10:]), try_cast(regexp_extract(t, '[0-9]+') as integer), lower(regexp_extract(t, '[a-zA-Z]'))) end;

-- a period of any kind
create or replace macro as_period(t) as
  coalesce(bare_period(replace(t, ' ', '')), lasting_period(replace(t, ' ', '')), as_quarter(t));

-- a title without blanks, punctuation and case: how two exports name the same post
create or replace macro title_key_of(t) as
  case when regexp_replace(t, '[\s\p{P}\p{S}]+', '', 'g') = '' then trim(t)
       else lower(regexp_replace(t, '[\s\p{P}\p{S}]+', '', 'g')) end;

-- an article's address without scheme and what a shared link adds
create or replace macro url_key_of(t) as
  case when starts_with(t, 'http://') and not contains(t, '#') and not contains(t, '&amp;') and not contains(t, '&chksm=') and not ends_with(t, ' ')
       then substr(t, 8)
       else regexp_replace(regexp_replace(replace(trim(t), '&amp;', '&'), '^https?://', ''), '(&chksm=.*|#.*)$', '') end;
