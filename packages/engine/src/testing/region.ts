// For tests: a region in a file of its own.
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Region } from '../regions';

/** Makes a region at an address; call `close` when done. */
export function testRegion(name: 'code' | 'data', address: number, size: number): { region: Region; close: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'psyco-engine-'));
  const fd = openSync(join(folder, name), 'w+');
  ftruncateSync(fd, size);
  const close = (): void => {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  };
  return { region: new Region(name, fd, address, size), close };
}
