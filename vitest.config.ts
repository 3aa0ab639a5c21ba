// One vitest run for the whole repository; packages resolve to each other's sources, so tests need no build.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const packages = fileURLToPath(new URL('./packages', import.meta.url));
const tools = fileURLToPath(new URL('./tools', import.meta.url));
const alias = [
  { find: '@psyco/harness', replacement: `${tools}/harness/src/index.ts` },
  { find: '@psyco/differential-tool', replacement: `${tools}/differential/src/index.ts` },
  { find: /^@psyco\/([^/]+)$/, replacement: `${packages}/$1/src/index.ts` },
  { find: /^@psyco\/([^/]+)\/(.+)$/, replacement: `${packages}/$1/src/$2.ts` },
];

export default defineConfig({
  resolve: { alias },
  test: {
    include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'tools/**/*.test.ts'],
    setupFiles: ['./vitest.setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Tests that run real processes depend on the load of the machine.
    retry: 1,
    maxWorkers: 2,
    minWorkers: 1,
  },
});
