// Puts the pieces of the runtime together: bytes for the start of the code region, the initial contents of its data block,
// and the addresses that compiled code, the encoders and the engine need.

import { Emitter } from './emit/emitter';
import type { EmitterOptions, Place } from './emit/emitter';
import { emitHook } from './emit/hook';
import { emitMeasuredEntry } from './emit/measure';
import { emitCodeDeath } from './emit/code-death';
import { emitChunks } from './emit/chunks';
import { emitAppendString } from './emit/append-string';
import { emitStackCheck } from './emit/stack-check';
import { emitExit } from './emit/exit';
import { emitUnwind } from './emit/unwind';
import { emitEvaluate } from './emit/evaluate';
import { emitClearAndPop } from './emit/clear-frame';
import { emitHandlers } from './emit/handlers';
import { emitLoadLeaf, valueHandlers } from './emit/values';
import { buildHandlers } from './emit/builds';
import { frameHandlers } from './emit/frames';
import { emitReserve } from './emit/reserve';
import { emitArmThread, emitOsr } from './emit/osr';
import { emitCommit } from './emit/commit';
import { emitOneShotHook, emitPendingCall, emitSyncHook } from './emit/safe-point';
import { emitCrashHandler, emitWatchFaults } from './emit/crash';
import { ripLabel, rdi } from './emit/machine';
import { RuntimeData } from './data-layout';
import { RuntimeBuildError } from './errors';
import type { Dialect } from './dialects/dialect';
import type { RuntimeOffsets } from './offsets';
import type { RecipeOp } from './recipe-ops';
import type { CommitOp } from './commit-ops';

export interface RuntimeOptions {
  /** Where `bytes` will be, and how much room the code region has in all (for crash reports). */
  codeBase: number;
  codeSize?: number;
  /** Where `data` will be: `RuntimeData.size` bytes, 8-byte aligned, within 2 GiB of the code. */
  dataBase: number;
  /** Address of the exit table: 64-byte records. */
  exitTable: number;
  /** Index given by _PyEval_RequestCodeExtraIndex. */
  coExtraIndex: number;
  /** `PyCode_Type.tp_dealloc`, which the entry `codeDeath` goes on with. */
  codeDealloc: number;
  dialect: Dialect;
  /** Offsets of this build; the dialect's own by default. */
  offsets?: RuntimeOffsets;
  /** Address of an exported C symbol. @throws if unknown. */
  symbol(name: string): number;
  /** Addresses of pthread_getattr_np, pthread_attr_getstack and pthread_attr_destroy, if the C library has them. */
  threadFunctions?: { getAttributes: number; getStack: number; destroyAttributes: number };
  /** Interpreters built with Py_REF_DEBUG: address of `_Py_RefTotal`. */
  refTotal?: number;
  /** Identifier of the process, as it knows itself: its forked children run no commits, and do not wait for the compiler. */
  processId?: number;
  /** Events without a match after which on-stack replacement is disarmed. */
  armedLimit?: number;
}

/** Places that others may refer to. */
export type RuntimeEntry = 'frameHook' | 'syncHook' | 'oneShotHook' | 'pendingCall' | 'exitCommon' | 'osrCallback' | 'crashHandler' | 'watchFaults' | 'stackCheck' | 'measuredEntry' | 'codeDeath' | 'boxInt' | 'boxFloat' | 'keepChunks' | 'appendString';

const entryPlaces: readonly (RuntimeEntry & Place)[] = ['frameHook', 'syncHook', 'oneShotHook', 'pendingCall', 'exitCommon', 'osrCallback', 'crashHandler', 'watchFaults', 'stackCheck', 'measuredEntry', 'codeDeath', 'boxInt', 'boxFloat', 'keepChunks', 'appendString'];

export interface Runtime {
  /** For `codeBase`. */
  bytes: Uint8Array;
  /** For `dataBase`. */
  data: Uint8Array;
  /** Absolute addresses. */
  entries: Record<RuntimeEntry, number>;
  /** Absolute addresses of the recipe handlers. */
  handlers: Record<RecipeOp, number>;
  /** Absolute addresses of the commit program's handlers. */
  commitHandlers: Record<CommitOp, number>;
}

/** Makes the runtime for one process. */
export function buildRuntime(options: RuntimeOptions): Runtime {
  if (options.coExtraIndex < 0) throw new RuntimeBuildError('no runtime', 'there is no index for code extras', 'ask _PyEval_RequestCodeExtraIndex for one');
  if (options.dataBase % 8 !== 0) throw new RuntimeBuildError('no runtime', 'its data block is not aligned', 'place it at a multiple of 8');
  const emitterOptions: EmitterOptions = { ...options, offsets: options.offsets ?? options.dialect.offsets };
  const emitter = new Emitter(emitterOptions);
  const { asm } = emitter;
  emitHook(emitter);
  emitMeasuredEntry(emitter);
  emitStackCheck(emitter);
  emitExit(emitter);
  emitUnwind(emitter);
  emitEvaluate(emitter);
  emitClearAndPop(emitter);
  emitLoadLeaf(emitter);
  emitReserve(emitter);
  const recipes = emitHandlers(emitter, { ...valueHandlers, ...buildHandlers, ...frameHandlers });
  emitArmThread(emitter);
  emitOsr(emitter);
  const commits = emitCommit(emitter);
  emitPendingCall(emitter);
  emitOneShotHook(emitter);
  emitSyncHook(emitter);
  emitCrashHandler(emitter, options.codeSize ?? 0);
  emitWatchFaults(emitter);
  emitCodeDeath(emitter);
  emitChunks(emitter);
  emitAppendString(emitter);
  emitOutOfMemory(emitter);
  emitter.emitReleaseReference();
  asm.align(64);

  const code = asm.finish(options.codeBase);
  const address = (label: Parameters<typeof code.labelOffset>[0]): number => options.codeBase + code.labelOffset(label);
  const addresses = <Name extends string>(labels: Record<Name, Parameters<typeof code.labelOffset>[0]>): Record<Name, number> =>
    Object.fromEntries(Object.entries(labels).map(([name, label]) => [name, address(label as never)])) as Record<Name, number>;
  return {
    bytes: code.bytes,
    data: initialData(options),
    entries: Object.fromEntries(entryPlaces.map((place) => [place, address(emitter.at(place))])) as Record<RuntimeEntry, number>,
    handlers: addresses(recipes),
    commitHandlers: addresses(commits),
  };
}

/** Memory ran out where half a frame is built, and the reserve is used up, too: nothing can be undone, so the program ends with a message. */
function emitOutOfMemory(emitter: Emitter): void {
  const { asm } = emitter;
  const message = asm.label();
  emitter.begin('outOfMemory', 16);
  asm.lea(rdi, ripLabel(message));
  emitter.callAligned('Py_FatalError');
  asm.ud2();
  asm.bind(message);
  asm.bytes(new TextEncoder().encode('psyco: out of memory while leaving compiled code\0'));
}

function initialData({ armedLimit = 2000, processId = 0, dialect }: RuntimeOptions): Uint8Array {
  const data = new Uint8Array(RuntimeData.size);
  const view = new DataView(data.buffer);
  view.setBigUint64(RuntimeData.armedLimit, BigInt(armedLimit), true);
  view.setBigUint64(RuntimeData.servedProcess, BigInt(processId), true);
  view.setBigUint64(RuntimeData.reserveLow, 1n, true); // the first exit fills it
  view.setUint8(RuntimeData.reraiseUnit, dialect.opcodes.reraise);
  view.setUint8(RuntimeData.reraiseUnit + 1, 1);
  return data;
}
