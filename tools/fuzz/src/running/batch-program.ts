// The Python program that runs many generated programs one after the other in one process, each with names of its own.

/** Written before each program's output, on both streams. */
export const MARK = '#### program ';

/** What is changed in the programs before they run, or around them: see `Trials.isListed`, and the modes nomemory and collected. */
export type Variant = 'held' | 'quiet' | 'nomemory' | 'collected';

/** The variable that names the variant. */
export const VARIANT = 'FUZZ_VARIANT';

export const BATCH_PROGRAM = `
import ast, builtins, collections, gc, math, os, random, sys

variant = os.environ.get('${VARIANT}')

# held: something else has a reference to each argument that is made for a call, for longer than a function runs. Both runs let go of it at the same calls.
held = collections.deque(maxlen=3000)

def hold(value):
    held.append(value)
    return value

# A variable, too: what it holds may be given up by the function that is called.
def holding(value):
    if isinstance(value, ast.Constant):
        return value
    if isinstance(value, ast.Starred):
        value.value = holding(value.value)
        return value
    return ast.copy_location(ast.Call(ast.copy_location(ast.Name('HOLD', ast.Load()), value), [value], []), value)

class Held(ast.NodeTransformer):
    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and hasattr(builtins, node.func.id):
            return node
        node.args[:] = map(holding, node.args)
        for keyword in node.keywords:
            keyword.value = holding(keyword.value)
        if isinstance(node.func, ast.Attribute):
            node.func.value = holding(node.func.value)
        return node

# quiet: destructors log nothing.
class Quiet(ast.NodeTransformer):
    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        if node.name == '__del__':
            node.body = [ast.copy_location(ast.Pass(), node)]
        return node

# nomemory: allocations fail where functions are checked. What comes of it depends on where they are made, so nothing is printed.
class NoCheck(ast.NodeTransformer):
    def visit_FunctionDef(self, node):
        return None if node.name == 'check' else node

WARM_UP = 12

def check(name, call, rounds):
    chance = random.Random(name + str(rounds))
    for number in range(max(rounds, 40)):
        start = chance.randrange(chance.choice((10, 40, 200)))
        stop = start + chance.choice((1, 1, 2, 6, 20))
        if number >= WARM_UP:
            _testcapi.set_nomemory(start, stop)
        attempt(call)
        if number >= WARM_UP:
            _testcapi.remove_mem_hooks()

def attempt(call):
    try:
        call()
    except BaseException:
        pass

def nothing(*_, **__):
    pass

quiet_names = {}
if variant == 'nomemory':
    import _testcapi
    quiet_names = {'check': check, 'print': nothing}
    sys.unraisablehook = nothing

TRANSFORMERS = {'held': Held, 'quiet': Quiet, 'nomemory': NoCheck}

def parsed(source, name):
    return TRANSFORMERS[variant]().visit(ast.parse(source, name)) if variant in TRANSFORMERS else source

def run(path, name):
    names = {'__name__': '__main__', '__builtins__': builtins, '__file__': path, 'HOLD': hold, **quiet_names}
    for stream in sys.stdout, sys.stderr:
        print('${MARK}' + name, file=stream, flush=True)
    try:
        with open(path, encoding='utf-8') as file:
            source = file.read()
        exec(compile(parsed(source, name), name, 'exec'), names)
    except BaseException as error:
        if variant == 'nomemory':
            return
        print('uncaught', type(error).__name__, error)
        trace = error.__traceback__.tb_next
        while trace is not None:
            # Its place in the source: tb_lasti may name a call or its last cache entry (docs/differences.md).
            code = trace.tb_frame.f_code
            print(' ', code.co_name, trace.tb_lineno, list(code.co_positions())[trace.tb_lasti // 2])
            trace = trace.tb_next

if variant == 'collected':
    gc.set_threshold(1, 3, 3)

saved = [(module.__dict__, dict(module.__dict__)) for module in (builtins, math)]
for path in sys.argv[1:]:
    run(path, path.rpartition('/')[2])
    for names, before in saved:
        for name in [name for name in names if name not in before]:
            del names[name]
        names.update(before)
    held.clear()
    gc.collect()
sys.stdout.flush()
`;
