"""lark: Earley and LALR parsers for JSON and arithmetic."""

from lark import Lark, Transformer, v_args
from workload import rounds, show

JSON = r"""
?start: value
?value: object | array | string | SIGNED_NUMBER -> number | "true" -> true | "false" -> false | "null" -> null
array: "[" [value ("," value)*] "]"
object: "{" [pair ("," pair)*] "}"
pair: string ":" value
string: ESCAPED_STRING
%import common.ESCAPED_STRING
%import common.SIGNED_NUMBER
%import common.WS
%ignore WS
"""
SUMS = r"""
?start: sum
?sum: product | sum "+" product -> add | sum "-" product -> sub
?product: atom | product "*" atom -> mul | product "/" atom -> div
?atom: NUMBER -> number | "-" atom -> neg | "(" sum ")"
%import common.NUMBER
%import common.WS_INLINE
%ignore WS_INLINE
"""


class ToPython(Transformer):
    array = list
    pair = tuple
    object = dict

    def string(self, children):
        return children[0][1:-1]

    def number(self, children):
        return float(children[0])

    def null(self, _):
        return None

    def true(self, _):
        return True

    def false(self, _):
        return False


@v_args(inline=True)
class Calculate(Transformer):
    from operator import add, mul, neg, sub, truediv as div

    def number(self, text):
        return float(text)


DOCUMENT = "[" + ", ".join('{"number": %d, "list": [1, 2.5, -3e2, null, true], "text": "a\\"b %d"}' % (n, n) for n in range(60)) + "]"

for turn in rounds():
    for parser, length in (("lalr", 4), ("earley", 1)):
        reader = Lark(JSON, parser=parser)
        for _ in range(length):
            show(parser, ToPython().transform(reader.parse(DOCUMENT if parser == "lalr" else DOCUMENT[: DOCUMENT.index("}") + 1] + "]")))
        calculator = Lark(SUMS, parser=parser)
        show("sum", Calculate().transform(calculator.parse(" + ".join(f"({n} - {n + 1} * 2) / -3" for n in range(1, 25 * length)))))
