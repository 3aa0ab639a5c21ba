# What the exits of one function restore takes more than the data region may give; another one comes later.
import time

LOCALS = 200
lines = ["def wide(n):"]
lines += [f"    v{i} = n + {i}" for i in range(LOCALS)]
lines += ["    for i in range(n):"]
lines += [f"        v{i} += i" for i in range(LOCALS)]
lines += ["    return " + " + ".join(f"v{i}" for i in range(LOCALS))]
exec(compile("\n".join(lines), "wide.py", "exec"))


def later(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


print(wide(30), later(3000), wide(31))
# Room is made beside the program: on a busy machine that may take a while.
end = time.monotonic() + 0.5
while time.monotonic() < end:
    value = later(3001)
print(value)
