// For tests: a `World` over the fake process, so that `specialize` runs without Python. Compiled code runs on the very same
// memory (fake-machine.ts).

import type { TypeInfo } from '@psyco/values';
import type { ClassAttribute, ClassInfo, CodeFacts, DictEntry, DictKeys, FunctionFacts, World } from '../world';
import type { FakeType } from './fake-heap';
import { more, offsets } from './fake-layout';
import type { FakeVm } from './fake-vm';

const methodDescriptorFlag = 1 << 17;
const mathFunctions = ['pow', 'fmod', 'sin', 'cos', 'exp', 'atan', 'sqrt', 'floor'];

export class FakeWorld implements World {
  readonly intsHaveSpareDigit = true;
  readonly offsets = offsets;
  readonly known: World['known'];

  constructor(readonly vm: FakeVm) {
    const { none, true: yes, false: no, notImplemented } = vm.heap;
    this.known = { none, true: yes, false: no, notImplemented };
  }

  symbol(name: string): number | null {
    return mathFunctions.includes(name) ? 0x7000 : null;
  }
  typeAddress(object: number): number | null {
    return this.vm.heap.objects.has(object) ? this.vm.heap.typeAddress(object) : null;
  }
  classInfo(address: number): ClassInfo | null {
    const type = this.vm.heap.types.get(address);
    return type ? this.describe(type) : null;
  }
  private describe(type: FakeType): ClassInfo {
    const { memory } = this.vm.heap;
    const heap = type.symbol === null;
    return {
      address: type.address,
      name: type.name,
      leaf: type.leaf,
      heap,
      flags: ['PyFunction_Type', 'PyMethodDescr_Type'].includes(type.symbol ?? '') ? methodDescriptorFlag : 0,
      basicSize: 16,
      versionTag: Number(memory.read(type.address + offsets.typeVersionTag, 4)),
      inline: type.keys && !type.slots ? { keys: type.keys.address, entryCount: type.keys.index.size, index: new Map(type.keys.index) } : null,
      finalizer: this.vm.lookup(type, '__del__') !== undefined,
      hasDict: heap && !type.slots,
      plainNew: heap && this.vm.lookup(type, '__new__') === this.vm.heap.builtin('PyBaseObject_Type').attributes.get('__new__'),
    };
  }
  compactClass(): null {
    return null;
  }
  builtinType(symbol: string): ClassInfo {
    return this.describe(this.vm.heap.builtin(symbol));
  }

  embeds(): void {
    // Nothing is exchanged here.
  }
  readInt(object: number): bigint {
    return this.vm.heap.readInt(object);
  }
  readFloat(object: number): number {
    return this.vm.heap.readFloat(object);
  }
  readString(object: number): string {
    return this.vm.heap.readString(object);
  }
  stringState(object: number): { state: number; mask: number; kind: 1 | 2 | 4; ascii: boolean } {
    const mask = 0xfc;
    const state = Number(this.vm.heap.memory.read(object + offsets.stringState, 4)) & mask;
    return { state, mask, kind: ((state >> 2) & 7) as 1 | 2 | 4, ascii: (state & 0x40) !== 0 };
  }
  readTuple(object: number): number[] {
    return this.vm.heap.readTuple(object);
  }
  readList(object: number, limit: number): number[] {
    return this.vm.heap.readList(object).slice(0, limit);
  }
  readWord(address: number): number {
    return this.vm.heap.memory.word(address);
  }
  readSignedWord(address: number): bigint {
    return this.vm.heap.memory.signed(address);
  }

  codeFacts(code: number): CodeFacts | null {
    return this.vm.facts.get(code) ?? null;
  }
  functionSeen(func: number): FunctionFacts | null {
    return this.functionFacts(func);
  }
  functionFacts(func: number): FunctionFacts | null {
    const { heap } = this.vm;
    if (!heap.objects.has(func) || !heap.is(func, 'PyFunction_Type')) return null;
    const word = (offset: number): number => heap.memory.word(func + offset);
    const defaults = word(offsets.functionDefaults);
    const closure = word(offsets.functionClosure);
    return {
      address: func,
      name: this.vm.codeOf(func).name,
      code: word(offsets.functionCode),
      globals: word(offsets.functionGlobals),
      builtins: this.vm.builtins,
      defaults,
      defaultValues: defaults === 0 ? [] : heap.readTuple(defaults),
      keywordDefaults: 0,
      closure,
      cells: closure === 0 ? [] : heap.readTuple(closure),
    };
  }

  dictKeys(dict: number): DictKeys {
    const address = this.readWord(dict + offsets.dictKeys);
    return { address, form: this.readWord(address + offsets.keysKind - 2) % 2 ** 32, version: 0, dictVersion: this.readWord(dict + offsets.dictVersion) };
  }

  dictEntry(dict: number, name: string): DictEntry | null {
    const entries = this.vm.heap.dicts.get(dict);
    if (!entries) throw new Error(`${dict} is no dict`);
    const entry = entries.get(`s${name}`);
    return entry ? { key: this.readWord(entry.cell - 8), value: this.readWord(entry.cell), valueAddress: entry.cell } : null;
  }
  dictValueSeen(dict: number, name: string): number | null {
    const entry = this.vm.heap.dicts.get(dict)?.get(`s${name}`);
    return entry ? this.readWord(entry.cell) : null;
  }
  classOfVersion(): null {
    return null;
  }
  dictHasStringKeys(dict: number): boolean {
    return [...(this.vm.heap.dicts.get(dict)?.keys() ?? [])].every((id) => id.startsWith('s'));
  }
  lookup(type: number, name: string): ClassAttribute | null {
    const info = this.vm.heap.types.get(type);
    const address = info && this.vm.lookup(info, name);
    return address === undefined ? null : { address, type: this.describe(this.vm.heap.typeOf(address)) as TypeInfo };
  }
  isSubtype(type: number, base: number): boolean {
    for (let one = this.vm.heap.types.get(type) ?? null; one; one = one.base) if (one.address === base) return true;
    return false;
  }
  moduleDict(module: number): number | null {
    return this.readWord(module + more.moduleDict) || null;
  }
  builtinName(object: number): string | null {
    const { heap } = this.vm;
    const native = heap.natives.get(object);
    if (native) return native.name;
    const type = heap.types.get(object);
    return type?.symbol ? `builtins.${type.name}` : null;
  }
  builtinMethod(object: number): { address: number; flags: number; self: number } | null {
    return this.vm.heap.natives.has(object) ? { address: 0x7000, flags: 0, self: 0 } : null;
  }
  instanceAttribute(object: number, name: string): number | null {
    const { heap } = this.vm;
    const type = heap.objects.has(object) ? heap.typeOf(object) : null;
    const index = type?.slots ? undefined : type?.keys?.index.get(name);
    return index === undefined ? null : heap.memory.word(heap.memory.word(object + offsets.inlineValues) + 8 * index) || null;
  }
}
