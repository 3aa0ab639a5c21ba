import { defineConfig } from 'tsup';

export default defineConfig({ entry: ['src/main.ts'], format: ['esm'], dts: false, sourcemap: false, clean: true, target: 'node20' });
