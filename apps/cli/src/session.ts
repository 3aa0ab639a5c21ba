// The seam to the engine: what the compiler process asks of it. Until the engine provides it, a session only waits for the end.
import type { Attachment } from './attach';
import type { Settings } from './settings';

/** What one session works on. `signal` aborts when the Python process is gone: write the statistics and return. */
export interface SessionTarget extends Attachment {
  readonly options: Settings;
  readonly signal: AbortSignal;
}

/** Serves one Python process until `signal` aborts. */
export async function runSession(target: SessionTarget): Promise<void> {
  target.header.compilerState = 'attached';
  const answer = (): void => {
    for (const request of target.header.pendingRequests()) target.header.requestIsHandled(request);
  };
  const timer = setInterval(answer, 5);
  await new Promise<void>((resolve) => target.signal.addEventListener('abort', () => resolve(), { once: true }));
  clearInterval(timer);
}
