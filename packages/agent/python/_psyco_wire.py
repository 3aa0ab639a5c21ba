# Generated from packages/agent/src/wire.ts by `npm run generate -w packages/agent`. Do not edit.
WIRE_VERSION = 3
WIRE_MAGIC = 0x5441444f43595350
HEADER_SIZE = 4096
CODE_REGION_NAME = 'psyco-code'
DATA_REGION_NAME = 'psyco-data'
REQUEST_CAPACITY = 128
REQUEST_ENTRY_SIZE = 16
MODE_OFF = 0
MODE_PROFILE = 1
MODE_FULL = 2
FLAG_SYNC = 1
REQUEST_TEXT = 1
COMPILER_ABSENT = 0
COMPILER_ATTACHED = 1
COMPILER_REFUSED = 2
COMPILER_DETACHED = 3
FAILURE_NONE = 0
FAILURE_IMPLEMENTATION = 1
FAILURE_VERSION = 2
FAILURE_CTYPES = 3
FAILURE_SYMBOLS = 4
FAILURE_ADDRESSES = 5
FAILURE_MAPPING = 6
FAILURE_UNEXPECTED = 7
FAILURE_FILE_SIZE = 8
FAILURE_TEXTS = (
    'the agent works',
    'this Python is not CPython: give a CPython 3.11 with --python or PSYCO_PYTHON',
    'this version of CPython is not supported: give a CPython 3.11 with --python or PSYCO_PYTHON',
    'this Python has no _ctypes module: install it or give another Python with --python',
    'this Python does not export the C functions of its interpreter: give another one with --python',
    'no free addresses near the interpreter: give smaller regions with --code-size and --data-size',
    'the system refuses to map executable memory: see psyco doctor',
    'the agent failed in an unexpected way: see psyco doctor',
    'files may not be as large as the regions (ulimit -f): raise the limit, or give smaller regions with --code-size and --data-size',
)
OFFSET_MAGIC = 0x000  # WIRE_MAGIC, written last
OFFSET_WIRE_VERSION = 0x008  # WIRE_VERSION
OFFSET_PID = 0x010  # process that owns this region; a forked child has a copy with its own
OFFSET_GENERATION = 0x018  # number of forks between the first process and this one
OFFSET_CODE_ADDRESS = 0x020  # address of the code region in the Python process
OFFSET_CODE_SIZE = 0x028  # size of the code region in bytes
OFFSET_DATA_ADDRESS = 0x030  # address of the data region in the Python process
OFFSET_DATA_SIZE = 0x038  # size of the data region in bytes
OFFSET_MODE = 0x040  # MODES
OFFSET_FLAGS = 0x048  # FLAGS
OFFSET_CO_EXTRA_INDEX = 0x050  # index given by _PyEval_RequestCodeExtraIndex, or -1
OFFSET_PYTHON_VERSION = 0x058  # sys.hexversion
OFFSET_EVAL_FRAME_DEFAULT = 0x060  # address of _PyEval_EvalFrameDefault
OFFSET_AGENT_FAILURE = 0x068  # AGENT_FAILURES; if not 0 there are no regions, only this header
OFFSET_ANCESTOR = 0x070  # process that the launcher was for: this one, or what it was forked from
OFFSET_REQUESTS_POSTED = 0x080  # entries ever put in the ring
OFFSET_REQUESTS_DROPPED = 0x088  # requests lost because the ring was full
OFFSET_FORKS = 0x090  # 0, or the number of the last fork of this process, counted from the first one of all that it was forked from
OFFSET_COMPILER_STATE = 0x0c0  # COMPILER_STATES
OFFSET_REFUSAL = 0x0c8  # REFUSALS
OFFSET_COMPILER_PID = 0x0d0  # process id of the compiler
OFFSET_REQUESTS_HANDLED = 0x0d8  # entries of the ring that are done
OFFSET_QUESTION = 0x0e8  # a code object for the function of setfilter() to judge; the reference to it is the agent's
OFFSET_QUESTION_NUMBER = 0x0f0  # number of the question; 0: none was asked yet
OFFSET_EMBEDDED = 0x0f8  # 1 as soon as compiled code may hold objects of the program
OFFSET_FORKS_UNDER_WAY = 0x100  # by its number among the forks, modulo 64: that number, until the child has its copy of the data region
OFFSET_REQUESTS = 0x800  # the request ring: REQUEST_CAPACITY entries of {kind, argument}
