// Random functions must do the same before and after the passes.

import { expect, test } from 'vitest';
import { type Outcome, interpret } from '../interpreter';
import type { SparseMachine } from '../machine';
import { parseFunction } from '../parser';
import { printFunction } from '../printer';
import type { RuntimeValue } from '../semantics';
import type { Block, IrFunction, Value } from '../types';
import { verifyFunction } from '../verifier';
import { optimize, type PassName, passes } from './pipeline';
import { Containers, firstBox } from './random-containers';
import { makeMachine, makeRandomFunction } from './random-function';

/** The leaves of an exit's only frame. */
function leaves(outcome: Extract<Outcome, { kind: 'exit' }>): RuntimeValue[] {
  return outcome.exit.frames[0].locals.map((slot) => (slot.kind === 'value' ? (outcome.values.get(slot.value) as RuntimeValue) : 0n));
}

/** Does what the runtime does with the references of an exit. */
function settle(outcome: Extract<Outcome, { kind: 'exit' }>, machine: SparseMachine): void {
  for (const slot of outcome.exit.frames[0].locals) {
    if (slot.kind === 'value' && slot.as === 'ref' && !slot.owned) machine.incref(outcome.values.get(slot.value) as number);
  }
  for (const value of outcome.exit.release) machine.decref(outcome.values.get(value) as number, false);
}

/** Runs; an exit that a pass made (at a loop's entry) goes on in the original function, as the interpreter would. */
function observe(fn: IrFunction, original: IrFunction, seed: number): unknown {
  const { machine, args, containers } = makeMachine(seed);
  let outcome = interpret(fn, machine, args);
  if (outcome.kind === 'exit' && outcome.exit.frames[0].offset > 0) {
    const header = original.blocks.find(({ id }) => id === (outcome as { exit: { frames: { offset: number }[] } }).exit.frames[0].offset) as Block;
    const template = original.loopEntryExits.get(header)!;
    const values = new Map<Value, RuntimeValue>();
    const now = leaves(outcome);
    template.frames[0].locals.forEach((slot, index) => slot.kind === 'value' && values.set(slot.value, now[index]));
    outcome = interpret(original, machine, [], { from: { block: header, values } });
  }
  // Boxes may be at other addresses.
  const memory = (): unknown => {
    const dump = machine.dump(0x10000, firstBox);
    for (const address of Containers.withBoxes) delete dump[`0x${address.toString(16)}`];
    return [dump, containers.picture()];
  };
  if (outcome.kind === 'return') return { returns: outcome.value, memory: memory(), polls: machine.polls };
  settle(outcome, machine);
  return { exit: outcome.exit.id, leaves: leaves(outcome).filter((value) => typeof value !== 'number' || value < firstBox), memory: memory() };
}

const count = Number(process.env.PSYCO_FUZZ ?? 150);
const first = Number(process.env.PSYCO_FUZZ_SEED ?? 1);

function check(transform: (fn: IrFunction) => void): void {
  for (let seed = first; seed < first + count; seed++) {
    const text = printFunction(makeRandomFunction(seed, 20 + (seed % 60)));
    const original = parseFunction(text);
    const changed = parseFunction(text);
    verifyFunction(original);
    transform(changed);
    for (let run = 0; run < 6; run++) {
      const label = `seed ${seed}, run ${run}`;
      expect({ label, ...(observe(changed, original, seed * 10 + run) as object) }).toEqual({
        label,
        ...(observe(original, original, seed * 10 + run) as object),
      });
    }
  }
}

test('random functions print and parse', () => {
  for (let seed = first; seed < first + 20; seed++) {
    const text = printFunction(makeRandomFunction(seed));
    expect(printFunction(parseFunction(text))).toBe(text);
  }
});

test.each(Object.keys(passes) as PassName[])('%s alone changes nothing that can be seen', (name) => {
  check((fn) => {
    passes[name](fn);
    verifyFunction(fn);
  });
});

test('all passes change nothing that can be seen', () => {
  check((fn) => optimize(fn, { verify: 'each' }));
});
