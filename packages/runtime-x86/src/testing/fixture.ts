// For tests: the runtime installed in a Python process, and units made by hand with the assembler.

import type { ExitMap, Location } from '@psyco/backend';
import type { Exit, RecipeFrame, RecipeValue, SlotRecipe } from '@psyco/ir';
import { Value } from '@psyco/ir';
import { Assembler, mem, qword, r12, r13, r14, r15, rax, rbp, rbx, rdi, rdx, rsi, rsp, r11 } from '@psyco/x86';
import type { Register } from '@psyco/x86';
import { python311 } from '../dialects/3.11';
import { encodeCodeRecord } from '../encode/code-record';
import { encodeRecipe } from '../encode/encode-recipe';
import { readExitStatistics, writeExitRecord } from '../encode/exit-record';
import { Mailbox } from '../mailbox';
import { buildRuntime } from '../runtime';
import type { Runtime } from '../runtime';
import { runtimeSymbols } from '../symbols';
import { RuntimeData } from '../data-layout';
import { TestPython } from './python';

const EXIT_TABLE = 0x20000;
const PROGRAM = 0x18000;
const DATA_START = 0x40000;
const FRAME_SIZE = 0x68;

/** What a hand-made exit says: like an ir exit, but values come with their locations. */
export interface TestExit {
  frames: RecipeFrame[];
  error?: boolean;
  saw?: Value;
  release?: Value[];
  resume?: number;
  allowance?: number;
}

export class Fixture {
  #code: number;
  #data: number;
  #exits = 0;
  readonly locations = new Map<Value, Location>();
  readonly mailbox: Mailbox;

  private constructor(
    readonly python: TestPython,
    readonly runtime: Runtime,
  ) {
    this.#code = python.hello.code + runtime.bytes.length + 0x100;
    this.#data = python.hello.data + DATA_START;
    this.mailbox = new Mailbox(python, { dataBase: python.hello.data, commitHandlers: runtime.commitHandlers, programAddress: python.hello.data + PROGRAM, programSize: 0x4000 });
  }

  static async start(executable: string): Promise<Fixture> {
    const python = await TestPython.start(executable);
    const { hello } = python;
    await python.symbols([...runtimeSymbols, 'PyErr_SetString', 'PyList_Append', 'PyObject_GetAttrString', 'PyExc_ValueError', 'PyExc_KeyError', 'PyCode_Type', ...(hello.debug ? ['_Py_RefTotal'] : [])]);
    const codeDealloc = Number(Buffer.from(python.read(python.symbol('PyCode_Type') + python311.offsets.typeDealloc, 8)).readBigUInt64LE());
    const runtime = buildRuntime({
      codeBase: hello.code, codeSize: hello.size, dataBase: hello.data, exitTable: hello.data + EXIT_TABLE, coExtraIndex: hello.index, codeDealloc,
      dialect: python311, symbol: (name) => python.symbol(name), refTotal: hello.debug ? python.symbol('_Py_RefTotal') : undefined,
    });
    python.write(hello.code, runtime.bytes);
    python.write(hello.data, runtime.data);
    return new Fixture(python, runtime);
  }

  get exitTable(): number {
    return this.python.hello.data + EXIT_TABLE;
  }

  /** A word of the runtime's data block. */
  word(field: keyof typeof RuntimeData): number {
    return Number(Buffer.from(this.python.read(this.python.hello.data + RuntimeData[field], 8)).readBigUInt64LE());
  }

  hook(entry: 'frameHook' | 'syncHook' | 'oneShotHook' | null): void {
    const word = Buffer.alloc(8);
    word.writeBigUInt64LE(BigInt(entry ? this.runtime.entries[entry] : 0));
    this.python.write(this.python.hello.interpreter + python311.offsets.interpreterEvalFrame, word);
  }

  data(bytes: Uint8Array): number {
    const address = this.#data;
    this.python.write(address, bytes);
    this.#data += (bytes.length + 15) & ~15;
    return address;
  }

  code(asm: Assembler): number {
    const address = this.#code;
    const { bytes } = asm.finish(address);
    this.python.write(address, bytes);
    this.#code += (bytes.length + 31) & ~15;
    return address;
  }

  /** Registers an exit and returns its number. */
  exit(exit: TestExit, native = false, use: 'exit' | 'call' = 'exit'): number {
    const number = this.#exits++;
    const full: Exit = { id: number, reason: 'test', error: exit.error ?? false, frames: exit.frames, saw: exit.saw ?? null, release: exit.release ?? [] };
    const map: ExitMap = { exit: full, locations: this.locations, frameSize: FRAME_SIZE, use };
    const recipe = this.data(encodeRecipe(map, { handlers: this.runtime.handlers, offsets: python311.offsets }));
    writeExitRecord(this.python, this.exitTable, number, map, { recipe, native, resume: exit.resume, allowance: exit.allowance });
    return number;
  }

  statistics(number: number): ReturnType<typeof readExitStatistics> {
    return readExitStatistics(this.python, this.exitTable, number);
  }

  /** Emits a jump to the common exit routine. */
  leave(asm: Assembler, exit: number): void {
    asm.bytes([0x68, exit & 255, exit >> 8, 0, 0]);
    asm.jmp({ address: this.runtime.entries.exitCommon });
  }

  /** A frame unit: rbx = frame and r15 = thread state in the body. */
  frameUnit(body: (asm: Assembler) => void): number {
    const asm = new Assembler();
    for (const register of [rbp, rbx, r12, r13, r14, r15]) asm.push(register);
    asm.sub(rsp, FRAME_SIZE);
    asm.mov(r15, rdi);
    asm.mov(mem(rsp, FRAME_SIZE - 8), rsi);
    asm.mov(mem(rsp, FRAME_SIZE - 16), rdx);
    asm.mov(rbx, rsi);
    body(asm);
    return this.code(asm);
  }

  /** The end of a frame unit: returns rax. */
  frameReturn(asm: Assembler): void {
    asm.add(rsp, FRAME_SIZE);
    for (const register of [r15, r14, r13, r12, rbx, rbp]) asm.pop(register);
    asm.ret();
  }

  /** A native unit. `body` may call itself through the label. */
  nativeUnit(body: (asm: Assembler, entry: import('@psyco/x86').Label) => void): number {
    const asm = new Assembler();
    const entry = asm.label();
    asm.bind(entry);
    asm.sub(rsp, FRAME_SIZE);
    body(asm, entry);
    return this.code(asm);
  }

  nativeReturn(asm: Assembler): void {
    asm.add(rsp, FRAME_SIZE);
    asm.ret();
  }

  /** A call of a native unit with its call-site exit. */
  nativeCall(asm: Assembler, target: import('@psyco/x86').Target, callSite: number): void {
    asm.call(target);
    asm.bytes([0x0f, 0x1f, 0x80, callSite & 255, callSite >> 8, 0, 0]);
  }

  callC(asm: Assembler, name: string): void {
    asm.mov(rax, this.python.symbol(name));
    asm.call(rax);
  }

  /** Takes a reference; debug builds count all of them. Destroys rax there. */
  retain(asm: Assembler, object: Register): void {
    asm.inc(qword(mem(object)));
    if (!this.python.hello.debug) return;
    asm.mov(rax, this.python.symbol('_Py_RefTotal'));
    asm.inc(qword(mem(rax)));
  }

  /** The same for any register but r11. */
  retainAny(asm: Assembler, object: Register): void {
    asm.inc(qword(mem(object)));
    if (!this.python.hello.debug) return;
    asm.mov(r11, this.python.symbol('_Py_RefTotal'));
    asm.inc(qword(mem(r11)));
  }

  /** Appends None to the list in rdi. */
  appendNone(asm: Assembler): void {
    asm.mov(rsi, this.python.symbol('_Py_NoneStruct'));
    this.callC(asm, 'PyList_Append');
  }

  /** Sets an exception in compiled code. */
  raise(asm: Assembler, type: string, message: string): void {
    asm.mov(rdi, this.python.symbol(type));
    asm.mov(rdi, mem(rdi));
    asm.mov(rsi, this.data(new TextEncoder().encode(`${message}\0`)));
    this.callC(asm, 'PyErr_SetString');
  }

  value(type: 'i64' | 'f64' | 'ref' | 'bool', location: Location): Value {
    const value = new Value(this.locations.size, type);
    this.locations.set(value, location);
    return value;
  }

  gpr(type: 'i64' | 'ref' | 'bool', register: Register): Value {
    return this.value(type, { kind: 'gpr', number: register.number });
  }

  async address(expression: string): Promise<number> {
    return this.python.evaluate<number>(`id(${expression})`);
  }

  /** Byte offset of the n-th instruction with that name. */
  async offset(func: string, opname: string, n = 0): Promise<number> {
    return this.python.evaluate<number>(`[i.offset for i in __import__('dis').get_instructions(${func}) if i.opname == '${opname}'][${n}]`);
  }

  /** Byte offset of the instruction after the n-th with that name. */
  async offsetAfter(func: string, opname: string, n = 0): Promise<number> {
    return this.python.evaluate<number>(
      `(lambda l: next(b.offset for a, b in zip(l, l[1:]) if a.offset == [i.offset for i in l if i.opname == '${opname}'][${n}]))(list(__import__('dis').get_instructions(${func})))`,
    );
  }

  /** Gives a function an entry or on-stack replacement units. */
  async install(func: string, entry: number, osr: { offset: number; unit: number }[] = []): Promise<number> {
    const returnOffset = await this.offset(func, 'RETURN_VALUE');
    const record = this.data(encodeCodeRecord({ entry, returnOffset, osr }));
    await this.python.run(`set_extra(${func}.__code__, ${record})`);
    return record;
  }

  frame(code: number, offset: number, locals: SlotRecipe[], stack: RecipeValue[] = [], rest: Partial<RecipeFrame> = {}): RecipeFrame {
    return { func: null, code, name: 'f', offset, locals, stack, continuation: 'push', ...rest };
  }

  close(): void {
    this.python.close();
  }
}

/** Loads the n-th local of frame rbx. */
export function loadLocal(asm: Assembler, register: Register, n: number): void {
  asm.mov(register, mem(rbx, python311.offsets.frameLocalsPlus + 8 * n));
}

export const keep = { kind: 'keep' } as const;
export const none = { kind: 'null' } as const;
export const int = (value: number | bigint): RecipeValue => ({ kind: 'int', value: BigInt(value) });
export const leaf = (value: Value, as: 'int' | 'float' | 'bool' | 'ref' | 'char', owned = false): RecipeValue => ({ kind: 'value', value, as, owned });
export const build = (shape: Extract<RecipeValue, { kind: 'build' }>['shape'], ...parts: RecipeValue[]): RecipeValue => ({ kind: 'build', shape, parts });
export const constant = (address: number, name = ''): RecipeValue => ({ kind: 'const', address, name });
