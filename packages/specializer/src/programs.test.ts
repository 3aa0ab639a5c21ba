// Small programs, each tried in all ways (testing/try-program.ts): the results are those of a real Python, and no reference is lost.

import { describe, expect, test } from 'vitest';
import { askPython, type Program, python } from './testing/python';
import { type TryOptions, tryProgram } from './testing/try-program';

interface Case extends TryOptions {
  source: string;
  /** Argument lists of `f`. */
  arguments: string[];
  /** All runs may leave compiled code: something in them is not compiled. */
  leaves?: boolean;
}

const cases: Record<string, Case> = {
  // Numbers and loops
  'int loop': { source: 'def f(n):\n  s = 0\n  for i in range(n):\n    s += i * i\n  return s', arguments: ['7', '0', '1'] },
  'int overflow': { source: 'def f(n):\n  s = 1\n  for i in range(n):\n    s = s * 1000003 + i\n  return s', arguments: ['3', '6'] },
  'masked arithmetic': { source: 'def f(n):\n  x = 12345\n  for i in range(n):\n    x = (x * 6364136223846793005 + 1442695040888963407) & 0x7fffffffffffffff\n  return x', arguments: ['5'] },
  'xorshift': { source: 'def f(n):\n  x = 2463534242\n  for i in range(n):\n    x ^= (x << 13) & 0xffffffff\n    x ^= x >> 17\n    x ^= (x << 5) & 0xffffffff\n  return x', arguments: ['5'] },
  'int operators': { source: 'def f(a, b):\n  return (a + b, a - b, a * b, a // b, a % b, a & b, a | b, a ^ b, -a, ~a, +a, a << 2, a >> 1, a / b)', arguments: ['17, 5', '-17, 5', '17, -5', '7, 0', '2**62, 3', '2**70, 3'] },
  'int powers': { source: 'def f(a):\n  return (a ** 2, a ** 3, a ** 5, 2 ** 10)', arguments: ['7', '-3', '2**40'] },
  'shifts by variables': { source: 'def f(a, b):\n  return (a << b, a >> b)', arguments: ['5, 3', '-5, 70', '1, 63', '1, -1'] },
  'int comparisons': { source: 'def f(a, b):\n  return (a < b, a <= b, a == b, a != b, a > b, a >= b)', arguments: ['1, 2', '2, 2', '3, 2', '1, 2.5', '2**80, 1'] },
  'bool arithmetic': { source: 'def f(a, b):\n  return (a + b, a & b, a | b, a ^ b, a & 1, not a, a == b, a is b)', arguments: ['True, False', 'True, True', '1, 0'] },
  'float loop': { source: 'def f(n):\n  s = 0.0\n  for i in range(n):\n    s += i * 0.5\n  return s', arguments: ['6', '0'] },
  'float operators': { source: 'def f(a, b):\n  return (a + b, a - b, a * b, a / b, a // b, a % b, -a, +a, abs(a))', arguments: ['7.5, 2.0', '-7.5, 2.0', '7.5, -2.0', '1.0, 0.0', '0.0, -3.0', '6, 1.5', '-0.0, 3.0'] },
  'float powers': { source: 'def f(a, b):\n  return (a ** 2, a ** 0.5, a ** b)', arguments: ['2.0, 3.0', '2.0, 10', '9.0, 0.5'] },
  'float comparisons': { source: 'def f(a, b):\n  return (a < b, a <= b, a == b, a != b, a > b, a >= b)', arguments: ['1.0, 2.0', '2.0, 2.0', 'float("nan"), 1.0', '3.0, 2', '2.0**53, 2**53+1'] },
  'mixed arithmetic': { source: 'def f(n, x):\n  s = 0\n  for i in range(n):\n    s = s + x\n    if i % 2:\n      s = s * 2\n  return s', arguments: ['4, 0.5', '4, 3'] },
  'int becomes float': { source: 'def f(n):\n  s = 0\n  for i in range(n):\n    if i == 2:\n      s = s + 0.5\n    else:\n      s = s + 1\n  return s', arguments: ['5', '1'] },
  'while loop': { source: 'def f(n):\n  steps = 0\n  while n != 1:\n    if n % 2 == 0:\n      n = n // 2\n    else:\n      n = 3 * n + 1\n    steps += 1\n  return steps', arguments: ['6', '1', '7'] },
  'while with break and continue': { source: 'def f(n):\n  i = t = 0\n  while True:\n    i += 1\n    if i > n:\n      break\n    if i % 3 == 0:\n      continue\n    t += i\n  return t', arguments: ['10', '0'] },
  'while else': { source: 'def f(n):\n  i = 2\n  while i * i <= n:\n    if n % i == 0:\n      break\n    i += 1\n  else:\n    return True\n  return i', arguments: ['97', '91', '1'] },
  'nested loops': { source: 'def f(n):\n  t = 0\n  for i in range(n):\n    for j in range(i, n):\n      t += i ^ j\n  return t', arguments: ['5', '0'] },
  'three loops': { source: 'def f(n):\n  t = 0\n  for i in range(n):\n    for j in range(n):\n      for k in range(j):\n        if k > i:\n          break\n        t += i * j - k\n  return t', arguments: ['4'] },
  'range with steps': { source: 'def f(a, b):\n  t = 0\n  for i in range(a, b, 3):\n    t += i\n  for i in range(b, a, -2):\n    t = t * 3 + i\n  return t', arguments: ['0, 10', '5, 5', '9, 2'] },
  'tuple swap': { source: 'def f(n):\n  a, b = 0, 1\n  for _ in range(n):\n    a, b = b, a + b\n  return a', arguments: ['12', '100'] },
  'conditional expression': { source: 'def f(a, b):\n  return a if a < b else b', arguments: ['1, 2', '2, 1', '1.5, 2', '"a", "b"'] },
  'and or': { source: 'def f(a, b, c):\n  return (a and b or c, a or b, not (a and c))', arguments: ['1, 2, 3', '0, 2, 3', '0, 0, 0', '"", "x", None'] },
  'chained comparison': { source: 'def f(xs):\n  n = 0\n  for x in xs:\n    if 1 < x <= 3:\n      n += 1\n  return n', arguments: ['[0, 1, 2, 3, 4]', '[0.5, 1.5, 3.0]'] },
  'results tested': { source: 'def f(g, xs):\n  n = 0\n  for x in xs:\n    if g(x):\n      n += 1\n    if not g(x):\n      n += 10\n    n += 100 if g(x) and n else 1000\n  return n', arguments: ['bool, [1, 0, True, None]', 'str, ["", "a"]', '(lambda x: x), [True, None, 3, 0, False, [], [1]]', 'int, [0, 1]'] },
  'none tests': { source: 'def f(xs):\n  n = 0\n  for x in xs:\n    if x is None:\n      n += 1\n    elif x is not None and x > 2:\n      n += 10\n  return n', arguments: ['[1, None, 5]', '[None, None]'] },
  'absolute, minimum, maximum': { source: 'def f(a, b):\n  return (abs(a), min(a, b), max(a, b), max(a, b, 3), min(1.5, 2.5))', arguments: ['-4, 7', '4, -7', '-4.5, 2.0', '-4, 2.5'] },
  'conversions': { source: 'def f(a):\n  return (int(a), float(a), bool(a), int(a * 2.5))', arguments: ['3', '-2.75', 'True', '1e300'] },
  'one object under two names where ways meet': {
    source: 'class A:\n  def __init__(self, x):\n    self.x = x\ndef f(cs, o):\n  n = o.x\n  for c in cs:\n    a = A(1)\n    b = a if c else o\n    b.x = 5\n    n = n * 2 + a.x + (a is b)\n  return n',
    arguments: ['[1, 0, 1], A(3)', '[0, 1], A(3)'],
  },
  'one object under two names that turns out to hold None': {
    source: 'class A:\n  def __init__(self, x):\n    self.x = x\ndef f(vs):\n  n = 0\n  for v in vs:\n    a = A(v)\n    b = a\n    if v is None:\n      b.x = 7\n      n += a.x\n    n = n * 2 + (a is b)\n  return n',
    arguments: ['[None, 1, None]', '[1, None, "a", None]'],
  },
  'many objects in one another': {
    source: `class A:\n  def __init__(self, v, rest):\n    self.v = v\n    self.rest = rest\ndef f(n):\n  a = None\n${Array.from({ length: 130 }, (_, index) => `  a = A(n + ${index}, a)`).join('\n')}\n  t = (n, a)\n${'  t = (t, t)\n'.repeat(30)}  s = 0\n  while a:\n    s = s * 3 % 1009 + a.v\n    a = a.rest\n  k = 0\n  while k < 30:\n    s += t[0] is t[1]\n    t = t[0]\n    k += 1\n  return (s, t[0])`,
    arguments: ['3'],
  },
  'deleted variable': { source: 'def f(n):\n  x = n\n  y = x + 1\n  del x\n  if n > 2:\n    return y\n  return x', arguments: ['3', '1'] },
  'unbound variable': { source: 'def f(n):\n  for i in range(n):\n    x = i\n  return x', arguments: ['3', '0'] },
  'many variables': { source: 'def f(n):\n  a = b = c = d = 0\n  for i in range(n):\n    a += i\n    b += a\n    c ^= b\n    d = a + b + c + d\n  return (a, b, c, d)', arguments: ['5'] },
  // Lists, tuples, strings, dicts
  'list sum': { source: 'def f(xs):\n  s = 0\n  for x in xs:\n    s += x\n  return s', arguments: ['[1, 2, 3, 4]', '[]', '[1, 2.5, 3]', '[True, 5]'] },
  'dot product': { source: 'def f(xs, ys):\n  s = 0\n  for i in range(len(xs)):\n    s += xs[i] * ys[i]\n  return s', arguments: ['[1.0, 2.0, 3.0], [0.5, 0.25, 4.0]', '[1, 2], [3, 4]', '[], []', '[1.0, 2.0], [1.0]'] },
  'negative index': { source: 'def f(xs):\n  return xs[-1] + xs[-2]', arguments: ['[1, 2, 3]', '[1]'] },
  'variable negative index': { source: 'def f(xs, i):\n  return xs[i]', arguments: ['[1, 2, 3], 1', '[1, 2, 3], -1', '[1, 2, 3], 5'] },
  'store into a list': { source: 'def f(xs):\n  for i in range(len(xs)):\n    xs[i] = xs[i] * 2\n  return xs', arguments: ['[1, 2, 3]', '[1.0, 2.0, 3.0]', '["a", "b"]', '[]'] },
  'known NaN stored': { source: 'nan = float("nan")\ndef f(xs):\n  for i in range(len(xs)):\n    xs[i] = nan\n  return [x is nan for x in xs]', arguments: ['[0.5, 1.5]', '[None, 1]'] },
  'store floats over others': { source: 'def f(xs, ys):\n  for i in range(len(xs)):\n    xs[i] = ys[i] + 0.5\n  return xs', arguments: ['[0.0, 0.0], [1.0, 2.0]', '[None, 1], [1.0, 2.0]', '[0.0, 0.0], [1, 2]'] },
  'shared floats': { source: 'def f(xs, x):\n  xs[0] = x\n  y = xs[0]\n  xs[0] = xs[0] + 1.0\n  xs[1] = y\n  return (xs, y, x)', arguments: ['[0.0, 0.0], 5.0', '[0.5, 1.0], 2.0'] },
  'float kept while overwritten': { source: 'def f(xs):\n  for i in range(len(xs) - 1):\n    old = xs[i]\n    xs[i] = xs[i + 1] * 2.0\n    xs[i + 1] = old\n  return xs', arguments: ['[1.0, 2.0, 3.0]', '[1.0, 2, 3.0]'] },
  'swap in a list': { source: 'def f(xs):\n  n = len(xs)\n  for i in range(n // 2):\n    xs[i], xs[n - 1 - i] = xs[n - 1 - i], xs[i]\n  return xs', arguments: ['[1, 2, 3, 4]', '[1.5, "x", None]', '["a", "b"]'] },
  'bubble sort': { source: 'def f(xs):\n  n = len(xs)\n  for i in range(n):\n    for j in range(n - 1 - i):\n      if xs[j] > xs[j + 1]:\n        xs[j], xs[j + 1] = xs[j + 1], xs[j]\n  return xs', arguments: ['[3, 1, 2]', '[2.5, 0.5, 1.5, 1.0]', '["b", "a"]'] },
  'append and pop': { source: 'def f(n):\n  xs = []\n  for i in range(n):\n    xs.append(i * 2)\n    if i % 3 == 2:\n      xs.pop()\n  return xs', arguments: ['8', '0'] },
  'append floats': { source: 'def f(xs):\n  ys = []\n  for x in xs:\n    ys.append(x * 0.5)\n  return ys', arguments: ['[1.0, 2.0]', '[1, 2]'] },
  'stack of objects': { source: 'def f(xs):\n  stack = [xs]\n  n = 0\n  while stack:\n    top = stack.pop()\n    for x in top:\n      if isinstance(x, list):\n        stack.append(x)\n      else:\n        n += x\n  return n', arguments: ['[1, [2, 3], [[4]]]', '[]'] },
  'list comprehension': { source: 'def f(n):\n  return [i * i for i in range(n) if i % 2]', arguments: ['6', '0'] },
  'list of lists': { source: 'def f(m):\n  t = 0\n  for row in m:\n    for x in row:\n      t += x\n  return t', arguments: ['[[1, 2], [3], []]', '[[1.5], [2.5]]'] },
  'matrix product': { source: 'def f(a, b):\n  n = len(a)\n  c = [[0.0] * n for _ in range(n)]\n  for i in range(n):\n    for j in range(n):\n      s = 0.0\n      for k in range(n):\n        s += a[i][k] * b[k][j]\n      c[i][j] = s\n  return c', arguments: ['[[1.0, 2.0], [3.0, 4.0]], [[0.5, 0.0], [1.0, 1.0]]'] },
  'sieve': { source: 'def f(n):\n  flags = [True] * (n + 1)\n  count = 0\n  for i in range(2, n + 1):\n    if flags[i]:\n      count += 1\n      for j in range(i + i, n + 1, i):\n        flags[j] = False\n  return count', arguments: ['20'] },
  'slices': { source: 'def f(xs):\n  return (xs[1:], xs[:2], xs[::2], xs[1:3][0])', arguments: ['[1, 2, 3, 4]', '(1, 2, 3)', '"abcd"'] },
  'list operators': { source: 'def f(xs, ys):\n  zs = xs + ys\n  zs += [1]\n  return (zs * 2, zs == xs, 3 in zs, [] < zs)', arguments: ['[1, 2], [3]', '[], []'] },
  'unpacking': { source: 'def f(pairs):\n  t = 0\n  for a, b in pairs:\n    t += a * b\n  return t', arguments: ['[(1, 2), (3, 4)]', '[(1.5, 2), (3, 4)]', '[[1, 2]]', '[(1, 2, 3)]'] },
  'tuples': { source: 'def f(t):\n  a, b, c = t\n  u = (c, b, a)\n  return u[0] + u[1] * len(u), u, t[1]', arguments: ['(1, 2, 3)', '(1.0, 2, "x")', '(1, 2)'] },
  'tuple loop': { source: 'def f(t):\n  s = 0\n  for x in t:\n    s += x\n  return s', arguments: ['(1, 2, 3)', '()', '(1.5, 2.5)'] },
  'constant tuple': { source: 'def f(n):\n  s = 0\n  for x in (1, 2, 3):\n    s += x * n\n  return s + (4, 5)[n % 2]', arguments: ['2', '1.5'] },
  'enumerate': { source: 'def f(xs):\n  t = 0\n  for i, x in enumerate(xs):\n    t += i * x\n  return t', arguments: ['[3, 4, 5]', '[]', '[1.5]', '(7, 8)'] },
  'enumerate with a start': { source: 'def f(xs):\n  t = []\n  for i, x in enumerate(xs, 5):\n    t.append((i, x))\n  return t', arguments: ['[3, 4]', '"ab"'] },
  'enumerate kept in a variable': { source: 'def f(xs):\n  e = enumerate(xs)\n  t = 0\n  for i, x in e:\n    t += i * x\n    if i == 1:\n      break\n  for i, x in e:\n    t += 100 * x\n  return t, list(e)', arguments: ['[3, 4, 5, 6]', '[3]'] },
  'the same object in two variables': { source: 'class A:\n  def __init__(self, x):\n    self.x = x\n    self.y = x\ndef f(n):\n  a = A(n)\n  b = A(n)\n  for i in range(n):\n    a.x = a.x + 1\n    if i % 2:\n      b = a\n    b.x = b.x + 10\n    t = (a, b)\n    u = t\n  return a.x, b.x, t is u, t[0] is a', arguments: ['4', '1'] },
  'virtual objects within others': { source: 'class A:\n  def __init__(self, x):\n    self.x = x\nclass B:\n  def __init__(self, a):\n    self.a = a\ndef f(n, out):\n  a = A(n)\n  b = B(a)\n  c = B(b)\n  out.append(c)\n  a.x = a.x + 1\n  b.a = a\n  t = (a, (a, b))\n  out.append(t)\n  return t[1][1] is b, c.a.a.x, t', arguments: ['1, []', '2.5, []'], leaves: true },
  'an object that holds itself': { source: 'class A:\n  def __init__(self, x):\n    self.x = x\n    self.me = None\ndef f(n):\n  a = A(n)\n  a.me = a\n  a.me.me.x = n + 1\n  r = a.me.x\n  a.me = None\n  return r', arguments: ['1'], leaves: true },
  'native call with characters': { source: 'def g(c, n):\n  return c * n\ndef f(s):\n  t = ""\n  for c in s:\n    t = t + g(c, 2)\n  return t', arguments: ['"abc"'], neverInline: ['g'] },
  'zip': { source: 'def f(xs, ys):\n  t = 0\n  for x, y in zip(xs, ys):\n    t += x * y\n  return t', arguments: ['[1, 2, 3], [4, 5, 6]', '[1, 2], [1.5]', '[], [1]', '(1, 2), [3, 4]'] },
  'iterator kept elsewhere': { source: 'def f(xs):\n  it = iter(xs)\n  t = 0\n  for x in it:\n    t += x\n    if t > 2:\n      break\n  return t, list(it)', arguments: ['[1, 2, 3, 4, 5]', '[]'] },
  'string characters': { source: 'def f(s):\n  n = 0\n  for c in s:\n    if c == "a":\n      n += 1\n    elif c > "m":\n      n += ord(c)\n  return n', arguments: ['"banana"', '""', '"é€a"'] },
  'string indexing': { source: 'def f(s):\n  n = 0\n  for i in range(len(s)):\n    if s[i] == s[0]:\n      n += i\n  return n, s[-1]', arguments: ['"abcab"', '"ééa"', '""'] },
  'an instance without an initializer': { source: 'class A:\n  pass\ndef f(n):\n  total = 0\n  for i in range(n):\n    a = A()\n    a.x = i\n    a.y = a.x * 2\n    if i == 2:\n      total += len([a])\n    total += a.y\n  return total, a.x', arguments: ['5', '1'] },
  'string methods': {
    source: 'def f(s, p):\n  n = 0\n  for c in s:\n    if c.isdigit() or c in "abcdé":\n      n += 1\n  return (s.startswith(p), s.find(p), s.replace(p, "-"), s.split(","), s.upper(), p in s, s == p, s[1:-1], s[n:], "+".join([s, p]), n)',
    arguments: ['"ab,1c", "b"', '"é2é", "é"', '"", "x"'],
  },
  'strings as numbers': { source: 'def f(s):\n  return (int(s) + 1, float(s) * 2, str(s), s in ("1", 2, None))', arguments: ['"12"', '"1"'] },
  'a string that grows while others have it': { source: 'def f(s, n):\n  t = ""\n  kept = []\n  for i in range(n):\n    t += s\n    u = t\n    t += "."\n    kept.append(u)\n    t = t + t\n  return t, u, kept', arguments: ['"ab", 3', '"é", 2', '"", 1'] },
  'a string that grows in a variable of its caller': { source: 'def g(t, s):\n  t += s\n  return t\ndef f(s, n):\n  t = s\n  for i in range(n):\n    t = g(t, s) + g(s, t)\n  return t, s', arguments: ['"ab", 3'] },
  'string building': { source: 'def f(s, n):\n  t = ""\n  for i in range(n):\n    t = t + s[i % len(s)]\n  return t + "!", t == s', arguments: ['"abc", 5', '"é", 2'] },
  'characters kept': { source: 'def f(s):\n  out = []\n  last = ""\n  for c in s:\n    out.append(c)\n    last = c\n  return out, last', arguments: ['"xyz"', '""'] },
  'joined strings are new ones': { source: 'def f(a, b):\n  s = f"{a}{b}"\n  t = f"{b}-{a}"\n  u = f"{a}{a[0:0]}{b}"\n  return (s, s is a, s is b, t, t is a, u, u is a, u is b, f"{a!s}{b!s}" is a)', arguments: ['"abc", ""', '"", "abc"', '"abc", "de"'] },
  'string comparisons': { source: 'def f(a, b):\n  return (a == b, a < b, a >= b, a != b, a + b, a in b)', arguments: ['"a", "b"', '"b", "b"', '"abc", "abcd"'] },
  'dict counting': { source: 'def f(xs):\n  d = {}\n  for x in xs:\n    if x in d:\n      d[x] += 1\n    else:\n      d[x] = 1\n  return d', arguments: ['[1, 2, 1]', '"hello"', '[]'] },
  'dict get': { source: 'def f(d, ks):\n  t = 0\n  for k in ks:\n    t += d.get(k, 10)\n  return t, d["a"], len(d)', arguments: ['{"a": 1, "b": 2}, ["a", "c"]', '{}, []'] },
  'dict get without a default': { source: 'def f(d, ks):\n  t = []\n  for k in ks:\n    x = d.get(k)\n    if x is None:\n      t.append(k)\n    else:\n      t.append(x)\n  return t, d.get("a", [])', arguments: ['{"a": [1], "b": [2]}, ["a", "c", "b"]', '{}, ["a"]', '{1: 2}, ["a"]'] },
  'dict get in a native call': { source: 'def g(d, k, n):\n  return d.get(k, n)\ndef f(d, ks):\n  t = 0\n  for k in ks:\n    t += g(d, k, len(k))\n  return t', arguments: ['{"a": 1, "b": 2}, ["a", "c"]', '{}, ["a", "b"]'], neverInline: ['g'] },
  'dict views': { source: 'def f(d):\n  t = 0\n  names = []\n  for k, v in d.items():\n    t += v\n    names.append(k)\n  for v in d.values():\n    t += v\n  for k in d.keys():\n    names.append(k)\n  return t, names', arguments: ['{"a": 1, "b": 2}', '{}', '{1: 2.5}'] },
  'dict views in a native call': { source: 'def g(d, n):\n  t = n\n  for k, v in d.items():\n    t += v\n  return t\ndef f(d):\n  t = 0\n  for i in range(3):\n    t += g(d, i)\n  return t', arguments: ['{"a": 1, "b": 2}', '{}'], neverInline: ['g'] },
  'builtins with plain arguments': { source: 'def g(n, x):\n  return chr(97 + n), min(n, x), max(n, x, 2.5)\ndef f(n, x):\n  t = []\n  for i in range(n):\n    t.append(g(i, x))\n  return t', arguments: ['4, 1.5', '3, 2', '0, 1'], neverInline: ['g'] },
  'dict display': { source: 'def f(a, b):\n  return {"x": a, "y": b}, {a: b}, {"z": a + b}', arguments: ['1, 2', '1.5, 2.5'] },
  'dict loop': { source: 'def f(d):\n  t = 0\n  for k in d:\n    t += d[k]\n  return t', arguments: ['{"a": 1, "b": 2}', '{}'] },
  'sets': { source: 'def f(xs):\n  seen = set()\n  n = 0\n  for x in xs:\n    if x not in seen:\n      seen.add(x)\n      n += 1\n  return n', arguments: ['[1, 2, 1]', '[]'] },
  'set comprehension': { source: 'def f(xs):\n  return {x % 3 for x in xs}, {x: x * x for x in xs}', arguments: ['[1, 2, 4]'] },
  'list with all kinds': { source: 'def f(a, b):\n  x = [a, b, 1, 2.5, None, True, "s", (a, b), a < b]\n  return x, (a, [b], x[0])', arguments: ['1, 2', '1.5, 2.5'] },
  // Functions
  'inlined call': { source: 'def g(a, b):\n  return a * b + 1\ndef f(n):\n  t = 0\n  for i in range(n):\n    t += g(i, t)\n  return t', arguments: ['5', '30'] },
  'inlined with branches': { source: 'def g(x):\n  if x < 3:\n    return x\n  return x * 2.5\ndef f(n):\n  t = 0\n  for i in range(n):\n    t += g(i)\n  return t', arguments: ['5', '2'] },
  'inlined with a loop': { source: 'def g(n):\n  s = 0\n  for i in range(n):\n    s += i\n  return s\ndef f(n):\n  t = 0\n  for i in range(n):\n    t += g(i)\n  return t', arguments: ['5'] },
  'inlined twice': { source: 'def h(x):\n  return x + 1\ndef g(x):\n  return h(x) * h(x + 1)\ndef f(n):\n  return g(n) + h(n)', arguments: ['3', '1.5', '2**62'] },
  'inlined with objects': { source: 'def g(xs, i):\n  return xs[i]\ndef f(xs):\n  t = []\n  for i in range(len(xs)):\n    t.append(g(xs, i))\n  return t', arguments: ['["a", "b"]', '[1, 2.5]', '[]'] },
  'defaults and keywords': { source: 'def g(a, b=10):\n  return a * b\ndef g2(a, b=10):\n  return a - b\ndef f(n):\n  return (g2(n), g2(n, 2), g2(n, b=3), g2(b=n, a=1))', arguments: ['4', '1.5'] },
  'nothing returned': { source: 'def g(xs, x):\n  xs[0] = x\ndef f(xs):\n  g(xs, 5)\n  return g(xs, 2.5), xs', arguments: ['[1]', '[1.5]'] },
  'call of an unknown function': { source: 'def f(g, n):\n  t = 0\n  for i in range(n):\n    t += g(i)\n  return t', arguments: ['(lambda x: x * 2), 4', 'abs, 4', '(lambda x: x + 0.5), 2'] },
  'closure': { source: 'def f(n):\n  def g(x):\n    return x + n\n  t = 0\n  for i in range(3):\n    t += g(i)\n  return t', arguments: ['5', '1.5'] },
  'closure that counts': { source: 'def f(n):\n  c = 0\n  def bump():\n    nonlocal c\n    c += 1\n    return c\n  for i in range(n):\n    bump()\n  return c', arguments: ['3', '0'] },
  'closure called': { source: 'def make(k):\n  def g(x):\n    return x * k\n  return g\ng3 = make(3)\ndef f(n):\n  t = 0\n  for i in range(n):\n    t += g3(i)\n  return t', arguments: ['4'] },
  'closures of one code': { source: 'def make(k):\n  def g(x, a=k):\n    return x * k + a\n  return g\ngs = [make(3), make(2.5), make(3)]\ndef call(g, n):\n  t = 0\n  for i in range(n):\n    t += g(i)\n  return t\ndef f(n):\n  t = 0\n  for g in gs:\n    t += call(g, n) + g(n, a=1)\n  return t', arguments: ['4', '0'] },
  'closures that change what they are called by': { source: 'def make():\n  c = None\n  def g(x):\n    nonlocal c\n    c = h\n    return x\n  def h(x):\n    nonlocal c\n    c = g\n    return [x]\n  c = g\n  def go(n):\n    r = []\n    for i in range(n):\n      r.append(c(i))\n    return r\n  return go\nf = make()', arguments: ['5'] },
  'global variable': { source: 'scale = 3\nname = "x"\ndef f(n):\n  t = 0\n  for i in range(n):\n    t += i * scale\n  return t, name', arguments: ['4'] },
  'global assigned': { source: 'total = 0\ndef f(n):\n  global total\n  total = 5\n  for i in range(n):\n    total += i\n  return total', arguments: ['4', '0'] },
  'recursion': { source: 'def f(n):\n  if n < 2:\n    return n\n  return f(n - 1) + f(n - 2)', arguments: ['6', '1', '6.0'] },
  'recursion with a float': { source: 'def f(x, n):\n  if n == 0:\n    return x\n  return f(x * 0.5, n - 1) + 1.0', arguments: ['3.0, 4', '3.0, 0'] },
  'recursion on lists': { source: 'def f(t):\n  if not t:\n    return 0\n  return 1 + f(t[1:])', arguments: ['[1, 2, 3]', '[]'] },
  'recursion that makes objects': { source: 'def f(n):\n  if n == 0:\n    return None\n  return (f(n - 1), f(n - 1))', arguments: ['3', '0'] },
  'native call': { source: 'def g(a, b):\n  t = 0\n  while a > 0:\n    t += b\n    a -= 1\n  return t\ndef f(n):\n  t = 0\n  for i in range(n):\n    t += g(i, n)\n  return t', arguments: ['4', '1'], neverInline: ['g'] },
  'native call with floats': { source: 'def g(x):\n  return x * 0.5 + 1.0\ndef f(n):\n  t = 0.0\n  for i in range(n):\n    t += g(t + i)\n  return t', arguments: ['4'], neverInline: ['g'] },
  'native call with objects': { source: 'def g(xs, i):\n  return xs[i]\ndef f(xs):\n  t = []\n  for i in range(len(xs)):\n    t.append(g(xs, i))\n  return t', arguments: ['["a", "b"]', '[1, 2.5]', '[]'], neverInline: ['g'] },
  'native call that returns bools': { source: 'def g(x, y):\n  return x < y\ndef f(xs):\n  n = 0\n  for x in xs:\n    if g(x, 3):\n      n += 1\n  return n, g(1, 2)', arguments: ['[1, 5, 2]', '[1.5]'], neverInline: ['g'] },
  'native call within an inlined one': { source: 'def h(x):\n  return x * 3\ndef g(x):\n  return h(x) + 1\ndef f(n):\n  t = 0\n  for i in range(n):\n    t += g(i)\n  return t', arguments: ['4', '2'], neverInline: ['h'] },
  'native call that raises': { source: 'def g(xs, i):\n  return xs[i] // i\ndef f(xs):\n  t = 0\n  for i in range(3):\n    t += g(xs, 2 - i)\n  return t', arguments: ['[1, 2, 3]', '[1]'], neverInline: ['g'], leaves: true },
  'mathematics': { source: 'import math\ndef f(x):\n  return (math.sqrt(x), math.floor(x), math.ceil(x), math.fabs(x), math.sin(0.0))', arguments: ['2.25', '4', '-1.0'] },
  // Classes
  'attributes': { source: 'class P:\n  def __init__(self, x, y):\n    self.x = x\n    self.y = y\ndef f(p, n):\n  for i in range(n):\n    p.x += p.y\n  return p.x, p', arguments: ['P(1, 2), 3', 'P(1.0, 0.5), 3', 'P(1, 0.5), 2'] },
  'methods': { source: 'class C:\n  def __init__(self):\n    self.n = 0\n  def bump(self, k):\n    self.n = self.n + k\n    return self.n\ndef f(c, k):\n  t = 0\n  for i in range(3):\n    t += c.bump(k)\n  return t, c', arguments: ['C(), 2', 'C(), 0.5'] },
  'instances made and dropped': { source: 'class V:\n  def __init__(self, x, y):\n    self.x = x\n    self.y = y\n  def dot(self, o):\n    return self.x * o.x + self.y * o.y\ndef f(n):\n  t = 0\n  for i in range(n):\n    t += V(i, 1).dot(V(2, i))\n  return t', arguments: ['4', '0'] },
  'instances kept': { source: 'class V:\n  def __init__(self, x):\n    self.x = x\n    self.next = None\ndef f(n):\n  head = None\n  for i in range(n):\n    v = V(i)\n    v.next = head\n    head = v\n  t = 0\n  while head is not None:\n    t = t * 10 + head.x\n    head = head.next\n  return t', arguments: ['4', '0'] },
  'operators defined in Python': { source: 'class V:\n  def __init__(self, x, y):\n    self.x = x\n    self.y = y\n  def __add__(self, o):\n    return V(self.x + o.x, self.y + o.y)\n  def __mul__(self, k):\n    return V(self.x * k, self.y * k)\n  def __eq__(self, o):\n    return self.x == o.x and self.y == o.y\ndef f(n):\n  v = V(0.0, 1.0)\n  for i in range(n):\n    v = v + V(1.0, 0.5) * 2.0\n  return v, v == V(0.0, 1.0)', arguments: ['3', '0'] },
  'operators called natively': { source: 'class V:\n  def __init__(self, x, y):\n    self.x = x\n    self.y = y\n  def __mul__(self, k):\n    return V(self.x * k, self.y * k)\n  def dot(self, o):\n    return self.x * o.x + self.y * o.y\ndef f(n):\n  t = 0\n  v = V(1, n)\n  for i in range(3):\n    v = v * 2\n    t += v.x + v.y\n  return t', arguments: ['3', '1.5'], neverInline: ['__mul__'] },
  'instances made by deep calls': { source: 'class V:\n  def __init__(self, x, y):\n    self.x = x\n    self.y = y\n  def __mul__(self, k):\n    return V(self.x * k, self.y * k)\n  def dot(self, o):\n    return self.x * o.x + self.y * o.y\ndef a(n):\n  return b(n) + 1\ndef b(n):\n  return c(n) + 1\ndef c(n):\n  return d(n) + 1\ndef d(n):\n  return e(V(n, 1))\ndef e(v):\n  return (v * 2).x\ndef f(n):\n  t = 0\n  for i in range(3):\n    t += a(n)\n  return t', arguments: ['3', '1.5'] },
  'an object that was passed on': { source: 'class V:\n  def __init__(self, x, y):\n    self.x = x\n    self.y = y\n  def __mul__(self, k):\n    return V(self.x * k, self.y * k)\n  def dot(self, o):\n    return self.x * o.x + self.y * o.y\ndef f(n):\n  t = 0\n  for i in range(3):\n    v = V(i, n)\n    k = v.dot(v)\n    w = v * k\n    t += v.dot(w)\n  return t', arguments: ['3', '1.5'], neverInline: ['dot'] },
  'inherited methods': { source: 'class A:\n  k = 2\n  def g(self):\n    return self.h() * self.k\n  def h(self):\n    return 1\nclass B(A):\n  k = 3\n  def h(self):\n    return 5\ndef f(xs):\n  t = 0\n  for x in xs:\n    t += x.g()\n  return t', arguments: ['[A(), B(), A()]', '[B()]'] },
  'an __init__ that is another class\'s method': {
    source: 'class A:\n  def __init__(self, v=7):\n    if v > 3:\n      self.a = v\n    else:\n      self.a = -v\nclass P:\n  m = A\nclass Q:\n  m = A.__init__\ndef f(xs):\n  t = []\n  for i, x in enumerate(xs):\n    r = x.m(i)\n    t.append(x.a if r is None else r.a)\n  return t',
    arguments: ['[P(), Q(), P(), Q(), P(), Q()]', '[Q(), P(), P(), P(), P()]'], leaves: true,
  },
  'iterators that a container or a variable has too': {
    source: 'class A:\n  pass\ndef first(a):\n  for x in a.rest:\n    return x\ndef f(xs):\n  a = A()\n  a.rest = iter(xs)\n  n = 0\n  for i in range(3):\n    n = n * 10 + (first(a) or 0)\n  rest = a.rest\n  for x in rest:\n    n = n * 10 + x\n    break\n  for x in rest:\n    n = n * 10 + x\n    break\n  return n, list(rest)',
    arguments: ['[1, 2, 3, 4, 5, 6]', '(1, 2, 3, 4, 5, 6)', 'range(1, 7)', '[1, 2]'], leaves: true,
  },
  'properties and static methods': { source: 'class A:\n  def __init__(self, r):\n    self.r = r\n  @property\n  def area(self):\n    return self.r * self.r\n  @staticmethod\n  def twice(x):\n    return x * 2\ndef f(a):\n  t = 0\n  for i in range(3):\n    t += a.area + A.twice(i)\n  return t', arguments: ['A(2)', 'A(1.5)'] },
  'objects on classes': { source: 'class P:\n  def __init__(self, x):\n    self.x = x\nclass A:\n  p = P(3)\n  items = [1, 2]\n  table = {"a": 5}\n  def get(self):\n    return self.p.x + self.items[1] + self.table["a"]\nclass B(A):\n  p = P(4)\ndef f(a, n):\n  t = 0\n  for i in range(n):\n    t += a.get() + A.p.x\n    if i == 5:\n      A.items = [i, t]\n    if i == 7:\n      A.p = P(i)\n  return t, A.p, a.items', arguments: ['A(), 4', 'B(), 9'], leaves: true },
  'a list that others have assigned to a slice': {
    source: 'def f(xs, ys, n):\n  for i in range(n):\n    xs[0:2] = ys if i % 2 else xs[1::-1]\n    xs[:] = ys or xs[::-1]\n  return xs',
    arguments: ['[1, 2], [3, 4], 3', '[1, 2], [3, 4], 4'],
  },
  'a default value that gets another class': {
    source: 'class A:\n  __slots__ = ()\n  k = 2\n  def g(self):\n    return 3\nclass B:\n  __slots__ = ()\n  k = 20\n  def g(self):\n    return 30\na = A()\ndef h(x=a):\n  return x.k + x.g()\ndef f(n):\n  t = 0\n  a.__class__ = A\n  for i in range(n):\n    t = t * 2 + h()\n    if i == 3:\n      a.__class__ = B\n    t += h()\n  return t',
    arguments: ['4', '6'], leaves: true,
  },
  'slots': { source: 'class P:\n  __slots__ = ("x", "y")\n  def __init__(self, x, y):\n    self.x = x\n    self.y = y\ndef f(p):\n  for i in range(3):\n    p.x = p.x + p.y\n  q = P(p.x, 1)\n  return p.x, q', arguments: ['P(1, 2)', 'P(1.0, 0.5)'] },
  'attributes of several types': { source: 'class A:\n  def __init__(self, v):\n    self.v = v\nclass B:\n  def __init__(self, v):\n    self.w = 0\n    self.v = v\ndef f(xs):\n  t = 0\n  for x in xs:\n    t += x.v\n  return t', arguments: ['[A(1), A(2)]', '[A(1), B(2.5), A(3)]'] },
  'new attribute': { source: 'class A:\n  pass\ndef f(n):\n  a = A()\n  a.x = n\n  a.y = a.x + 1\n  a.x = a.y\n  return a', arguments: ['1', '1.5'], leaves: true },
  'truth of objects': { source: 'class A:\n  def __init__(self, n):\n    self.n = n\n  def __bool__(self):\n    return self.n > 0\nclass B:\n  pass\ndef f(xs):\n  n = 0\n  for x in xs:\n    if x:\n      n += 1\n  return n', arguments: ['[A(1), A(0)]', '[B(), [], [0], "", None]'] },
  'indexing defined in Python': { source: 'class G:\n  def __init__(self, xs):\n    self.xs = xs\n  def __getitem__(self, i):\n    return self.xs[i] * 2\n  def __len__(self):\n    return len(self.xs)\ndef f(g):\n  t = 0\n  for i in range(len(g)):\n    t += g[i]\n  return t', arguments: ['G([1, 2])', 'G([])'] },
  // Exceptions
  'division by zero': { source: 'def f(a, b):\n  return a // b + a % b', arguments: ['5, 2', '5, 0', '5.0, 0.0'] },
  'exception handled': { source: 'def f(xs, n):\n  t = 0\n  for i in range(n):\n    try:\n      t += xs[i]\n    except IndexError:\n      t += 100\n  return t', arguments: ['[1, 2], 2', '[1, 2], 4'] },
  'exception from a call': { source: 'def g(x):\n  if x > 1:\n    raise ValueError(x)\n  return x\ndef f(n):\n  t = 0\n  for i in range(n):\n    try:\n      t += g(i)\n    except ValueError:\n      t += 10\n  return t', arguments: ['2', '4'] },
  'raise': { source: 'def f(n):\n  if n > 2:\n    raise KeyError(n)\n  return n', arguments: ['1', '3'] },
  'finally': { source: 'def f(xs):\n  t = 0\n  try:\n    for x in xs:\n      t += 1 // x\n  finally:\n    xs.append(t)\n  return t', arguments: ['[1, 2]', '[1, 0]'] },
  'assertion': { source: 'def f(n):\n  assert n > 0\n  return n', arguments: ['1', '0'] },
};

const names = Object.keys(cases);
const programs: Program[] = names.map((name) => ({ source: cases[name].source, function: 'f', arguments: cases[name].arguments }));

describe.runIf(python !== undefined)('programs', () => {
  const answers = python ? askPython(programs) : [];
  test.each(names.map((name, index) => [name, index] as const))('%s', async (name, index) => {
    const report = await tryProgram(programs[index], answers[index], cases[name]);
    if (!cases[name].leaves) expect(report.complete, `runs that never left compiled code (${[...report.reasons].join(', ')})`).toBeGreaterThan(0);
  });
});
