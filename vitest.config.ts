// One vitest run for the whole repository; packages resolve to each other's sources, so tests need no build.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const packages = fileURLToPath(new URL('./packages', import.meta.url));
const alias = Object.fromEntries(readdirSync(packages).map((name) => [`@psyco/${name}`, `${packages}/${name}/src/index.ts`]));

export default defineConfig({
  resolve: { alias },
  test: {
    include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'tools/**/*.test.ts'],
    testTimeout: 60_000,
    maxWorkers: 2,
    minWorkers: 1,
  },
});
