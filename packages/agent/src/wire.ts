// The layout of the data region's header: the one declaration of what the agent (Python) and the compiler (Node) say to each
// other. `python/_psyco_wire.py` is generated from this file (scripts/generate.mjs); a test checks that they agree.
// Knows nothing about Python objects or machine code.

/** Changes whenever a field moves or changes meaning; a compiler refuses a region of another version. */
export const WIRE_VERSION = 3;

/** First word of a finished header ("PSYCODAT", little endian). The agent writes it last, so who sees it sees the rest. */
export const WIRE_MAGIC = 0x5441444f43595350n;

/** Bytes of the data region that belong to the header; everything from here on belongs to the engine. */
export const HEADER_SIZE = 4096;

/** Names of the two memfds, as they appear in `/proc/PID/fd` and `/proc/PID/maps`. */
export const CODE_REGION_NAME = 'psyco-code';
export const DATA_REGION_NAME = 'psyco-data';

/** How much Psyco does on its own; the numbers are the values of the `mode` field. */
export const MODES = { off: 0, profile: 1, full: 2 } as const;
export type Mode = keyof typeof MODES;

/** Bits of the `flags` field. */
export const FLAGS = {
  /** The program waits for the compiler: at the start until it is attached, and after every request until it is handled. */
  sync: 1,
} as const;

/** What the agent puts in the ring; `argument` is what the second word of the entry holds. What the texts say: requests.ts. */
export const REQUESTS = {
  text: { code: 1, argument: 'address of a NUL-terminated text (JSON), which lives until the request is handled', meaning: 'what the program asked for through `import psyco`' },
} as const;
export type RequestName = keyof typeof REQUESTS;

/** Values of `compilerState`. */
export const COMPILER_STATES = { absent: 0, attached: 1, refused: 2, detached: 3 } as const;
export type CompilerState = keyof typeof COMPILER_STATES;

/** Values of `refusal`: why a compiler that saw the region did not stay. Every no has a name. */
export const REFUSALS = {
  none: { code: 0, explanation: 'not refused' },
  wireVersion: { code: 1, explanation: 'the agent and the compiler come from different versions of psyco: install it again' },
  memoryUnreadable: { code: 2, explanation: 'the memory of the Python process cannot be read (ptrace is forbidden): see psyco doctor' },
  unknownPython: { code: 3, explanation: 'this build of CPython is not known: use CPython 3.11' },
  alreadyAttached: { code: 4, explanation: 'another compiler serves this process already' },
  codeRegionFailed: { code: 5, explanation: 'the code region cannot be written from the compiler process' },
} as const;
export type RefusalName = keyof typeof REFUSALS;

/**
 * Values of `agentFailure`: why the agent made no regions. The program then runs as plain Python; only the data region's file
 * exists, holding a header, so that the compiler can say why.
 */
export const AGENT_FAILURES = {
  none: { code: 0, explanation: 'the agent works' },
  implementation: { code: 1, explanation: 'this Python is not CPython: give a CPython 3.11 with --python or PSYCO_PYTHON' },
  version: { code: 2, explanation: 'this version of CPython is not supported: give a CPython 3.11 with --python or PSYCO_PYTHON' },
  ctypes: { code: 3, explanation: 'this Python has no _ctypes module: install it or give another Python with --python' },
  symbols: { code: 4, explanation: 'this Python does not export the C functions of its interpreter: give another one with --python' },
  addresses: { code: 5, explanation: 'no free addresses near the interpreter: give smaller regions with --code-size and --data-size' },
  mapping: { code: 6, explanation: 'the system refuses to map executable memory: see psyco doctor' },
  unexpected: { code: 7, explanation: 'the agent failed in an unexpected way: see psyco doctor' },
  fileSize: { code: 8, explanation: 'files may not be as large as the regions (ulimit -f): raise the limit, or give smaller regions with --code-size and --data-size' },
} as const;
export type AgentFailureName = keyof typeof AGENT_FAILURES;

/** Words of the request ring: each entry is {kind, argument}. `requestsPosted` modulo the capacity is the next entry to fill. */
export const REQUEST_CAPACITY = 128;
export const REQUEST_ENTRY_SIZE = 16;

/** Who may write a field after the magic is there. Fields of different writers do not share a cache line. */
export type Writer = 'agent' | 'compiler';

export interface WireField {
  readonly name: string;
  readonly offset: number;
  /** 'words' is a run of `count` 64-bit words. */
  readonly type: 'u64' | 'i64' | 'words';
  readonly count?: number;
  readonly writer: Writer;
  readonly comment: string;
}

/**
 * Every field is a naturally aligned 64-bit word (or a run of them), so one load or store of either process is never torn.
 *
 * Generations. Both regions are shared mappings, so after `os.fork()` the child would share counters and mailbox with its
 * parent, and would see what the compiler publishes for the parent's objects. The agent's child handler therefore replaces
 * the child's data region by a private copy, at the same address, before any other Python code runs, adds one to
 * `generation` there and stores the child's own `pid`; the compiler never sees that copy. The code region stays shared: what was
 * compiled before the fork keeps running in the child. Hence two duties of the engine: what a child may still execute must not be
 * overwritten once `forks` is not 0 (code is append-only then), and an entry is complete before it is published. A third one: while a child
 * has no copy yet (`forksUnderWay`) nothing is put in place, as the child would have the entry, but no references to what the code embeds.
 * Without --sync the child also gets regions of its own, which wait for a compiler: somebody asks, or the parent's compiler sees the child work.
 */
export const HEADER_FIELDS = [
  // Written once by the agent, before the magic.
  { name: 'magic', offset: 0x000, type: 'u64', writer: 'agent', comment: 'WIRE_MAGIC, written last' },
  { name: 'wireVersion', offset: 0x008, type: 'u64', writer: 'agent', comment: 'WIRE_VERSION' },
  { name: 'pid', offset: 0x010, type: 'u64', writer: 'agent', comment: 'process that owns this region; a forked child has a copy with its own' },
  { name: 'generation', offset: 0x018, type: 'u64', writer: 'agent', comment: 'number of forks between the first process and this one' },
  { name: 'codeAddress', offset: 0x020, type: 'u64', writer: 'agent', comment: 'address of the code region in the Python process' },
  { name: 'codeSize', offset: 0x028, type: 'u64', writer: 'agent', comment: 'size of the code region in bytes' },
  { name: 'dataAddress', offset: 0x030, type: 'u64', writer: 'agent', comment: 'address of the data region in the Python process' },
  { name: 'dataSize', offset: 0x038, type: 'u64', writer: 'agent', comment: 'size of the data region in bytes' },
  { name: 'mode', offset: 0x040, type: 'u64', writer: 'agent', comment: 'MODES' },
  { name: 'flags', offset: 0x048, type: 'u64', writer: 'agent', comment: 'FLAGS' },
  { name: 'coExtraIndex', offset: 0x050, type: 'i64', writer: 'agent', comment: 'index given by _PyEval_RequestCodeExtraIndex, or -1' },
  { name: 'pythonVersion', offset: 0x058, type: 'u64', writer: 'agent', comment: 'sys.hexversion' },
  { name: 'evalFrameDefault', offset: 0x060, type: 'u64', writer: 'agent', comment: 'address of _PyEval_EvalFrameDefault' },
  { name: 'agentFailure', offset: 0x068, type: 'u64', writer: 'agent', comment: 'AGENT_FAILURES; if not 0 there are no regions, only this header' },
  { name: 'ancestor', offset: 0x070, type: 'u64', writer: 'agent', comment: 'process that the launcher was for: this one, or what it was forked from' },
  // Written by the agent while the program runs.
  { name: 'requestsPosted', offset: 0x080, type: 'u64', writer: 'agent', comment: 'entries ever put in the ring' },
  { name: 'requestsDropped', offset: 0x088, type: 'u64', writer: 'agent', comment: 'requests lost because the ring was full' },
  { name: 'forks', offset: 0x090, type: 'u64', writer: 'agent', comment: '0, or the number of the last fork of this process, counted from the first one of all that it was forked from' },
  // Written by the compiler.
  { name: 'compilerState', offset: 0x0c0, type: 'u64', writer: 'compiler', comment: 'COMPILER_STATES' },
  { name: 'refusal', offset: 0x0c8, type: 'u64', writer: 'compiler', comment: 'REFUSALS' },
  { name: 'compilerPid', offset: 0x0d0, type: 'u64', writer: 'compiler', comment: 'process id of the compiler' },
  { name: 'requestsHandled', offset: 0x0d8, type: 'u64', writer: 'compiler', comment: 'entries of the ring that are done' },
  { name: 'question', offset: 0x0e8, type: 'u64', writer: 'compiler', comment: 'a code object for the function of setfilter() to judge; the reference to it is the agent\'s' },
  { name: 'questionNumber', offset: 0x0f0, type: 'u64', writer: 'compiler', comment: 'number of the question; 0: none was asked yet' },
  { name: 'embedded', offset: 0x0f8, type: 'u64', writer: 'compiler', comment: '1 as soon as compiled code may hold objects of the program' },
  { name: 'forksUnderWay', offset: 0x100, type: 'words', count: 64, writer: 'agent', comment: 'by its number among the forks, modulo 64: that number, until the child has its copy of the data region' },
  { name: 'requests', offset: 0x800, type: 'words', count: 256, writer: 'agent', comment: 'the request ring: REQUEST_CAPACITY entries of {kind, argument}' },
] as const satisfies readonly WireField[];

export type FieldName = (typeof HEADER_FIELDS)[number]['name'];
