# super() reads the cell of the class and the first argument from the frame, which no instruction of the function does: they are needed
# where ways meet, in functions that are inlined too, and when compiled code is left at the call.


class Name:
    def __init__(self, text):
        self.text = text


class Attribute:
    def __init__(self, value, text):
        self.value = value
        self.text = text


class Subscript:
    def __init__(self, value, index):
        self.value = value
        self.index = index


class Visitor:
    def visit(self, node):
        return getattr(self, "visit_" + type(node).__name__)(node)

    def size(self):
        return 1


class Printer(Visitor):
    def __init__(self):
        self.out = []

    def traverse(self, node):
        if isinstance(node, list):
            for item in node:
                self.traverse(item)
        else:
            super().visit(node)

    def visit_Name(self, node):
        self.out.append(node.text)

    def visit_Attribute(self, node):
        self.traverse(node.value)
        self.out.append("." + node.text)

    def visit_Subscript(self, node):
        self.traverse(node.value)
        self.out.append("[")
        self.traverse(node.index)
        self.out.append("]")

    def size(self, more=0):
        # The first argument is read by nobody else from here on.
        if more == 1:
            more = 2.5
        elif more == 2:
            more = "two"
        return super().size(), more


def tree(depth, kind):
    node = Name("a")
    for level in range(depth):
        step = (level + kind) % 3
        if step == 0:
            node = Attribute(node, "b")
        elif step == 1:
            node = Subscript(node, [Name("c"), Attribute(Name("d"), "e")])
        else:
            node = Subscript(Attribute(node, "f"), Name("g"))
    return node


def show(node):
    printer = Printer()
    printer.traverse(node)
    return "".join(printer.out)


def main():
    seen = {}
    for round in range(60):
        for depth in range(6):
            for kind in range(3):
                text = show(tree(depth, kind))
                if seen.setdefault((depth, kind), text) != text:
                    print("differs", depth, kind, text)
    for key, text in seen.items():
        print(*key, text)
    printer = Printer()
    print({printer.size(number % 4) for number in range(2000)} == {(1, 0), (1, 2.5), (1, "two"), (1, 3)})


main()
