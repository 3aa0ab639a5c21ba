// Which programs are compared, and with which arguments, so that each runs for a short time and prints no times.
import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { REPOSITORY } from '@psyco/harness';

export interface Program {
  /** For tables: the file in the repository, without the suffix. */
  readonly name: string;
  readonly file: string;
  readonly arguments: readonly string[];
}

interface ProgramFolder {
  readonly folder: string;
  /** Files that are no programs. */
  readonly shared: readonly string[];
  readonly arguments: readonly string[];
  /** For programs that need others. */
  readonly special?: Readonly<Record<string, readonly string[]>>;
}

/** The folders whose programs are compared when none is named. */
const FOLDERS: readonly ProgramFolder[] = [
  { folder: 'tests/tricky', shared: ['common.py'], arguments: [] },
  { folder: 'bench/programs', shared: ['harness.py'], arguments: ['--size', 'small', '--repeat', '3'] },
  { folder: 'examples', shared: [], arguments: [], special: { 'bpnn.py': ['300', '--no-time'], 'recognizer.py': ['4', '--no-time'], 'templates.py': ['10', '--no-time'], 'logs.py': ['4000', '--no-time'] } },
];

function argumentsOf(file: string): readonly string[] {
  const folder = FOLDERS.find((each) => resolve(REPOSITORY, each.folder) === dirname(file));
  return folder ? (folder.special?.[basename(file)] ?? folder.arguments) : [];
}

function programOf(file: string): Program {
  const absolute = resolve(file);
  const inside = absolute.startsWith(REPOSITORY) ? absolute.slice(REPOSITORY.length).replace(/^\//, '') : file;
  return { name: inside.replace(/\.py$/, ''), file: absolute, arguments: argumentsOf(absolute) };
}

/** The programs in these files, or all programs of the repository if none is given. A folder of the repository gives its programs; a name without a slash finds its file. */
export function findPrograms(files: readonly string[] = []): Program[] {
  const all = FOLDERS.flatMap(({ folder, shared }) =>
    readdirSync(join(REPOSITORY, folder)).filter((name) => name.endsWith('.py') && !shared.includes(name)).sort().map((name) => programOf(join(REPOSITORY, folder, name))));
  if (files.length === 0) return all;
  return files.flatMap((file) => {
    const folder = all.filter(({ name }) => name.startsWith(`${file.replace(/\/$/, '')}/`));
    if (folder.length > 0) return folder;
    if (file.includes('/') || file.endsWith('.py')) return [programOf(file)];
    const found = all.filter(({ name }) => basename(name) === file);
    return found.length ? found : [programOf(file)];
  });
}
