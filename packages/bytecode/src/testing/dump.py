"""For tests only: what a real interpreter says about its own bytecode, as JSON on standard output."""
import dis
import glob
import importlib.util
import json
import marshal
import opcode
import os
import sys
import sysconfig
import types


def opcodes():
    arguments = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 255, 256, 257, 300, 65535]
    effects = {}
    for name, number in opcode.opmap.items():
        for argument in arguments if number >= opcode.HAVE_ARGUMENT else [None]:
            for jump in (False, True):
                effects[f"{name} {argument} {jump}"] = dis.stack_effect(number, argument, jump=jump)
    return {
        "all": dis._all_opmap,
        "base": opcode.opmap,
        "families": dis.deoptmap,
        "cacheUnits": opcode._inline_cache_entries,
        "cacheFormat": opcode._cache_format,
        "effects": effects,
        "hasArgument": [n for n, v in opcode.opmap.items() if v >= opcode.HAVE_ARGUMENT],
        "has": {kind: [opcode.opname[v] for v in getattr(opcode, kind)]
                for kind in ("hasconst", "hasname", "hasjrel", "hasjabs", "haslocal", "hascompare", "hasfree")},
        "compare": opcode.cmp_op,
        "binary": [symbol for _, symbol in opcode._nb_ops],
        "magic": int.from_bytes(importlib.util.MAGIC_NUMBER[:2], "little"),
    }


def nested(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from nested(constant)


def describe(code):
    return {
        "qualname": code.co_qualname,
        "instructions": [[i.offset, i.opname, i.arg, i.argval if i.opcode in opcode.hasjrel else None, i.is_jump_target]
                         for i in dis.get_instructions(code) if i.opname != "EXTENDED_ARG"],
        "positions": list(code.co_positions()),
        "exceptions": [[e.start, e.end, e.target, e.depth, bool(e.lasti)] for e in dis._parse_exception_table(code)],
        "stackSize": code.co_stacksize,
        "flags": code.co_flags,
        "counts": [code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_nlocals,
                   len(code.co_cellvars), len(code.co_freevars), code.co_firstlineno],
        "variables": [code.co_varnames, code.co_cellvars, code.co_freevars, code.co_names],
        "name": code.co_name,
        "filename": code.co_filename,
        "constants": [repr(c) if isinstance(c, (int, type(None), type(...))) else None for c in code.co_consts],
    }


def sources(step):
    stdlib = sysconfig.get_paths()["stdlib"]
    names = sorted(glob.glob(os.path.join(stdlib, "**", "*.py"), recursive=True))
    skipped = ("site-packages", "dist-packages", "bad", "lib2to3")
    names = [n for n in names if not any(part in n for part in skipped)]
    return names[::step]


def stdlib(step, limit, *more):
    """One JSON line per file: the .pyc bytes in hex and a description of each code object. Files past `limit` bytes are left out."""
    files = []
    for name in [*more, *sources(int(step))]:
        with open(name, "rb") as file:
            source = file.read()
        if len(source) > int(limit):
            continue
        try:
            code = compile(source, name, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, UnicodeDecodeError):
            continue
        pyc = importlib.util.MAGIC_NUMBER + (0).to_bytes(4, "little") + (1234567).to_bytes(4, "little") + len(source).to_bytes(4, "little")
        files.append({"file": name, "size": len(source), "pyc": (pyc + marshal.dumps(code)).hex(),
                      "codes": [describe(c) for c in nested(code)]})
    return files


def stacks(step):
    """Only the .pyc bytes and stack sizes, of many files."""
    files = []
    for name in sources(int(step)):
        try:
            with open(name, "rb") as file:
                code = compile(file.read(), name, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, UnicodeDecodeError):
            continue
        files.append({"file": name, "marshal": marshal.dumps(code).hex()})
    return files


def constants():
    values = [None, True, False, ..., StopIteration, 0, -1, 2**31 - 1, -2**31, 2**31, -2**40, 2**200 + 12345, -(2**61), 1.5, -0.0,
              float("inf"), 1e300, 1 - 2.5j, b"\x00\xff", "", "plain", "caf\xe9", "\U0001f600", "lone \udc80 surrogate \ud800", "\ufeffbom",
              (), (1,), tuple(range(300)), [1, [2]], {"a": 1, 2: (3,)}, {1}, frozenset(["x"]), frozenset()]
    shared = "shared" * 3
    values.append((shared, shared))
    loop = []
    loop.append(loop)
    values.append(loop)
    return {"current": marshal.dumps(values).hex(), "old": [marshal.dumps(values[:-1], version).hex() for version in (0, 1, 2, 3)]}


def quickened():
    """Hot functions as the interpreter has rewritten them: names by dis, and the bytes."""
    namespace = {"__name__": "hot"}
    with open(os.path.join(os.path.dirname(__file__), "hot.py")) as file:
        exec(compile(file.read(), "hot.py", "exec"), namespace)
    result = []
    for function in namespace["functions"]:
        code = function.__code__
        result.append({
            "name": function.__name__,
            "clean": code.co_code.hex(),
            "adaptive": code._co_code_adaptive.hex(),
            "instructions": [[i.offset, i.opname, i.arg] for i in dis.get_instructions(function, adaptive=True)
                             if not i.opname.startswith("EXTENDED_ARG")],
        })
    versions = {name: value for name, value in namespace["facts"]().items()}
    return {"functions": result, "facts": versions}


print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
