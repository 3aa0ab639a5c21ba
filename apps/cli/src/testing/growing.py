"""For the tests of faults: makes and runs many different functions, each of which is compiled."""
import sys

total = 0
kept = []
for number in range(int(sys.argv[1])):
    namespace = {}
    lines = "".join(f"        if i == {k}: x = x * {number + k + 1} + a{k}\n        else: x = (x + {k}) % 1000003\n" for k in range(6))
    exec(f"def f(n):\n    x = {number}\n    {'; '.join(f'a{k} = {k}' for k in range(6))}\n    for i in range(n):\n{lines}    return x\n", namespace)
    kept.append(namespace["f"])
    for _ in range(3):
        total = (total * 31 + namespace["f"](8)) % 1000000007
print(total, sum(f(3) for f in kept))
