# The agent: maps the code and data regions into this process and writes the header that the compiler waits for.
# Start-up time of every program goes through this file, so it imports nothing but built-in modules and `_ctypes`
# (not the ctypes package), and it must never make a program fail: whatever goes wrong, the program runs as plain Python.
# Sits outside the `psyco` package so that nothing of that is imported before the program asks for it.

import posix
import sys
from _thread import RLock, get_ident
# Now: programs put functions of their own there (gevent, tests with a clock that stands still). It is imported at every start of CPython 3.11, by zipimport.
from time import monotonic, sleep

import _psyco_wire as wire

SUPPORTED_VERSIONS = ((3, 11),)

# How far from the interpreter the regions may be. Relative calls and loads of x86-64 reach 2 GiB; half of it leaves room for
# everything else near the interpreter (its data, the libraries beside it) to be in reach of the whole code region.
REACH = 1 << 30
# Of a process whose interpreter is below this, everything below this is in reach of everything else.
LOW = 1 << 31
ALIGNMENT = 1 << 16
# The heap grows upwards from where it is (brk); a mapping in its way would cut it off.
HEAP_GROWTH = 512 << 20
STACK_GROWTH = 1 << 30

PROT_READ, PROT_WRITE, PROT_EXEC = 1, 2, 4
MAP_SHARED, MAP_PRIVATE, MAP_FIXED, MAP_ANONYMOUS = 0x01, 0x02, 0x10, 0x20
MAP_FIXED_NOREPLACE = 0x100000
MREMAP_MAYMOVE, MREMAP_FIXED = 1, 2
PR_SET_PTRACER = 0x59616D61
RLIMIT_FSIZE = 1
SIG_SETMASK = 2
# A bit each; SIGILL, SIGBUS, SIGFPE and SIGSEGV are not for handlers of the program to come later.
HELD_SIGNALS = (2**1024 - 1 ^ sum(1 << number - 1 for number in (4, 7, 8, 11))).to_bytes(128, 'little')

# File descriptors of the regions are moved up here, so that the program's own files get the numbers they always get.
FIRST_DESCRIPTOR = 1000

# Seconds: for an answer; for the compiler to start.
SYNC_TIMEOUT = 10.0
START_TIMEOUT = 3.0
LEAVE_TIMEOUT = 2.0

# Children that are watched until they have their copies of the data region.
FORKS_UNDER_WAY = 64

# Bytes.
LONGEST_ANSWER = 1 << 28


class Failure(Exception):
    """Carries one of the FAILURE_ codes."""


class Region:
    """State of this process. `address` is None while there is nothing to talk to: no regions, or a forked child without any."""
    address = None
    size = 0
    sync = False
    given_up = False    # no compiler came
    reason = None       # why there are no regions
    files = ()      # (descriptor, inode) of the code and the data region
    settings = None     # mode and sizes, for a forked child
    starter = None      # starts a compiler: starter(mode). From the package, which knows where it is
    ancestor = 0        # process that the launcher was for: this one, or what it was forked from
    forking = {}        # by thread: the number of the last fork that it has begun
    forked = False      # this process is a child of the one that has the compiler, and has no regions of its own
    unattended = False  # it has, and nobody has asked for a compiler: its parent's compiler sends one if it works for long enough
    lock = None     # of the ring of requests; held for a moment only
    call = None     # calls a C function of the process: call(name, *arguments); bytes are passed as their address
    functions = {}      # the C functions that are called so, by their names
    anchor = 0      # address of the interpreter's main loop: _PyEval_EvalFrameDefault
    release = None      # Py_DecRef
    set_signals = None  # what to call, without a step of Python, to set the signals that are held back
    before = bytes(128)     # those that were before, in a forked child
    answered = 0        # number of the last question that was taken
    word = None         # the ctypes type of one 64-bit word
    words = None        # the header, as a pointer to words; without regions it points to words that nobody looks at
    target = None       # where that pointer points to: a word
    nowhere = 0         # those words
    leave = 0           # address of the last request
    unseen = None       # pair of what to call, without a step of Python, to hide this thread from tracers and profilers, and to show it again


region = Region()
kept_alive = {}     # by number of a request: its text, and the objects whose addresses are in it


def start(mode, sync, code_size, data_size):
    """Maps the regions (sizes are texts, in MiB); on failure leaves a header that says why, for the compiler's log."""
    region.ancestor = posix.getpid()
    if mode == 'absent':
        region.reason = 'the launcher found no Node.js, or could start no process, or psyco is not built'
        return      # no compiler was started: only `import psyco` has to work
    try:
        check_python()
        map_regions(getattr(wire, 'MODE_' + mode.upper()), sync, region_size(code_size, 1), region_size(data_size, 16))
    except Failure as failure:
        report_failure(failure.args[0])
        region.reason = wire.FAILURE_TEXTS[failure.args[0]]
    except Exception:
        report_failure(wire.FAILURE_UNEXPECTED)
        region.reason = wire.FAILURE_TEXTS[wire.FAILURE_UNEXPECTED]
    else:
        register_fork_handlers()
        register_last(leave)
        if sync and not wait_for(wire.OFFSET_COMPILER_STATE, wire.COMPILER_ATTACHED, SYNC_TIMEOUT):
            region.sync = False     # nobody to wait for, now and later


def region_size(mebibytes, least):
    return max(int(float(mebibytes) * 16), least) << 16     # whole units of ALIGNMENT


def check_python():
    if sys.implementation.name != 'cpython':
        raise Failure(wire.FAILURE_IMPLEMENTATION)
    if sys.version_info[:2] not in SUPPORTED_VERSIONS or sys.maxsize != 2**63 - 1:
        raise Failure(wire.FAILURE_VERSION)


def prepare_calls():
    """Lets this process call C functions. Forked children go on with what their parent has prepared."""
    try:
        _ctypes = import_unseen('_ctypes')
    except ImportError:
        raise Failure(wire.FAILURE_CTYPES)

    class Word(_ctypes._SimpleCData):
        _type_ = 'L'

    class CFunction(_ctypes.CFuncPtr):
        _flags_ = 1             # FUNCFLAG_CDECL: releases the GIL during the call
        _restype_ = Word

    class PythonFunction(_ctypes.CFuncPtr):
        _flags_ = 1 | 4         # FUNCFLAG_PYTHONAPI: keeps the GIL and raises what the function raised
        _restype_ = Word

    process = _ctypes.dlopen(None, 2)   # RTLD_NOW

    def symbol(name):
        try:
            return _ctypes.dlsym(process, name)
        except OSError:
            raise Failure(wire.FAILURE_SYMBOLS)

    # All are looked up now: hooks for audit events, which programs add later, are told of that, and may forbid it. So they are of addressof() and from_address().
    functions = {name: CFunction(symbol(name)) for name in ('ftruncate', 'getrlimit', 'memcpy', 'mmap', 'mremap', 'open', 'prctl')}

    def call(name, *arguments):
        # ctypes cuts plain integers to 32 bits; Word carries all 64.
        return functions[name](*[argument if type(argument) is bytes else Word(argument) for argument in arguments])

    decref = PythonFunction(symbol('Py_DecRef'))
    region.anchor, region.functions, region.call, region.word = symbol('_PyEval_EvalFrameDefault'), functions, call, Word
    region.release = lambda address: decref(Word(address))
    mask, partial = PythonFunction(symbol('pthread_sigmask')), import_unseen('_functools').partial
    region.set_signals = lambda new, old: partial(mask, Word(SIG_SETMASK), Word(new), Word(old))
    # Needs the GIL: it reads the current interpreter (3.11, Python/ceval.c, _PyEval_RequestCodeExtraIndex).
    extra_index = PythonFunction(symbol('_PyEval_RequestCodeExtraIndex'))
    region.extra_index = lambda: extra_index(None)
    thread = PythonFunction(symbol('PyThreadState_Get'))
    region.unseen = tuple(partial(next, map(PythonFunction(symbol(name)), map(Word, iter(thread, None)))) for name in ('PyThreadState_EnterTracing', 'PyThreadState_LeaveTracing'))
    region.words = _ctypes.POINTER(Word)((Word * (wire.HEADER_SIZE // 8))())
    region.target = Word.from_address(_ctypes.addressof(region.words))
    region.nowhere = region.target.value
    # Now: hooks for audit events are told of id().
    region.leave = characters(LEAVE)


def map_regions(mode, sync, code_size, data_size):
    if region.call is None:
        prepare_calls()
    call = region.call
    address = find_addresses(read_mappings(), region.anchor, code_size + data_size)
    code_file, code_inode = create_file(wire.CODE_REGION_NAME, code_size, FIRST_DESCRIPTOR)
    data_file, data_inode = create_file(wire.DATA_REGION_NAME, data_size, FIRST_DESCRIPTOR + 1)
    regions = (address, code_size, PROT_READ | PROT_EXEC, code_file), (address + code_size, data_size, PROT_READ | PROT_WRITE, data_file)
    for start_address, size, protection, file in regions:
        # Kernels before 4.17 take the address as a hint only: then what comes back is somewhere else and is of no use.
        if call('mmap', start_address, size, protection, MAP_SHARED | MAP_FIXED_NOREPLACE, file, 0) != start_address:
            posix.close(code_file)
            posix.close(data_file)
            raise Failure(wire.FAILURE_MAPPING)
    # Lets the compiler, which is no ancestor of this process, read its memory under Yama's ptrace_scope 1. Kernels without Yama
    # answer EINVAL, which does not matter.
    call('prctl', PR_SET_PTRACER, 2**64 - 1, 0, 0, 0)

    region.size, region.sync, region.files = data_size, sync, ((code_file, code_inode), (data_file, data_inode))
    region.settings = mode, code_size, data_size
    region.lock = RLock()     # a signal handler may ask for something in the middle of a request
    data = address + code_size
    fields = {
        wire.OFFSET_WIRE_VERSION: wire.WIRE_VERSION,
        wire.OFFSET_PID: posix.getpid(),
        wire.OFFSET_CODE_ADDRESS: address,
        wire.OFFSET_CODE_SIZE: code_size,
        wire.OFFSET_DATA_ADDRESS: data,
        wire.OFFSET_DATA_SIZE: data_size,
        wire.OFFSET_MODE: mode,
        wire.OFFSET_FLAGS: wire.FLAG_SYNC if sync else 0,
        wire.OFFSET_CO_EXTRA_INDEX: region.extra_index(),
        wire.OFFSET_PYTHON_VERSION: sys.hexversion,
        wire.OFFSET_EVAL_FRAME_DEFAULT: region.anchor,
        wire.OFFSET_ANCESTOR: region.ancestor,
        wire.OFFSET_MAGIC: wire.WIRE_MAGIC,     # last: dictionaries keep their order
    }
    look_at(data)
    for offset, value in fields.items():
        write(offset, value)


def look_at(data):
    """What is read and written from now on; None: nothing."""
    region.address = data
    region.target.value = region.nowhere if data is None else data


def read_mappings():
    """[(start, end, name)] of /proc/self/maps, ascending."""
    file = open_unseen(b'/proc/self/maps')
    try:
        text = b''
        chunk = posix.read(file, 1 << 16)   # no walrus: Pythons too old to be helped parse this file too
        while chunk:
            text += chunk
            chunk = posix.read(file, 1 << 16)
    finally:
        posix.close(file)
    mappings = []
    for line in text.splitlines():
        start_text, _, rest = line.partition(b'-')
        mappings.append((int(start_text, 16), int(rest.partition(b' ')[0], 16), line.rpartition(b' ')[2]))
    return mappings


def open_unseen(path):
    """The descriptor of an open file. Hooks for audit events of the program are not told."""
    file = region.call('open', path, posix.O_RDONLY | posix.O_CLOEXEC)
    if file >> 31 & 1:      # -1; an int, of which the upper half may be anything
        raise OSError(path)
    return file & 0xffffffff


def find_addresses(mappings, anchor, size):
    """The free range of `size` bytes nearest to `anchor`.

    Three kinds of process come out like this. An executable at a fixed address (Debian's python3.11, at 4 MiB): the gap between its
    data and the heap, whose start the kernel randomizes within a gigabyte; if the heap came too close, 512 MiB above it. Either
    way everything is below 2 GiB, so that addresses fit in 32-bit immediates. A position-independent executable: just below it.
    A shared libpython: just below the libraries, where the kernel simply goes on around us.
    """
    best = None
    previous_end, previous_name = 1 << 16, b''
    for start_address, end, name in mappings:
        low = previous_end + (HEAP_GROWTH if previous_name == b'[heap]' else ALIGNMENT)
        high = start_address - (STACK_GROWTH if name == b'[stack]' else ALIGNMENT)
        low = -(-low // ALIGNMENT) * ALIGNMENT
        high = high // ALIGNMENT * ALIGNMENT - size
        if low <= high:
            candidate = min(max(low, anchor), high) // ALIGNMENT * ALIGNMENT
            distance = max(abs(candidate - anchor), abs(candidate + size - anchor))
            if (distance < REACH or max(anchor, candidate + size) <= LOW) and (best is None or distance < best[0]):
                best = distance, candidate
        previous_end, previous_name = end, name
    if best is None:
        raise Failure(wire.FAILURE_ADDRESSES)
    return best[1]


def create_file(name, size, descriptor):
    """A memfd of this size at the given descriptor, or the next one that is free. Returns (descriptor, inode)."""
    file = posix.memfd_create(name, posix.MFD_CLOEXEC)
    try:
        resize(file, size)
        file = move_up(file, descriptor)
    except BaseException:
        posix.close(file)
        raise
    return file, posix.fstat(file).st_ino


def resize(file, size):
    if region.call is None:
        posix.ftruncate(file, size)
        return
    # A signal (SIGXFSZ), which ends the program, comes with the error.
    limits = bytes(16)
    if region.call('getrlimit', RLIMIT_FSIZE, limits) & 0xffffffff == 0 and int.from_bytes(limits[:8], 'little') < size:
        raise Failure(wire.FAILURE_FILE_SIZE)
    if region.call('ftruncate', file, size) & 0xffffffff:
        raise Failure(wire.FAILURE_UNEXPECTED)


def move_up(file, descriptor):
    """Where the limit on open files is lower, to the highest descriptors that there can be."""
    limit = posix.sysconf('SC_OPEN_MAX')
    if limit < 0:
        limit = 1 << 31
    for place in range(min(descriptor, limit - 2), limit):
        try:
            posix.fstat(place)
        except OSError:
            posix.dup2(file, place, inheritable=False)
            posix.close(file)
            return place
    return file


def report_failure(code):
    """Leaves a header without regions; nothing in this process will look at it again."""
    try:
        file, _ = create_file(wire.DATA_REGION_NAME, wire.HEADER_SIZE, FIRST_DESCRIPTOR + 1)
        for offset, value in (
            (wire.OFFSET_WIRE_VERSION, wire.WIRE_VERSION),
            (wire.OFFSET_PID, posix.getpid()),
            (wire.OFFSET_PYTHON_VERSION, sys.hexversion),
            (wire.OFFSET_AGENT_FAILURE, code),
            (wire.OFFSET_MAGIC, wire.WIRE_MAGIC),
        ):
            posix.pwrite(file, value.to_bytes(8, 'little'), offset)
    except Exception:
        pass


# Talking to the compiler. The header is reached through memory, never through the descriptor: a program that closes all
# descriptors and opens its own files must not find our words in them.

def read(offset):
    return region.words[offset >> 3]


def write(offset, value):
    region.words[offset >> 3] = value


def send(text, *kept, address=None):
    """Puts a request (bytes) in the ring; it and `kept` live until it is handled. Returns its number, or None if nobody takes it."""
    if region.address is None or is_unattended():
        return None
    if address is None:
        address = characters(text)
    held = text, kept
    words, count = region.words, wire.OFFSET_REQUESTS_POSTED >> 3
    with region.lock:
        while True:
            handled = let_go()
            posted = words[count]
            if posted - handled >= wire.REQUEST_CAPACITY and not make_room(posted):
                write(wire.OFFSET_REQUESTS_DROPPED, read(wire.OFFSET_REQUESTS_DROPPED) + 1)
                return None
            entry = wire.OFFSET_REQUESTS + wire.REQUEST_ENTRY_SIZE * (posted % wire.REQUEST_CAPACITY) >> 3
            # A signal handler or a destructor that asks for something takes the place. From the look on there are no calls, after which
            # handlers run, and nothing is made that may start a collection of garbage.
            if words[count] == posted:
                kept_alive[posted] = held
                words[entry] = wire.REQUEST_TEXT
                words[entry + 1] = address
                words[count] = posted + 1
                break
    if region.sync and not wait_for(wire.OFFSET_REQUESTS_HANDLED, posted + 1, SYNC_TIMEOUT):
        region.sync = False
    return posted


def let_go():
    """Forgets what handled requests kept alive. Returns how many are handled."""
    handled = read(wire.OFFSET_REQUESTS_HANDLED)
    for number in list(kept_alive):
        if number < handled:
            kept_alive.pop(number, None)    # may run destructors, which may ask for something
    return handled


def make_room(posted):
    """Waits, once, for a compiler that takes requests out of the full ring."""
    if not region.given_up or read(wire.OFFSET_COMPILER_STATE) == wire.COMPILER_ATTACHED:
        region.given_up = not wait_for(wire.OFFSET_REQUESTS_HANDLED, posted - wire.REQUEST_CAPACITY + 1, START_TIMEOUT)
    return not region.given_up


def ask(make_request, *kept):
    """Sends the request that make_request(address, size) makes for a buffer, and returns the answer (bytes); None if there is none."""
    size = 1 << 16
    while size <= LONGEST_ANSWER and await_compiler():
        # Nobody else has seen this object yet, so that the compiler may write into it.
        buffer = bytes(size)
        number = send(make_request(characters(buffer), size), buffer, *kept)
        if number is None or not wait_for(wire.OFFSET_REQUESTS_HANDLED, number + 1, SYNC_TIMEOUT):
            return None
        let_go()
        # Whatever else was asked meanwhile, by other threads, signal handlers and the filter function, has buffers of its own.
        answer = buffer.rstrip(b'\0')
        if answer:
            return answer
        size *= 2   # what does not fit is not written
    return None


def import_unseen(name):
    """The module, which stays unseen if nobody has imported it: the program imports it as if for the first time."""
    seen = name in sys.modules
    module = __import__(name)
    if not seen:
        del sys.modules[name]
    return module


def register_last(function):
    """Makes it an exit handler: the first one, and so the last to run."""
    region.atexit = import_unseen('atexit')     # takes its handlers with it when it dies
    region.atexit.register(import_unseen('_functools').partial(next, unseen(function)))


def unseen(function):
    """An iterator whose next step calls the function, while tracers and profilers see nothing. No step of Python is outside."""
    hide, show = region.unseen
    never = object()
    return zip(iter(hide, never), iter(function, never), iter(show, never))


def leave():
    """Lets the compiler take all code out and give back the objects that it holds: files are closed, finalizers run, as in plain Python."""
    # Without a compiler no system calls: the program may have forbidden them to itself.
    if region.address is None or not read(wire.OFFSET_EMBEDDED) or read(wire.OFFSET_COMPILER_STATE) != wire.COMPILER_ATTACHED:
        return
    if read(wire.OFFSET_PID) != posix.getpid() or not is_running(read(wire.OFFSET_COMPILER_PID)):
        return
    try:
        number = send(LEAVE, address=region.leave)
        if number is not None:
            wait_for(wire.OFFSET_REQUESTS_HANDLED, number + 1, LEAVE_TIMEOUT)
    except BaseException:
        pass    # of a signal handler: the program is over, and without us there was nothing that a signal could interrupt


def characters(text):
    """Address of the characters of a bytes object; they end in a NUL."""
    # They come last in the object, and its basic size counts the NUL (3.11, Objects/bytesobject.c, PyBytesObject_SIZE).
    return id(text) + type(text).__basicsize__ - 1


LEAVE = b'{"request":"leave"}'


def take_question():
    """The code object that the compiler wants to be judged, if there is one."""
    number = read(wire.OFFSET_QUESTION_NUMBER) if region.address is not None else 0
    if number == region.answered:
        return None
    region.answered = number
    address = read(wire.OFFSET_QUESTION)
    code = import_unseen('_ctypes').PyObj_FromPtr(address)
    region.release(address)     # the reference that came with it
    return code


def await_compiler():
    """Whether a compiler serves this process; waits for it if it may still be starting."""
    if region.address is None or is_unattended():
        return False
    if read(wire.OFFSET_COMPILER_STATE) == wire.COMPILER_ABSENT and not region.given_up:
        region.given_up = not wait_for(wire.OFFSET_COMPILER_STATE, wire.COMPILER_ATTACHED, START_TIMEOUT)
    return read(wire.OFFSET_COMPILER_STATE) == wire.COMPILER_ATTACHED and is_running(read(wire.OFFSET_COMPILER_PID))


def wait_for(offset, least, seconds):
    """Waits until a word is at least `least`; False if the compiler is gone, or the time is up."""
    def breathe(pause):
        # A Python function on purpose: calls of those are the safe points where the compiler's work is installed.
        sleep(pause)

    start = monotonic()
    end = start + seconds
    while read(offset) < least:
        # Most answers come at once.
        breathe(0.0001 if monotonic() - start < 0.01 else 0.0005)
        compiler = read(wire.OFFSET_COMPILER_PID)
        if monotonic() > end or compiler and not is_running(compiler):
            return False
    return True


def is_running(pid):
    try:
        file = open_unseen(f'/proc/{pid}/stat'.encode())
    except OSError:
        return False
    try:
        # The state follows the name, which is in parentheses. A dead process stays as a zombie until its parent looks.
        return posix.read(file, 4096).rpartition(b')')[2][1:2] not in (b'Z', b'X', b'')
    finally:
        posix.close(file)


# Forks. See "Generations" in packages/agent/src/wire.ts.

def register_fork_handlers():
    # A signal comes to a child right after its start (its parent ends it), and the handler raises an exception. Here that would be lost, and what
    # is done here left half done (Modules/posixmodule.c of 3.11, run_at_forkers): so the child holds signals back meanwhile. None of
    # that is Python code, in which handlers run.
    hold = region.set_signals(characters(HELD_SIGNALS), characters(region.before))
    let_come = region.set_signals(characters(region.before), 0)
    hide, show = region.unseen
    posix.register_at_fork(before=import_unseen('_functools').partial(next, forks()), after_in_child=hold)
    # Tracers and profilers of the program follow into the child.
    posix.register_at_fork(after_in_child=hide)
    posix.register_at_fork(after_in_child=after_fork_in_child)
    # One that came before the first step can still have ended the first of them as it began.
    posix.register_at_fork(after_in_child=after_fork_in_child)
    posix.register_at_fork(after_in_child=show)
    posix.register_at_fork(after_in_child=let_come)


def forks():
    """An iterator whose next step numbers a fork that begins. No Python code: the exception of a signal's handler would be lost in it."""
    itertools, setitem = import_unseen('itertools'), import_unseen('_operator').setitem
    count, repeat = itertools.count, itertools.repeat
    places = itertools.cycle([(wire.OFFSET_FORKS_UNDER_WAY >> 3) + number % FORKS_UNDER_WAY for number in range(1, FORKS_UNDER_WAY + 1)])
    return zip(
        # Other threads may come by before the fork: the import lock is waited for (Modules/posixmodule.c of 3.11, PyOS_BeforeFork).
        map(setitem, repeat(region.forking), iter(get_ident, None), count(1)),
        map(setitem, repeat(region.words), places, count(1)),
        map(setitem, repeat(region.words), repeat(wire.OFFSET_FORKS >> 3), count(1)),
    )


def after_fork_in_child():
    # There is nothing to talk to, or it is done. By the number of the process alone the first one of a namespace is no child of the first one of another.
    if region.address is None or (not region.forking and read(wire.OFFSET_PID) == posix.getpid()):
        return
    try:
        detach_child()
    except Exception:
        pass
    look_at(None)
    region.forked, region.unattended = True, False
    # Room for a compiler, in case that this child works for long: its parent's compiler sees that. With --sync it would come at any time.
    if not region.sync and region.settings[0] != wire.MODE_OFF:
        begin_again()


def is_unattended():
    """Whether this is a forked child that has regions, but no compiler, and has not asked for one."""
    if region.unattended and read(wire.OFFSET_COMPILER_STATE) != wire.COMPILER_ABSENT:
        region.unattended = False
    return region.unattended


def ask_for_compiler():
    """A forked child has asked for something: it gets a compiler of its own. What it was forked with goes on in the old regions."""
    if region.starter is None:
        return
    if region.forked:
        begin_again()
    if not is_unattended():
        return
    region.unattended = False
    mode = region.settings[0]
    region.reason = region.starter(next(name for name in ('off', 'profile', 'full') if getattr(wire, 'MODE_' + name.upper()) == mode))
    if region.reason is not None:
        look_at(None)


def begin_again():
    """New regions for a forked child."""
    region.forked = False
    region.given_up, region.answered = False, 0
    kept_alive.clear()
    for file, inode in region.files:
        try:
            if posix.fstat(file).st_ino == inode:
                posix.close(file)
        except OSError:
            pass    # the program has closed it
    mode, code_size, data_size = region.settings
    try:
        map_regions(mode, False, code_size, data_size)
        region.unattended = True
    except Failure as failure:
        region.reason = wire.FAILURE_TEXTS[failure.args[0]]
    except Exception:
        region.reason = wire.FAILURE_TEXTS[wire.FAILURE_UNEXPECTED]
    if region.reason is not None:
        look_at(None)


def detach_child():
    """Replaces the shared data region by a private copy, in one step and at the same address."""
    call, data = region.call, region.address
    copy = call('mmap', 0, region.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, 2**64 - 1, 0)
    parts = used_parts()
    kept = None
    if copy != 2**64 - 1:
        for begin, end in parts:
            call('memcpy', copy + begin, data + begin, end - begin)
    else:
        # There may be no more memory mapped (RLIMIT_AS, RLIMIT_DATA), but what is mapped may be replaced.
        kept = [(begin, bytes(end - begin)) for begin, end in parts]
        for begin, content in kept:
            call('memcpy', content, data + begin, len(content))
    # The parent's compiler may put code in place again.
    number = region.forking.get(get_ident(), 0)
    place = wire.OFFSET_FORKS_UNDER_WAY + 8 * (number % FORKS_UNDER_WAY)
    if read(place) == number:
        write(place, 0)
    region.forking.clear()
    is_own = put_in_place(data, kept) if kept is not None else call('mremap', copy, region.size, region.size, MREMAP_MAYMOVE | MREMAP_FIXED, data) == data
    if not is_own:
        return
    write(wire.OFFSET_PID, posix.getpid())
    write(wire.OFFSET_GENERATION, read(wire.OFFSET_GENERATION) + 1)


def put_in_place(data, kept):
    """Replaces the region by private memory and fills that; returns whether it did. Between the two no function of Python is called: the frame hook reads there."""
    mmap, memcpy, word = region.functions['mmap'], region.functions['memcpy'], region.word
    copies = [(word(data + begin), content, word(len(content))) for begin, content in kept]
    if mmap(word(data), word(region.size), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, word(0)) != data:
        return False
    for to, content, length in copies:
        memcpy(to, content, length)
    return True


def used_parts():
    """The parts of the data region that were ever written; all of it if the program closed its descriptor."""
    try:
        descriptor, inode = region.files[1]
        if posix.fstat(descriptor).st_ino != inode:
            return [(0, region.size)]
        parts, position = [], 0
        while position < region.size:
            try:
                begin = posix.lseek(descriptor, position, posix.SEEK_DATA)
            except OSError as error:
                if error.errno == 6:    # ENXIO: nothing but a hole from here on
                    break
                raise
            position = posix.lseek(descriptor, begin, posix.SEEK_HOLE)
            parts.append((begin, position))
        return parts
    except OSError:
        return [(0, region.size)]
