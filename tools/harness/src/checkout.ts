// Where this repository is, and its psyco command.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** From the sources, and from the bundle of any tool, upwards to the folder of the workspaces. */
function findRepository(): string {
  for (let url = new URL('.', import.meta.url); ; url = new URL('..', url)) {
    const folder = fileURLToPath(url);
    if (existsSync(join(folder, 'turbo.json'))) return folder;
    if (folder === '/') throw new Error('the repository is not there: the tools only run inside it');
  }
}

export const REPOSITORY = findRepository();

/** Why something cannot be used, and what to do. */
export interface Missing {
  readonly missing: string;
}

/** The psyco command of this checkout. */
export function findPsyco(): { readonly command: string } | Missing {
  const cli = join(REPOSITORY, 'apps', 'cli');
  const missing = ['bin/psyco', 'dist/start.cjs'].find((file) => !existsSync(join(cli, file)));
  return missing ? { missing: `apps/cli/${missing} is not there: run npm run build` } : { command: join(cli, 'bin', 'psyco') };
}
