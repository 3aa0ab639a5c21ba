// Two bundles, each one file with everything in it (fewer files to open means an earlier start), and the Python side beside them.
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { defineConfig } from 'tsup';

// The workspace's packages are bundled from their sources, so this builds whether or not they were built before.
const packages = new URL('../../packages', import.meta.url).pathname;
const alias = Object.fromEntries(readdirSync(packages).map((name) => [`@psyco/${name}`, `${packages}/${name}/src/index.ts`]));

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
  },
});
