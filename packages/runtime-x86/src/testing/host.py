# The Python side of the tests: maps two regions near the interpreter, then runs what the test sends, one JSON object a line.
import ctypes
import gc
import json
import os
import sys

api = ctypes.pythonapi
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
api.PyInterpreterState_Get.restype = ctypes.c_void_p
api.PyThreadState_Get.restype = ctypes.c_void_p
api._PyEval_RequestCodeExtraIndex.argtypes = [ctypes.c_void_p]
api._PyCode_SetExtra.argtypes = [ctypes.py_object, ctypes.c_ssize_t, ctypes.c_void_p]

SIZE = 1 << 20
MAP_FIXED_NOREPLACE = 0x100000


def symbol(name):
    return ctypes.cast(getattr(api, name), ctypes.c_void_p).value


def map_region(protection, flags=0x22, fd=-1):
    near = symbol('_PyEval_EvalFrameDefault') & ~(SIZE - 1)
    for step in range(64, 1500):
        wanted = near + step * SIZE
        got = libc.mmap(wanted, SIZE, protection, flags | MAP_FIXED_NOREPLACE, fd, 0)
        if got == wanted:
            return got
    raise RuntimeError('no room near the interpreter')


def rss():
    with open('/proc/self/statm') as statm:
        return int(statm.read().split()[1]) * 4096


replies = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)
namespace = {'__name__': 'program', 'ctypes': ctypes, 'api': api, 'gc': gc, 'sys': sys, 'rss': rss}
data_file = os.memfd_create('data')
os.ftruncate(data_file, SIZE)
data_region = map_region(3, 1, data_file)
code_region = map_region(5)
namespace.update(
    index=api._PyEval_RequestCodeExtraIndex(None),
    set_extra=lambda code, record: api._PyCode_SetExtra(code, namespace['index'], record),
)
hello = {
    'version': sys.hexversion, 'executable': sys.executable, 'size': SIZE, 'data': data_region, 'dataFile': data_file, 'code': code_region, 'index': namespace['index'],
    'interpreter': api.PyInterpreterState_Get(), 'thread': api.PyThreadState_Get(), 'debug': hasattr(sys, 'gettotalrefcount'),
}
print(json.dumps(hello), file=replies, flush=True)
for line in sys.stdin:
    request = json.loads(line)
    try:
        if 'symbol' in request:
            value = symbol(request['symbol'])
        elif 'run' in request:
            value = exec(compile(request['run'], 'program.py', 'exec'), namespace)
        else:
            value = eval(compile(request['evaluate'], 'expression', 'eval'), namespace)
        reply = {'value': value}
    except BaseException as error:
        import traceback
        reply = {'error': ''.join(traceback.format_exception(error))}
    print(json.dumps(reply), file=replies, flush=True)
