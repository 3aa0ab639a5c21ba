"""html5lib: parsing broken HTML to trees, walking and serializing them."""

import html5lib
from workload import rounds, show

PIECE = """<p class=x id="a{n}">text {n} <b>bold <i>both</b> italic</i> &amp; &eacute; &#x41; <table><tr><td>cell {n}<td>other</tr><b>foster</table>
<ul><li>one<li>two <a href='?a=1&b=2'>link</a></ul><select><option>1<option selected>2</select><!-- comment -- {n} -->
<script>if (a < b) document.write("<p>");</script><svg viewBox="0 0 1 1"><path d="M0"/></svg><math><mi>x</mi></math></div></p><br/><hr>"""

for turn in rounds():
    text = "<!DOCTYPE html><title>t</title>" + "".join(PIECE.format(n=n) for n in range(60 + turn))
    for builder in ("etree", "dom"):
        tree = html5lib.parse(text, treebuilder=builder)
        show(builder, html5lib.serialize(tree, tree=builder, omit_optional_tags=turn % 2 == 0, quote_attr_values="always"))
    show("fragment", html5lib.serialize(html5lib.parseFragment(text), sanitize=False))
