"""mako: compiling and rendering templates with defs, loops and inheritance."""

from mako.lookup import TemplateLookup
from workload import rounds, show

BASE = "<html>${self.title()}<body>${next.body()}</body></html><%def name='title()'>none</%def>"
PAGE = """<%inherit file="base.html"/><%!
import math
def twice(text): return text * 2
%><%def name="title()">The title</%def><%def name="cell(value, kind='td')"><${kind}>${value | h}</${kind}></%def>
% for number, (name, value) in enumerate(rows):
<tr>${cell(number)} ${cell(name, 'th')} ${"%.3f" % math.sqrt(value)} ${name | u,twice}
% if loop.even and value > 50:
 big ${loop.index}
% elif value < 10:
 small
% else:
 ${sum(x * x for x in range(number % 7))}
% endif
</tr>
% endfor
<%block name="end">end of ${len(rows)}</%block>"""
ROWS = [(f"name <{n}> & co", n * 1.37 % 100) for n in range(300)]

for turn in rounds():
    lookup = TemplateLookup()
    lookup.put_string("base.html", BASE)
    lookup.put_string("page.html", PAGE)
    template = lookup.get_template("page.html")
    for repeat in range(20):
        text = template.render(rows=ROWS[repeat:])
    show("page", text)
