// Bundles, each one file with everything in it (fewer files to open means an earlier start), and the Python side beside them.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { defineConfig } from 'tsup';
import type { Options } from 'tsup';

// The workspace's packages are bundled from their sources, so this builds whether or not they were built before.
const packages = new URL('../../packages', import.meta.url).pathname;
const alias = Object.fromEntries(readdirSync(packages).map((name) => [`@psyco/${name}`, `${packages}/${name}/src/index.ts`]));

const DISASSEMBLER = `${packages}/x86/src/disassemble.ts`;

/** What compiles the agent, which is copied beside the bundles. */
function addPython(): void {
  const source = new URL('../../packages/agent/python', import.meta.url).pathname;
  cpSync(source, 'dist/python', { recursive: true, filter: (path) => !path.endsWith('__pycache__') });
  // Compiled here, because where it is installed Python may not be allowed to write: compiling costs each start 2 ms. Without
  // checks against the source (unchecked-hash), as packing changes file times. A Python of another version ignores these files.
  const python = process.env.PSYCO_PYTHON ?? 'python3.11';
  const levels = ['-o', '0', '-o', '1', '-o', '2'];
  const compiled = spawnSync(python, ['-m', 'compileall', '-q', ...levels, '--invalidation-mode', 'unchecked-hash', 'dist/python'], { stdio: 'inherit' });
  if (compiled.status !== 0) console.warn(`psyco: no ${python} to compile the agent with; programs will start 2 ms later. Set PSYCO_PYTHON to a CPython 3.11.`);
}

/** The disassembler looks for its wasm beside its code. */
function addDisassembler(): void {
  cpSync(createRequire(import.meta.url).resolve('iced-x86/iced_x86_bg.wasm'), 'dist/iced_x86_bg.wasm');
}

/** Code from V8's cache cannot use import(): see src/start.ts. That file itself must keep its own, for backends that are ES modules. */
function requireDisassembler(file: string): void {
  const text = readFileSync(file, 'utf8');
  const imported = 'import("./disassemble.cjs")';
  if (!text.includes(imported)) throw new Error(`${file} has no ${imported}: adapt tsup.config.ts`);
  writeFileSync(file, text.replaceAll(imported, 'Promise.resolve(require("./disassemble.cjs"))'));
}

/** Puts a hash of the bundle in front of it: the name of its bytecode in the cache. */
function addHash(file: string): void {
  const text = readFileSync(file);
  writeFileSync(file, `// ${createHash('sha256').update(text).digest('hex').slice(0, 32)}\n${text.toString()}`);
}

const common: Options = { target: 'node20', platform: 'node', splitting: false, clean: false, noExternal: [/.*/] };

rmSync('dist', { recursive: true, force: true });

export default defineConfig([
  {
    ...common,
    entry: ['src/cli.ts'],
    format: ['esm'],
    sourcemap: true,
    esbuildOptions: (options) => { options.alias = alias; },
    // CommonJS packages inside an ES module still call require.
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
    onSuccess: async () => addPython(),
  },
  {
    // CommonJS: the loader of ES modules costs 5 ms, and bytecode can be kept for scripts only.
    ...common,
    entry: { compiler: 'src/compiler.ts', start: 'src/start.ts', disassemble: DISASSEMBLER },
    format: ['cjs'],
    // Without comments and white space: it is read at every start. Names stay, for the stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    esbuildPlugins: [{
      // A megabyte that is loaded only when a dump asks for it.
      name: 'disassembler',
      setup: (build) => build.onResolve({ filter: /^@psyco\/x86\/disassemble$/ }, () => ({ path: './disassemble.cjs', external: true })),
    }],
    esbuildOptions: (options) => {
      options.alias = alias;
      // Asked for by a function that only the command uses.
      options.define = { ...options.define, 'import.meta.url': 'undefined' };
    },
    onSuccess: async () => {
      requireDisassembler('dist/compiler.cjs');
      addHash('dist/compiler.cjs');
      addDisassembler();
    },
  },
]);
