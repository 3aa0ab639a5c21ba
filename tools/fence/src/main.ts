// The command: npm run fence -- [options] COMMAND [ARGUMENT ...]
import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { fail, numberOf, readOptions } from '@psyco/harness';
import { buildFence, fenceEnvironment } from './fence';

const HELP = `Runs a command with a malloc that gives blocks pages of their own: what reads or writes beyond a block, or after it was freed, faults there and then.

Usage: npm run fence -- [options] COMMAND [ARGUMENT ...]

  --least N    bytes of the smallest blocks that are fenced (0)
  --most N     bytes of the largest (1000000)
  --one-in N   of those, one in so many, at random (1)
  --live N     how many at the same time (20000): each takes two mappings, of which the system allows vm.max_map_count
  --objects    objects too, which Python otherwise takes from pools of its own (PYTHONMALLOC=malloc)

It acts in processes whose name has "python" in it, and leaves the compiler alone.
`;

const TOOL = 'fence';
const number = { type: 'string' } as const;
const options = { least: number, most: number, 'one-in': number, live: number, objects: { type: 'boolean' }, help: { type: 'boolean' } } as const;

// Options of the command itself are not ours: everything from the first word on that is none is the command.
const all = process.argv.slice(2);
let first = 0;
while (first < all.length && all[first]!.startsWith('--')) {
  const [name = '', value] = all[first]!.slice(2).split('=', 2);
  first += value === undefined && options[name as keyof typeof options]?.type === 'string' ? 2 : 1;
}
const { values } = readOptions(TOOL, { args: all.slice(0, first), options });
const [program, ...rest] = all.slice(first);
if (values.help || program === undefined) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 2);
}
const fence = buildFence();
if ('missing' in fence) fail(TOOL, fence.missing);
try {
  const of = (name: 'least' | 'most' | 'one-in' | 'live'): number | undefined => numberOf(TOOL, values[name], name, undefined);
  const environment = fenceEnvironment(fence, { least: of('least'), most: of('most'), oneIn: of('one-in'), live: of('live'), objects: values.objects });
  const { status, signal, error } = spawnSync(program, rest, { stdio: 'inherit', env: { ...process.env, ...environment } });
  if (error) console.error(`fence: ${program}: ${error.message}`);
  process.exitCode = error ? 127 : (status ?? 128 + constants.signals[signal!]);
} finally {
  fence.remove();
}
