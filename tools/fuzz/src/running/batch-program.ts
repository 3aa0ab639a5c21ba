// The Python program that runs many generated programs one after the other in one process, each with names of its own.

/** Written before each program's output, on both streams. */
export const MARK = '#### program ';

export const BATCH_PROGRAM = `
import builtins, gc, math, sys

def run(path, name):
    names = {'__name__': '__main__', '__builtins__': builtins, '__file__': path}
    for stream in sys.stdout, sys.stderr:
        print('${MARK}' + name, file=stream, flush=True)
    try:
        with open(path, encoding='utf-8') as file:
            source = file.read()
        exec(compile(source, name, 'exec'), names)
    except BaseException as error:
        print('uncaught', type(error).__name__, error)
        trace = error.__traceback__.tb_next
        while trace is not None:
            print(' ', trace.tb_frame.f_code.co_name, trace.tb_lineno, trace.tb_lasti)
            trace = trace.tb_next

saved = [(module.__dict__, dict(module.__dict__)) for module in (builtins, math)]
for path in sys.argv[1:]:
    run(path, path.rpartition('/')[2])
    for names, before in saved:
        for name in [name for name in names if name not in before]:
            del names[name]
        names.update(before)
    gc.collect()
sys.stdout.flush()
`;
