// Reads a zoo of objects in real interpreters from outside and compares with what the interpreter says about them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadAddress, ProcessGone } from './errors';
import { findPythons, Specimen } from './testing/pythons';
import { ZOO } from './testing/zoo.py';
import type { PythonProcess } from './process';
import type { FrameInfo } from './readers/frames';

const pythons = findPythons();
if (pythons.length === 0) describe.skip('objects: no Python 3.11 to 3.13 found', () => it('is skipped', () => {}));

describe.each(pythons)('Python $label', ({ command, label }) => {
  let zoo: Specimen;
  let python: PythonProcess;
  let ids: Record<string, number>;
  const said = <T>(name: string): T => zoo.said[name] as T;
  beforeAll(async () => {
    zoo = await Specimen.start(command, ZOO);
    python = zoo.python;
    ids = said('ids');
  });
  afterAll(() => zoo?.stop());

  it('knows the version and the build', () => {
    const { major, minor, micro, debug } = python.version;
    expect(`${major}.${minor}.${micro}${debug ? '-debug' : ''}`).toBe(label);
  });

  it('reads numbers', () => {
    const expected = { zero: 0n, five: 5n, minus: -7n, big: 2n ** 70n + 3n, negbig: -(2n ** 100n) - 9n, digit: 2n ** 30n - 1n, two_digits: 2n ** 30n, ssize: -(2n ** 63n), true: 1n, false: 0n, intchild: 12345678901234567890n };
    for (const [name, value] of Object.entries(expected)) expect(python.readLong(ids[name]!), name).toBe(value);
    expect(python.readFloat(ids.pi!)).toBe(3.14159);
    expect(python.readFloat(ids.neg0!)).toBe(-0);
    expect(python.readFloat(ids.inf!)).toBe(Infinity);
    expect(python.readComplex(ids.complex!)).toEqual({ real: 1, imaginary: 2 });
  });

  it('reads strings of every form', () => {
    const expected = { empty: '', ascii: 'hello', latin: 'h\xe9llo', ucs2: 'h\u0416llo', ucs4: 'h\u{1F600}llo', surrogate: 'a\ud800b', strchild: 'childish', long: 'x'.repeat(10000) };
    for (const [name, value] of Object.entries(expected)) expect(python.readString(ids[name]!), name).toBe(value);
    expect(python.stringState(ids.ascii!)).toMatchObject({ kind: 1, ascii: true, compact: true, length: 5 });
    expect(python.stringState(ids.latin!)).toMatchObject({ kind: 1, ascii: false });
    expect(python.stringState(ids.ucs4!)).toMatchObject({ kind: 4, length: 5 });
    expect(python.stringEquals(ids.ucs4!, 'h\u{1F600}llo')).toBe(true);
    expect(python.stringEquals(ids.ascii!, 'hellO')).toBe(false);
    // Two surrogates are two characters in Python, and one in JavaScript.
    expect(python.stringEquals(ids.surrogates!, 'h\u{1F600}llo')).toBe(false);
    expect(['ucs4', 'surrogate', 'surrogates'].map((name) => python.readName(ids[name]!))).toEqual(['h\u{1F600}llo', 'a\ud800b', undefined]);
    expect([...python.readBytes(ids.bytes!)]).toEqual([97, 0, 98]);
    expect(python.readByteArray(ids.bytearray!).toString()).toBe('yz');
  });

  it('reads sequences and sets', () => {
    expect(python.readTuple(ids.tuple!).map((item) => python.describe(item))).toEqual(['int 1', 'str "a"', 'None']);
    expect(python.readTuple(ids.empty_tuple!)).toEqual([]);
    expect(python.readList(ids.list!).map((item) => python.describe(item))).toEqual(['int 1', 'float 2.5', 'str "c"']);
    expect(python.readList(ids.list!, 1)).toHaveLength(1);
    expect(python.readList(ids.empty_list!)).toEqual([]);
    expect(python.readSet(ids.set!).sort((a, b) => a - b)).toEqual(said('set_ids'));
    expect(python.readSet(ids.frozenset!)).toHaveLength(2);
  });

  it('reads ranges, slices and iterators', () => {
    expect(python.readRange(ids.range!)).toEqual({ start: 1n, stop: 10n, step: 2n, length: 5n });
    expect(python.readRange(ids.bigrange!).stop).toBe(2n ** 70n);
    expect(python.readRangeIterator(ids.range_iterator!)).toEqual({ next: 5n, step: 2n, remaining: 3n });
    const slice = python.readSlice(ids.slice!);
    expect([slice.start, slice.stop, slice.step].map((part) => python.describe(part))).toEqual(['int 1', 'None', 'int 3']);
    expect(python.readSequenceIterator(ids.list_iterator!)?.index).toBe(1);
    expect(python.readSequenceIterator(ids.tuple_iterator!)?.index).toBe(0);
    expect(python.readSequenceIterator(ids.str_iterator!)?.index).toBe(2);
    expect(python.readSequenceIterator(ids.ucs_iterator!)?.index).toBe(1);
    expect(python.readSequenceIterator(ids.done_iterator!)?.sequence).toBe(0);
    expect(python.readSequenceIterator(ids.list!)).toBeUndefined();
    const enumeration = python.readEnumerate(ids.enumerate!);
    expect(enumeration.index).toBe(6);
    expect(python.readSequenceIterator(enumeration.iterator)?.index).toBe(1);
    expect(python.readZip(ids.zip!)).toMatchObject({ strict: true });
    expect(python.readZip(ids.zip!).iterators).toHaveLength(2);
  });

  it('reads dicts of every form', () => {
    const text = (dict: number): string[] => python.readDict(dict).map(({ key, value }) => `${python.describe(key)}: ${python.describe(value)}`);
    expect(text(ids.unicode_dict!)).toEqual(['str "a": int 1', 'str "c": int 3']);
    expect(text(ids.general_dict!)).toEqual(['int 1: str "one"', 'str "two": int 2', 'None: int 3']);
    expect(text(ids.empty_dict!)).toEqual([]);
    expect(text(ids.split_dict!)).toEqual(['str "a": int 1']);
    expect(python.readDict(ids.large_dict!)).toHaveLength(1000);
    expect(python.readDict(ids.huge_dict!)).toHaveLength(70000);
    expect(python.readDictHeader(ids.large_dict!).used).toBe(1000);
    const entry = python.lookupDictString(ids.large_dict!, '777')!;
    expect(python.readLong(entry.value)).toBe(777n);
    expect(entry.index).toBe(777);
    expect(python.memory.ptr(entry.valueAddress)).toBe(entry.value);
    expect(python.lookupDictKey(ids.large_dict!, entry.key)).toEqual(entry);
    expect(python.lookupDictString(ids.unicode_dict!, 'b')).toBeUndefined();
    expect(python.describe(python.lookupDictString(ids.general_dict!, 'two')!.value)).toBe('int 2');
  });

  it('reads code objects', () => {
    const info = python.readCode(ids.code!);
    const facts = [info.name, info.qualname, info.filename, info.firstLine, info.argumentCount, info.keywordOnlyCount, info.flags, info.stackSize, info.nlocals, info.code.length];
    expect(facts).toEqual(said('code'));
    expect(info.names).toEqual(said('code_names'));
    expect(info.localsPlusNames).toEqual(said('code_slots'));
    expect(info.localsPlusKinds).toHaveLength(info.localsPlusNames.length);
    expect(info.constants).toEqual(said('code_consts'));
    expect([info.exceptionTable.toString('hex'), info.lineTable.toString('hex')]).toEqual(said('code_tables'));
    // Never run, so nothing is specialized; but since 3.12 the counters in the caches, which co_code shows as zeros, are set.
    const clean = Buffer.from(said<string>('code_bytes'), 'hex');
    expect(info.code.filter((_, index) => clean[index] !== 0)).toEqual(clean.filter((byte) => byte !== 0));
    expect(info.nameAddresses.map((name) => python.readString(name))).toEqual(info.names);
    expect(python.readCodeExtra(ids.code!, 0)).toBe(0);
    expect(() => python.readCode(ids.func!)).toThrow('not a code object');
  });

  it('reads functions, methods and what is written in C', () => {
    const parts = said<Record<string, number>>('parts');
    const inner = python.readFunction(ids.inner!);
    expect(inner).toMatchObject({ name: 'inner', code: ids.code, globals: said('globals_id'), builtins: said('builtins_id'), defaults: parts.defaults });
    expect(inner.defaultValues.map((value) => python.describe(value))).toEqual(['int 2']);
    expect(python.readDict(inner.keywordDefaults).map(({ value }) => python.describe(value))).toEqual(['int 3']);
    expect(inner.cells).toContain(ids.cell);
    expect(python.readCell(ids.cell!)).toBe(parts.cell);
    expect(python.readMethod(ids.method!)).toEqual({ function: parts.method_func, self: ids.instance });
    expect(python.readBuiltin(ids.len!)).toMatchObject({ name: 'len', flags: python.layout.constants.METH_O });
    expect(python.readBuiltin(ids.list_append!)).toMatchObject({ name: 'append', self: 0 });
    expect(python.readBuiltin(ids.func!)).toBeUndefined();
    const names = ['len', 'append', 'list_append', 'sqrt', 'complex_sqrt', 'dict_fromkeys', 'int', 'range_type', 'OrderedDict', 'func', 'Plain'].map((name) => python.builtinName(ids[name]!));
    expect(names).toEqual(['builtins.len', 'list.append', 'list.append', 'math.sqrt', 'cmath.sqrt', 'dict.fromkeys', 'builtins.int', 'builtins.range', 'collections.OrderedDict', undefined, undefined]);
    expect(python.readSlotWrapper(ids.int_add!)).toMatchObject({ name: '__add__', type: ids.int, function: python.readSlot(ids.int!, 'nb_add') });
    const member = python.readMember(ids.member!)!;
    expect(member).toMatchObject({ name: 'a', type: ids.Slotted, kind: 16 });
    expect(python.memory.ptr(ids.slotted! + member.offset)).toBe(parts.slot_a);
    expect(python.readProperty(ids.property!).get).toBe(parts.fget);
    expect(python.readMethodWrapper(ids.static!)).toEqual({ kind: 'static', callable: parts.static });
    expect(python.readMethodWrapper(ids.klass!)?.kind).toBe('class');
    expect(python.moduleName(ids.module!)).toBe('math');
    expect(python.moduleDict(ids.main!)).toBe(said('globals_id'));
  });

  it('reads classes and looks attributes up', () => {
    const child = python.readType(ids.Child!);
    expect(child).toMatchObject({ name: 'Child', base: ids.Plain, bases: [ids.Plain], heap: true, managedDict: true });
    expect(child.mro).toEqual(said('mro'));
    expect(python.readSubclasses(ids.Plain!)).toEqual([ids.Child!]);
    expect(python.readSubclasses(ids.Child!)).toEqual([]);
    expect(python.readType(ids.int!)).toMatchObject({ name: 'int', heap: false, managedDict: false, cachedKeys: 0 });
    expect([ids.int!, ids.Plain!, ids.Slotted!].map((type) => python.readType(type).basicSize)).toEqual(said('basicsize'));
    for (const [path, value] of Object.entries(said<Record<string, number>>('attributes'))) {
      const [owner, name] = path.split('.') as [string, string];
      const type = owner === 'list' ? python.symbol('PyList_Type') : ids[owner]!;
      expect(python.lookupAttribute(type, name)?.value, path).toBe(value);
    }
    expect(python.lookupAttribute(ids.Child!, 'kind')?.owner).toBe(ids.Plain);
    expect(python.lookupAttribute(ids.Child!, 'missing')).toBeUndefined();
    expect(python.isInstance(ids.child!, 'PyBaseObject_Type')).toBe(true);
    expect(python.typeQualifiedName(python.typeOf(ids.WithMeta!))).toBe('Meta');
    expect(python.readSlot(ids.int!, 'mp_subscript')).toBe(0);
  });

  it('reads attributes of instances', () => {
    for (const [path, value] of Object.entries(said<Record<string, number>>('values'))) {
      const [object, name] = path.split('.') as [string, string];
      expect(python.readInstanceValue(ids[object]!, name)?.value, path).toBe(value);
    }
    expect([...python.readInstanceValues(ids.instance!).keys()]).toEqual(['x', 'y', 'z']);
    expect(python.readInstanceValues(ids.manydict!).size).toBe(41);
    expect(python.readInstanceValues(ids.nothing!).size).toBe(0);
    expect(python.readInstanceValue(ids.slotted!, 'a')).toBeUndefined();
    expect(python.instanceStorage(ids.instance!).kind).toBe('values');
    expect(python.instanceStorage(ids.manydict!).kind).toBe('dict');
    expect(python.instanceStorage(ids.slotted!).kind).toBe('none');
    const keys = python.instanceKeys(ids.Plain!)!;
    expect(keys.names).toEqual(['x', 'y', 'z']);
    expect(keys.index.get('z')).toBe(2);
    expect(python.instanceKeys(ids.Slotted!)).toBeUndefined();
    expect(python.instanceKeys(ids.int!)).toBeUndefined();
  });

  it('finds singletons, modules and well-known types', () => {
    expect(python.singletons).toEqual({ none: ids.none, true: ids.true, false: ids.false, notImplemented: ids.notimplemented, ellipsis: ids.ellipsis });
    expect(python.symbol('PyLong_Type')).toBe(ids.int);
    expect(python.modules).toBe(said('modules_id'));
    expect(python.findModule('math')).toBe(ids.module);
    expect(python.globalsOf('builtins')).toBe(said('builtins_id'));
    expect(() => python.symbol('PyNothing_Type')).toThrow('does not export');
    expect(python.symbols.symbolIn(/libc[.-]/, 'free')).toBeGreaterThan(0);
  });

  it('walks threads and frames', () => {
    const threads = python.threads();
    expect(threads).toHaveLength(1);
    expect(threads[0]).toMatchObject({ id: said('ident'), nativeId: said('native') });
    const look = (): [FrameInfo[], string[]] => {
      python.forget();
      const frames = python.stack(threads[0]!);
      return [frames, frames.map((frame) => python.readCode(frame.code).name)];
    };
    let [stack, names] = look();
    // The script said its line a moment before it began to wait.
    for (const deadline = Date.now() + 5000; !names.includes('wait') && Date.now() < deadline; ) [stack, names] = look();
    expect(names.slice(-3)).toEqual(['wait', 'wait_inside', '<module>']);
    const inside = stack.at(-2)!;
    expect(inside.globals).toBe(said('globals_id'));
    expect(python.readLocals(inside).map((value) => python.describe(value))).toEqual(['str "argument"', 'str "argument"']);
    expect(inside.offset % 2).toBe(0);
    expect(inside.offset).toBeLessThan(python.readCodeBytes(inside.code).length);
    expect(python.stack(threads[0]!, 1)).toHaveLength(1);
    expect(python.describe(inside.function)).toBe('<function wait_inside>');
    const generator = python.readFrame(python.generatorFrame(ids.generator!))!;
    expect(generator).toMatchObject({ code: said<Record<string, number>>('parts').generator_code, owner: 1 });
    expect(python.readLocals(generator).map((value) => python.describe(value))).toEqual(['int 5']);
    expect(python.readEvaluationStack(generator)).toBeDefined();
  });

  it('describes every object in one line', () => {
    const text = Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, python.describe(id)]));
    expect(Object.values(text).every((line) => line.length < 200 && !line.includes('\n'))).toBe(true);
    expect(text).toMatchObject({
      five: 'int 5', true: 'True', none: 'None', ellipsis: 'Ellipsis', pi: 'float 3.14159', neg0: 'float -0.0', ascii: 'str "hello"', func: '<function func>', inner: '<function inner>',
      code: '<code outer.<locals>.inner>', module: '<module math>', Plain: '<class Plain>', WithMeta: '<class WithMeta>', len: '<built-in builtins.len>', int: '<class int>',
      range: 'range(1, 10, 2)', slice: 'slice(int 1, None, int 3)', complex: 'complex 1.0 + 2.0j',
    });
    expect(text.list).toMatch(/^list\[3\] at 0x[0-9a-f]+$/);
    expect(text.instance).toMatch(/^<Plain at 0x/);
    expect(python.describe(0)).toBe('NULL');
    expect(python.describe(4097)).toMatch('<unreadable');
  });

  it('tells bad addresses and stale pointers from results', () => {
    for (const address of [0, 8, -8, NaN, 1.5, 2 ** 47, 2 ** 63]) expect(() => python.memory.ptr(address), String(address)).toThrow(BadAddress);
    expect(python.memory.isReadable(ids.five!)).toBe(true);
    expect(python.memory.isReadable(0x10000)).toBe(false);
    expect(python.attempt(() => python.readString(ids.code!))).not.toBe('');
    expect(python.attempt(() => python.memory.ptr(64))).toBeUndefined();
  });

  it('writes, and sees what it wrote', () => {
    const { memory, layout } = python;
    const address = ids.pi! + layout.PyFloatObject.ob_fval;
    const before = memory.u64(address);
    memory.writeU64(address, 0n);
    expect(python.readFloat(ids.pi!)).toBe(0);
    memory.writeU64(address, before);
    expect(memory.readFresh(address, 8).readBigUInt64LE()).toBe(before);
    expect(memory.ptrFresh(ids.pi! + layout.PyObject.ob_type)).toBe(python.symbol('PyFloat_Type'));
    expect(() => memory.writeU32(64, 1)).toThrow(BadAddress);
  });

  it('says when the process is gone', async () => {
    const short = await Specimen.start(command, 'say(object=id(say))\nwait()\n');
    const object = short.id('object');
    expect(short.python.describe(object)).toBe('<function say>');
    await new Promise((resolve) => {
      short.child.once('close', resolve);
      short.child.kill('SIGKILL');
    });
    expect(() => short.python.describe(object)).not.toThrow();
    short.python.forget();
    expect(() => short.python.describe(object)).toThrow(ProcessGone);
    expect(() => short.python.memory.writeU32(object, 0)).toThrow(ProcessGone);
    await short.stop();
  });
});
