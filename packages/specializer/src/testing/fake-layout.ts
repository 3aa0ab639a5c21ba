// For tests: the layouts of the fake objects. The numbers are those of CPython 3.11 (Include/ of 3.11, x86-64), so that
// dumps of tests look like dumps of real programs.

import type { Offsets } from '../world';

export const offsets: Offsets = {
  objectType: 8,
  varSize: 16,
  floatValue: 16,
  intDigits: 24,
  listItems: 24,
  listAllocated: 32,
  tupleItems: 24,
  cellContent: 16,
  stringLength: 16,
  stringState: 32,
  stringAsciiData: 48,
  stringCompactData: 72,
  dictKeys: 32,
  dictUsed: 16,
  dictValues: 40,
  keysEntryCount: 24,
  typeVersionTag: 384,
  functionCode: 48,
  functionDefaults: 56,
  functionClosure: 72,
  inlineValues: -32,
  managedDict: -24,
  valuesFirst: 0,
  frameLocals: 72,
  frameStackTop: 64,
  frameGlobals: 8,
  frameBuiltins: 16,
  frameLocalsDict: 24,
  framePreviousInstruction: 56,
  codeAdaptive: 184,
  threadCframe: 56,
  cframeUseTracing: 0,
  currentException: 96,
  rangeStart: 16,
  rangeStop: 24,
  rangeStep: 32,
  rangeLength: 40,
  rangeIterator: { index: 16, start: 24, step: 32, length: 40 },
  typeNew: 312,
  typeGetAttribute: 144,
  typeSetAttribute: 152,
  keysKind: 10,
  propertyGetter: 16,
};

/** What only the model needs. */
export const more = {
  intDigits: 24,
  functionGlobals: 16,
  iteratorIndex: 16,
  iteratorSequence: 24,
  enumerateIndex: 16,
  enumerateIterator: 24,
  zipIterators: 24,
  methodFunction: 16,
  methodSelf: 24,
  sliceStart: 16,
  moduleDict: 16,
  exceptionArgs: 24,
  frameFunction: 0,
  /** In front of an instance: pointers to its values and to its dict. */
  instanceHeader: 32,
  /** In a dict's keys: the first entry; an entry is key and value. */
  keysEntries: 32,
  entrySize: 16,
  /** Bytes in front of an instance's values: how many are set, and in which order. */
  valuesPrefix: 32,
} as const;
