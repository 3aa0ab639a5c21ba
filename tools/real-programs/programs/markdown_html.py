"""markdown: text to HTML, with extensions."""

import markdown
from workload import rounds, show

PIECE = """
Heading {n}
===========

A *paragraph* with **strong** text, `code {n}`, [a link](https://example.org/{n} "title"), ![image](i{n}.png), <b>html</b> and a footnote[^{n}].
Another line  \nwith a break and an abbreviation HTML.

[^{n}]: The footnote *text*.

> A quote
> * with a list
> * of two

1. one
2. two
    * nested {n}
    * again

    a paragraph in it

| a | b{n} |
|---|:---:|
| 1 | `x` |

```python
def f{n}(x): return x
```

Term
:   Definition {n}

## Sub {n} {{#id{n} .cls}}

---
"""

for turn in rounds():
    text = "[TOC]\n\n*[HTML]: Hyper Text\n" + "".join(PIECE.format(n=n) for n in range(turn, turn + 25))
    show("plain", markdown.markdown(text))
    show("extra", markdown.markdown(text, extensions=["extra", "toc", "sane_lists", "admonition", "smarty", "nl2br"]))
