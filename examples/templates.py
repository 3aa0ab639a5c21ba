"""A template engine in the manner of TAL, and a benchmark of many small tests for it.

    psyco examples/templates.py [turns] [--no-time] [--bind]

A template is XML with commands in attributes: `tal:content`, `tal:replace`, `tal:condition`, `tal:repeat`, `tal:define`, `tal:attributes`.
Each test parses or renders one small template many times. With --bind the program itself asks psyco for what it knows to be hot
(run it with --mode off, so that nothing else is compiled).
"""
import sys
import time

COMMANDS = ("define", "condition", "repeat", "content", "replace", "attributes")
EMPTY_TAGS = ("br", "hr", "img", "input", "meta")


class TemplateError(Exception):
    pass


class Element:
    def __init__(self, tag, attributes):
        self.tag = tag
        self.attributes = attributes
        self.commands = {}
        self.children = []


def is_name(character):
    return character.isalnum() or character in ":-_."


class Parser:
    """Text to a tree of elements and strings, one character after the other."""

    def __init__(self, text):
        self.text = text
        self.position = 0

    def skip_blanks(self):
        text, position = self.text, self.position
        while position < len(text) and text[position] in " \t\n":
            position += 1
        self.position = position

    def name(self):
        text, start = self.text, self.position
        position = start
        while position < len(text) and is_name(text[position]):
            position += 1
        if position == start:
            raise TemplateError(f"a name is missing at {start}")
        self.position = position
        return text[start:position]

    def expect(self, character):
        if self.position >= len(self.text) or self.text[self.position] != character:
            raise TemplateError(f"{character} is missing at {self.position}")
        self.position += 1

    def attribute(self):
        name = self.name()
        self.expect("=")
        self.expect('"')
        start = self.position
        while self.text[self.position] != '"':
            self.position += 1
        value = self.text[start:self.position]
        self.position += 1
        return name, value

    def element(self):
        self.expect("<")
        element = Element(self.name(), [])
        self.skip_blanks()
        while self.text[self.position] not in "/>":
            name, value = self.attribute()
            if name.startswith("tal:"):
                if name[4:] not in COMMANDS:
                    raise TemplateError(f"there is no command {name}")
                element.commands[name[4:]] = value
            else:
                element.attributes.append((name, value))
            self.skip_blanks()
        if self.text[self.position] == "/":
            self.position += 1
            self.expect(">")
            return element
        self.expect(">")
        if element.tag not in EMPTY_TAGS:
            element.children = self.content()
            self.expect("<")
            self.expect("/")
            if self.name() != element.tag:
                raise TemplateError(f"{element.tag} is not closed at {self.position}")
            self.expect(">")
        return element

    def content(self):
        nodes = []
        while self.position < len(self.text):
            if self.text[self.position] != "<":
                start = self.position
                while self.position < len(self.text) and self.text[self.position] != "<":
                    self.position += 1
                nodes.append(self.text[start:self.position])
            elif self.text[self.position + 1] == "/":
                break
            else:
                nodes.append(self.element())
        return nodes


def escape(text):
    result = ""
    for character in text:
        if character == "<":
            result += "&lt;"
        elif character == ">":
            result += "&gt;"
        elif character == "&":
            result += "&amp;"
        elif character == '"':
            result += "&quot;"
        else:
            result += character
    return result


class Repeat:
    """What `repeat/name` gives inside a repetition."""

    def __init__(self, length):
        self.index = 0
        self.length = length

    def number(self):
        return self.index + 1

    def even(self):
        return self.index % 2 == 0

    def odd(self):
        return self.index % 2 == 1

    def start(self):
        return self.index == 0

    def end(self):
        return self.index == self.length - 1


class Interpreter:
    """A tree and variables to text."""

    def __init__(self, variables):
        self.scopes = [dict(variables)]
        self.repeats = {}
        self.output = []

    def lookup(self, name):
        for index in range(len(self.scopes) - 1, -1, -1):
            scope = self.scopes[index]
            if name in scope:
                return scope[name]
        raise TemplateError(f"there is no {name}")

    def step(self, value, name):
        if isinstance(value, dict):
            return value[name]
        if isinstance(value, list):
            return value[int(name)]
        value = getattr(value, name)
        return value() if callable(value) else value

    def path(self, path):
        parts = path.strip().split("/")
        if parts[0] == "repeat":
            value = self.repeats[parts[1]]
            rest = parts[2:]
        else:
            value = self.lookup(parts[0])
            rest = parts[1:]
        for part in rest:
            value = self.step(value, part)
        return value

    def evaluate(self, expression):
        if expression.startswith("not:"):
            return not self.evaluate(expression[4:].strip())
        if expression.startswith("string:"):
            return self.substitute(expression[7:])
        if expression.startswith("exists:"):
            try:
                self.path(expression[7:])
            except (TemplateError, KeyError, AttributeError):
                return False
            return True
        for alternative in expression.split("|"):
            try:
                return self.path(alternative)
            except (TemplateError, KeyError, AttributeError):
                error = f"nothing is at {expression}"
        raise TemplateError(error)

    def substitute(self, text):
        pieces = text.split("${")
        result = pieces[0]
        for piece in pieces[1:]:
            path, rest = piece.split("}", 1)
            result += str(self.path(path)) + rest
        return result

    def nodes(self, nodes):
        for node in nodes:
            if isinstance(node, str):
                self.output.append(node)
            else:
                self.element(node)

    def element(self, element):
        commands = element.commands
        if not commands:
            self.plain(element, element.attributes, None)
            return
        self.scopes.append({})
        if "define" in commands:
            for definition in commands["define"].split(";"):
                name, expression = definition.strip().split(" ", 1)
                self.scopes[-1][name] = self.evaluate(expression)
        if "condition" not in commands or self.evaluate(commands["condition"]):
            if "repeat" in commands:
                self.repeated(element, commands["repeat"])
            else:
                self.once(element)
        self.scopes.pop()

    def repeated(self, element, definition):
        name, expression = definition.split(" ", 1)
        items = self.evaluate(expression)
        repeat = self.repeats[name] = Repeat(len(items))
        for index, item in enumerate(items):
            repeat.index = index
            self.scopes[-1][name] = item
            self.once(element)
        del self.repeats[name]

    def once(self, element):
        commands = element.commands
        if "replace" in commands:
            self.output.append(escape(str(self.evaluate(commands["replace"]))))
            return
        attributes = element.attributes
        if "attributes" in commands:
            values = dict(attributes)
            for definition in commands["attributes"].split(";"):
                name, expression = definition.strip().split(" ", 1)
                values[name] = str(self.evaluate(expression))
            attributes = list(values.items())
        content = self.evaluate(commands["content"]) if "content" in commands else None
        self.plain(element, attributes, content)

    def plain(self, element, attributes, content):
        output = self.output
        output.append("<" + element.tag)
        for name, value in attributes:
            output.append(f' {name}="{escape(value)}"')
        if content is not None:
            output.append(">" + escape(str(content)) + "</" + element.tag + ">")
        elif element.children:
            output.append(">")
            self.nodes(element.children)
            output.append("</" + element.tag + ">")
        else:
            output.append(" />" if element.tag in EMPTY_TAGS else "></" + element.tag + ">")


def parse(text):
    parser = Parser(text)
    nodes = parser.content()
    if parser.position != len(text):
        raise TemplateError(f"an end tag too many at {parser.position}")
    return nodes


def render(nodes, variables):
    interpreter = Interpreter(variables)
    interpreter.nodes(nodes)
    return "".join(interpreter.output)


class Person:
    def __init__(self, name, age):
        self.name = name
        self.age = age

    def greeting(self):
        return f"Hello, {self.name} <{self.age}>"


VARIABLES = {
    "title": "Tests & measurements",
    "yes": True,
    "no": False,
    "number": 42,
    "person": Person("Ada", 36),
    "people": [Person(name, 20 + 7 * index) for index, name in enumerate(["Ada", "Blaise", "Charles", "Dora", "Emil"])],
    "table": [[row * column for column in range(6)] for row in range(6)],
    "words": [{"en": "one", "de": "eins"}, {"en": "two", "de": "zwei"}, {"en": "three"}],
    "long": "a < b & b < c " * 20,
}

# name, how often in a turn, template
TESTS = [
    ("text", 400, "<p>Nothing to do here, <b>nothing</b> at all.</p>"),
    ("content", 300, '<p tal:content="title">The title</p>'),
    ("replace", 300, '<p>It is <span tal:replace="number">1</span>, not <i tal:replace="string:${person/age} or ${title}">2</i>.</p>'),
    ("conditions", 150, '<p tal:condition="yes">Yes</p><p tal:condition="no">No</p><p tal:condition="not:no">Not no</p><p tal:condition="exists:person/height">Tall</p>'),
    ("attributes", 150, '<a class="link" href="#" tal:attributes="href string:/people/${person/name}; title person/greeting">Ada</a><br/>'),
    ("definitions", 150, '<div tal:define="a person/name; b string:${a}!; c number"><b tal:content="b">B</b><i tal:content="c">C</i></div>'),
    ("alternatives", 100, '<ul><li tal:repeat="word words"><b tal:content="word/de | word/en">word</b></li></ul>'),
    ("list", 80, '<ol><li tal:repeat="one people" tal:content="one/greeting">someone</li></ol>'),
    ("stripes", 50, '<ul><li tal:repeat="one people"><b tal:condition="repeat/one/odd" tal:content="repeat/one/number">1</b><i tal:content="one/name">name</i></li></ul>'),
    ("table", 15, '<table><tr tal:repeat="row table"><td tal:repeat="cell row" tal:content="cell">0</td></tr></table>'),
    ("escapes", 40, '<p tal:content="long">text</p>'),
    ("parse only", 60, '<html><head><title>A page</title></head><body class="main"><h1>Heading</h1><p>Some <b>text</b> and <i>more</i> of it.</p><hr/></body></html>'),
]


def run(name, times, text):
    """One test; returns what all its output adds up to."""
    checksum = 0
    if name == "parse only":
        for _ in range(times):
            checksum += len(parse(text)[0].children)
        return checksum
    nodes = parse(text)
    for _ in range(times):
        result = render(nodes, VARIABLES)
        checksum = (checksum * 31 + len(result) + ord(result[len(result) // 2])) % 1000003
    return checksum


def main(turns, show_time):
    all_of_it = time.process_time()
    for name, times, text in TESTS:
        started = time.process_time()
        checksum = 0
        for _ in range(turns):
            checksum = (checksum * 7 + run(name, times, text)) % 1000003
        took = f"{time.process_time() - started:8.3f} s" if show_time else ""
        print(f"{name:14}{checksum:8}{took}")
    print(render(parse(TESTS[8][2]), VARIABLES))
    if show_time:
        print(f"{time.process_time() - all_of_it:.3f} s in all")


if __name__ == "__main__":
    if "--bind" in sys.argv:
        try:
            import psyco
        except ImportError:
            pass
        else:
            psyco.bind(Parser)
            psyco.bind(Interpreter)
            psyco.bind(escape)
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    main(int(arguments[0]) if arguments else 150, "--no-time" not in sys.argv)
