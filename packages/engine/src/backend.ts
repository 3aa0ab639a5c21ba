// Finds the backend that --backend names. Knows the contract, no particular backend but the default one.
import { backendContractVersion } from '@psyco/backend';
import type { Backend } from '@psyco/backend';
import { createX86Backend } from '@psyco/backend-x86';
import { BackendUnusable } from './errors';

const DEFAULT_BACKEND = '@psyco/backend-x86';

/** Loads a package that exports `createBackend(): Backend`. @throws {BackendUnusable} */
export async function loadBackend(name: string, importModule: (name: string) => Promise<unknown> = (module) => import(module)): Promise<Backend> {
  if (name === DEFAULT_BACKEND) return createX86Backend();
  let loaded: { createBackend?: () => Backend };
  try {
    loaded = (await importModule(name)) as typeof loaded;
  } catch (error) {
    throw new BackendUnusable(name, error instanceof Error ? error.message : String(error));
  }
  if (typeof loaded.createBackend !== 'function') throw new BackendUnusable(name, 'it exports no function createBackend');
  const backend = loaded.createBackend();
  if (backend.contractVersion !== backendContractVersion) throw new BackendUnusable(name, `it implements version ${backend.contractVersion} of the contract, this is version ${backendContractVersion}`);
  return backend;
}
