// Writes the machine code of compact classes where the psyco package of Python keeps it.
import { writeFileSync } from 'node:fs';
import { createServer } from 'vite';

const packages = new URL('../../', import.meta.url).pathname;
const server = await createServer({
  configFile: false, server: { middlewareMode: true }, appType: 'custom', logLevel: 'error',
  resolve: { alias: [{ find: /^@psyco\/([^/]+)$/, replacement: `${packages}$1/src/index.ts` }] },
});
const { pythonModule } = await server.ssrLoadModule(new URL('../src/python-module.ts', import.meta.url).pathname);
writeFileSync(new URL('../../agent/python/psyco/_compact/_machine_code.py', import.meta.url), pythonModule());
await server.close();
