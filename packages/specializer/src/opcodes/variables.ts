// Locals, constants, globals, cells.

import type { Value } from '@psyco/ir';
import { nullValue, type PyValue, RefValue, type TypeInfo, VirtualValue, weightOf } from '@psyco/values';
import { typeAttributes } from '../emitter';
import type { Handler, Unit } from '../unit';
import type { DictEntry, DictKeys, FunctionFacts } from '../world';
import { isConstantLike, isPlainTuple } from '../constant-like';
import { storeOwned } from '../types/store';
import { lengthOfConstant } from '../types/str';

/** The name that an instruction refers to. */
export function nameOf(c: Unit, index: number): string {
  return c.frame.code.code.names[index];
}

export function loadBound(c: Unit, index: number): PyValue {
  const value = c.frame.locals[index];
  if (value.kind === 'null') return c.leaveHere('unbound');
  if (value.kind === 'ref' && c.state.info(value).nullable) {
    c.builder.append('guard.nonnull', [value.ir], {}, c.exit('unbound'));
    c.state.update(value, { nullable: false });
  }
  return value;
}

/**
 * A global or builtin. What is a function, class, module or None becomes a constant, guarded; other values are loaded, guarded
 * only by the place they are in. CPython 3.11 has no dict watchers: the keys object and, for constants, the value word are
 * compared in code; the compares leave loops with the other invariant loads.
 */
function loadGlobal(c: Unit, name: string): PyValue {
  return loadName(c, globalsOf(c), name);
}

/** A global or builtin of a function that is about to be entered, or called by it. @returns what it is, tested; null: that cannot be */
export function loadConstantGlobal(c: Unit, facts: FunctionFacts, name: string): number | null {
  if (whyNoNames(c, facts) !== null) return null;
  const global = c.world.dictEntry(facts.globals, name);
  if (!global && !hasPlainNames(c, facts.globals)) return null;
  const entry = global ?? c.world.dictEntry(facts.builtins, name);
  if (!entry || !isConstantLike(c, entry.value)) return null;
  loadName(c, facts, name);
  return entry.value;
}

/** Why names cannot be looked up by their places in the dicts of a function; null: they can be. */
function whyNoNames(c: Unit, { globals, builtins }: { globals: number; builtins: number }): string | null {
  for (const dict of [globals, builtins]) {
    // The interpreter asks the methods of other dicts.
    if (c.world.typeAddress(dict) !== c.builtin('PyDict_Type').address) return 'names in a subclass of dict';
    // Instances share their keys, with whose version a name appears that other instances had already (3.11 Objects/dictobject.c, insertdict).
    if (c.world.readWord(dict + c.world.offsets.dictValues) !== 0) return 'names in the dict of an instance';
  }
  return null;
}

/**
 * Whether what is not found by its characters is not there: a key of a subclass of str, or of any class, may equal the name (3.11 Objects/dictobject.c,
 * dictkeys_generic_lookup). Such a key comes into a dict of plain strings with another table.
 */
function hasPlainNames(c: Unit, dict: number): boolean {
  return c.world.dictHasStringKeys(dict);
}

function loadName(c: Unit, dicts: { globals: number; builtins: number }, name: string): PyValue {
  const global = c.world.dictEntry(dicts.globals, name);
  const keys = c.world.dictKeys(dicts.globals);
  guardKeys(c, dicts.globals, 'globals', keys, global);
  if (global) return entryValue(c, global.value, global.valueAddress, name);
  if (!hasPlainNames(c, dicts.globals)) return c.refuse('unsupported-opcode', 'names among keys that are no plain strings');
  const builtin = c.world.dictEntry(dicts.builtins, name);
  if (!builtin) return c.leaveHere('unbound');
  guardKeys(c, dicts.builtins, 'builtins', c.world.dictKeys(dicts.builtins), builtin);
  return entryValue(c, builtin.value, builtin.valueAddress, name);
}

/**
 * The dict's entries are where they were: the same keys object, to which nothing was added if a version says so (it is zeroed by
 * insertions and deletions, and never given twice: 3.11 Objects/dictobject.c _PyDictKeys_GetVersionForCurrentState). Without one the entry is
 * looked at or, where there is none, the version of the whole dict tells that a name is not shadowed.
 */
function guardKeys(c: Unit, dict: number, name: string, keys: DictKeys, entry: DictEntry | null): void {
  guardKeysObject(c, dict, name, keys.address);
  if (keys.version === 0 && entry) return guardEntry(c, keys, entry, name);
  const { offsets } = c.world;
  const now =
    keys.version === 0
      ? c.builder.load('load.i64', c.builder.ref(dict, name), offsets.dictVersion, 'dict.version')
      : c.builder.load('load.u32', c.builder.ptr(keys.address, `${name} keys`), offsets.keysVersion, 'dict.keys');
  c.guardTrue(c.emit('eq.i64', [now, c.i64(keys.version === 0 ? keys.dictVersion : keys.version)]), 'global');
}

function guardKeysObject(c: Unit, dict: number, name: string, keys: number): void {
  const actual = c.builder.load('load.ptr', c.builder.ref(dict, name), c.world.offsets.dictKeys, 'dict.keys');
  c.guardTrue(c.emit('eq.ptr', [actual, c.builder.ptr(keys, `${name} keys`)]), 'global');
  c.pin(dict);
}

/**
 * The entry is that of the name. Keys objects come and go, at the same addresses too: one of another size has its entries elsewhere, and in one of
 * the same size another name may be there. The word before an entry's value is its key, in both kinds of entries (3.11
 * Include/internal/pycore_dict.h PyDictKeyEntry, PyDictUnicodeEntry).
 */
function guardEntry(c: Unit, { address, form }: DictKeys, { key, valueAddress }: DictEntry, name: string): void {
  const { keysKind } = c.world.offsets;
  c.pin(key);
  c.guardTrue(c.emit('eq.i64', [c.builder.load('load.u32', c.builder.ptr(address, `${name} keys`), keysKind - 2, 'dict.keys'), c.i64(form)]), 'global');
  c.guardTrue(c.emit('eq.ptr', [c.builder.load('load.ptr', c.builder.ptr(valueAddress, 'entry'), -8, 'dict.keys'), c.builder.ptr(key, 'name')]), 'global');
}

/** An attribute of a module that is a constant. */
export function loadModuleAttribute(c: Unit, module: number, name: string): PyValue | null {
  const dict = c.world.moduleDict(module);
  const entry = dict === null ? null : c.world.dictEntry(dict, name);
  if (dict === null || !entry) return null;
  // A module may get another class, with attributes of its own.
  c.builder.append('guard.type', [c.builder.ref(module, 'module')], typeAttributes(c.builtin('PyModule_Type')), c.exit('class'));
  guardKeys(c, dict, 'module dict', c.world.dictKeys(dict), entry);
  return entryValue(c, entry.value, entry.valueAddress, name);
}

function entryValue(c: Unit, value: number, valueAddress: number, name: string): PyValue {
  const loaded = c.builder.load('load.ref', c.builder.ptr(valueAddress, `&${name}`), 0, 'dict.entry');
  if ((isConstantLike(c, value) || isPlainConstant(c, value, name)) && !c.feedback.happened(c.frame.code.address, c.offset, 'value')) {
    c.guardTrue(c.emit('eq.ref', [loaded, c.builder.ref(value, name)]), 'value');
    const type = c.world.classInfo(c.world.typeAddress(value) as number) as TypeInfo;
    // A class may get another metaclass.
    if (type.heap) c.builder.append('guard.type', [c.builder.ref(value, name)], typeAttributes(type), c.exit('value'));
    return value === c.world.known.true || value === c.world.known.false ? c.boolConstant(value === c.world.known.true) : c.constant(value, name);
  }
  const number = namedNumber(c, value, loaded, name);
  if (number) return number;
  c.builder.append('guard.nonnull', [loaded], {}, c.exit('global'));
  const ref = c.ref(loaded, 'heap', null, value);
  // Numbers are tested here rather than at each use.
  if (typeIsNumber(c, value)) c.promoteSimply(ref, 9);
  return ref;
}

/**
 * A number under a name that this code does not assign to is a constant until it changes; exits tell if other code assigns to it. It
 * stays the object that it is: a not-a-number equals itself within containers.
 */
function namedNumber(c: Unit, value: number, loaded: Value, name: string): PyValue | null {
  if (!c.limits.settled || !typeIsNumber(c, value) || c.feedback.happened(c.frame.code.address, c.offset, 'value') || isAssigned(c, name)) return null;
  const literal = c.literal(value);
  if (literal.kind !== 'int' && literal.kind !== 'float') return null;
  const object = c.builder.ref(value, name);
  c.pin(value);
  c.guardTrue(c.emit('eq.ref', [loaded, object]), 'value');
  const ref = c.ref(object, 'stable', c.typeOf(literal), value);
  c.state.update(ref, { payload: literal.kind === 'int' ? c.irInt(literal) : c.irFloat(literal) });
  return ref;
}

function typeIsNumber(c: Unit, value: number): boolean {
  const type = c.world.typeAddress(value);
  return type === c.intType.address || type === c.floatType.address;
}

/** Whether this code itself assigns to the global name. */
function isAssigned(c: Unit, name: string): boolean {
  const { code, instructions } = c.frame.code;
  return instructions.some(({ opcode, argument }) => (opcode === 'STORE_GLOBAL' || opcode === 'STORE_NAME') && code.names[argument] === name);
}

/** The longest string that is taken for a constant: it is read here. */
const LONGEST_STRING = 100;

/**
 * Short strings, and tuples of plain values, under names that this code does not assign to: settings and tables mostly. Nobody sees when they
 * die, so the code may keep them alive.
 */
function isPlainConstant(c: Unit, value: number, name: string): boolean {
  if (!c.limits.settled) return false;
  const type = c.world.typeAddress(value);
  if (type === c.strType.address) return lengthOfConstant(c, value) <= LONGEST_STRING && !isAssigned(c, name);
  return isPlainTuple(c, value) && !isAssigned(c, name);
}

function globalsOf(c: Unit): { globals: number; builtins: number } {
  const { frame } = c;
  const facts = functionOf(c);
  if (!facts) return c.refuse('unsteady', 'the function is gone');
  const why = whyNoNames(c, facts);
  if (why !== null) return c.refuse('unsupported-opcode', why);
  if (frame.func?.kind !== 'const') guardGlobals(c, facts);
  return facts;
}

/** The same code may run with other globals (types.FunctionType): leaves then. */
function guardGlobals(c: Unit, facts: { globals: number; builtins: number }): void {
  const { func } = c.frame;
  const { frameGlobals, frameBuiltins, functionGlobals, functionBuiltins } = c.world.offsets;
  const holder = func ? c.force(func).ir : c.emit('frame');
  const offsets = func ? [functionGlobals, functionBuiltins] : [frameGlobals, frameBuiltins];
  for (const [index, address, name] of [[0, facts.globals, 'globals'], [1, facts.builtins, 'builtins']] as const) {
    const actual = c.builder.load('load.ref', holder, offsets[index]!, 'immutable');
    c.guardTrue(c.emit('eq.ref', [actual, c.builder.ref(address, name)]), 'entry');
  }
}

/** The function that runs, as far as it is known. */
function functionOf(c: Unit): FunctionFacts | null {
  const { func } = c.frame;
  if (func?.kind === 'const') return c.world.functionFacts(func.address);
  // Not embedded, and gone perhaps before the code is in place: what is taken from it is guarded, or only predicts. Where functions that share their
  // code meet, inlined for objects of several classes, it is one of them.
  const seen = func ? c.exemplarOf(func) : c.rootFunction;
  return seen === null ? null : c.world.functionSeen(seen);
}

/**
 * The closure of the function whose frame runs: functions that are made again and again share their code, so their cells are taken
 * from the frame's function, and none of them is kept alive by the code. (`__closure__` cannot be set; the frame holds the function.)
 */
function closureOfFrame(c: Unit): Value {
  const inlined = c.frame.func;
  const func = inlined ? c.force(inlined).ir : c.builder.load('load.ref', c.emit('frame'), c.world.offsets.frameFunction, 'immutable');
  return c.builder.load('load.ref', func, c.world.offsets.functionClosure, 'immutable');
}

/** @param facts of a function with this code that was seen here: its cells predict types */
function cellOf(c: Unit, closure: Value, index: number, facts: FunctionFacts | null): PyValue {
  const cell = c.builder.load('load.ref', closure, c.world.offsets.tupleItems + 8 * index, 'immutable');
  return c.ref(cell, 'stable', c.builtin('PyCell_Type'), facts ? facts.cells[index] : null);
}

export function loadCell(c: Unit, index: number): PyValue {
  const cell = loadBound(c, index);
  if (cell.kind === 'virtual') {
    const [content] = cell.parts;
    if (content.kind === 'null') return c.leaveHere('unbound');
    return content;
  }
  const ir = c.force(cell).ir;
  const content = c.builder.load('load.ref', ir, c.world.offsets.cellContent, 'cell.content');
  c.builder.append('guard.nonnull', [content], {}, c.exit('unbound'));
  const exemplar = c.exemplarOf(cell);
  // A cell that is gone by now may have left anything.
  const seen = exemplar === null || c.world.typeAddress(exemplar) !== c.builtin('PyCell_Type').address ? 0 : c.world.readWord(exemplar + c.world.offsets.cellContent);
  return c.ref(content, 'heap', null, seen || null);
}

/**
 * Whether the collector knows the dict for as long as it is somebody's globals, whatever is stored there. One with nothing but numbers, strings and the
 * like it does not; what stores an object into it has to tell it (3.11 Objects/dictobject.c, MAINTAIN_TRACKING), and a collection forgets it again
 * (_PyDict_MaybeUntrack). The builtins, a module or a dict, are in all in which code was executed.
 */
function isTracked(c: Unit, globals: number): boolean {
  const builtins = c.world.dictEntry(globals, '__builtins__');
  const type = builtins && c.world.typeAddress(builtins.value);
  return type === c.builtin('PyModule_Type').address || type === c.dictType.address;
}

/**
 * A store to an existing entry of the module's dict goes to its value word, after a look at the entry; other stores
 * to PyDict_SetItem. (3.11 has no dict watchers; nothing in CPython 3.11 relies on the dict's version tag for module dicts.)
 */
function storeGlobal(c: Unit, index: number): void {
  const name = nameOf(c, index);
  // To build an object may start a collection, which runs anything: before the dict is looked at.
  const value = c.real(c.peek());
  const { globals } = globalsOf(c);
  const entry = c.world.dictEntry(globals, name);
  const dict = c.builder.ref(globals, 'globals');
  c.pin(globals);
  if (entry && isTracked(c, globals) && !c.feedback.happened(c.frame.code.address, c.offset, 'global')) {
    const keys = c.world.dictKeys(globals);
    guardKeysObject(c, globals, 'globals', keys.address);
    guardEntry(c, keys, entry, 'globals');
    const place = c.builder.ptr(entry.valueAddress, `&${name}`);
    c.builder.append('guard.nonnull', [c.builder.load('load.ref', place, 0, 'dict.entry')], {}, c.exit('global'));
    c.pop();
    storeOwned(c, place, 0, 'dict.entry', null, value, { seen: [entry.value] });
    return;
  }
  const { irs, temporaries, done } = c.forceAll([value]);
  const key = c.builder.ref(c.frame.code.nameAddresses[index], name);
  c.tellPlace();
  c.callC('PyDict_SetItem', [dict, key, irs[0]], 'collect', 'i64', 'minus-one', temporaries);
  c.pop();
  done();
}

/** The frame's locals are its globals: module code, not a class body or exec with two dicts. */
function guardModuleFrame(c: Unit): void {
  if (c.state.frames.length > 1) c.refuse('module-code', 'names in an inlined frame');
  const locals = c.builder.load('load.ref', c.emit('frame'), c.world.offsets.frameLocalsDict, 'immutable');
  c.guardTrue(c.emit('eq.ref', [locals, c.builder.ref(globalsOf(c).globals, 'globals')]), 'entry');
}

export const variableHandlers: Record<string, Handler> = {
  LOAD_FAST: (c, { argument }) => c.push(loadBound(c, argument)),
  STORE_FAST: (c, { argument }) => c.storeLocal(argument, c.pop()),
  DELETE_FAST: (c, { argument }) => {
    loadBound(c, argument);
    c.storeLocal(argument, nullValue);
  },
  LOAD_CONST: (c, { argument }) => c.push(c.codeConstant(argument)),
  LOAD_GLOBAL: (c, { argument }) => {
    const value = loadGlobal(c, nameOf(c, argument >> 1));
    if (argument & 1) c.push(nullValue);
    c.push(value);
  },
  STORE_GLOBAL: (c, { argument }) => storeGlobal(c, argument),
  // Module code: its names are its globals.
  LOAD_NAME: (c, { argument }) => {
    guardModuleFrame(c);
    c.push(loadGlobal(c, nameOf(c, argument)));
  },
  STORE_NAME: (c, { argument }) => {
    guardModuleFrame(c);
    storeGlobal(c, argument);
  },
  LOAD_ASSERTION_ERROR: (c) => c.leaveHere('raise'),

  MAKE_CELL: (c, { argument }) => {
    const initial = c.frame.locals[argument];
    c.storeLocal(argument, new VirtualValue('cell', [initial]));
  },
  COPY_FREE_VARS: (c, { argument }) => {
    const { frame } = c;
    const start = frame.code.localCount - argument;
    const seen = functionOf(c);
    // A function made for a moment may be gone already, and another one be where it was.
    const facts = seen?.cells.length === argument ? seen : null;
    const closure = frame.func?.kind === 'const' ? null : closureOfFrame(c);
    if (!closure && !facts) c.refuse('unsteady', 'the function is gone');
    for (let index = 0; index < argument; index++) {
      c.storeLocal(start + index, closure ? cellOf(c, closure, index, facts) : c.constant(facts!.cells[index], 'cell'));
      if (closure && c.isRoot && c.cellsInFrame) c.syncSlot(start + index);
    }
  },
  LOAD_CLOSURE: (c, { argument }) => c.push(loadBound(c, argument)),
  LOAD_DEREF: (c, { argument }) => c.push(loadCell(c, argument)),
  LOAD_CLASSDEREF: (c) => c.refuse('unsupported-opcode', 'LOAD_CLASSDEREF'),
  STORE_DEREF: (c, { argument }) => {
    const bound = loadBound(c, argument);
    const [value] = c.lighten([c.peek()], weightOf(bound));
    const cell = c.resolve(bound);
    if (cell.kind === 'virtual') {
      c.pop();
      const old = cell.parts[0];
      c.replaceVirtual(cell, new VirtualValue('cell', [value]));
      c.drop(old);
      return;
    }
    const ir = c.force(cell).ir;
    c.pop();
    c.secure();
    const owned = c.own(value);
    const old = c.builder.load('load.ref', ir, c.world.offsets.cellContent, 'cell.content');
    c.builder.store('store.ref', ir, owned, c.world.offsets.cellContent, 'cell.content');
    c.releaseUnknown(old, true);
  },
};

export type { RefValue };
