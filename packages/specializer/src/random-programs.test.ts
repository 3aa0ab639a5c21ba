// Random programs (testing/random-program.ts), tried in all ways. PSYCO_FUZZ=n tries n of them, from PSYCO_SEED on.

import { describe, test } from 'vitest';
import { askPython, python } from './testing/python';
import { randomProgram } from './testing/random-program';
import { tryProgram } from './testing/try-program';

const count = Number(process.env.PSYCO_FUZZ ?? 8);
const first = Number(process.env.PSYCO_SEED ?? 1);
const seeds = Array.from({ length: count }, (_, index) => first + index);

describe.runIf(python !== undefined)('random programs', () => {
  const programs = seeds.map(randomProgram);
  const answers = python ? askPython(programs) : [];
  test.each(seeds.map((seed, index) => [seed, index] as const))('seed %s', async (_, index) => {
    try {
      await tryProgram(programs[index], answers[index], { most: 4, neverInline: index % 3 === 0 ? ['g'] : [] });
    } catch (error) {
      (error as Error).message += `\n${programs[index].source}`;
      throw error;
    }
  });
});
