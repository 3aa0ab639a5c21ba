// What all pieces of the runtime are written with: the assembler, the addresses, and the few idioms that repeat
// (calls of C functions, reference counts). Knows nothing of exits or hooks.

import { Assembler, mem, qword, r11, rax, rbp, rdi, ripAddress, rsi, rsp } from './machine';
import type { Label, Memory, Register } from './machine';
import type { Dialect } from '../dialects/dialect';
import type { RuntimeOffsets } from '../offsets';
import { RuntimeData } from '../data-layout';

export interface EmitterOptions {
  codeBase: number;
  /** Of the whole code region. */
  codeSize?: number;
  dataBase: number;
  exitTable: number;
  coExtraIndex: number;
  /** What `PyCode_Type.tp_dealloc` was before `codeDeath` took its place. */
  codeDealloc: number;
  dialect: Dialect;
  offsets: RuntimeOffsets;
  symbol(name: string): number;
  /** Addresses of pthread_getattr_np, pthread_attr_getstack and pthread_attr_destroy, if the C library has them. */
  threadFunctions?: { getAttributes: number; getStack: number; destroyAttributes: number };
  /** Debug builds only (Py_REF_DEBUG): address of `_Py_RefTotal`, kept right by the runtime's own reference counting. */
  refTotal?: number;
}

/** The places that the pieces of the runtime know each other by. */
export type Place =
  | 'frameHook' | 'syncHook' | 'oneShotHook' | 'pendingCall' | 'exitCommon' | 'osrCallback' | 'crashHandler' | 'crashHandlerInFront' | 'signalRestorer' | 'watchFaults'
  | 'lookUpRecord' | 'runCommit' | 'armThread' | 'outOfMemory' | 'loadLeaf' | 'buildLevels' | 'clearAndPop' | 'leave' | 'several' | 'levelRetained'
  | 'evaluate' | 'measuredEntry' | 'codeDeath' | 'tracerStandIn' | 'stackCheck' | 'profilerStandIn'
  | 'boxInt' | 'boxFloat' | 'construct' | 'fillReserve' | 'reserveMalloc' | 'reserveCalloc' | 'reserveRealloc' | 'reserveFree'
  | 'chunkAlloc' | 'chunkFree' | 'keepChunks' | 'appendString';

/** Nothing of the runtime is further from its start than this. */
const MAXIMUM_SIZE = 0x10000;
const REACH = 0x7fff0000 - MAXIMUM_SIZE;

export class Emitter {
  readonly asm = new Assembler({ capacity: 16384 });
  readonly offsets: RuntimeOffsets;
  readonly dialect: Dialect;
  /** Subroutine: releases the reference in rdi, which may be NULL. Keeps all callee-saved registers; any stack alignment. */
  readonly releaseReference = this.asm.label('releaseReference');

  constructor(readonly options: EmitterOptions) {
    this.offsets = options.offsets;
    this.dialect = options.dialect;
  }

  readonly #places = new Map<Place, Label>();

  /** The label of a place; who emits the place binds it. */
  at(place: Place): Label {
    let label = this.#places.get(place);
    if (!label) this.#places.set(place, (label = this.asm.label(place)));
    return label;
  }

  /** Starts a place, on a cache line boundary if it is entered often. */
  begin(place: Place, alignment = 1): void {
    this.asm.align(alignment);
    this.asm.bind(this.at(place));
  }

  /** A word of the runtime's block in the data region. */
  data(field: Exclude<keyof typeof RuntimeData, 'size'>): Memory {
    return qword(ripAddress(this.options.dataBase + RuntimeData[field]));
  }

  near(address: number): boolean {
    return Math.abs(address - this.options.codeBase) < REACH;
  }

  /** Calls a C function; the stack must be aligned. Destroys r11 if the function is far away. */
  call(name: string): void {
    const address = this.options.symbol(name);
    if (this.near(address)) this.asm.call({ address });
    else {
      this.asm.mov(r11, address);
      this.asm.call(r11);
    }
  }

  /** Calls a C function whatever the alignment of the stack. Destroys rbp. */
  callAligned(name: string): void {
    this.asm.mov(rbp, rsp);
    this.asm.and(rsp, -16);
    this.call(name);
    this.asm.mov(rsp, rbp);
  }

  /** Calls the C function in the register whatever the alignment of the stack. Destroys rbp. */
  callAlignedRegister(address: Register): void {
    this.asm.mov(rbp, rsp);
    this.asm.and(rsp, -16);
    this.asm.call(address);
    this.asm.mov(rsp, rbp);
  }

  /** Calls a C function that makes an object, with up to four arguments or xmm0; rax = the object: memory for it is kept (see reserve.ts). Destroys rbp. */
  construct(name: string): void {
    this.asm.mov(rax, this.options.symbol(name));
    this.asm.call(this.at('construct'));
  }

  /** rax = a chunk of rsi bytes for the thread's data stack, or NULL (_PyObject_VirtualAlloc of Objects/obmalloc.c). Destroys rbp. */
  allocateChunk(): void {
    const { asm } = this;
    asm.push(rsi);
    asm.mov(rbp, rsp);
    asm.sub(rsp, 32);
    asm.and(rsp, -16);
    asm.mov(rdi, rsp);
    this.call('PyObject_GetArenaAllocator');
    asm.mov(rdi, mem(rsp));
    asm.mov(rsi, mem(rbp));
    asm.call(mem(rsp, 8));
    asm.mov(rsp, rbp);
    asm.pop(rsi);
  }

  /** Jumps to a C function. Destroys r11 if it is far away. */
  jump(name: string): void {
    const address = this.options.symbol(name);
    if (this.near(address)) this.asm.jmp({ address });
    else {
      this.asm.mov(r11, address);
      this.asm.jmp(r11);
    }
  }

  /** Takes a reference. */
  retain(object: Register): void {
    this.asm.inc(qword(mem(object, this.offsets.objectRefcount)));
    this.#countReference('inc');
  }

  /** Releases the reference in rdi (may be NULL). */
  release(): void {
    this.asm.call(this.releaseReference);
  }

  /** Releases one of several references. */
  releaseOneOfSeveral(object: Register): void {
    this.asm.dec(qword(mem(object, this.offsets.objectRefcount)));
    this.#countReference('dec');
  }

  /** Ends the program if rax is NULL: memory ran out where nothing can be undone. */
  requireObject(failed: Label): void {
    this.asm.test(rax, rax);
    this.asm.je(failed);
  }

  emitReleaseReference(): void {
    const { asm } = this;
    const done = asm.label();
    asm.bind(this.releaseReference);
    asm.test(rdi, rdi);
    asm.je(done);
    this.#countReference('dec');
    asm.dec(qword(mem(rdi, this.offsets.objectRefcount)));
    asm.jne(done);
    asm.push(rbp);
    this.callAligned('_Py_Dealloc');
    asm.pop(rbp);
    asm.bind(done);
    asm.ret();
  }

  /** `_Py_RefTotal` of debug builds (Include/object.h, Py_INCREF and Py_DECREF under Py_REF_DEBUG). Destroys r11 there. */
  #countReference(operation: 'inc' | 'dec'): void {
    const { refTotal } = this.options;
    if (refTotal === undefined) return;
    this.asm.mov(r11, refTotal);
    this.asm[operation](qword(mem(r11)));
  }
}
