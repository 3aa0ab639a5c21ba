# Functions with much of one thing: items, branches, locals, loops, calls, objects in one another. What compiling them costs must grow with their size, not
# with its square or worse (docs/trust.md).
import zlib

from common import SCALE

SIZES = (30, 120)


def sources(n):
    made = {}
    made["tuple_vars"] = "def f(x):\n    return (" + ", ".join(f"x+{i}" for i in range(n)) + ")\n"
    made["list_vars"] = "def f(x):\n    return [" + ", ".join(f"x+{i}" for i in range(n)) + "]\n"
    made["dict_vars"] = "def f(x):\n    return {" + ", ".join(f'"k{i}": x+{i}' for i in range(n)) + "}\n"
    made["set_vars"] = "def f(x):\n    return {" + ", ".join(f"x+{i}" for i in range(n)) + "}\n"
    made["elif"] = (
        "def f(x):\n    if x == -1: r = 0\n"
        + "".join(f"    elif x == {i}: r = {i}\n" for i in range(n))
        + "    else: r = 5\n    return r\n"
    )
    made["elif_types"] = (
        "def f(x):\n    if x == -1: r = 0\n"
        + "".join(f'    elif x == {i}: r = {["1.5","(1,x)","None","x+1"][i%4]}\n' for i in range(n))
        + "    else: r = 5\n    return r\n"
    )
    made["ifs"] = "def f(x):\n    r = 0\n" + "".join(f"    if x & {i+1}: r += {i}\n" for i in range(n)) + "    return r\n"
    made["ifs_types"] = (
        "def f(x):\n    r = 0\n    a = b = c = 0\n"
        + "".join(f'    if x & {i+1}: {"abc"[i%3]} = {["1.5","None","(x, r)"][i%3]}\n' for i in range(n))
        + "    return r, a, b, c\n"
    )
    made["locals"] = (
        "def f(x):\n"
        + "".join(f"    v{i} = x + {i}\n" for i in range(n))
        + "    s = 0\n    for i in range(x):\n"
        + "".join(f"        v{i} += i\n" for i in range(n))
        + "    return "
        + " + ".join(f"v{i}" for i in range(n))
        + "\n"
    )
    made["chain_add"] = "def f(x):\n    return " + " + ".join(f"x*{i}" for i in range(n)) + "\n"
    made["strings"] = 'def f(x):\n    s = ""\n' + "".join(f'    s += "a{i}" + str(x)\n' for i in range(n)) + "    return s\n"
    made["fstring"] = 'def f(x):\n    return f"' + " ".join("{x}" for i in range(n)) + '"\n'
    made["calls"] = (
        "def g(a): return a + 1\ndef f(x):\n    s = 0\n" + "".join(f"    s += g(x + {i})\n" for i in range(n)) + "    return s\n"
    )
    made["calls_chain"] = (
        "".join(f"def g{i}(a): return g{i+1}(a + 1)\n" for i in range(n)) + f"def g{n}(a): return a\ndef f(x):\n    return g0(x)\n"
    )
    made["methods"] = (
        "class A:\n    def __init__(s): s.v = 0\n    def m(s, k):\n        s.v += k\n        return s\nA0 = A()\ndef f(x):\n    a = A0\n"
        + "".join(f"    a.m({i})\n" for i in range(n))
        + "    return a.v & 7\n"
    )
    made["virtuals"] = (
        "class A:\n    def __init__(s, v, n): s.v = v; s.n = n\ndef f(x):\n    a = None\n"
        + "".join(f"    a = A({i}, a)\n" for i in range(n))
        + "    s = 0\n    while a: s += a.v; a = a.n\n    return s\n"
    )
    made["attrs"] = (
        "class A: pass\ndef f(x):\n    a = A()\n" + "".join(f"    a.x{i} = x\n" for i in range(min(n, 200))) + "    return a.x0\n"
    )
    made["nested_loops"] = (
        "def f(x):\n    s = 0\n"
        + "".join("    " * (i + 1) + f"for i{i} in range(2 if {i} < 3 else 1):\n" for i in range(min(n, 18)))
        + "    " * (min(n, 18) + 1)
        + "s += 1\n    return s\n"
    )
    made["seq_loops"] = "def f(x):\n    s = 0\n" + "".join(f"    for i in range(3): s += i * {k}\n" for k in range(n)) + "    return s\n"
    made["tries"] = (
        "def f(x):\n    s = 0\n"
        + "".join(f"    try: s += 10 // (x - {i})\n    except ZeroDivisionError: s += 1\n" for i in range(n))
        + "    return s\n"
    )
    made["returns"] = "def f(x):\n" + "".join(f"    if x == {i}: return {i}\n" for i in range(n)) + "    return x\n"
    made["bools"] = "def f(x):\n    return " + " and ".join(f"(x != {i+50} or x < {i})" for i in range(n)) + "\n"
    made["compare_chain"] = "def f(x):\n    return " + " < ".join(f"x+{i}" for i in range(n)) + "\n"
    made["globals"] = "".join(f"G{i} = {i}\n" for i in range(n)) + "def f(x):\n    return x" + "".join(f" + G{i}" for i in range(n)) + "\n"
    made["args"] = (
        "def g("
        + ", ".join(f"a{i}=0" for i in range(n))
        + "): return a0\ndef f(x):\n    return g("
        + ", ".join(f"x" for i in range(min(n, 250)))
        + ")\n"
    )
    made["subscripts"] = (
        "def f(x):\n    l = [0]*"
        + str(n)
        + "\n"
        + "".join(f"    l[{i}] = x\n    l[{i}] += l[{i//2}]\n" for i in range(n))
        + "    return sum(l)\n"
    )
    made["unpack"] = (
        "def f(x):\n    "
        + ", ".join(f"a{i}" for i in range(n))
        + " = "
        + ", ".join(f"x+{i}" for i in range(n))
        + "\n    "
        + ", ".join(f"a{n-1-i}" for i in range(n))
        + " = "
        + ", ".join(f"a{i}" for i in range(n))
        + "\n    return a0\n"
    )
    made["match"] = "def f(x):\n    match x:\n" + "".join(f"        case {i}: return {i}\n" for i in range(n)) + "    return 0\n"
    made["bigcond_loop"] = (
        "def f(x):\n    s = 0\n    for i in range(x):\n"
        + "".join(f"        if i % {k+2} == 0: s += {k}\n        elif i > {k}: s -= 1\n" for k in range(n))
        + "    return s\n"
    )
    made["lambdas"] = "def f(x):\n    s = 0\n" + "".join(f"    s += (lambda a: a + x)({i})\n" for i in range(n)) + "    return s\n"
    made["float_state"] = (
        "def f(x):\n"
        + "".join(f"    v{i} = float(x + {i})\n" for i in range(n))
        + "    for i in range(x):\n"
        + "".join(f"        v{i} = v{i} * 0.5 + v{(i+1)%n}\n" for i in range(n))
        + "    return v0\n"
    )
    made["state_machine"] = (
        "def f(x):\n    st = 0\n    n = 0\n    while n < 50:\n        n += 1\n        if st == -1: pass\n"
        + "".join(f"        elif st == {i}: st = {(i*7+1)%n}\n" for i in range(n))
        + "    return st\n"
    )
    made["interp"] = (
        "def f(x):\n    acc = 0; pc = 0; stack = []\n    prog = [(i*5+3) % %d for i in range(20)]\n    while pc < 20:\n        op = prog[pc]; pc += 1\n        if op == -1: pass\n".replace(
            "%d", str(n)
        )
        + "".join(
            f'        elif op == {i}:\n            {["acc += 1","stack.append(acc)","acc = stack.pop() if stack else 0","acc = acc * 2 & 255"][i%4]}\n'
            for i in range(n)
        )
        + "    return acc\n"
    )
    made["doubled"] = (
        "def f(x):\n    t = (x, x)\n"
        + "    t = (t, t)\n" * min(n, 40)
        + "    k = 0\n    while type(t[0]) is tuple:\n        k += t[0] is t[1]\n        t = t[0]\n    return k\n"
    )
    return made


def results(function):
    found = []
    for x in range(24):
        try:
            found.append(function(x))
        except Exception as error:
            found.append(repr(error))
    return repr(found)


for size in SIZES:
    for name, source in sources(size).items():
        names = {}
        exec(compile(source, f"<{name} {size}>", "exec"), names)
        first = results(names["f"])
        print(name, size, zlib.crc32(first.encode()) if len(first) > 200 else first)
        for _ in range(SCALE):
            if results(names["f"]) != first:
                print(name, size, "changed")

# More values that are taken for constants than can be checked at once.
names = {}
exec("\n".join(f"T{i} = ({', '.join(str(1000 * (i + 1) + j) for j in range(16))})" for i in range(300)), names)
exec("def tables(count):\n    total = 0\n    for _ in range(count):\n" + "".join(f"        total += T{i}[0] + T{i}[7]\n" for i in range(300)) + "    return total\n", names)
print("tables", [names["tables"](3) for _ in range(3)])
