"""pygments: lexing and formatting of several languages."""

import pygments
from pygments.formatters import HtmlFormatter, LatexFormatter, NullFormatter, TerminalFormatter
from pygments.lexers import get_lexer_by_name
from workload import rounds, show, sources

TEXTS = {
    "python": sources("argparse.py", "json/decoder.py"),
    "c": ["#include <stdio.h>\n/* a\n comment */\nstatic int f%d(const char *s, unsigned n) { for (int i = 0; i < n; i++) printf(\"%%s\\n\", s + i); return 0x1f; }\n" % n for n in range(30)],
    "html": ["<html><head><style>p { color: red }</style><script>var x = [1, 'two', /re/g];</script></head><body class=\"a\"><p>text &amp; more</p></body></html>\n" * 20],
    "sql": ["SELECT a, count(*) FROM t%d JOIN u ON t.id = u.id WHERE a > 10 AND b LIKE '%%x%%' GROUP BY a HAVING count(*) > 2 ORDER BY 1 DESC;\n" % n for n in range(40)],
    "json": ['{"a": [1, 2.5e3, null, true], "b": {"c": "d\\n"}}\n' * 40],
    "bash": ['for f in *.py; do if [ -f "$f" ]; then echo "${f%.py}" | sed -e "s/a/b/"; fi; done\n' * 40],
}
FORMATTERS = [HtmlFormatter(linenos=True), LatexFormatter(), TerminalFormatter(), NullFormatter()]

for turn in rounds():
    for language, texts in TEXTS.items():
        lexer = get_lexer_by_name(language)
        formatter = FORMATTERS[turn % len(FORMATTERS)]
        show(language, "".join(pygments.highlight(text, lexer, formatter) for text in texts))
