"""Another tool has extras on code objects: what releases them is called for its own, and for no others."""
import ctypes
import gc

api = ctypes.pythonapi
free_function = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
api._PyEval_RequestCodeExtraIndex.argtypes = (free_function,)
api._PyEval_RequestCodeExtraIndex.restype = ctypes.c_ssize_t
api._PyCode_SetExtra.argtypes = (ctypes.py_object, ctypes.c_ssize_t, ctypes.c_void_p)
api._PyCode_GetExtra.argtypes = (ctypes.py_object, ctypes.c_ssize_t, ctypes.POINTER(ctypes.c_void_p))

released = []
# It dies with this module, as code objects may after it.
release = free_function(lambda extra: released.append(extra))
index = api._PyEval_RequestCodeExtraIndex(release)


def extra_of(code):
    extra = ctypes.c_void_p(-1)
    api._PyCode_GetExtra(code, index, ctypes.byref(extra))
    return extra.value


def make(number):
    names = {}
    # Without globals, for whose sake compiled code would keep the function.
    exec('def work(x):\n    s = 0\n    while x > 0:\n        s += x * %d\n        x -= 1\n    return s' % number, names)
    return names['work']


for number in range(30):
    work = make(number)
    if number % 3 == 1:
        api._PyCode_SetExtra(work.__code__, index, 1000 + number)
    total = work(5) + work(6)
    if number % 3 == 2:
        api._PyCode_SetExtra(work.__code__, index, 2000 + number)
    print(total, work(200), extra_of(work.__code__))
    del work
    gc.collect()
gc.collect()
print(sorted(extra for extra in released if extra is None), len(released) <= 20)
kept = [make(number) for number in range(100, 110)]
print([work(10) for work in kept])
