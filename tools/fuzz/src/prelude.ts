// The Python code that generated programs begin with: running a function many times and printing what changes. As syntax trees, so
// that the shrinker takes out what a failure does not need.
import { readStatements, type Statement } from './tree';

const START = `
import math
import os
import sys
import zlib
SCALE = int(os.environ.get('FUZZ_SCALE', '1'))
LOG = []
HELD = [None, (1,), 2.5, 'text']
TURN = [0]
`;

/** Shows values without addresses; objects by class and attributes, as deep as it takes to see a difference. */
const SHOW = `
def show(value, depth=4):
    kind = type(value)
    if depth == 0:
        return kind.__name__
    parts = []
    if kind is list or kind is tuple:
        for item in value:
            parts.append(show(item, depth - 1))
        return kind.__name__ + '(' + ', '.join(parts) + ')'
    if kind is dict:
        for key, item in value.items():
            parts.append(show(key, 1) + ': ' + show(item, depth - 1))
        return '{' + ', '.join(parts) + '}'
    if isinstance(value, BaseException):
        # Which call or comparison comes to the recursion limit is not compared (docs/differences.md), only how deep it is.
        return kind.__name__ + show(('maximum recursion depth exceeded',) if kind is RecursionError else value.args, depth - 1)
    if hasattr(value, '__dict__') or hasattr(kind, '__slots__'):
        for name in sorted(set(getattr(value, '__dict__', ())) | set(getattr(kind, '__slots__', ()))):
            parts.append(name + '=' + show(getattr(value, name, '?'), depth - 1))
        return kind.__name__ + '<' + ', '.join(parts) + '>'
    text = repr(value)
    # An address, as of a generator, or a property that a class got in place of a number.
    return kind.__name__ if ' at 0x' in text else text
`;

const DESCRIBE = `
def describe(error):
    places = []
    trace = error.__traceback__.tb_next
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append((code.co_name, trace.tb_lineno, list(code.co_positions())[trace.tb_lasti // 2][1:]))
        trace = trace.tb_next
    text = type(error).__name__ + ': ' + ('maximum recursion depth exceeded' if type(error) is RecursionError else str(error)) + ' at ' + repr(places)
    if error.__cause__ is not None or error.__context__ is not None:
        text += ' after ' + show(error.__cause__) + ', ' + show(error.__context__)
    return text
`;

/** With counts of references to the lists and objects in a result: nothing else can hold them. */
const COUNTS = `
def counts(value):
    if type(value) is list or type(value) is tuple:
        return [sys.getrefcount(item) for item in value if type(item) in (list, dict, tuple) or hasattr(item, '__dict__')]
    if hasattr(value, '__dict__') and not callable(value):
        return [sys.getrefcount(item) for item in value.__dict__.values() if type(item) in (list, dict)]
    return []
`;

const CHECK = `
def check(name, call, rounds):
    last = None
    changes = 0
    digest = 0
    for number in range(rounds * SCALE):
        TURN[0] = number
        try:
            value = call()
            result = show(value)
            del value
        except Exception as error:
            result = describe(error)
        if LOG:
            result += ' log ' + show(LOG)
            LOG.clear()
        if result != last:
            last = result
            changes += 1
            if changes <= 12:
                print(name, number, result)
            else:
                digest = zlib.crc32(result.encode('utf-8', 'surrogatepass'), digest)
    print(name, changes, digest)
`;

/** A module that makes functions, all of the same code. */
const TWIN = `
BASE = 3
SEEN = 0
def helper(x):
    return x + 2
def method_for(limit):
    def twist(self, a):
        global SEEN
        if a > limit:
            result = helper(limit)
        else:
            result = a
        SEEN = SEEN % 5 + 1
        return BASE + result
    return twist
`;

const PARTS: Readonly<Record<string, string>> = {
  Problem: `
class Problem(Exception):
    pass
`,
  Subclasses: `
class Integer(int):
    pass
class Real(float):
    pass
`,
  Ticks: `
TICKS = 0
`,
  peek: `
def peek(frame, kinds):
    found = []
    for name, value in sorted(frame.f_locals.items()):
        if kinds is None or type(value) in kinds:
            found.append(name + '=' + ('callable' if callable(value) else show(value, 2)))
    LOG.append((frame.f_code.co_name, frame.f_lineno, found))
`,
  caller: `
def caller(depth):
    frame = sys._getframe(depth)
    if depth == 1:
        # Dead numbers and virtual objects may be missing where others look (docs/differences.md).
        peek(frame, (list, dict, set))
    else:
        LOG.append((frame.f_code.co_name, frame.f_lineno))
`,
  weak: `
import weakref
def weak(value):
    try:
        return weakref.ref(value, lambda reference: LOG.append('dead'))
    except TypeError:
        return type(None)
`,
  Meta: `
class Meta(type):
    pass
class OtherMeta(Meta):
    def __call__(cls, *arguments):
        LOG.append('made')
        return type.__call__(cls, *arguments)
    def __bool__(cls):
        return False
`,
  Twins: `
import types
BASE = 7000
SEEN = 0
def helper(x):
    return x + 1
TWIN = types.ModuleType('twin')
exec(${JSON.stringify(TWIN)}, TWIN.__dict__)
SHARED = [TWIN.method_for(0), TWIN.method_for(2), TWIN.method_for(60)]
SHARED.append(types.FunctionType(SHARED[0].__code__, globals(), 'twist', None, SHARED[0].__closure__))
TWINS = [type('Twin', (), {'n': 1, 'twist': method})() for method in SHARED]
`,
  Ending: `
class Ending:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        LOG.append(('end', self.name))
    def itself(self):
        return self
`,
  drained: `
def drained(rest):
    turns = 0
    while rest:
        if rest.pop() is LOG:
            break
        turns += 1
    return turns
`,
  Region: `
class Region:
    def __init__(self, name, quiet):
        self.name = name
        self.quiet = quiet
    def __enter__(self):
        LOG.append(('enter', self.name))
        return self
    def __exit__(self, kind, error, trace):
        LOG.append(('exit', self.name, kind and kind.__name__))
        return self.quiet
`,
};

/** The prelude with the parts that are needed. With `counted`, reference counts are part of every result. */
export function prelude(needs: ReadonlySet<string>, counted: boolean): Statement[] {
  const check = counted ? CHECK.replace('result = show(value)', 'result = show(value) + repr(counts(value))') : CHECK;
  const texts = [START, SHOW, DESCRIBE, counted ? COUNTS : '', check, PARTS.Problem!, ...[...needs].filter((name) => name !== 'Problem').map((name) => PARTS[name]!)];
  return texts.flatMap((text) => readStatements(text));
}
