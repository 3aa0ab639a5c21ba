// For tests only: a copy of this package as it is installed (launcher, bundles, Python side), made from the sources in a temporary
// directory, and runs of real programs with it and without it.
import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll } from 'vitest';
import { askPython, findOnPath, SUPPORTED_SERIES } from './python';

const cli = fileURLToPath(new URL('..', import.meta.url));
const packages = join(cli, '..', '..', 'packages');

/** The real executable of a supported Python on PATH (not a wrapper script); undefined if there is none. */
function findSupportedPython(): string | undefined {
  const names = [process.env.PSYCO_PYTHON, ...SUPPORTED_SERIES.map((series) => `python${series}`), 'python3'];
  for (const name of names.filter((candidate) => candidate !== undefined)) {
    for (const file of findOnPath(name).reverse()) {
      const facts = askPython(file);
      if (facts?.implementation === 'cpython' && SUPPORTED_SERIES.includes(facts.series.join('.')) && facts.ctypes) return facts.executable;
    }
  }
  console.warn(`SKIPPED: no CPython ${SUPPORTED_SERIES.join(' or ')} on PATH; set PSYCO_PYTHON to run the tests of the launcher`);
  return undefined;
}

/** Bundles files of src/ into dist/ of a directory. */
export async function bundle(directory: string, names: readonly string[], format: 'es' | 'cjs'): Promise<void> {
  await build({
    root: cli,
    configFile: false,
    logLevel: 'error',
    resolve: {
      alias: [
        { find: '@psyco/x86/disassemble', replacement: join(packages, 'x86', 'src', 'disassemble.ts') },
        ...readdirSync(packages).map((name) => ({ find: `@psyco/${name}`, replacement: join(packages, name, 'src', 'index.ts') })),
      ],
    },
    ssr: { noExternal: true, external: ['iced-x86'] },
    build: {
      ssr: true,
      outDir: join(directory, 'dist'),
      emptyOutDir: false,
      rollupOptions: {
        input: Object.fromEntries(names.map((name) => [name, join(cli, 'src', `${name}.ts`)])),
        output: { format, entryFileNames: format === 'es' ? '[name].js' : '[name].cjs' },
      },
    },
  });
}

/** Makes the copy. */
async function installCopy(directory: string): Promise<void> {
  mkdirSync(join(directory, 'bin'), { recursive: true });
  copyFileSync(join(cli, 'bin', 'psyco'), join(directory, 'bin', 'psyco'));
  await bundle(directory, ['cli'], 'es');
  await bundle(directory, ['start', 'compiler'], 'cjs');
  symlinkSync(join(packages, 'agent', 'python'), join(directory, 'dist', 'python'));
  // The disassembler, which is no part of these bundles.
  mkdirSync(join(directory, 'node_modules'));
  symlinkSync(dirname(createRequire(import.meta.url).resolve('iced-x86')), join(directory, 'node_modules', 'iced-x86'));
}

/** How a process ended and what it wrote. */
export interface Outcome {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  input?: string;
  environment?: Record<string, string | undefined>;
  directory?: string;
  /** Called with the process id at the first output. */
  onOutput?: (pid: number) => void;
}

/** Runs a command to its end. */
export function run(command: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const environment: NodeJS.ProcessEnv = { ...process.env, PSYCO_PYTHON: undefined, PYTHONPATH: undefined, PYTHONUNBUFFERED: '1', PWD: options.directory ?? process.env.PWD, ...options.environment };
    const child = spawn(command[0], command.slice(1), { cwd: options.directory, env: environment, stdio: 'pipe' });
    const outcome: Outcome = { status: null, signal: null, stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (outcome.stdout === '') options.onOutput?.(child.pid!);
      outcome.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { outcome.stderr += text; });
    child.on('error', reject).on('close', (status, signal) => resolve({ ...outcome, status, signal }));
    // A program that ends without reading its input breaks the pipe; that is no failure here.
    child.stdin.on('error', () => {}).end(options.input ?? '');
  });
}

/** What tests of real processes work with. */
export interface Installation {
  /** Undefined if there is none: then nothing is installed, and the tests are to be skipped. */
  readonly python: string | undefined;
  /** The copy of this package. */
  readonly copy: string;
  /** A folder of the tests' own, in which programs run. */
  readonly work: string;
  /** Runs Python with these words. */
  plain(words: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** The command that runs psyco with that Python and these words. */
  command(...words: string[]): string[];
  /** Runs that command. */
  psyco(words: readonly string[], options?: RunOptions): Promise<Outcome>;
}

/** An installation for all tests of a file: it is there, and prepared, before the first of them runs, and gone after the last. */
export function useInstallation(prepare: (here: Installation) => void | Promise<void> = () => {}): Installation {
  const python = findSupportedPython();
  const directory = join(tmpdir(), `psyco-test-${randomUUID()}`);
  const [copy, work] = [join(directory, 'copy'), join(directory, 'work')];
  const command = (...words: string[]) => [join(copy, 'bin', 'psyco'), '--python', python!, ...words];
  const here: Installation = {
    python, copy, work, command,
    plain: (words, options) => run([python!, ...words], { directory: work, ...options }),
    psyco: (words, options) => run(command(...words), { directory: work, ...options }),
  };
  beforeAll(async () => {
    if (python === undefined) return;
    await installCopy(copy);
    mkdirSync(work);
    await prepare(here);
  });
  // Compilers may still be writing their last words.
  afterAll(() => rmSync(directory, { recursive: true, force: true, maxRetries: 20 }));
  return here;
}
