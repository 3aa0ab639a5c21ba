// Makes a failing program smaller as long as it fails, within a time. Knows nothing of how a failure is found out.
import { printProgram, type Program } from '../tree';
import { extractions, reductions, removals, simplifications, type Edit } from './edits';

const PASSES: readonly ((program: Program) => Edit[])[] = [extractions, removals, simplifications, extractions, removals, reductions];

/** Candidates tried at once: few after a success, when the next is likely, then more and more. */
const FEWEST = 5;
const MOST = 40;

export interface ShrinkSettings {
  /** The first of the programs that still fails in the same way, if any: looked for in one process for all, or alone. */
  readonly firstFailing: (programs: readonly Program[], alone: boolean) => Promise<Program | undefined>;
  /** Asked now and then, of what firstFailing said: does it fail in a process of its own? */
  readonly failsAlone: (program: Program) => Promise<boolean>;
  readonly seconds: number;
}

/** The smallest failing program found. */
export async function shrink(program: Program, { firstFailing, failsAlone, seconds }: ShrinkSettings): Promise<Program> {
  const end = performance.now() + seconds * 1000;
  const tried = new Set<string>([printProgram(program)]);
  let best = program;
  let certain = program;
  let alone = false;

  const runPass = async (pass: (from: Program) => Edit[]): Promise<boolean> => {
    let improved = false;
    let edits = pass(best);
    let position = 0;
    let width = FEWEST;
    while (position < edits.length && performance.now() < end) {
      const candidates = new Map<Program, number>();
      for (let next = position; next < edits.length && candidates.size < width; next += 1) {
        const candidate = edits[next]!();
        if (!tried.has(printProgram(candidate))) candidates.set(candidate, next);
        position = next + 1;
      }
      const found = candidates.size ? await firstFailing([...candidates.keys()], alone) : undefined;
      const untried = found ? [...candidates.keys()].slice([...candidates.keys()].indexOf(found) + 1) : [];
      for (const candidate of candidates.keys()) if (!untried.includes(candidate)) tried.add(printProgram(candidate));
      width = found ? FEWEST : Math.min(width * 2, MOST);
      if (found) {
        // What comes next is in about the same place of the new list.
        position = candidates.get(found)!;
        best = found;
        edits = pass(best);
        improved = true;
      }
    }
    return improved;
  };

  for (let improved = true; improved && performance.now() < end;) {
    improved = false;
    for (const pass of PASSES) {
      if (!(await runPass(pass))) continue;
      if (alone || (await failsAlone(best))) {
        certain = best;
      } else {
        // It took the company of other programs to fail.
        best = certain;
        alone = true;
        tried.clear();
      }
      improved = true;
    }
  }
  return certain;
}
