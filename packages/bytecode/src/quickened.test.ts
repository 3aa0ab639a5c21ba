// Code as a running interpreter has rewritten it, against dis, and what the caches tell about it.
import { describe, expect, it } from 'vitest';
import { cacheOf, wasExecuted } from './inlineCache';
import { decode, isQuickened, type Instruction } from './instruction';
import { dump, findPython } from './testing/python';
import { python311 } from './versions/3.11';

interface Hot {
  functions: { name: string; clean: string; adaptive: string; instructions: [number, string, number | null][] }[];
  facts: { normAddress: number; slotOffset: number };
}

const python = findPython();

describe.skipIf(!python)('quickened code', () => {
  const hot = python ? dump<Hot>(python, 'quickened') : (undefined as never);
  const read = (hex: string) => decode(python311, Uint8Array.from(Buffer.from(hex, 'hex')));
  const of = (name: string): Instruction[] => read(hot.functions.find((each) => each.name === name)!.adaptive);
  const first = (code: Instruction[], specialized: string) => {
    const found = code.find((each) => each.specialized === specialized);
    if (!found) throw new Error(`${specialized} not in ${code.map((each) => each.specialized).join(' ')}`);
    return found;
  };

  it('has the names that dis has', () => {
    const seen = new Set<string>();
    for (const each of hot.functions) {
      const ours = read(each.adaptive);
      expect(ours.map((i) => [i.offset, i.specialized, i.info.hasArgument ? i.argument : null]), each.name).toEqual(each.instructions);
      for (const { specialized } of ours) seen.add(specialized);
    }
    for (const name of ['BINARY_OP_ADD_INT', 'COMPARE_OP_INT_JUMP', 'LOAD_FAST__LOAD_FAST', 'JUMP_BACKWARD_QUICK', 'RESUME_QUICK', 'PRECALL_NO_KW_LEN',
      'BINARY_OP_INPLACE_ADD_UNICODE', 'LOAD_METHOD_WITH_VALUES', 'LOAD_ATTR_SLOT', 'STORE_FAST__STORE_FAST', 'PRECALL_NO_KW_LIST_APPEND']) expect(seen).toContain(name);
  });

  it('has the base instructions of the clean code, with the same arguments and jumps', () => {
    for (const each of hot.functions) {
      const essence = (code: Instruction[]) => code.map((i) => [i.start, i.offset, i.opcode, i.argument, i.jumpTarget]);
      expect(essence(read(each.adaptive)), each.name).toEqual(essence(read(each.clean)));
      expect(isQuickened(read(each.clean))).toBe(false);
    }
  });

  it('has what was learned in the caches', () => {
    const attributes = of('attributes');
    expect(cacheOf(first(attributes, 'LOAD_ATTR_SLOT')).index).toBe(hot.facts.slotOffset);
    expect(cacheOf(first(attributes, 'LOAD_ATTR_INSTANCE_VALUE'))).toMatchObject({ index: 0, version: expect.any(Number) });
    expect(cacheOf(first(attributes, 'LOAD_METHOD_WITH_VALUES')).descriptor).toBe(BigInt(hot.facts.normAddress));
    const loads = attributes.filter((each) => each.specialized === 'LOAD_ATTR_INSTANCE_VALUE').map((each) => cacheOf(each).version);
    expect(new Set(loads).size).toBe(1);
    expect(loads[0]).toBeGreaterThan(0);
    const numbers = of('numbers');
    // total > 1000: jump when the outcome is less or equal if the test jumps when false.
    expect([3, 4, 3 << 3, 4 << 3]).toContain(cacheOf(first(numbers, 'COMPARE_OP_INT_JUMP')).mask);
  });

  it('knows what never ran', () => {
    const untaken = of('untaken');
    const evidence = (opcode: string) => untaken.filter((each) => each.opcode === opcode).map((each) => wasExecuted(untaken, each.index));
    expect(evidence('LOAD_ATTR')).toEqual(['no']);
    expect(evidence('BINARY_OP')).toEqual(['no', 'no', 'yes']);
    expect(evidence('FOR_ITER')).toEqual(['unknown']);
    // Turned back to the base form: true division cannot be specialised, a comparison without a jump neither.
    const divide = of('divide');
    const base = divide.filter((each) => each.opcode === 'BINARY_OP' || each.opcode === 'COMPARE_OP');
    expect(base.map((each) => each.specialized)).toEqual(['BINARY_OP', 'COMPARE_OP']);
    expect(base.map((each) => wasExecuted(divide, each.index))).toEqual(['yes', 'yes']);
    // Specialisation fails again and again: still adaptive, but executed.
    const polymorphic = of('polymorphic');
    for (const each of polymorphic) if (each.opcode === 'BINARY_SUBSCR') expect(wasExecuted(polymorphic, each.index)).toBe('yes');
    // CALL after a PRECALL that makes the call itself: its own counter is still 0.
    const lists = of('lists');
    const call = lists[first(lists, 'PRECALL_NO_KW_LEN').index + 1];
    expect([call.specialized, cacheOf(call).counter, wasExecuted(lists, call.index)]).toEqual(['CALL_ADAPTIVE', 0, 'yes']);
    const cold = of('cold');
    expect(cold.map((each) => wasExecuted(cold, each.index))).toEqual(cold.map(() => 'unknown'));
  });
});
