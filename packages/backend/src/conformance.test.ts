// The kit against the ir interpreter, which is the first backend.
import { interpret, type IrFunction, type RuntimeValue, SparseMachine, verifyFunction } from '@psyco/ir';
import { expect, it } from 'vitest';
import { checkConformance, conformanceMemorySize, type ConformanceRequest, type ConformanceResult } from './conformance';

const memoryAddress = 0x50000;

function run({ fn, args, memory, leave }: ConformanceRequest): ConformanceResult {
  verifyFunction(fn);
  const machine = new SparseMachine();
  machine.map(memoryAddress, conformanceMemorySize);
  memory.forEach((byte, i) => machine.write(memoryAddress + i, 1, BigInt(byte)));
  machine.polls = leave ? 0 : Infinity;
  const call = (callee: IrFunction, values: RuntimeValue[]): { value: RuntimeValue | undefined } | null => {
    const outcome = interpret(callee, machine, values);
    return outcome.kind === 'return' ? { value: outcome.value } : null;
  };
  machine.units[fn.name] = (values) => call(fn, values);
  const outcome = interpret(fn, machine, args);
  return { outcome, memory: memory.map((_, i) => Number(machine.read(memoryAddress + i, 1))) };
}

it('the interpreter conforms', () => {
  const { runs, differences } = checkConformance({ memoryAddress, run: (requests) => requests.map(run) });
  expect(differences).toEqual([]);
  expect(runs).toBeGreaterThan(500);
});

it('differences are told', () => {
  const { runs, differences } = checkConformance({ memoryAddress, run: (requests) => requests.map(({ memory }) => ({ outcome: { kind: 'return', value: 'never' as never }, memory })) });
  expect(differences.length).toBeGreaterThan(runs * 0.8);
});
