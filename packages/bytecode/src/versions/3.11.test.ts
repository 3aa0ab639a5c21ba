// The table of 3.11 against opcode and dis of a real 3.11.
import { describe, expect, it } from 'vitest';
import { decode, popsOf, pushesOf, stackEffect } from '../instruction';
import { dump, findPython } from '../testing/python';
import { bytecodeVersion, bytecodeVersionOfMagic } from './index';
import { python311 } from './3.11';

interface Opcodes {
  all: Record<string, number>; base: Record<string, number>; families: Record<string, string>; cacheUnits: number[];
  cacheFormat: Record<string, Record<string, number>>; effects: Record<string, number>; hasArgument: string[];
  has: Record<string, string[]>; compare: string[]; binary: string[]; magic: number;
}

const python = findPython();
const names = [...python311.byName.values()];
const where = (test: (name: (typeof names)[number]) => boolean) => names.filter((info) => info.kind === 'base' && test(info)).map((info) => info.name).sort();

it('finds versions by name and magic number, and refuses others by name', () => {
  expect(bytecodeVersion('3.11.7')).toBe(python311);
  expect(bytecodeVersionOfMagic(3495)).toBe(python311);
  expect(() => bytecodeVersion('3.9')).toThrow(/Python 3\.9 is not known\. Known: 3\.11 \(magic 3495\)/);
});

describe.skipIf(!python)('the table of 3.11', () => {
  const real = python ? dump<Opcodes>(python, 'opcodes') : (undefined as never);

  it('has every opcode with its number, family, argument and caches', () => {
    expect(Object.fromEntries(names.map((info) => [info.name, info.opcode]))).toEqual(real.all);
    expect(Object.fromEntries(names.filter((info) => info.kind !== 'base').map((info) => [info.name, info.base]))).toEqual(real.families);
    for (const info of names) expect(info.cacheUnits, info.name).toBe(real.cacheUnits[python311.byName.get(info.base)!.opcode]);
    expect(where((info) => info.hasArgument)).toEqual(real.hasArgument.sort());
    expect(where((info) => info.argument === 'const')).toEqual(real.has.hasconst.sort());
    expect(where((info) => info.argument === 'name')).toEqual(real.has.hasname.sort());
    expect(where((info) => info.argument === 'local')).toEqual(real.has.haslocal.sort());
    expect(where((info) => info.argument === 'localsPlus')).toEqual(real.has.hasfree.sort());
    expect(where((info) => info.argument.startsWith('jump'))).toEqual(real.has.hasjrel.sort());
    expect(real.has.hasjabs).toEqual([]);
    expect(where((info) => info.argument === 'compare')).toEqual(real.has.hascompare.sort());
    expect(python311.compareOperators).toEqual(real.compare);
    expect(python311.binaryOperators).toEqual(real.binary);
    expect(python311.magic).toBe(real.magic);
    for (const info of names) if (info.argument === 'jumpBackward') expect(info.name).toContain('BACKWARD');
  });

  it('has the cache fields in the order and size of _cache_format', () => {
    // Lib/opcode.py gives LOAD_GLOBAL's builtin_keys_version and the others by C names; order and sizes must agree.
    for (const [name, fields] of Object.entries(real.cacheFormat)) {
      expect(python311.byName.get(name)!.cacheFields.map((field) => field.units), name).toEqual(Object.values(fields));
    }
  });

  it('has the stack effects of dis.stack_effect, PRECALL, CALL and RETURN_GENERATOR aside', () => {
    for (const [key, effect] of Object.entries(real.effects)) {
      const [name, argumentText, jump] = key.split(' ');
      const argument = argumentText === 'None' ? 0 : Number(argumentText);
      const info = python311.byName.get(name)!;
      const count = (value: typeof info.pops) => (typeof value === 'number' ? value : value(argument, jump === 'True'));
      const ours = count(info.pushes) - count(info.pops);
      const accountedElsewhere: Record<string, number> = { PRECALL: argument, CALL: -argument, RETURN_GENERATOR: 1 };
      expect(ours - (accountedElsewhere[name] ?? 0), key).toBe(effect);
      expect(count(info.pops), key).toBeGreaterThanOrEqual(0);
    }
  });

  it('says which specialised forms execute what follows', () => {
    const forms = names.filter((info) => info.executesFollowing > 0).map((info) => info.name);
    expect(forms).toContain('PRECALL_NO_KW_LEN');
    expect(forms).not.toContain('PRECALL_PYFUNC');
    expect(python311.byName.get('PRECALL_NO_KW_LIST_APPEND')!.executesFollowing).toBe(2);
  });
});

it('gives pops and pushes of an instruction with its argument', () => {
  const [call] = decode(python311, Uint8Array.of(171, 3, 0, 0, 0, 0, 0, 0, 0, 0));
  expect([popsOf(call), pushesOf(call), stackEffect(call)]).toEqual([5, 1, -4]);
  const [, iterate] = decode(python311, Uint8Array.of(9, 0, 93, 4));
  expect([stackEffect(iterate), stackEffect(iterate, true)]).toEqual([1, -1]);
});
