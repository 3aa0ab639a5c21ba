// A folder for the files of one piece of work.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes a folder, and removes it with all that is in it when the work has ended, well or not.
 * @param name how its name begins, behind "psyco-"
 */
export async function inTemporaryFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `psyco-${name}-`));
  try {
    return await work(folder);
  } finally {
    // Processes that are just ending may still be writing there.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  }
}
