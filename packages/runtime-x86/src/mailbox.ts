// The mailbox: posts commit programs into the data region and reads how they ended; answers the waits of sync mode.

import { commitOps } from './commit-ops';
import type { CommitOp } from './commit-ops';
import { CommitStatus, RuntimeData } from './data-layout';
import { RuntimeBuildError } from './errors';
import { readWord, wordsToBytes, writeWord } from './memory';
import type { RemoteMemory } from './memory';

/** One operation of a commit program: its operands in the order of the table, without `number`. */
export interface CommitStep {
  readonly op: Exclude<CommitOp, 'end'>;
  readonly operands: readonly (number | bigint)[];
  /** checkBytes only: what must be there; replaces the operands `expected address` and `length`. */
  readonly bytes?: Uint8Array;
}

type Word = number | bigint;

/** Makes commit steps. */
export const commit = {
  check64: (address: number, expected: Word): CommitStep => ({ op: 'check64', operands: [address, expected] }),
  checkObject: (address: number, type: Word): CommitStep => ({ op: 'checkObject', operands: [address, type] }),
  check32: (address: number, expected: Word): CommitStep => ({ op: 'check32', operands: [address, expected] }),
  checkBytes: (address: number, bytes: Uint8Array): CommitStep => ({ op: 'checkBytes', operands: [address], bytes }),
  checkAlive: (code: number, deaths: number): CommitStep => ({ op: 'checkAlive', operands: [code, deaths] }),
  incref: (object: number): CommitStep => ({ op: 'incref', operands: [object] }),
  decref: (object: number): CommitStep => ({ op: 'decref', operands: [object] }),
  store64: (address: number, value: Word): CommitStep => ({ op: 'store64', operands: [address, value] }),
  store32: (address: number, value: Word): CommitStep => ({ op: 'store32', operands: [address, value] }),
  setExtra: (code: number, record: number): CommitStep => ({ op: 'setExtra', operands: [code, record] }),
  setHook: (interpreter: number, address: number): CommitStep => ({ op: 'setHook', operands: [interpreter, address] }),
  armOsr: (thread: number, code: number, frame = 0): CommitStep => ({ op: 'armOsr', operands: [thread, code, frame] }),
  collectStack: (buffer: number, capacity: number, bottom: number, top: number): CommitStep => ({ op: 'collectStack', operands: [buffer, capacity, bottom, top] }),
  call: (address: number, ...args: Word[]): CommitStep => ({ op: 'call', operands: [address, ...args, 0, 0, 0, 0].slice(0, 5) }),
} as const;

export type CommitState =
  | { state: 'idle' }
  | { state: 'posted'; sequence: number }
  | { state: 'applied'; sequence: number }
  /** `step` is the index of the step that failed. */
  | { state: 'failed'; sequence: number; step: number };

/** A call that waits in sync mode. */
export interface SyncRequest {
  request: number;
  code: number;
  frame: number;
  thread: number;
}

export interface MailboxOptions {
  dataBase: number;
  commitHandlers: Record<CommitOp, number>;
  /** Room in the data region for one program. */
  programAddress: number;
  programSize: number;
}

export class Mailbox {
  constructor(
    readonly memory: RemoteMemory,
    readonly options: MailboxOptions,
  ) {}

  /** The bytes of a program, as they must be at `programAddress`. */
  encodeCommit(steps: readonly CommitStep[]): Uint8Array {
    const { commitHandlers, programAddress } = this.options;
    const length = 8 * steps.reduce((words, { op }) => words + 1 + commitOps[op].operands.length, 1);
    const words: bigint[] = [];
    const tail: Uint8Array[] = [];
    let tailAddress = programAddress + length;
    steps.forEach(({ op, operands, bytes }, index) => {
      const names: readonly string[] = commitOps[op].operands;
      const all = [...(names[0] === 'number' ? [index] : []), ...operands, ...(bytes ? [tailAddress, bytes.length] : [])];
      if (all.length !== names.length) throw new RuntimeBuildError(`cannot encode commit step ${index}`, `${op} takes ${names.length} operands, not ${all.length}`, 'use the functions of `commit`');
      words.push(BigInt(commitHandlers[op]), ...all.map(BigInt));
      if (!bytes) return;
      tail.push(bytes);
      tailAddress += bytes.length;
    });
    words.push(BigInt(commitHandlers.end));
    const program = new Uint8Array(tailAddress - programAddress);
    program.set(wordsToBytes(words));
    let offset = length;
    for (const bytes of tail) {
      program.set(bytes, offset);
      offset += bytes.length;
    }
    return program;
  }

  /** Whether there is room for a program. */
  fits(steps: readonly CommitStep[]): boolean {
    return this.encodeCommit(steps).length <= this.options.programSize;
  }

  /** Posts a program; it runs at the next safe point. @throws {RuntimeBuildError} if one is posted already or it is too long. */
  post(steps: readonly CommitStep[]): number {
    if (this.poll().state === 'posted') throw new RuntimeBuildError('cannot post', 'the program posted before has not run yet', 'poll until it has');
    const program = this.encodeCommit(steps);
    if (program.length > this.options.programSize) throw new RuntimeBuildError('cannot post', `the program takes ${program.length} bytes of ${this.options.programSize}`, 'split it, or give more room');
    this.memory.write(this.options.programAddress, program);
    writeWord(this.memory, this.#word('commitProgram'), this.options.programAddress);
    const sequence = this.#read('commitPosted') + 1;
    writeWord(this.memory, this.#word('commitPosted'), sequence);
    return sequence;
  }

  /** Takes a program back that has not run yet. */
  withdraw(): void {
    if (this.poll().state === 'posted') writeWord(this.memory, this.#word('commitDone'), this.#read('commitPosted'));
  }

  poll(): CommitState {
    const sequence = this.#read('commitPosted');
    if (sequence === 0) return { state: 'idle' };
    if (this.#read('commitDone') !== sequence) return { state: 'posted', sequence };
    if (this.#read('commitStatus') === CommitStatus.applied) return { state: 'applied', sequence };
    return { state: 'failed', sequence, step: this.#read('commitFailing') };
  }

  /** What the one-shot hook leaves in `interp->eval_frame`. */
  setHookAfterOneShot(address: number): void {
    writeWord(this.memory, this.#word('hookAfterOneShot'), address);
  }

  /** The call that waits, if any. */
  syncRequest(): SyncRequest | null {
    const request = this.#read('syncRequest');
    if (request === this.#read('syncAnswer')) return null;
    return { request, code: this.#read('syncCode'), frame: this.#read('syncFrame'), thread: this.#read('syncThread') };
  }

  /** Lets the call go on; post the commit program that it shall run before. */
  answerSync({ request }: SyncRequest): void {
    writeWord(this.memory, this.#word('syncAnswer'), request);
  }

  /** Tells a waiting program that the compiler is alive. */
  beat(): void {
    writeWord(this.memory, this.#word('heartbeat'), this.#read('heartbeat') + 1);
  }

  #word(field: keyof typeof RuntimeData): number {
    return this.options.dataBase + RuntimeData[field];
  }

  #read(field: keyof typeof RuntimeData): number {
    return Number(readWord(this.memory, this.#word(field)));
  }
}
