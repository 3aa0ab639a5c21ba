// Brings the generated sections of bin/psyco up to date with src/options.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'vite';

const launcher = new URL('../bin/psyco', import.meta.url);
const server = await createServer({ configFile: false, server: { middlewareMode: true }, appType: 'custom', logLevel: 'error' });
const { generateLauncher } = await server.ssrLoadModule(new URL('../src/launcher.ts', import.meta.url).pathname);
writeFileSync(launcher, generateLauncher(readFileSync(launcher, 'utf8')));
await server.close();
