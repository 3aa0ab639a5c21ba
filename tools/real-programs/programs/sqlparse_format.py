"""sqlparse: splitting, parsing and formatting SQL."""

import sqlparse
from workload import rounds, show

STATEMENT = """select a.id, b.name as "the name", count(*) over (partition by a.kind order by a.id desc) n{n}, case when a.x > {n} then 'big' when a.x is null then 'none' else 'small' end
from schema_{n}.table_a a left outer join table_b b on a.id = b.a_id and b.kind in (1, 2, 3) -- comment {n}
where (a.created between '2020-01-01' and now() or exists (select 1 from c where c.id = a.id)) and lower(b.name) like '%x%' group by 1, 2 having sum(a.x) >= 10.5e3 order by 2 limit 10;
insert into t{n} (a, b) values (1, 'it''s'), (2, null); update t set a = a + 1, b = (select max(b) from u) where id = {n}; /* block */ create table if not exists x{n} (id integer primary key, t varchar(20) not null);
"""

for turn in rounds():
    text = "".join(STATEMENT.format(n=n) for n in range(turn, turn + 8))
    show("split", sqlparse.split(text))
    show("format", sqlparse.format(text, reindent=True, keyword_case="upper", identifier_case="lower", strip_comments=turn % 2 == 0))
    show("aligned", sqlparse.format(text, reindent_aligned=True, use_space_around_operators=True))
    show("types", [statement.get_type() for statement in sqlparse.parse(text)])
    show("tokens", [(str(token.ttype), token.value) for statement in sqlparse.parse(text) for token in statement.flatten()])
