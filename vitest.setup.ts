// Between two tests vitest may speak with its worker: it gives up a worker that says nothing for a minute, and tests that
// only compute never wait by themselves.
import { beforeEach } from 'vitest';

beforeEach(() => new Promise<void>((resolve) => void setImmediate(resolve)));
