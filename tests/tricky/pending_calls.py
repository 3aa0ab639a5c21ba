"""Calls that a program itself adds for the main thread (Py_AddPendingCall), in numbers, while functions become hot: each is made once."""
import ctypes
import time

made = 0


@ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
def call(argument):
    global made
    made += 1
    return 0


add = ctypes.pythonapi.Py_AddPendingCall
add.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
address = ctypes.cast(call, ctypes.c_void_p)


def make(number):
    names = {}
    exec(f'''
def hot(count):
    total = {number}
    for index in range(count):
        total += index * {number + 1} % 7
    return total
''', names)
    return names['hot']


def main():
    functions = [make(number) for number in range(40)]
    added = 0
    end = time.monotonic() + 2
    while time.monotonic() < end:
        functions[added % 40](300)
        if add(address, None) == 0:
            added += 1
    for turn in range(1000):
        functions[0](10)
    print(made - added)


main()
