// The conformance kit of @psyco/backend, run as machine code.
import { checkConformance, type ConformanceResult } from '@psyco/backend';
import type { IrType, RuntimeValue } from '@psyco/ir';
import { describe, expect, it } from 'vitest';
import { findPython, Harness, layout } from './testing/harness';

const typed = (value: bigint | number, type: IrType | 'void'): RuntimeValue => (type === 'bool' ? value !== 0n : type === 'ref' || type === 'ptr' ? Number(value) : value);

describe.skipIf(findPython() === null).each([
  { allocator: 'linear-scan', far: false },
  { allocator: 'spill-everything', far: false },
] as const)('conformance, %o', (options) => {
  it('conforms', () => {
    const harness = new Harness(options);
    const { runs, differences } = checkConformance({
      memoryAddress: layout.memory,
      run: (requests) => {
        for (const { fn } of requests) harness.compile(fn, fn.name);
        const results = harness.run(
          requests.map(({ fn, args, memory, leave }) => ({
            fn,
            args,
            prepare: (view) => {
              memory.forEach((byte, i) => view.setUint8(i, byte));
              view.setInt32(layout.evalBreaker - layout.memory, leave ? 1 : 0, true);
            },
          })),
        );
        return results.map((run, i): ConformanceResult => {
          const { returns } = requests[i].fn;
          const memory = new Uint8Array(run.memory.buffer, run.memory.byteOffset, 256);
          if (!run.exit) return { outcome: { kind: 'return', value: returns === 'f64' ? run.xmm0 : typed(run.rax, returns) }, memory };
          const values = new Map([...run.exitValues].map(([value, now]) => [value, typed(now, value.type)]));
          return { outcome: { kind: 'exit', exit: run.exit.exit, values }, memory };
        });
      },
    });
    expect(differences).toEqual([]);
    expect(runs).toBeGreaterThan(500);
  });
});
