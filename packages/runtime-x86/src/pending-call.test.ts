import { expect, test } from 'vitest';
import { python311 } from './dialects/3.11';
import { readWord, readWord32, writeWord, writeWord32 } from './memory';
import type { RemoteMemory } from './memory';
import { PendingCalls, postPendingCall } from './pending-call';

const INTERPRETER = 0x1000;
const RUNTIME = 0x4000;
const THREAD = 0x8000;
const { offsets } = python311;
const BREAKER = INTERPRETER + offsets.interpreterEvalBreaker;
const TO_DO = INTERPRETER + offsets.pendingCallsToDo;
const SIGNALS = RUNTIME + offsets.runtimeSignalsPending;

/** The memory of a process whose main thread has the GIL. `written` is told of each write, as what the process does meanwhile. */
function processMemory(written: (address: number, memory: RemoteMemory) => void = () => undefined): RemoteMemory {
  const bytes = Buffer.alloc(0x10000);
  let telling = false;
  const memory: RemoteMemory = {
    read: (address, length) => bytes.subarray(address, address + length),
    write: (address, data) => {
      bytes.set(data, address);
      if (telling) return;
      telling = true;
      written(address, memory);
      telling = false;
    },
  };
  writeWord(memory, INTERPRETER + offsets.interpreterRuntime, RUNTIME);
  writeWord(memory, RUNTIME + offsets.runtimeCurrentThread, THREAD);
  writeWord(memory, THREAD + offsets.threadIdentifier, 77);
  writeWord(memory, RUNTIME + offsets.runtimeMainThread, 77);
  return memory;
}

const breakerAfterPost = (memory: RemoteMemory): number => {
  expect(postPendingCall(memory, INTERPRETER, python311, 0x1234)).toBe(true);
  return readWord32(memory, BREAKER);
};

test('the breaker is set while the call waits', () => {
  expect(breakerAfterPost(processMemory())).toBe(1);
});

test('no breaker is left if the main thread ran the call before the breaker was set', () => {
  const quick = processMemory((address, memory) => {
    if (address === TO_DO) writeWord32(memory, TO_DO, 0);
  });
  expect(breakerAfterPost(quick)).toBe(0);
});

test('a signal that comes while the breaker is taken back keeps it', () => {
  let cleared = 0;
  const signalled = processMemory((address, memory) => {
    if (address === TO_DO) writeWord32(memory, TO_DO, 0);
    if (address === BREAKER && readWord32(memory, BREAKER) === 0 && cleared++ === 0) writeWord32(memory, SIGNALS, 1);
  });
  expect(breakerAfterPost(signalled)).toBe(1);
  expect(cleared).toBe(1);
});

const OTHER_THREAD = 0x9000;

test('a thread that has the GIL gets no breaker for what the main thread must do', () => {
  const memory = processMemory();
  writeWord(memory, OTHER_THREAD + offsets.threadIdentifier, 78);
  writeWord(memory, RUNTIME + offsets.runtimeCurrentThread, OTHER_THREAD);
  writeWord32(memory, BREAKER, 1);
  expect(breakerAfterPost(memory)).toBe(0);
});

test('the main thread keeps its breaker if it takes the GIL while that of another thread is taken back', () => {
  let cleared = 0;
  const memory = processMemory((address, process) => {
    if (address === BREAKER && readWord32(process, BREAKER) === 0 && cleared++ === 0) writeWord(process, RUNTIME + offsets.runtimeCurrentThread, THREAD);
  });
  writeWord(memory, OTHER_THREAD + offsets.threadIdentifier, 78);
  writeWord(memory, RUNTIME + offsets.runtimeCurrentThread, OTHER_THREAD);
  expect(breakerAfterPost(memory)).toBe(1);
  expect(cleared).toBe(1);
});

test('a main thread that is just taking the GIL gets the breaker when it has it', () => {
  let looks = 0;
  const memory = processMemory();
  writeWord(memory, RUNTIME + offsets.runtimeCurrentThread, 0);
  const slow: RemoteMemory = {
    ...memory,
    read: (address, length) => {
      if (address === RUNTIME + offsets.runtimeCurrentThread && ++looks === 3) writeWord(memory, address, THREAD);
      return memory.read(address, length);
    },
  };
  expect(breakerAfterPost(slow)).toBe(1);
});

const OURS = 0x1234;
const FIRST = INTERPRETER + offsets.pendingFirst;
const LAST = INTERPRETER + offsets.pendingLast;

/** What Py_AddPendingCall does, and the interpreter after it. */
function addAndRun(memory: RemoteMemory, func: number, count: number): void {
  for (let number = 0; number < count; number++) {
    const last = readWord32(memory, LAST);
    writeWord(memory, INTERPRETER + offsets.pendingCalls + 16 * last, func);
    writeWord32(memory, LAST, (last + 1) % python311.pendingCallsCapacity);
    writeWord32(memory, FIRST, readWord32(memory, LAST));
  }
}

test('the ring is used again and again as long as nobody else does', () => {
  const memory = processMemory();
  const calls = new PendingCalls(memory, INTERPRETER, python311, OURS);
  for (let turn = 0; turn < 100; turn++) {
    expect(calls.post()).toBe(true);
    writeWord32(memory, FIRST, readWord32(memory, LAST));
  }
});

test.each([1, python311.pendingCallsCapacity])('it is left alone for ever once %i calls of the program were in it', (count) => {
  const memory = processMemory();
  const calls = new PendingCalls(memory, INTERPRETER, python311, OURS);
  expect(calls.post()).toBe(true);
  writeWord32(memory, FIRST, readWord32(memory, LAST));
  addAndRun(memory, 0x5678, count);
  const end = readWord32(memory, LAST);
  for (let turn = 0; turn < 3; turn++) expect(calls.post()).toBe(false);
  expect(readWord32(memory, LAST)).toBe(end);
  expect(readWord(memory, INTERPRETER + offsets.pendingCalls + 16 * end)).not.toBe(BigInt(OURS));
});

test('calls that were there at the start, as those of the parent of a forked child, do not count', () => {
  const memory = processMemory();
  addAndRun(memory, 0x5678, 3);
  const calls = new PendingCalls(memory, INTERPRETER, python311, OURS);
  expect(calls.post()).toBe(true);
  expect(calls.post()).toBe(true);
});
