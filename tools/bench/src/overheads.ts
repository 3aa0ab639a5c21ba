// What psyco costs where it cannot help: an empty script, and memory.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, secondHalf } from './numbers';
import { runProgram, type Launcher } from './run-program';

export interface Overheads {
  /** Milliseconds for an empty script. */
  readonly emptyPlain: number;
  readonly emptyPsyco: number;
  /** Megabytes: the most that the Python process used in a long run, */
  readonly memoryPlain: number;
  readonly memoryPsyco: number;
  /** and by how much it grew in the second half of that run. */
  readonly growth: number;
}

/** Program and iterations of the long run: many small iterations of something that allocates. */
const MEMORY_PROGRAM = 'raytracer.py';

/** Measures the overheads; the interpreters take turns. */
export async function measureOverheads(plain: Launcher, psyco: Launcher, programs: string, scratch: string, rounds: number): Promise<Overheads> {
  const empty = join(scratch, 'empty.py');
  writeFileSync(empty, '');
  const times = { plain: [] as number[], psyco: [] as number[] };
  // Without statistics: the point is what users wait for.
  const quiet: Launcher = { name: psyco.name, command: psyco.command };
  for (let round = 0; round < rounds * 7; round += 1) {
    times.plain.push((await runProgram(plain, [empty], join(scratch, 'empty'), false)).wall);
    times.psyco.push((await runProgram(quiet, [empty], join(scratch, 'empty'), false)).wall);
  }
  const words = (iterations: number): string[] => [join(programs, MEMORY_PROGRAM), '--size', 'small', '--repeat', String(iterations)];
  const plainRun = await runProgram(plain, words(10), join(scratch, 'memory-plain'));
  const psycoRun = await runProgram(quiet, words(100 * rounds), join(scratch, 'memory-psyco'));
  const late = secondHalf(psycoRun.memory);
  return {
    emptyPlain: median(times.plain) * 1000,
    emptyPsyco: median(times.psyco) * 1000,
    memoryPlain: plainRun.peakMemory / 1024,
    memoryPsyco: psycoRun.peakMemory / 1024,
    growth: late.length ? (late.at(-1)! - late[0]!) / 1024 : NaN,
  };
}
