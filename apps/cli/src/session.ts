// The seam to the engine: the compiler process hands an attached Python process to `runSession` of @psyco/engine. An engine
// without one (a partial build) is replaced by a session that compiles nothing.
import * as engine from '@psyco/engine';
import type { Attachment } from './attach';
import type { Settings } from './settings';

/** What one session works on. `signal` aborts when the Python process is gone: write the statistics and return. */
export interface SessionTarget extends Attachment {
  readonly options: Settings;
  readonly crash?: { readonly file: string; readonly version: string };
  readonly importModule?: (name: string) => Promise<unknown>;
  readonly signal: AbortSignal;
}

type RunSession = (target: SessionTarget) => Promise<unknown>;

/** Answers requests without doing anything, until the end. */
async function compileNothing(target: SessionTarget): Promise<void> {
  target.header.compilerState = 'attached';
  const answer = (): void => {
    for (const request of target.header.pendingRequests()) target.header.requestIsHandled(request);
  };
  const timer = setInterval(answer, 5);
  await new Promise<void>((resolve) => target.signal.addEventListener('abort', () => resolve(), { once: true }));
  clearInterval(timer);
}

/** Serves one Python process until `signal` aborts. */
export const runSession: RunSession = (engine as { runSession?: RunSession }).runSession ?? compileNothing;
