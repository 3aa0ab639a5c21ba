// Two bundles, each one file with everything in it (fewer files to open means an earlier start), and the Python side beside them.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { defineConfig } from 'tsup';

// The workspace's packages are bundled from their sources, so this builds whether or not they were built before.
const packages = new URL('../../packages', import.meta.url).pathname;
const alias = {
  ...Object.fromEntries(readdirSync(packages).map((name) => [`@psyco/${name}`, `${packages}/${name}/src/index.ts`])),
  // An entry of its own.
  '@psyco/x86/disassemble': `${packages}/x86/src/disassemble.ts`,
};

export default defineConfig({
  entry: ['src/compiler.ts', 'src/cli.ts'],
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  splitting: false,
  sourcemap: true,
  clean: true,
  esbuildOptions: (options) => { options.alias = alias; },
  noExternal: [/.*/],
  // Loaded only when a dump asks for a disassembly.
  external: ['iced-x86'],
  // CommonJS packages inside an ES module still call require.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  onSuccess: async () => {
    const source = new URL('../../packages/agent/python', import.meta.url).pathname;
    rmSync('dist/python', { recursive: true, force: true });
    cpSync(source, 'dist/python', { recursive: true, filter: (path) => !path.endsWith('__pycache__') });
    // Compiled here, because where it is installed Python may not be allowed to write: compiling costs each start 2 ms. Without
    // checks against the source (unchecked-hash), as packing changes file times. A Python of another version ignores these files.
    const python = process.env.PSYCO_PYTHON ?? 'python3.11';
    const levels = ['-o', '0', '-o', '1', '-o', '2'];
    const compiled = spawnSync(python, ['-m', 'compileall', '-q', ...levels, '--invalidation-mode', 'unchecked-hash', 'dist/python'], { stdio: 'inherit' });
    if (compiled.status !== 0) console.warn(`psyco: no ${python} to compile the agent with; programs will start 2 ms later. Set PSYCO_PYTHON to a CPython 3.11.`);
  },
});
