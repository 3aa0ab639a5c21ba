"""chameleon: compiling and rendering TAL page templates."""

from chameleon import PageTemplate
from workload import rounds, show

PAGE = """<html xmlns:tal="http://xml.zope.org/namespaces/tal" xmlns:metal="http://xml.zope.org/namespaces/metal">
<head><title tal:content="title">title</title></head>
<body><table><tr tal:repeat="row rows" class="${'odd' if repeat.row.odd else 'even'}">
<td tal:define="name row['name']; value row['value']" tal:attributes="title name; data-value value">${name.upper()} <b tal:condition="value > 50" tal:content="structure '&lt;i&gt;%.2f&lt;/i&gt;' % value"/>
<tal:inner repeat="tag row['tags']">${tag}<tal:comma condition="not: repeat.tag.end">, </tal:comma></tal:inner></td>
<td tal:replace="python: row['number'] * 2 + 1">number</td><td tal:omit-tag="row['number'] % 2">${row['number']}</td></tr></table></body></html>"""
ROWS = [{"number": n, "name": f"name <{n}> & co", "value": n * 1.37 % 100, "tags": [f"t{k}" for k in range(n % 5)]} for n in range(200)]

for turn in rounds():
    template = PageTemplate(PAGE)
    for repeat in range(15):
        text = template(title=f"round {turn}", rows=ROWS[repeat:])
    show("page", text)
