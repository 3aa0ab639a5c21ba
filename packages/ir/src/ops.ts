// The op table: every operation of the intermediate form, declared once. Printer, parser, verifier, interpreter and
// passes derive from it.

import type { CallEffect, MemoryClass } from './effects';
import type { Attributes, IrType } from './types';

export type OperandType = IrType | 'any';

export interface OpInfo {
  /** Operand types; `variadic` ops accept any number of further operands. */
  args: readonly OperandType[];
  variadic?: boolean;
  /** Result type; 'attribute' = attributes.result says; null = none. */
  result: IrType | 'attribute' | null;
  /** Attributes printed and parsed, in this order. */
  attributes?: readonly (keyof Attributes)[];
  /** 'always': has an exit; 'maybe': may have one. */
  exit?: 'always' | 'maybe';
  /** Number of targets of a terminator. */
  targets?: number;
  terminator?: boolean;
  /** No effect but its result: may be removed, moved, numbered (if it has no exit and reads no memory). */
  pure?: boolean;
  commutative?: boolean;
  /** Reads / writes attributes.memory. */
  reads?: boolean;
  writes?: boolean;
  /** What it may do beyond that, like a call with this effect; 'attribute' = attributes.effect says. */
  effect?: CallEffect | 'attribute';
  /** Classes of memory that it changes, whatever its attributes say. */
  touches?: readonly MemoryClass[];
  /** Must not run where it would not have run (it may trap). */
  traps?: boolean;
  /** What people read about it. */
  help: string;
}

const refcount = ['object.refcount'] as const;
const binary = (type: IrType, help: string, commutative = false): OpInfo => ({ args: [type, type], result: type, pure: true, commutative, help });
const checked = (help: string, commutative = false): OpInfo => ({ args: ['i64', 'i64'], result: 'i64', exit: 'always', pure: true, commutative, help });
const unary = (from: IrType, to: IrType, help: string): OpInfo => ({ args: [from], result: to, pure: true, help });
const compare = (type: IrType, help: string, commutative = false): OpInfo => ({ args: [type, type], result: 'bool', pure: true, commutative, help });
const load = (result: IrType, help: string): OpInfo => ({ args: ['any'], variadic: true, result, attributes: ['offset', 'scale', 'memory'], reads: true, help });
const store = (type: IrType, help: string): OpInfo => ({ args: ['any', type], variadic: true, result: null, attributes: ['offset', 'scale', 'memory'], writes: true, help });

const table = {
  // Constants
  'const.i64': { args: [], result: 'i64', attributes: ['value'], pure: true, help: 'integer constant' },
  'const.f64': { args: [], result: 'f64', attributes: ['number'], pure: true, help: 'double constant (prints -0, nan, inf)' },
  'const.bool': { args: [], result: 'bool', attributes: ['value'], pure: true, help: 'condition constant' },
  'const.ref': { args: [], result: 'ref', attributes: ['address', 'name'], pure: true, help: 'address of a pinned object' },
  'const.ptr': { args: [], result: 'ptr', attributes: ['address', 'name'], pure: true, help: 'any other fixed address' },
  threadstate: { args: [], result: 'ptr', pure: true, help: 'the PyThreadState of the running thread' },
  frame: { args: [], result: 'ptr', pure: true, help: 'the interpreter frame of a frame unit' },

  // 64-bit integers, wrapping
  'add.i64': binary('i64', 'wrapping sum', true),
  'sub.i64': binary('i64', 'wrapping difference'),
  'mul.i64': binary('i64', 'wrapping product', true),
  'and.i64': binary('i64', 'bitwise and', true),
  'or.i64': binary('i64', 'bitwise or', true),
  'xor.i64': binary('i64', 'bitwise exclusive or', true),
  'shl.i64': binary('i64', 'shift left; the count must be 0..63'),
  'sar.i64': binary('i64', 'arithmetic shift right; the count must be 0..63'),
  'shr.i64': binary('i64', 'logical shift right; the count must be 0..63'),
  'neg.i64': unary('i64', 'i64', 'wrapping negation'),
  'not.i64': unary('i64', 'i64', 'bitwise complement'),
  'floordiv.i64': { ...binary('i64', 'quotient rounded down; divisor not 0, not (min, -1): guard before'), traps: true },
  'floormod.i64': { ...binary('i64', 'remainder with the sign of the divisor; same conditions'), traps: true },
  // with overflow exits
  'addo.i64': checked('sum; leaves on signed overflow', true),
  'subo.i64': checked('difference; leaves on signed overflow'),
  'mulo.i64': checked('product; leaves on signed overflow', true),
  'nego.i64': { args: ['i64'], result: 'i64', exit: 'always', pure: true, help: 'negation; leaves on overflow' },
  'shlo.i64': checked('shift left by 0..63; leaves if bits or the sign are lost'),

  // doubles
  'add.f64': binary('f64', 'sum', true),
  'sub.f64': binary('f64', 'difference'),
  'mul.f64': binary('f64', 'product', true),
  'div.f64': binary('f64', 'quotient (division by zero is guarded before)'),
  'neg.f64': unary('f64', 'f64', 'negation (flips the sign bit)'),
  'abs.f64': unary('f64', 'f64', 'absolute value'),
  'sqrt.f64': unary('f64', 'f64', 'square root'),
  'floor.f64': unary('f64', 'f64', 'round towards minus infinity'),
  'f64.from.i64': unary('i64', 'f64', 'nearest double (as (double)i in C)'),
  'i64.from.f64': unary('f64', 'i64', 'truncation; must be in range: guard before'),
  'i64.bits.f64': unary('f64', 'i64', 'the bits of a double'),

  // conditions
  'eq.i64': compare('i64', 'equal', true),
  'ne.i64': compare('i64', 'not equal', true),
  'lt.i64': compare('i64', 'signed less'),
  'le.i64': compare('i64', 'signed less or equal'),
  'gt.i64': compare('i64', 'signed greater'),
  'ge.i64': compare('i64', 'signed greater or equal'),
  'ult.i64': compare('i64', 'unsigned less'),
  'ule.i64': compare('i64', 'unsigned less or equal'),
  'eq.f64': compare('f64', 'ordered equal', true),
  'ne.f64': compare('f64', 'unordered or not equal', true),
  'lt.f64': compare('f64', 'ordered less'),
  'le.f64': compare('f64', 'ordered less or equal'),
  'gt.f64': compare('f64', 'ordered greater'),
  'ge.f64': compare('f64', 'ordered greater or equal'),
  'eq.ref': compare('ref', 'same object', true),
  'ne.ref': compare('ref', 'not the same object', true),
  'eq.ptr': compare('ptr', 'same address', true),
  'ne.ptr': compare('ptr', 'not the same address', true),
  'not.bool': unary('bool', 'bool', 'negated condition'),
  'and.bool': binary('bool', 'both', true),
  'or.bool': binary('bool', 'either', true),
  'i64.from.bool': unary('bool', 'i64', '0 or 1'),
  'bool.from.i64': unary('i64', 'bool', 'not zero'),
  'is.null': { args: ['any'], result: 'bool', pure: true, help: 'a ref or ptr is NULL' },

  'select.i64': { args: ['bool', 'i64', 'i64'], result: 'i64', pure: true, help: 'second if the condition holds, else third' },
  'select.f64': { args: ['bool', 'f64', 'f64'], result: 'f64', pure: true, help: 'second if the condition holds, else third' },
  'select.ref': { args: ['bool', 'ref', 'ref'], result: 'ref', pure: true, help: 'second if the condition holds, else third' },
  'ptr.from.ref': unary('ref', 'ptr', 'the same bits'),
  'ref.from.ptr': unary('ptr', 'ref', 'the same bits'),
  'i64.from.ptr': unary('ptr', 'i64', 'the same bits'),
  'ptr.from.i64': unary('i64', 'ptr', 'the same bits'),

  // Memory: address = first operand + offset [+ index * scale]; index is the last operand (i64)
  'load.i64': load('i64', '8 bytes'),
  'load.i32': load('i64', '4 bytes, sign-extended'),
  'load.u32': load('i64', '4 bytes, zero-extended'),
  'load.u16': load('i64', '2 bytes, zero-extended'),
  'load.u8': load('i64', '1 byte, zero-extended'),
  'load.i8': load('i64', '1 byte, sign-extended'),
  'load.f64': load('f64', '8 bytes as a double'),
  'load.ref': load('ref', '8 bytes as an object'),
  'load.ptr': load('ptr', '8 bytes as an address'),
  'store.i64': store('i64', '8 bytes'),
  'store.i32': store('i64', 'low 4 bytes'),
  'store.u8': store('i64', 'low byte'),
  'store.f64': store('f64', '8 bytes'),
  'store.ref': store('ref', '8 bytes'),
  'store.ptr': store('ptr', '8 bytes'),

  // Guards
  'guard.true': { args: ['bool'], result: null, exit: 'always', help: 'leaves if the condition does not hold' },
  'guard.false': { args: ['bool'], result: null, exit: 'always', help: 'leaves if the condition holds' },
  'guard.type': { args: ['ref'], result: null, attributes: ['address', 'name'], exit: 'always', help: 'leaves unless ob_type is exactly this type' },
  'guard.nonnull': { args: ['any'], result: null, exit: 'always', help: 'leaves if NULL' },

  // Objects
  incref: { args: ['ref'], result: null, touches: refcount, help: 'one more reference' },
  decref: { args: ['ref'], result: null, attributes: ['leaf'], effect: 'python', touches: refcount, help: 'one reference less; deallocates at zero' },
  xdecref: { args: ['ref'], result: null, attributes: ['leaf'], effect: 'python', touches: refcount, help: 'decref unless NULL' },
  'decref.shared': { args: ['ref'], result: null, attributes: ['types'], touches: refcount, exit: 'always', help: 'one reference less; leaves, with that reference, if it is the last of an object that is of none of these types' },
  'xdecref.shared': { args: ['ref'], result: null, attributes: ['types'], touches: refcount, exit: 'always', help: 'decref.shared unless NULL' },
  'refcount.add': { args: ['ref', 'i64'], result: null, touches: refcount, help: 'so many references more' },
  'refcount.sub': { args: ['ref', 'i64'], result: null, touches: refcount, help: 'so many references less, of an object that does not die of it' },
  'box.int': { args: ['i64'], result: 'ref', exit: 'maybe', pure: false, effect: 'allocate', help: 'a new (or small cached) int; owned' },
  'box.float': { args: ['f64'], result: 'ref', exit: 'maybe', effect: 'allocate', help: 'a new float; owned' },
  'box.bool': { args: ['bool'], result: 'ref', pure: true, help: 'True or False; borrowed' },
  'unbox.int': { args: ['ref'], result: 'i64', exit: 'always', pure: true, traps: true, help: 'value of an exact or subclassed int; leaves if it needs more than 64 bits' },

  // Calls: C ABI, arguments by type in order
  call: { args: [], variadic: true, result: 'attribute', attributes: ['symbol', 'address', 'name', 'effect', 'errorWhen', 'result', 'bytes'], exit: 'maybe', effect: 'attribute', help: 'C function; leaves (error exit) when the result says so' },
  'call.native': { args: [], variadic: true, result: 'attribute', attributes: ['unit', 'effect', 'result'], exit: 'always', effect: 'attribute', help: 'another compiled unit; the exit is the recipe of the frames of this one' },

  // Running
  use: { args: ['i64'], result: null, help: 'nothing: its argument has to be computed, because what leaves for it may raise where the interpreter does it' },
  poll: { args: [], result: null, exit: 'always', help: 'leaves if the eval breaker is set' },
  'frame.link': { args: [], result: null, touches: ['thread', 'frame.local'], exit: 'always', help: 'makes the frame visible (cframe.current_frame), counts recursion; leaves if the limit is reached' },
  'frame.unlink': { args: [], result: null, touches: ['thread', 'frame.local'], help: 'undoes frame.link before a return' },

  // Terminators
  jump: { args: [], result: null, targets: 1, terminator: true, help: 'to a block' },
  branch: { args: ['bool'], result: null, targets: 2, terminator: true, help: 'first target if the condition holds, else second' },
  return: { args: [], variadic: true, result: null, terminator: true, help: 'leaves the unit with its result (an owned reference if a ref)' },
  exit: { args: [], result: null, exit: 'always', terminator: true, help: 'always leaves' },
  unreachable: { args: [], result: null, terminator: true, help: 'cannot be reached' },
} satisfies Record<string, OpInfo>;

export type OpName = keyof typeof table;

export const opNames = Object.keys(table) as OpName[];

/** The op table by name. */
export const ops: Readonly<Record<OpName, OpInfo>> = table;
