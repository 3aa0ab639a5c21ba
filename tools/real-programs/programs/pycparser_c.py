"""pycparser: parsing C, visiting the tree, generating C again."""

from pycparser import c_ast, c_generator, c_parser
from workload import rounds, show

PIECE = """
typedef struct node{n} {{ int value; struct node{n} *next; union {{ float f; char b[4]; }} u; enum {{ A{n}, B{n} = {n} }} kind; }} node{n}_t;
static const unsigned long table{n}[] = {{ 0x1f, 077, {n}UL, 'a', sizeof(node{n}_t) }};
int function{n}(node{n}_t *list, int (*callback)(void *, int), ...)
{{
    int i, total = 0;
    for (i = 0; list != 0 && i < {n}; list = list->next, ++i) {{
        switch (list->kind) {{ case A{n}: total += list->value << 2; break; default: total -= (list->u.b[i & 3] ? 1 : ~0); }}
        while (total > 100) {{ total /= 2; if (total % 3 == 0) continue; else goto done; }}
        do {{ total ^= callback((void *)list, total); }} while (0);
    }}
done:
    return total ? total : -1;
}}
"""


class Counter(c_ast.NodeVisitor):
    def __init__(self):
        self.counts = {}

    def generic_visit(self, node):
        name = type(node).__name__
        self.counts[name] = self.counts.get(name, 0) + 1
        super().generic_visit(node)


for turn in rounds():
    tree = c_parser.CParser().parse("".join(PIECE.format(n=n) for n in range(1, 30 + turn)), "text.c")
    counter = Counter()
    counter.visit(tree)
    show("nodes", sorted(counter.counts.items()))
    show("text", c_generator.CGenerator().visit(tree))
