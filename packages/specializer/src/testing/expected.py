"""For tests: compiles programs and says what their functions return. Reads JSON from stdin, writes JSON to stdout."""
import base64
import json
import marshal
import struct
import sys


def encode(value, depth=0):
    if depth > 6:
        return "..."
    if value is None or value is True or value is False:
        return repr(value)
    kind = type(value)
    if kind is int:
        return f"{value}"
    if kind is float:
        return "nan" if value != value else "f" + struct.pack(">d", value).hex()
    if kind is str:
        return json.dumps(value, ensure_ascii=False)
    if kind is list:
        return "[" + ", ".join(encode(item, depth + 1) for item in value) + "]"
    if kind is tuple:
        return "(" + ", ".join(encode(item, depth + 1) for item in value) + ",)"
    if kind is dict:
        return "{" + ", ".join(f"{encode(k, depth + 1)}: {encode(v, depth + 1)}" for k, v in value.items()) + "}"
    if kind is set:
        return "{" + ", ".join(sorted(encode(item, depth + 1) for item in value)) + "}"
    if kind.__module__ == "program":
        names = getattr(kind, "__slots__", None)
        pairs = list(vars(value).items()) if names is None else [(n, getattr(value, n)) for n in names if hasattr(value, n)]
        return kind.__name__ + "(" + ", ".join(f"{n}={encode(v, depth + 1)}" for n, v in pairs) + ")"
    return kind.__name__


def evaluate(code, function, arguments):
    scope = {"__name__": "program"}
    exec(code, scope)
    args = eval("(" + arguments + ",)" if arguments else "()", scope)
    try:
        result = encode(scope[function](*args))
    except Exception as error:
        result = "raises " + type(error).__name__
    return result + " after " + encode(args)


def answer(program):
    arguments = program["arguments"]
    makers = "".join(f"\ndef _arguments{index}(): return ({text + ',' if text else ''})\n" for index, text in enumerate(arguments))
    code = compile(program["source"] + makers, "program.py", "exec")
    results = [evaluate(code, program["function"], text) for text in arguments]
    return {"code": base64.b64encode(marshal.dumps(code)).decode(), "results": results}


sys.setrecursionlimit(5000)
print(json.dumps([answer(program) for program in json.load(sys.stdin)]))
