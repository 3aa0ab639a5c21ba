// Writes python/_psyco_wire.py from the wire table.
import { writeFileSync } from 'node:fs';
import { createServer } from 'vite';

const server = await createServer({ configFile: false, server: { middlewareMode: true }, appType: 'custom', logLevel: 'error' });
const { pythonConstants } = await server.ssrLoadModule(new URL('../src/python-constants.ts', import.meta.url).pathname);
writeFileSync(new URL('../python/_psyco_wire.py', import.meta.url), pythonConstants());
await server.close();
