# psyco: --mode off
# Runs every piece of Python in docs/guide.md.
import contextlib
import io
import os
import re
from harness import run

import psyco

guide = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'docs', 'guide.md')


def test_every_snippet_runs():
    with open(guide) as file:
        text = file.read()
    snippets = list(re.finditer(r'^```python\n(.*?)^```$', text, re.M | re.S))
    assert len(snippets) > 10
    for snippet in snippets:
        line = text.count('\n', 0, snippet.start(1))
        # Compiled with the line numbers of the page, so that a traceback points there.
        code = compile('\n' * line + snippet[1], guide, 'exec')
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, {'__name__': '__main__'})
        psyco.stop()


def test_every_name_is_in_the_guide():
    with open(guide) as file:
        text = file.read()
    missing = [name for name in psyco.__all__ if not re.search(rf'\b{name}\b', text)]
    assert missing == ['warning'] or missing == [], missing


run(globals())
