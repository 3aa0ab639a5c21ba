// What the specializer may ask about the running process. The engine implements it over @psyco/objects; tests fake it.
// Addresses are plain numbers (user space, below 2^47).

import type { CodeObject, Instruction } from '@psyco/bytecode';
import type { FrameCode, TypeInfo } from '@psyco/values';

/** Byte offsets of CPython structures, from the generated layouts. */
export interface Offsets {
  objectType: number;
  varSize: number;
  floatValue: number;
  intDigits: number;
  listItems: number;
  listAllocated: number;
  tupleItems: number;
  cellContent: number;
  /** Unicode: length, state word, start of data after an ascii header, after a compact non-ascii header. */
  stringLength: number;
  stringState: number;
  stringAsciiData: number;
  stringCompactData: number;
  /** Dict: keys pointer; keys: entry count (dk_nentries). */
  dictKeys: number;
  dictUsed: number;
  dictValues: number;
  keysEntryCount: number;
  keysKind: number;
  keysVersion: number;
  dictVersion: number;
  typeVersionTag: number;
  functionCode: number;
  functionDefaults: number;
  functionClosure: number;
  functionGlobals: number;
  functionBuiltins: number;
  /** Before the object: pointer to the inline values, pointer to the dict (negative). */
  inlineValues: number;
  managedDict: number;
  /** In PyDictValues: the first value. */
  valuesFirst: number;
  frameLocals: number;
  frameStackTop: number;
  frameFunction: number;
  frameGlobals: number;
  frameBuiltins: number;
  /** f_locals: the dict of names of module and class code. */
  frameLocalsDict: number;
  framePreviousInstruction: number;
  codeAdaptive: number;
  threadCframe: number;
  threadInterpreter: number;
  interpreterEvalBreaker: number;
  cframeUseTracing: number;
  currentException: number;
  rangeStart: number;
  rangeStop: number;
  rangeStep: number;
  rangeLength: number;
  /** Range iterators; `index` is null where there is no such field. */
  rangeIterator: { index: number | null; start: number; step: number; length: number };
  /** tp_new of a type. */
  typeNew: number;
  typeGetAttribute: number;
  typeIter: number;
  typeSetAttribute: number;
  propertyGetter: number;
}

/** A class, as read at compile time. */
export interface ClassInfo extends TypeInfo {
  flags: number;
  basicSize: number;
  versionTag: number;
  /** Exact type is one whose instances can never change class. */
  heap: boolean;
  /** Inline values: attribute name to index; null if instances have none. `keys` is the shared keys object. */
  inline: { keys: number; entryCount: number; index: Map<string, number> } | null;
  /** The class may have a __del__ or other finalizer. */
  finalizer: boolean;
  /** tp_dictoffset != 0 or managed dict: instances may hold attributes outside inline values. */
  hasDict: boolean;
  /** `__new__` is object.__new__ and the metaclass calls as `type` does: calling it makes a plain instance. */
  plainNew: boolean;
}

/** A descriptor or value found in the dict of a class on the MRO. */
export interface ClassAttribute {
  address: number;
  type: TypeInfo;
}

/** How a word of a compact instance's data block is read. */
export type CompactKind = 'object' | 'int' | 'float';

/** An attribute in a shape: where its first word is in the data block, and the kind of each word; a tuple of numbers may have several. */
export interface CompactMember {
  readonly offset: number;
  readonly kinds: readonly CompactKind[];
  readonly isTuple: boolean;
}

/** Which attributes a compact instance has, where and of which kinds. Shapes never change and never die. */
export interface CompactShape {
  readonly address: number;
  /** Bytes of a data block. */
  readonly size: number;
  /** In the order of first setting. */
  readonly members: ReadonlyMap<string, CompactMember>;
  /** The shape after the attribute was set to a value of this kind (a list: a tuple of such), if an instance ever went there. */
  next(name: string, kind: CompactKind | readonly CompactKind[]): CompactShape | null;
}

/** What @psyco/compact says of a class of compact instances. */
export interface CompactClass {
  /** Byte offsets: of the pointer to the data block in an instance, of the shape in that. */
  readonly offsets: { readonly data: number; readonly shape: number };
  /** Attributes are read, and set, without code of the program. */
  readonly reads: boolean;
  readonly writes: boolean;
  /** The longest tuple that is kept as numbers. */
  readonly longestTuple: number;
  /** The shape of instances that have no data block. */
  readonly empty: CompactShape;
  shape(address: number): CompactShape | null;
  /** The shape that an instance has now; null: its attributes are in a dict, or it is gone. */
  shapeOf(instance: number): CompactShape | null;
}

/** A code object, decoded and analysed. */
export interface CodeFacts extends FrameCode {
  readonly code: CodeObject;
  /** Addresses of the constants and of the name strings. */
  readonly constants: readonly number[];
  readonly nameAddresses: readonly number[];
  readonly instructions: readonly Instruction[];
  /** By byte offset (of the instruction proper and of its first EXTENDED_ARG). */
  at(offset: number): Instruction;
  /** Reverse post order number of the instruction. */
  order(offset: number): number;
  isMergePoint(offset: number): boolean;
  /**
   * From now on no variable is dead: the code calls what may look at them all, under a name that does not tell.
   * @returns whether that is new
   */
  keepVariables(): boolean;
  /** The loop whose header this is. */
  loopAt(offset: number): { assigned: ReadonlySet<number>; hasPythonCalls?: boolean } | null;
  /** Whether the interpreter has run the instruction, as far as its inline caches tell. */
  evidence(offset: number): 'yes' | 'no' | 'unknown';
  /**
   * Whether the interpreter had not run the instruction when this was first asked of the code, and has not since. What is compiled from then on runs
   * without a trace in the caches, so that they say nothing of what an earlier unit may have run.
   */
  neverRan(offset: number): boolean;
  /** Whether the instruction is in a loop, or on every way to a return: if it has run before, it will soon run again. */
  runsOften(offset: number): boolean;
  /** Why it cannot be compiled at all (a name from the reasons table), or null. */
  readonly refusal: string | null;
  readonly isGenerator: boolean;
}

export interface FunctionFacts {
  address: number;
  name: string;
  code: number;
  globals: number;
  builtins: number;
  defaults: number;
  defaultValues: number[];
  keywordDefaults: number;
  closure: number;
  cells: number[];
}

/** An entry of a dict with string keys. */
export interface DictEntry {
  /** Address of the string. */
  key: number;
  value: number;
  /** Address of the word that holds the value. */
  valueAddress: number;
}

/** The keys object of a dict, as it was before the entries were read. */
export interface DictKeys {
  address: number;
  /** Where entries are: dk_log2_size, dk_log2_index_bytes, dk_kind, as a number of 32 bits. */
  form: number;
  /** 0 if CPython has given these keys none; never given twice. */
  version: number;
  /** Of the dict: changes with every store, and is never given twice. */
  dictVersion: number;
}

export interface World {
  readonly offsets: Offsets;
  /** Address of an exported symbol of the interpreter, libm or libc; null if there is none. */
  symbol(name: string): number | null;
  /** Type address of an object; null if unreadable. */
  typeAddress(object: number): number | null;
  classInfo(type: number): ClassInfo | null;
  /** A builtin type by C symbol, such as 'PyList_Type'. */
  builtinType(symbol: string): ClassInfo;
  /**
   * Told of each object that the code is to embed, before it is looked at for that: in the end it must be what it was then. (Its type, and what is in it
   * if that never changes; another object may be made where it was while the compilation goes on.)
   */
  embeds(object: number): void;
  readInt(object: number): bigint;
  readFloat(object: number): number;
  readString(object: number): string;
  /** Kind of string: bytes a character and whether ascii, as the state word and its mask for guards. */
  stringState(object: number): { state: number; mask: number; kind: 1 | 2 | 4; ascii: boolean };
  readTuple(object: number): number[];
  /** Item addresses of a list, at most `limit`. */
  readList(object: number, limit: number): number[];
  readWord(address: number): number;
  readSignedWord(address: number): bigint;
  codeFacts(code: number): CodeFacts | null;
  functionFacts(func: number): FunctionFacts | null;
  /** The same of a function that may be gone before the code runs: predicts, never relied on. */
  functionSeen(func: number): FunctionFacts | null;
  dictKeys(dict: number): DictKeys;
  dictEntry(dict: number, name: string): DictEntry | null;
  /** The value that a dict has under a name now: predicts, never relied on. The dict may be gone before the code runs. */
  dictValueSeen(dict: number, name: string): number | null;
  /** Whether all keys are strings. */
  dictHasStringKeys(dict: number): boolean;
  /** The class that has this version now, if one was found. */
  classOfVersion(tag: number): ClassInfo | null;
  /** Like _PyType_Lookup. */
  lookup(type: number, name: string): ClassAttribute | null;
  /** Whether the second class is on the first one's MRO. */
  isSubtype(type: number, base: number): boolean;
  /** A module's dict. */
  moduleDict(module: number): number | null;
  /**
   * The public name of a builtin function, method descriptor or type: 'builtins.len', 'math.sqrt', 'list.append',
   * 'builtins.range'; null if it is not one.
   */
  builtinName(object: number): string | null;
  /** Address of the C function behind a builtin or method descriptor, and its METH_ flags. */
  builtinMethod(object: number): { address: number; flags: number; self: number } | null;
  /** Value of an instance's attribute in its inline values or dict: an exemplar; null if absent. */
  instanceAttribute(object: number, name: string): number | null;
  /** How instances of a compact class keep their attributes; null if it is none. */
  compactClass(type: number): CompactClass | null;
  /** Objects of one-digit ints have room for a second digit: the usual allocators round up, checking ones do not. */
  readonly intsHaveSpareDigit: boolean;
  known: { none: number; true: number; false: number; notImplemented: number };
}
