import { defineConfig } from 'tsup';

export default defineConfig({ entry: ['src/index.ts', 'src/disassemble.ts'], external: ['iced-x86'], format: ['esm'], dts: true, sourcemap: true, clean: true, target: 'node20' });
