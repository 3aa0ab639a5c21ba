// From an attached process to a place to work in: checks that this CPython is known, makes the runtime, divides the regions,
// writes the runtime's image. All that it changes in the program is that deaths of code objects are noted, which it cannot notice.
import { HEADER_SIZE } from '@psyco/agent';
import type { Target as BackendTarget } from '@psyco/backend';
import { PythonProcess } from '@psyco/objects';
import { buildRuntime, ExitRecord, Mailbox, python311, RuntimeData, wordsToBytes } from '@psyco/runtime-x86';
import type { Dialect, RemoteMemory, Runtime, RuntimeOptions } from '@psyco/runtime-x86';
import { CodeDeaths } from './code-deaths';
import { DEAD_VARIABLES, leavesOut } from './left-out';
import { RecordTable, Region } from './regions';
import type { SessionTarget } from './target';
import { runtimeOffsets } from './world/offsets';
import { ThreadStacks } from './thread-stacks';
import { ProcessWorld } from './world/process-world';

/** Room for one commit program. */
const PROGRAM_SIZE = 256 * 1024;
/** Part of the data region that the exit table may take, and its most records. */
const EXIT_TABLE_SHARE = 4;
const MOST_EXITS = 65536;
/** The interpreter's own static data that compiled code uses directly; debug builds check and count what is done there. */
export function findStatics(python: PythonProcess): Pick<BackendTarget['offsets'], 'floatFreeList' | 'smallInts' | 'pools' | 'refTotal'> {
  if (python.version.debug) return { floatFreeList: null, smallInts: null, refTotal: python.symbols.find('_Py_RefTotal') ?? null };
  const { layout } = python;
  const { float_free_count: count, float_free_list: list } = layout.PyInterpreterState;
  const { small_ints: ints } = layout._PyRuntimeState;
  const state = python.interpreterState;
  const first = python.symbol('_PyRuntime') + ints;
  const size = layout.PyLongObject.sizeof;
  // Include/internal/pycore_global_objects.h: _PY_NSMALLNEGINTS, _PY_NSMALLPOSINTS.
  const holds = (value: number): boolean => python.attempt(() => python.readLong(first + (value + 5) * size)) === BigInt(value);
  const table = python.usedPools();
  const tracing = python.symbols.find('_Py_tracemalloc_config');
  return {
    // Include/internal/pycore_pymem.h, struct _PyTraceMalloc_Config: `initialized`, then `tracing`.
    pools: table === undefined || tracing === undefined ? null : { table, tracing: tracing + 4 },
    floatFreeList: { countAddress: state + count, headAddress: state + list },
    smallInts: [-5, 0, 256].every(holds) ? { address: first, first: -5, last: 256, size } : null,
  };
}

/** What a session works with. */
export interface Place {
  readonly python: PythonProcess;
  readonly world: ProcessWorld;
  readonly code: Region;
  readonly data: Region;
  readonly exits: RecordTable;
  readonly dialect: Dialect;
  readonly runtime: Runtime;
  /** Address of the runtime's own block in the data region. */
  readonly runtimeData: number;
  readonly mailbox: Mailbox;
  /** All of the process's memory; the data region through its file. */
  readonly memory: RemoteMemory;
  readonly threadStacks: ThreadStacks;
  readonly deaths: CodeDeaths;
}

/** The C library's functions that know the stack of a thread. */
function threadFunctions(world: ProcessWorld): { threadFunctions?: NonNullable<RuntimeOptions['threadFunctions']> } {
  const [getAttributes, getStack, destroyAttributes] = ['pthread_getattr_np', 'pthread_attr_getstack', 'pthread_attr_destroy'].map((name) => world.symbol(name));
  return getAttributes && getStack && destroyAttributes ? { threadFunctions: { getAttributes, getStack, destroyAttributes } } : {};
}

/** The process's memory as the runtime package wants it. */
function remoteMemory(python: PythonProcess, data: Region): RemoteMemory {
  const inData = (address: number): boolean => address >= data.address && address < data.address + data.size;
  return {
    read: (address, length) => (inData(address) ? data.read(address, length) : python.memory.readFresh(address, length)),
    write: (address, bytes) => (inData(address) ? data.write(address, bytes) : python.memory.write(address, bytes)),
  };
}

/**
 * Prepares a process.
 * @throws UnsupportedPython, ProcessGone, ProcessNotReadable, RuntimeBuildError
 */
export function boot(target: SessionTarget): Place {
  const { header } = target;
  const python = new PythonProcess(target.pid);
  const code = new Region('code', target.codeFd, header.get('codeAddress'), header.get('codeSize'));
  const data = new Region('data', target.dataFd, header.get('dataAddress'), header.get('dataSize'), 0, HEADER_SIZE);
  const runtimeData = data.allocate(RuntimeData.size, 64);
  const programAddress = data.allocate(PROGRAM_SIZE, 64);
  const capacity = Math.min(MOST_EXITS, Math.floor(data.size / EXIT_TABLE_SHARE / ExitRecord.size));
  const exits = new RecordTable(data, data.allocate(capacity * ExitRecord.size, 64), ExitRecord.size, capacity);
  const world = new ProcessWorld(python, leavesOut(target.options.noOptimize, DEAD_VARIABLES));
  const dialect: Dialect = { ...python311, offsets: runtimeOffsets(python.layout, python311.offsets) };
  const dealloc = python.symbol('PyCode_Type') + dialect.offsets.typeDealloc;
  const refTotal = python.symbols.find('_Py_RefTotal');
  const runtime = buildRuntime({
    codeBase: code.address,
    codeSize: code.size,
    dataBase: runtimeData,
    exitTable: exits.address,
    coExtraIndex: Number(header.getBig('coExtraIndex')),
    codeDealloc: python.memory.ptr(dealloc),
    processId: Number(header.getBig('pid')),
    dialect,
    symbol: (name) => python.symbol(name),
    ...threadFunctions(world),
    ...(refTotal === undefined ? {} : { refTotal }),
  });
  code.allocate(runtime.bytes.length, 16);
  code.write(code.address, runtime.bytes);
  data.write(runtimeData, runtime.data);
  const threadStacks = new ThreadStacks(python, data, runtimeData);
  threadStacks.begin();
  const memory = remoteMemory(python, data);
  const deaths = new CodeDeaths(data, runtimeData, (addresses) => world.forgetCodes(addresses));
  world.deaths = deaths;
  memory.write(dealloc, wordsToBytes([BigInt(runtime.entries.codeDeath)]));
  const mailbox = new Mailbox(memory, { dataBase: runtimeData, commitHandlers: runtime.commitHandlers, programAddress, programSize: PROGRAM_SIZE });
  return { python, world, code, data, exits, dialect, runtime, runtimeData, mailbox, memory, threadStacks, deaths };
}
