// Builds the fencing malloc, and says with which environment it acts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '@psyco/harness';

const SOURCE = join(REPOSITORY, 'tools', 'fence', 'src', 'fence.c');

/** Which blocks are fenced. */
export interface FenceOptions {
  /** Bytes of the smallest and of the largest. */
  readonly least?: number;
  readonly most?: number;
  /** One in so many, at random. */
  readonly oneIn?: number;
  /** How many at the same time. */
  readonly live?: number;
  /** Objects too, which Python otherwise takes from pools of its own. */
  readonly objects?: boolean;
}

/** A library to be preloaded; `remove` deletes it. */
export interface Fence {
  readonly library: string;
  remove(): void;
}

/** Compiles it with the machine's C compiler; or why not. */
export function buildFence(): Fence | { readonly missing: string } {
  const folder = mkdtempSync(join(tmpdir(), 'psyco-fence-'));
  const library = join(folder, 'fence.so');
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const { error, stderr } = spawnSync('cc', ['-O2', '-Wall', '-shared', '-fPIC', '-fno-builtin-malloc', '-o', library, SOURCE, '-ldl'], { encoding: 'utf8' });
  if (existsSync(library)) return { library, remove };
  remove();
  return { missing: error ? 'there is no C compiler (cc): install one' : `the C compiler cannot compile ${SOURCE}: ${stderr}` };
}

/** What is to be added to the environment of a command. */
export function fenceEnvironment({ library }: Pick<Fence, 'library'>, { least, most, oneIn, live, objects = false }: FenceOptions = {}): Record<string, string> {
  const numbers = { FENCE_LEAST: least, FENCE_MOST: most, FENCE_ONE_IN: oneIn, FENCE_LIVE: live };
  const given = Object.entries(numbers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  // The tools take Python's own variables out of the environment of what they compare: they leave this one, and put PYTHONMALLOC beside it.
  return { LD_PRELOAD: library, ...Object.fromEntries(given), ...(objects ? { FENCE_OBJECTS: '1', PYTHONMALLOC: 'malloc' } : {}) };
}
