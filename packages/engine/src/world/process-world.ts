// The running Python process as the specializer sees it: `World` over @psyco/objects. Within one compilation the memory is read
// as a snapshot, page by page, and what the compilation relies on is collected in its read set.
import { readFileSync } from 'node:fs';
import { python311 } from '@psyco/bytecode';
import { hasFlag, Inconsistent } from '@psyco/objects';
import type { PythonProcess } from '@psyco/objects';
import type { ClassAttribute, ClassInfo, CompactClass, DictEntry, DictKeys, FunctionFacts, Offsets, World } from '@psyco/specializer';
import { Answers, type DictTable } from './answers';
import { AnalysedCode } from './code-facts';
import { ClassVersions } from './class-versions';
import { CompactClasses } from './compact-classes';
import { specializerOffsets } from './offsets';
import { orNullTelling } from './or-null';
import { ReadSet } from './read-set';
import { VersionsMet } from './versions-met';

/** Types of which exact instances hold no other objects (or only such ones), so that their end runs no Python code. */
const LEAF_TYPES = ['PyLong_Type', 'PyFloat_Type', 'PyBool_Type', 'PyUnicode_Type', 'PyBytes_Type', '_PyNone_Type', 'PyComplex_Type', 'PyRangeIter_Type'];

/** How much of what is in an embedded object is compared before the code is put in place. */
const MOST_BYTES = 1024;

/** The hash of a string that nobody has asked for it. */
const NO_HASH = 2n ** 64n - 1n;

/** No object has more. */
const MOST_REFERENCES = 2n ** 32n;

interface KnownCode {
  readonly identity: string;
  readonly facts: AnalysedCode;
  epoch: number;
  dead: boolean;
}

/** Whether object memory comes from pymalloc or malloc without checks around each block (PYTHONMALLOC, -X dev). */
function usesOrdinaryAllocator(pid: number): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
    return !environment.some((entry) => /^PYTHON(MALLOC|DEVMODE)=./.test(entry)) && !/\0-X(\0)?dev/.test(command);
  } catch {
    return false;
  }
}

export class ProcessWorld implements World {
  readonly offsets: Offsets;
  readonly known: { none: number; true: number; false: number; notImplemented: number };
  readonly intsHaveSpareDigit: boolean;
  readonly #leaves: ReadonlySet<number>;
  readonly #objectNew: number;
  readonly #typeCall: number;
  readonly #codes = new Map<number, KnownCode>();
  readonly #compact: CompactClasses;
  #epoch = 0;
  #used = new Set<KnownCode>();
  /** Asked at the beginning of each compilation, where there is one. */
  deaths: { poll(): void } | null = null;
  /** Told of code that is gone: for certain, or perhaps, as so many have died that it is not known which. What is there from now on is analysed anew. */
  died: (code: AnalysedCode, certain: boolean) => void = () => undefined;
  /** Told of errors that no read of changing memory explains. */
  unexpected: (error: Error) => void = () => undefined;
  readonly #orNull = orNullTelling((error) => this.unexpected(error));
  #readSet = new ReadSet();
  /** Asked for again and again, and the same all through a compilation. */
  #answers = new Answers();
  readonly #versions: ClassVersions;
  readonly #met: VersionsMet;
  readonly #contents: ReadonlyMap<number, (address: number, expected: ReadSet) => void>;
  /** The objects that the code is to embed, as they were when that was decided. */
  #embedded = new Map<number, ReadSet>();
  /** Whether one of them is not what it was. */
  #exchanged = false;

  /** @param keepsVariables see AnalysedCode */
  constructor(readonly python: PythonProcess, private readonly keepsVariables = false) {
    this.offsets = specializerOffsets(python.layout);
    this.known = python.singletons;
    this.intsHaveSpareDigit = !python.version.debug && usesOrdinaryAllocator(python.pid);
    const leaves = LEAF_TYPES.map((symbol) => python.symbols.find(symbol)).filter((address) => address !== undefined);
    this.#leaves = new Set([...leaves, python.typeOf(this.known.none), python.typeOf(this.known.notImplemented)]);
    this.#typeCall = python.memory.ptr(python.symbol('PyType_Type') + python.layout.PyTypeObject.tp_call);
    this.#compact = new CompactClasses(python, this.#orNull, () => this.#renew());
    this.#versions = new ClassVersions(python);
    this.#met = new VersionsMet(() => this.#renew());
    this.#contents = this.#contentsByType();
    this.#objectNew = python.memory.ptr(python.symbol('PyBaseObject_Type') + python.layout.PyTypeObject.tp_new);
  }

  /** Begins a compilation: a new snapshot and an empty read set. */
  begin(): void {
    this.deaths?.poll();
    this.python.forget();
    this.#epoch++;
    this.#used = new Set();
    this.#readSet = new ReadSet();
    this.#answers = new Answers();
    this.#embedded = new Map();
    this.#exchanged = false;
  }

  /** From here on what is read is younger. What was read of objects that are to be embedded must not be: they are looked at again, and stay as they are now until the next time. */
  #renew(): void {
    this.python.forget();
    for (const expected of this.#embedded.values()) {
      if (!(this.#orNull(() => expected.holds((address, size) => this.python.memory.read(address, size))) ?? false)) this.#exchanged = true;
    }
  }

  /** What was read since `begin` and is relied on. */
  get readSet(): ReadSet {
    return this.#readSet;
  }

  /** The code objects looked at since `begin`; `dead` becomes true when they die. */
  get codesUsed(): Iterable<{ readonly facts: { readonly address: number }; readonly dead: boolean }> {
    return this.#used;
  }

  /** Code objects at these addresses have died, or any (null): what is there now is another one. */
  forgetCodes(addresses: readonly number[] | null): void {
    for (const address of addresses ?? [...this.#codes.keys()]) {
      const known = this.#codes.get(address);
      if (known === undefined) continue;
      known.dead = true;
      this.#codes.delete(address);
      this.died(known.facts, addresses !== null);
    }
  }

  symbol(name: string): number | null {
    const { symbols } = this.python;
    return symbols.find(name) ?? symbols.symbolIn(/\/libm[.-]/, name) ?? symbols.symbolIn(/\/libc[.-]/, name) ?? null;
  }

  typeAddress(object: number): number | null {
    const type = this.#orNull(() => this.python.typeOf(object));
    // A stale exemplar has anything there.
    return type === null || this.classInfo(type) === null ? null : type;
  }

  classInfo(type: number): ClassInfo | null {
    return this.#answers.classes.get(type, () => this.#orNull(() => this.#readClass(type)));
  }

  builtinType(symbol: string): ClassInfo {
    const info = this.classInfo(this.python.symbol(symbol));
    if (info === null) throw new Inconsistent(`the type ${symbol}`, this.python.symbol(symbol));
    return info;
  }

  /** Whether the address is that of a class now. */
  isClass(address: number): boolean {
    const { layout } = this.python;
    return this.#orNull(() => hasFlag(this.python.memory.ptr(this.python.typeOf(address) + layout.PyTypeObject.tp_flags), layout.constants.Py_TPFLAGS_TYPE_SUBCLASS)) ?? false;
  }

  readInt(object: number): bigint {
    return this.python.readLong(object);
  }

  readFloat(object: number): number {
    return this.python.readFloat(object);
  }

  readString(object: number): string {
    return this.python.readString(object);
  }

  stringState(object: number): { state: number; mask: number; kind: 1 | 2 | 4; ascii: boolean } {
    const { state, mask, kind, ascii } = this.python.stringState(object);
    return { state: state & mask, mask, kind, ascii };
  }

  readTuple(object: number): number[] {
    return this.python.readTuple(object);
  }

  readList(object: number, limit: number): number[] {
    return this.python.readList(object, limit);
  }

  readWord(address: number): number {
    return this.python.memory.ptr(address);
  }

  readSignedWord(address: number): bigint {
    return this.python.memory.i64(address);
  }

  codeFacts(address: number): AnalysedCode | null {
    const known = this.#codes.get(address);
    if (known?.epoch === this.#epoch) return known.facts;
    const facts = this.#orNull(() => this.#readCode(address, known));
    if (facts !== null) this.#used.add(this.#codes.get(address)!);
    return facts;
  }

  /** Whether the code object is still the one that was analysed: as of now, whatever the present compilation has read. */
  isThere({ address }: { readonly address: number }): boolean {
    const identity = this.#orNull(() => this.#identityOf(address, (at, size) => this.python.memory.readFresh(at, size)));
    return identity !== null && identity === this.#codes.get(address)?.identity;
  }

  functionSeen(func: number): FunctionFacts | null {
    return this.#answers.functionsSeen.get(func, () => this.#readFunction(func));
  }

  #readFunction(func: number): FunctionFacts | null {
    return this.#orNull(() => {
      if (!this.python.isExactly(func, 'PyFunction_Type')) return null;
      const { defaultValues, cells, ...facts } = this.python.readFunction(func);
      return { ...facts, defaultValues: [...defaultValues], cells: [...cells] };
    });
  }

  functionFacts(func: number): FunctionFacts | null {
    return this.#answers.functions.get(func, () => this.#relyOnFunction(func));
  }

  #relyOnFunction(func: number): FunctionFacts | null {
    const found = this.functionSeen(func);
    if (found === null) return null;
    return this.#orNull(() => {
      const { cells, ...facts } = found;
      // Another function may be made at this address before the commit: of another code, or with other cells and defaults.
      const { PyFunctionObject: fields, PyTupleObject: tuple } = this.python.layout;
      const expect = (address: number, value: number): void => this.#readSet.expect(address, 8, value, `function ${facts.name}`);
      expect(func + fields.func_code, facts.code);
      expect(func + fields.func_globals, facts.globals);
      expect(func + fields.func_builtins, facts.builtins);
      expect(func + fields.func_closure, facts.closure);
      expect(func + fields.func_defaults, facts.defaults);
      facts.defaultValues.forEach((value, index) => expect(facts.defaults + tuple.ob_item + 8 * index, value));
      cells.forEach((cell, index) => expect(facts.closure + tuple.ob_item + 8 * index, cell));
      return found;
    });
  }

  dictKeys(dict: number): DictKeys {
    const { keys } = this.#table(dict);
    this.#expectKeys(dict, keys.address);
    return keys;
  }

  dictValueSeen(dict: number, name: string): number | null {
    return this.#orNull(() => this.#table(dict).entries.get(name)?.value);
  }

  dictEntry(dict: number, name: string): DictEntry | null {
    const { keys, entries } = this.#table(dict);
    const entry = entries.get(name);
    if (entry === undefined) return null;
    this.#expectKeys(dict, keys.address);
    return entry;
  }

  dictHasStringKeys(dict: number): boolean {
    const { constants } = this.python.layout;
    return this.#orNull(() => this.python.readDictKeys(this.python.readDictHeader(dict).keys).kind !== constants.DICT_KEYS_GENERAL) ?? false;
  }

  lookup(type: number, name: string): ClassAttribute | null {
    return this.#answers.lookups.get(`${type}.${name}`, () => this.#lookUp(type, name));
  }

  #lookUp(type: number, name: string): ClassAttribute | null {
    // The version before what belongs to it.
    const info = this.classInfo(type);
    if (info?.heap) this.#expectVersion(info);
    const found = this.#orNull(() => this.python.lookupAttribute(type, name));
    if (found === null) return null;
    const attributeType = this.typeAddress(found.value);
    const attributeInfo = attributeType === null ? null : this.classInfo(attributeType);
    return attributeInfo === null ? null : { address: found.value, type: attributeInfo };
  }

  compactClass(type: number): CompactClass | null {
    return this.#orNull(() => this.#compact.find(type) ?? undefined);
  }

  isSubtype(type: number, base: number): boolean {
    const info = this.classInfo(type);
    if (info?.heap) this.#expectVersion(info);
    return this.#orNull(() => this.python.isSubtype(type, base)) ?? false;
  }

  moduleDict(module: number): number | null {
    const dict = this.#orNull(() => this.python.moduleDict(module)) || null;
    // Another module may be made where it was.
    if (dict !== null) this.#readSet.expect(module + this.python.layout.PyModuleObject.md_dict, 8, dict, 'dict of a module');
    return dict;
  }

  builtinName(object: number): string | null {
    return this.#orNull(() => {
      const self = this.python.readBuiltin(object)?.self ?? 0;
      // Bound to an instance or a class: not the function of a module.
      return self !== 0 && !this.python.isExactly(self, 'PyModule_Type') ? null : this.python.builtinName(object);
    }) ?? null;
  }

  builtinMethod(object: number): { address: number; flags: number; self: number } | null {
    const found = this.#orNull(() => this.python.readBuiltin(object));
    return found === null ? null : { address: found.function, flags: found.flags, self: found.self };
  }

  classOfVersion(tag: number): ClassInfo | null {
    const address = tag === 0 ? undefined : this.#versions.find(tag);
    const info = address === undefined ? null : this.classInfo(address);
    return info?.versionTag === tag ? info : null;
  }

  instanceAttribute(object: number, name: string): number | null {
    return this.#orNull(() => this.python.readInstanceValue(object, name))?.value || null;
  }

  embeds(address: number): void {
    if (this.#embedded.has(address)) return;
    const expected = this.#orNull(() => this.#asItIs(address));
    if (expected !== null) this.#embedded.set(address, expected);
  }

  /**
   * The object lives, as far as one can see, is of the type that it was read with and, if it is of one whose instances never change, has the same in it:
   * expected of everything that code embeds. (The next tuple is made where the last one was, and the next string of that size.)
   * @throws Inconsistent if it was not the same all the time since it was to be embedded
   */
  expectObject(address: number): void {
    const expected = this.#embedded.get(address);
    if (expected === undefined || this.#exchanged) throw new Inconsistent('an embedded object', address);
    this.#readSet.add(expected);
  }

  #asItIs(address: number): ReadSet {
    const expected = new ReadSet();
    const type = this.python.typeOf(address);
    // A block that is free already has anything there, in the C library's lists of large ones the address of a block (glibc 2.36, malloc/malloc.c, bk_nextsize).
    // Expected of it, that would be found; and what stands where the count was is another such address, which may be as small as a count is.
    if (!this.isClass(type)) throw new Inconsistent('an object that is to be embedded', address);
    expected.expectObject(address, type, this.offsets.objectType, 'embedded object');
    this.#contents.get(type)?.(address, expected);
    return expected;
  }

  /** By type: expects what is in an instance, or the first part of it, and in the items of a tuple if they are expected themselves. */
  #contentsByType(): Map<number, (address: number, expected: ReadSet) => void> {
    const { memory, layout } = this.python;
    const { PyVarObject, PyASCIIObject, PyLongObject, PyFloatObject, PyTupleObject, PyCFunctionObject } = layout;
    const expect = (expected: ReadSet, address: number, size: number, what: string): void => expected.expectBytes(address, memory.read(address, Math.min(size, MOST_BYTES)), what);
    const sized = (items: number, itemSize: number, what: string) => (address: number, expected: ReadSet): void => {
      const count = Math.abs(memory.ssize(address + PyVarObject.ob_size));
      expect(expected, address + PyVarObject.ob_size, items - PyVarObject.ob_size + itemSize * Math.min(count, MOST_BYTES), what);
    };
    const string = (address: number, expected: ReadSet): void => {
      const hash = memory.u64(address + PyASCIIObject.hash);
      if (hash !== NO_HASH) return expected.expect(address + PyASCIIObject.hash, 8, hash, 'hash of a string');
      const { length, kind, data } = this.python.stringState(address);
      expected.expect(address + PyASCIIObject.length, 8, length, 'length of a string');
      expected.expect(address + PyASCIIObject.state, 4, memory.u32(address + PyASCIIObject.state), 'form of a string');
      expect(expected, data, length * kind, 'characters of a string');
    };
    return new Map(
      Object.entries({
        PyLong_Type: sized(PyLongObject.ob_digit, 4, 'digits of an int'),
        PyFloat_Type: (address: number, expected: ReadSet): void => expect(expected, address + PyFloatObject.ob_fval, 8, 'value of a float'),
        PyTuple_Type: sized(PyTupleObject.ob_item, 8, 'items of a tuple'),
        PyUnicode_Type: string,
        PyCFunction_Type: (address: number, expected: ReadSet): void => expect(expected, address + PyCFunctionObject.m_ml, PyCFunctionObject.m_module - PyCFunctionObject.m_ml, 'function in C'),
      }).map(([symbol, contents]) => [this.python.symbol(symbol), contents]),
    );
  }

  #readClass(address: number): ClassInfo | null {
    if (!this.isClass(address)) return null;
    const { python } = this;
    const { layout, memory } = python;
    let type: ReturnType<typeof python.readType>;
    do type = python.readType(address);
    while (this.#met.meet('class', type.versionTag));
    const keys = python.instanceKeys(address);
    const slot = (offset: number): number => memory.ptr(address + offset);
    if (type.versionTag !== 0) this.#versions.note(type.versionTag, address);
    return {
      address,
      name: type.name,
      leaf: this.#leaves.has(address),
      heap: type.heap,
      flags: type.flags,
      basicSize: type.basicSize,
      versionTag: type.versionTag,
      inline: keys === undefined ? null : { keys: keys.address, entryCount: keys.entryCount, index: new Map(keys.index) },
      finalizer: slot(layout.PyTypeObject.tp_finalize) !== 0 || slot(layout.PyTypeObject.tp_del) !== 0,
      hasDict: type.dictOffset !== 0 || type.managedDict,
      plainNew:
        // Called as `type` calls them.
        memory.ptr(python.typeOf(address) + layout.PyTypeObject.tp_call) === this.#typeCall &&
        slot(layout.PyTypeObject.tp_new) === this.#objectNew &&
        !hasFlag(type.flags, layout.constants.Py_TPFLAGS_IS_ABSTRACT),
    };
  }

  #expectVersion(info: ClassInfo): void {
    this.#readSet.expect(info.address + this.offsets.typeVersionTag, 4, info.versionTag, `version of class ${info.name}`);
  }

  #expectKeys(dict: number, keys: number): void {
    this.#readSet.expect(dict + this.offsets.dictKeys, 8, keys, 'keys of a dict');
  }

  #readCode(address: number, known: KnownCode | undefined): AnalysedCode {
    const { python } = this;
    if (!python.isExactly(address, 'PyCode_Type')) throw new Inconsistent('not a code object', address);
    const identity = this.#identityOf(address, (at, size) => python.memory.read(at, size));
    if (identity === null) throw new Inconsistent('a code object that is gone', address);
    if (known !== undefined && known.identity === identity) {
      known.epoch = this.#epoch;
      known.facts.refresh(python.readCodeBytes(address));
      return known.facts;
    }
    // It may be younger than pages that were read.
    this.#renew();
    const { constants, nameAddresses, ...rest } = python.readCode(address);
    // As constants only addresses are of use here: the specializer reads the ones that it needs.
    const facts = new AnalysedCode({ ...rest, constants, version: python311 }, { code: address, constants, names: nameAddresses }, this.keepsVariables);
    this.#codes.set(address, { identity, facts, epoch: this.#epoch, dead: false });
    return facts;
  }

  /** Tells a code object from another that was made at the same address later: the addresses of what it consists of. */
  #identityOf(address: number, read: (address: number, size: number) => Uint8Array): string | null {
    const { layout } = this.python;
    const { co_consts, co_names, co_linetable, co_localsplusnames, co_qualname, co_firstlineno, sizeof } = layout.PyCodeObject;
    const bytes = read(address, sizeof);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const pointer = (offset: number): bigint => view.getBigUint64(offset, true);
    // What was freed has a link of a free list where the count was (Objects/obmalloc.c, pymalloc_free), or no count.
    const references = pointer(layout.PyObject.ob_refcnt);
    if (references === 0n || references > MOST_REFERENCES) return null;
    const parts = [co_consts, co_names, co_linetable, co_localsplusnames, co_qualname, layout.PyVarObject.ob_size].map(pointer);
    return `${parts.join()},${view.getUint32(co_firstlineno, true)}`;
  }

  #table(dict: number): DictTable {
    return this.#answers.dicts.get(dict, () => this.#readTable(dict));
  }

  #readTable(dict: number): DictTable {
    const { python, offsets } = this;
    const readKeys = (): DictKeys => {
      const address = python.readDictHeader(dict).keys;
      python.readDictKeys(address);
      return {
        address,
        version: python.memory.u32(address + offsets.keysVersion),
        dictVersion: python.memory.ptr(dict + offsets.dictVersion),
        // dk_log2_size, dk_log2_index_bytes, dk_kind
        form: python.memory.u32(address + offsets.keysKind - 2),
      };
    };
    let keys: DictKeys;
    do keys = readKeys();
    while (keys.version === 0 ? this.#met.meet('dict', keys.dictVersion) : this.#met.meet('keys', keys.version));
    const entries = new Map<string, DictEntry>();
    for (const { key, value, valueAddress } of python.readDict(dict)) {
      const name = python.isExactly(key, 'PyUnicode_Type') ? python.readName(key) : undefined;
      if (name !== undefined) entries.set(name, { key, value, valueAddress });
    }
    return { keys, entries };
  }
}
