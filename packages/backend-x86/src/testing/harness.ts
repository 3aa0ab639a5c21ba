// Runs compiled units in a child process, for tests. Python maps the bytes (run.py); a runner written with the assembler
// calls a unit with given arguments, and its exit routine saves all registers and the unit's frame, so that a test can
// read every value of an exit where the exit map says it is.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CompiledCode, CompileOptions, ExitMap, Location, Target } from '@psyco/backend';
import { type Exit, forEachExitValue, type IrFunction, type RuntimeValue, type Value } from '@psyco/ir';
import { Assembler, dword, gpr64, mem, r11, r12, r13, r14, r14d, r15, r8, r9, rax, rbp, rbx, rcx, rdi, rdx, ripAddress, rsi, rsp, xmm } from '@psyco/x86';
import { createX86Backend } from '../backend';

/** Where things are in the child process. Code and data are near each other; FAR is out of reach of rip-relative operands. */
export const layout = {
  base: 0x10_0000_0000,
  size: 0x100_0000,
  code: 0x10_0000_0000,
  /** Case record: unit, gpr arguments (8), xmm arguments (8). */
  inbox: 0x10_00c0_0000,
  /** Result record: status, exit number, rsp, gprs (16), xmms (16), frame (512 words). */
  outbox: 0x10_00c1_0000,
  savedStack: 0x10_00c2_0000,
  /** Given and taken back with every case. */
  memory: 0x10_00d0_0000,
  memorySize: 0x1000,
  threadState: 0x10_00d0_0400,
  evalBreaker: 0x10_00d0_0600,
  stackLimit: 0x10_00d0_0608,
  /** Log of calls of the functions below: count, then arguments. */
  log: 0x10_00d0_0700,
  freeListHead: 0x10_00d0_0610,
  freeListCount: 0x10_00d0_0618,
  /** Out of reach: functions, and an eval breaker and stack limit (both zero) in its last page. */
  far: 0x30_0000_0000,
  farSize: 0x2000,
} as const;

const CASE_SIZE = 8 * 17;
const FRAME_WORDS = 512;
const RESULT_SIZE = 8 * (3 + 16 + 16 + FRAME_WORDS);

export const offsets: Target['offsets'] = {
  objectRefcount: 0,
  objectType: 8,
  floatValue: 16,
  longSize: 16,
  longDigits: 24,
  threadCframe: 56,
  cframeCurrentFrame: 8,
  framePrevious: 48,
  threadRecursionRemaining: 32,
  floatFreeList: null,
  smallInts: null,
};

/** A C function for the tests, in machine code. */
export type TestFunction = (asm: Assembler) => void;

export interface Run {
  code: CompiledCode;
  status: 'return' | 'exit';
  rax: bigint;
  xmm0: number;
  exit: ExitMap | null;
  /** The values of the exit, read where the exit map says. */
  exitValues: Map<Value, bigint | number>;
  memory: DataView;
  /** A word of the stack at the exit, from the unit's stack pointer. */
  frameWord(offset: number): bigint;
}

export interface Case {
  fn: IrFunction;
  args: readonly RuntimeValue[];
  /** Memory at layout.memory before the call. */
  prepare?: (memory: DataView) => void;
}

/** Finds python3; null if there is none. */
export function findPython(): string | null {
  const python = process.env.PSYCO_PYTHON ?? 'python3';
  return spawnSync(python, ['-c', 'import ctypes']).status === 0 ? python : null;
}

export class Harness {
  private readonly image = new Uint8Array(0xc0_0000);
  private readonly farImage = new Uint8Array(layout.farSize);
  private next = 0;
  private nextFar = 0;
  private readonly runner: number;
  readonly target: Omit<Target, 'baseAddress' | 'exitBase' | 'unit'>;
  private readonly symbols = new Map<string, number>();
  private readonly units = new Map<IrFunction, { address: number; code: CompiledCode; exitBase: number }>();
  private readonly unitKeys = new Map<string, number>();
  private nextExit = 1000;
  private readonly python: string;

  constructor(
    private readonly options: CompileOptions & { offsets?: Partial<Target['offsets']>; far?: boolean } = {},
    functions: Record<string, TestFunction> = {},
  ) {
    const python = findPython();
    if (!python) throw new Error('no python3 to run machine code with');
    this.python = python;
    this.runner = this.place((asm) => writeRunner(asm));
    const exitCommon = this.place((asm) => writeExitRoutine(asm));
    const { far = false } = options;
    for (const [name, write] of Object.entries(functions)) this.symbols.set(name, far ? this.placeFar(write) : this.place(write));
    this.target = {
      symbol: (name) => {
        const address = this.symbols.get(name);
        if (address === undefined) throw new Error(`no symbol ${name}`);
        return address;
      },
      exitCommon,
      evalBreaker: far ? layout.far + 0x1000 : layout.evalBreaker,
      stackLimit: far ? layout.far + 0x1008 : layout.stackLimit,
      offsets: { ...offsets, ...options.offsets },
    };
  }

  defineSymbol(name: string, address: number): void {
    this.symbols.set(name, address);
  }

  /** Four bytes of compiled code. */
  readCode(address: number): number {
    return new DataView(this.image.buffer).getUint32(address - layout.code, true);
  }

  private place(write: TestFunction): number {
    const asm = new Assembler();
    write(asm);
    return this.put((address) => asm.finish(address).bytes);
  }

  private placeFar(write: TestFunction): number {
    const asm = new Assembler();
    write(asm);
    const address = layout.far + this.nextFar;
    const { bytes } = asm.finish(address);
    this.farImage.set(bytes, this.nextFar);
    this.nextFar += bytes.length;
    return address;
  }

  private put(make: (address: number) => Uint8Array): number {
    const address = layout.code + this.next;
    const bytes = make(address);
    this.image.set(bytes, this.next);
    this.next = (this.next + bytes.length + 31) & ~15;
    return address;
  }

  compile(fn: IrFunction, key?: string): { address: number; code: CompiledCode; exitBase: number } {
    const known = this.units.get(fn);
    if (known) return known;
    const exitBase = this.nextExit;
    let code!: CompiledCode;
    const address = this.put((baseAddress) => {
      const unit = (name: string): number | null => (name === key ? null : (this.unitKeys.get(name) ?? null));
      code = createX86Backend().compile(fn, { ...this.target, baseAddress, exitBase, unit }, this.options);
      return code.bytes;
    });
    this.nextExit += code.exits.length;
    const unit = { address, code, exitBase };
    this.units.set(fn, unit);
    if (key) this.unitKeys.set(key, address);
    return unit;
  }

  /** Runs all cases in one child process. */
  run(cases: readonly Case[]): Run[] {
    const records = cases.map(({ fn, args, prepare }) => {
      const unit = this.compile(fn);
      const record = new DataView(new ArrayBuffer(CASE_SIZE + layout.memorySize));
      record.setBigUint64(0, BigInt(unit.address), true);
      let general = 0;
      let float = 0;
      // A frame unit is called with the thread state, the frame and the kind of its entry.
      const types = fn.kind === 'frame' ? ['ptr', 'ptr', 'i64'] : fn.entry.params.map((param) => param.type);
      types.forEach((type, i) => {
        const value = args[i];
        if (type === 'f64') record.setFloat64(72 + 8 * float++, value as number, true);
        else record.setBigInt64(8 + 8 * general++, BigInt(value), true);
      });
      const memory = new DataView(record.buffer, CASE_SIZE);
      memory.setInt32(layout.threadState - layout.memory + offsets.threadRecursionRemaining, 1000, true);
      prepare?.(memory);
      return { record, unit, fn };
    });
    const header = new DataView(new ArrayBuffer(24));
    [cases.length, CASE_SIZE, RESULT_SIZE].forEach((word, i) => header.setBigUint64(8 * i, BigInt(word), true));
    const results = this.execute(Buffer.concat([new Uint8Array(header.buffer), ...records.map(({ record }) => new Uint8Array(record.buffer))]));
    const step = RESULT_SIZE + layout.memorySize;
    return records.map(({ unit }, i) => {
      const view = new DataView(results.buffer, results.byteOffset + i * step, step);
      return readResult(view, unit.code, unit.exitBase);
    });
  }

  private execute(cases: Uint8Array): Buffer {
    const directory = mkdtempSync(join(tmpdir(), 'psyco-'));
    try {
      const header = new DataView(new ArrayBuffer(72));
      const { base, size, inbox, outbox, memory, memorySize, far, farSize } = layout;
      [base, size, this.runner, inbox, outbox, memory, memorySize, far, farSize].forEach((word, i) => header.setBigUint64(8 * i, BigInt(word), true));
      writeFileSync(join(directory, 'image'), Buffer.concat([new Uint8Array(header.buffer), this.image.subarray(0, this.next), this.farImage]));
      writeFileSync(join(directory, 'cases'), cases);
      try {
        execFileSync(this.python, [fileURLToPath(new URL('./run.py', import.meta.url)), 'image', 'cases', 'results'], { cwd: directory, timeout: 60_000 });
      } catch (error) {
        const done = existsSync(join(directory, 'results')) ? Math.floor(readFileSync(join(directory, 'results')).length / (RESULT_SIZE + layout.memorySize)) : 0;
        throw new Error(`${directory}: case ${done} did not come back: ${String(error)}`);
      }
      return readFileSync(join(directory, 'results'));
    } finally {
      if (!process.env.PSYCO_KEEP) rmSync(directory, { recursive: true });
    }
  }
}

const calleeSaved = [rbx, rbp, r12, r13, r14, r15];
const argumentRegisters = [rdi, rsi, rdx, rcx, r8, r9, rax, rbx];

/** Calls the unit of the case record. Callee-saved registers of C are kept here, as native units keep none. */
function writeRunner(asm: Assembler): void {
  for (const register of calleeSaved) asm.push(register);
  asm.sub(rsp, 8);
  asm.mov(ripAddress(layout.savedStack), rsp);
  asm.mov(r15, layout.threadState);
  asm.mov(r14d, dword(mem(r15, offsets.threadRecursionRemaining)));
  asm.mov(r11, layout.inbox);
  for (let i = 0; i < 8; i++) asm.movsd(xmm[i], mem(r11, 72 + 8 * i));
  argumentRegisters.forEach((register, i) => asm.mov(register, mem(r11, 8 + 8 * i)));
  asm.call(mem(r11));
  asm.mov(r11, layout.outbox);
  asm.mov(mem(r11, 24), rax);
  asm.movsd(mem(r11, 24 + 128), xmm[0]);
  asm.xor(rax, rax);
  asm.mov(mem(r11), rax);
  asm.mov(mem(r11, 16), rsp);
  writeReturn(asm);
}

function writeReturn(asm: Assembler): void {
  asm.mov(rsp, ripAddress(layout.savedStack));
  asm.add(rsp, 8);
  for (let i = calleeSaved.length - 1; i >= 0; i--) asm.pop(calleeSaved[i]);
  asm.ret();
}

function writeExitRoutine(asm: Assembler): void {
  const at = (offset: number) => ripAddress(layout.outbox + offset);
  gpr64.forEach((register, i) => asm.mov(at(24 + 8 * i), register));
  xmm.forEach((register, i) => asm.movsd(at(24 + 128 + 8 * i), register));
  asm.pop(rax);
  asm.mov(at(8), rax);
  asm.mov(at(16), rsp);
  asm.mov(rax, 1);
  asm.mov(at(0), rax);
  asm.mov(rsi, rsp);
  asm.mov(rdi, layout.outbox + 24 + 256);
  asm.mov(rcx, FRAME_WORDS);
  asm.repMovsq();
  writeReturn(asm);
}

function readResult(view: DataView, code: CompiledCode, exitBase: number): Run {
  const isExit = view.getBigUint64(0, true) === 1n;
  const exit = isExit ? code.exits[Number(view.getBigUint64(8, true)) - exitBase] : null;
  if (isExit && !exit) throw new Error(`exit number ${view.getBigUint64(8, true)} is not one of the unit's`);
  const exitValues = new Map<Value, bigint | number>();
  if (exit) {
    forEachExitValue(exit.exit as Exit, (value) => {
      const location = exit.locations.get(value);
      if (!location) throw new Error(`the exit map has no location for %${value.id}`);
      exitValues.set(value, readLocation(view, location, value));
    });
  }
  return {
    code,
    status: isExit ? 'exit' : 'return',
    rax: view.getBigInt64(24, true),
    xmm0: view.getFloat64(24 + 128, true),
    exit,
    exitValues,
    frameWord: (offset) => view.getBigInt64(24 + 256 + offset, true),
    memory: new DataView(view.buffer, view.byteOffset + RESULT_SIZE, layout.memorySize),
  };
}

function readLocation(view: DataView, location: Location, value: Value): bigint | number {
  const read = (offset: number): bigint | number => (value.type === 'f64' ? view.getFloat64(offset, true) : view.getBigInt64(offset, true));
  switch (location.kind) {
    case 'gpr':
      return read(24 + 8 * location.number);
    case 'xmm':
      return read(24 + 128 + 8 * location.number);
    case 'stack':
      if (location.offset + 8 > 8 * FRAME_WORDS) throw new Error('the frame is larger than what the harness keeps');
      return read(24 + 256 + location.offset);
    case 'constant-i64':
      return location.value;
    case 'constant-f64':
      return location.number;
    default:
      return BigInt(location.address);
  }
}
