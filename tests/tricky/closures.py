# Cells: shared between closures, rebound in loops, captured by loops, across recursion.
from common import check


def counter():
    count = 0

    def bump(step=1):
        nonlocal count
        count += step
        return count

    def read():
        return count

    return bump, read


def use_counter(n):
    bump, read = counter()
    for i in range(n):
        bump()
        if i % 3 == 0:
            bump(0.5)
    return read()


def captured_loop(n):
    functions = []
    for i in range(n):
        functions.append(lambda: i)
    late = [f() for f in functions]
    early = [f() for f in [lambda i=i: i for i in range(n)]]
    return late, early


def shared_cell(n):
    x = 0

    def forward():
        nonlocal x
        for _ in range(n):
            x += 2

    def backward():
        nonlocal x
        for _ in range(n):
            x -= 1

    for _ in range(3):
        forward()
        backward()
    return x


def own_cell_in_loop(n):
    total = 0

    def add(value):
        nonlocal total
        total += value

    for i in range(n):
        add(i)
        total *= 2
        total %= 1009
    return total


def type_of_cell_changes(n):
    value = 0

    def change(i):
        nonlocal value
        value = i * 1.5 if i % 4 == 3 else i

    total = 0
    for i in range(n):
        change(i)
        total += value
    return total


def make_adder(n):
    return lambda x: x + n


def adders(n):
    total = 0
    for f in (make_adder(1), make_adder(2.5), make_adder(2**62)):
        for i in range(n):
            total += f(i)
    return total


def recursive_closure(n):
    calls = 0

    def go(level):
        nonlocal calls
        calls += 1
        if level:
            go(level - 1)
            go(level - 1)

    go(n)
    return calls


def composed(n):
    def compose(*functions):
        def run(x):
            for function in functions:
                x = function(x)
            return x
        return run

    step = compose(lambda x: x + 1, lambda x: x * 2, compose(lambda x: x % 101))
    x = 1
    for _ in range(n):
        x = step(x)
    return x


def cell_contents(n):
    x = n

    def read():
        return x

    cell = read.__closure__[0]
    results = []
    for i in range(n):
        cell.cell_contents = i
        results.append(read() + x)
    del cell.cell_contents
    try:
        return x
    except NameError as error:
        results.append(type(error).__name__)
    return results


def class_cell():
    class A:
        def name(self):
            return "A"

    class B(A):
        def name(self):
            return super().name() + "B" + __class__.__name__

    return "".join([B().name() for _ in range(5)])


check("use_counter", use_counter, 20)
check("captured_loop", captured_loop, 5)
check("shared_cell", shared_cell, 50, times=300)
check("own_cell_in_loop", own_cell_in_loop, 30)
check("type_of_cell_changes", type_of_cell_changes, 16)
check("adders", adders, 10)
check("recursive_closure", recursive_closure, 6, times=300)
check("composed", composed, 30, times=500)
check("cell_contents", cell_contents, 4)
check("class_cell", class_cell)
