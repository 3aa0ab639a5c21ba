"""jinja2: compiling and rendering templates with loops, macros, inheritance and filters."""

from jinja2 import DictLoader, Environment
from workload import rounds, show

TEMPLATES = {
    "base": "<html><title>{% block title %}{% endblock %}</title><body>{% block body %}{% endblock %}</body></html>",
    "macros": "{% macro cell(value, kind='td') %}<{{ kind }}>{{ value|e }}</{{ kind }}>{% endmacro %}",
    "page": """{% extends 'base' %}{% from 'macros' import cell %}
{% block title %}{{ title|upper }}{% endblock %}
{% block body %}<table>
{% for row in rows if row.number is odd or row.value > 70 %}<tr class="{{ loop.cycle('odd', 'even') }}">
{{ cell(loop.index) }}{{ cell(row.name|title|replace('A', 'x')) }}{{ cell('%05.2f'|format(row.value)) }}{{ cell(row.tags|join(', ')) }}
{% if row.number % 3 == 0 %}{{ cell('fizz', kind='th') }}{% elif row.number % 5 == 0 %}{{ cell('buzz') }}{% else %}{{ cell(row.number * 2 + 1) }}{% endif %}
{% set total = row.tags|map('length')|sum %}{{ total }}</tr>{% else %}none{% endfor %}
</table>{{ rows|groupby('kind')|list|length }} {{ rows|selectattr('value', 'gt', 50)|map(attribute='name')|sort|first|default('-') }}{% endblock %}""",
}
ROWS = [{"number": n, "name": f"name <{n}> a", "value": n * 1.37 % 100, "tags": ["t" * (k + 1) for k in range(n % 5)], "kind": n % 7} for n in range(400)]

for turn in rounds():
    environment = Environment(loader=DictLoader(TEMPLATES), autoescape=turn % 2 == 0)
    page = environment.get_template("page")
    for repeat in range(12):
        text = page.render(title=f"round {turn}", rows=ROWS[repeat:])
    show("page", text)
