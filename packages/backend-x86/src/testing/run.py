# Runs machine code for the tests: maps an image at a fixed address, calls its runner once for each case, gives back what
# the runner left in memory. Usage: python3 run.py image cases results
# cases: 8-byte count, 8-byte sizes of a case and of a result, then the cases; each is copied to `inbox`, the runner is
# called, and `outbox` is copied out. Addresses: image header (8-byte words): base, size, runner, inbox, outbox, memory, memory size,
# far, far size: a second piece of memory, out of reach of the first; its bytes come last in the image.
import ctypes
import struct
import sys

image = open(sys.argv[1], "rb").read()
base, size, runner, inbox, outbox, memory, memory_size, far, far_size = struct.unpack_from("<9Q", image)
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
for address, length in ((base, size), (far, far_size)):
    # PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE
    if libc.mmap(address, length, 7, 0x100022, -1, 0) != address:
        sys.exit("cannot map memory at 0x%x: errno %d" % (address, ctypes.get_errno()))
ctypes.memmove(base, image[72:-far_size], len(image) - 72 - far_size)
ctypes.memmove(far, image[-far_size:], far_size)
run = ctypes.CFUNCTYPE(None)(runner)
cases = open(sys.argv[2], "rb").read()
count, case_size, result_size = struct.unpack_from("<3Q", cases)
with open(sys.argv[3], "wb") as results:
    for i in range(count):
        start = 24 + i * (case_size + memory_size)
        ctypes.memmove(inbox, cases[start:start + case_size], case_size)
        ctypes.memmove(memory, cases[start + case_size:start + case_size + memory_size], memory_size)
        run()
        results.write(ctypes.string_at(outbox, result_size) + ctypes.string_at(memory, memory_size))
        results.flush()
