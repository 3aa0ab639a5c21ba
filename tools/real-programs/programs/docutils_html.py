"""docutils: reStructuredText to HTML, LaTeX and pseudo XML."""

from docutils.core import publish_string
from workload import rounds, show

SECTION = '''
Section {n}
==========

A paragraph with *emphasis*, **strong**, ``literal {n}``, a link_{n}_ and a footnote [#]_. |text{n}| comes from a substitution.

.. _link_{n}: https://example.org/{n}
.. |text{n}| replace:: replaced {n}
.. [#] Footnote number {n}.

* item one of {n}

  - nested, with :sup:`role`
  - another

#. first
#. second

term {n}
    Definition, *with markup*.

:field: value {n}
:other field: longer
    value

+------------+------------+-----------+
| Header 1   | Header 2   | Header 3  |
+============+============+===========+
| body {n:>5} | column 2   | column 3  |
+------------+------------+-----------+
| row 2      | Cells may span columns.|
+------------+------------------------+

.. note:: An admonition in section {n}.

.. code:: python

    def f{n}(x):
        return x * {n}

Subsection {n}
-----------

.. figure:: image{n}.png
   :alt: an image

   A caption.

>>> doctest({n})
{n}
'''

for turn in rounds():
    text = "Title\n#####\n\n.. contents::\n" + "".join(SECTION.format(n=n) for n in range(100 + turn, 118 + turn))
    settings = {"report_level": 5, "halt_level": 5, "datestamp": None, "syntax_highlight": "none", "stylesheet_path": "", "embed_stylesheet": False}
    for writer in ("html5", "latex", "pseudoxml"):
        show(writer, publish_string(text, writer_name=writer, settings_overrides=settings).decode())
