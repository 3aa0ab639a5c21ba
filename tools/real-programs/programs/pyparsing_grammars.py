"""pyparsing: grammars for arithmetic, JSON and configuration files."""

import operator

import pyparsing as pp
from workload import rounds, show

number = pp.pyparsing_common.number()
variable = pp.pyparsing_common.identifier()
OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


def evaluate(tokens):
    items = list(tokens[0])
    result = items[0]
    for sign, item in zip(items[1::2], items[2::2]):
        result = OPERATORS[sign](result, item)
    return result


arithmetic = pp.infix_notation(number, [("-", 1, pp.OpAssoc.RIGHT, lambda t: -t[0][1]), (pp.one_of("* /"), 2, pp.OpAssoc.LEFT, evaluate), (pp.one_of("+ -"), 2, pp.OpAssoc.LEFT, evaluate)])

value = pp.Forward()
string = pp.dbl_quoted_string().set_parse_action(pp.remove_quotes)
member = pp.Group(string + pp.Suppress(":") + value)
array = pp.Group(pp.Suppress("[") + pp.Optional(pp.DelimitedList(value) if hasattr(pp, "DelimitedList") else pp.delimited_list(value)) + pp.Suppress("]"))
mapping = pp.Dict(pp.Suppress("{") + pp.Optional(pp.delimited_list(member)) + pp.Suppress("}"), asdict=True)
value <<= string | number | array | mapping | pp.Keyword("true").set_parse_action(lambda: [True]) | pp.Keyword("null").set_parse_action(lambda: [None])

section = pp.Group(pp.Suppress("[") + variable("name") + pp.Suppress("]") + pp.ZeroOrMore(pp.Group(variable("key") + pp.Suppress("=") + pp.rest_of_line("value"))))
configuration = pp.OneOrMore(section).ignore(pp.python_style_comment)

for turn in rounds():
    for text in (" + ".join(f"{n} * -3 / 4 - {n + turn}" for n in range(12)), "2 * 3 + 4 - 5 / 6 * 7"):
        show("arithmetic", arithmetic.parse_string(text, parse_all=True).as_list())
    document = "[" + ", ".join('{"a": [1, 2.5, "x"], "b": {"c": true, "d": null}, "n": %d}' % (n + turn) for n in range(30)) + "]"
    show("json", value.parse_string(document).as_list())
    text = "".join(f"[section_{n}] # comment\nkey_a = value {n}\nkey_b = {n * turn}\n" for n in range(30))
    show("configuration", configuration.parse_string(text, parse_all=True).as_list())
    try:
        value.parse_string('[1, 2, {"a": }]', parse_all=True)
    except pp.ParseException as error:
        show("error", error)
