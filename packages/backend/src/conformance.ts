// The conformance kit: runs all programs through a backend's runner and says what differs. See README.md.
// Knows the ir and the programs; how code is made and run is the runner's business.

import { type Exit, forEachExitValue, type IrFunction, type IrType, parseFunction, type RuntimeValue, type Value } from '@psyco/ir';
import { opPrograms } from './conformance-ops';
import { programs } from './conformance-programs';

/** One run of one function. */
export interface ConformanceRequest {
  name: string;
  fn: IrFunction;
  args: RuntimeValue[];
  /** What the memory holds before. */
  memory: Uint8Array;
  /** Whether polls leave. */
  leave: boolean;
}

export interface ConformanceResult {
  /** i64 as bigint, f64, ref and ptr as number, bool as boolean. */
  outcome: { kind: 'return'; value: RuntimeValue | undefined } | { kind: 'exit'; exit: Exit; values: ReadonlyMap<Value, RuntimeValue> };
  memory: Uint8Array;
}

/** What a backend brings to the kit. */
export interface ConformanceRunner {
  /** Where the memory of each request is when its function runs. */
  memoryAddress: number;
  /** Runs all requests, in any order; results in the order of the requests. */
  run(requests: readonly ConformanceRequest[]): ConformanceResult[];
}

export const conformanceMemorySize = 256;

interface Expectation {
  request: ConformanceRequest;
  expected: string;
  after: Record<number, bigint | number>;
}

const show = (value: RuntimeValue | undefined, type: IrType | 'void'): string => {
  if (value === undefined) return 'nothing';
  if (type === 'bool') return String(Boolean(value));
  return Object.is(value, -0) ? '-0' : String(value);
};

/** All runs of the kit, for a memory at the given address. */
function expectations(memoryAddress: number): Expectation[] {
  const list: Expectation[] = [];
  for (const { name, text, args, expected } of opPrograms()) {
    const fn = parseFunction(text);
    const memory = new Uint8Array(conformanceMemorySize);
    const wanted = expected === 'exit' ? `exit 1 [${args.map((arg) => show(arg, 'i64')).join(', ')}]` : `return ${show(expected, fn.returns)}`;
    list.push({ request: { name, fn, args, memory, leave: false }, expected: wanted, after: {} });
  }
  for (const { name, text, runs } of programs) {
    const fn = parseFunction(text.replaceAll('MEMORY', String(memoryAddress)));
    for (const run of runs) {
      const memory = new Uint8Array(conformanceMemorySize);
      const view = new DataView(memory.buffer);
      for (const [at, word] of Object.entries(run.memory ?? {})) setWord(view, Number(at), word);
      const args = run.args.map((arg) => (arg === 'memory' ? memoryAddress : arg));
      const { expected } = run;
      const wanted = 'exit' in expected ? `exit ${expected.exit} [${expected.values.map((value) => show(value, typeof value === 'boolean' ? 'bool' : 'i64')).join(', ')}]` : `return ${show(expected.returns, fn.returns)}`;
      list.push({ request: { name: `${name} (${run.args.map(String).join(', ')})`, fn, args, memory, leave: run.leave === true }, expected: wanted, after: run.after ?? {} });
    }
  }
  return list;
}

function setWord(view: DataView, at: number, word: bigint | number): void {
  if (typeof word === 'bigint') view.setBigInt64(at, word, true);
  else view.setFloat64(at, word, true);
}

function describe({ outcome }: ConformanceResult, fn: IrFunction): string {
  if (outcome.kind === 'return') return `return ${show(outcome.value, fn.returns)}`;
  const values: string[] = [];
  const seen = new Set<Value>();
  forEachExitValue(outcome.exit, (value) => {
    if (seen.has(value)) return;
    seen.add(value);
    values.push(show(outcome.values.get(value), value.type));
  });
  return `exit ${fn.exits.indexOf(outcome.exit)} [${values.join(', ')}]`;
}

/** Runs the kit. Returns one line for each run that went wrong; none if the backend conforms. */
export function checkConformance(runner: ConformanceRunner): { runs: number; differences: string[] } {
  const list = expectations(runner.memoryAddress);
  const results = runner.run(list.map(({ request }) => request));
  const differences: string[] = [];
  list.forEach(({ request, expected, after }, i) => {
    const actual = describe(results[i], request.fn);
    if (actual !== expected) differences.push(`${request.name}: ${actual}, not ${expected}`);
    const { memory } = results[i];
    const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
    for (const [at, word] of Object.entries(after)) {
      const found = typeof word === 'bigint' ? view.getBigInt64(Number(at), true) : view.getFloat64(Number(at), true);
      if (found !== word) differences.push(`${request.name}: memory at ${at} is ${found}, not ${word}`);
    }
  });
  return { runs: list.length, differences };
}
