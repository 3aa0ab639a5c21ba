// What programs ask for through `import psyco`: texts from the agent to typed requests. Knows the names of the fields, which the
// files of packages/agent/python/psyco write; nothing of what is done about them.

/** A place for the answer, in the Python process. */
export interface AnswerPlace {
  readonly buffer: number;
  readonly size: number;
}

interface Fields {
  /** Compile these code objects, and what they call down to `rec`; `except` are left alone whoever calls them. */
  bind: { readonly codes: readonly number[]; readonly rec: number; readonly except?: readonly number[] };
  unbind: { readonly codes: readonly number[] } & AnswerPlace;
  cannotcompile: { readonly codes: readonly number[] } & AnswerPlace;
  /** There is a filter function from now on, or none. */
  filter: { readonly on: boolean };
  verdict: { readonly code: number; readonly allowed: boolean };
  profiler: { readonly kind: 'full' | 'profile' | 'background' | 'runonly' } & { readonly [option in ProfilerOptionName]?: number };
  stop: object;
  /** The program ends: everything is taken out and given back. */
  leave: object;
  log: { readonly path: string; readonly top: number };
  stats: AnswerPlace;
  explain: { readonly code: number } & AnswerPlace;
  dumpcodebuf: { readonly path: string } & AnswerPlace;
}

type ProfilerOptionName = 'watermark' | 'halflife' | 'pollfreq' | 'parentframe' | 'memory' | 'time' | 'memorymax' | 'timemax';

/** Names of requests. */
export type RequestKind = keyof Fields;
/** A request of one kind, without its name. */
export type RequestOf<Kind extends RequestKind> = Fields[Kind];
/** A request of any kind. */
export type ProgramRequest = { readonly [Kind in RequestKind]: { readonly request: Kind } & Fields[Kind] }[RequestKind];

/** What is done about each kind; what is returned is the answer to those who want one; 'wait': handle it again later. */
export type RequestHandlers = { readonly [Kind in RequestKind]: (request: Fields[Kind]) => unknown };

/** Whether the agent waits for an answer. */
export function wantsAnswer(request: object): request is AnswerPlace {
  return 'buffer' in request && 'size' in request;
}

/** The request that a text says; null if it says none. */
export function parseRequest(text: string, handlers: RequestHandlers): ProgramRequest | null {
  try {
    const value = JSON.parse(text) as ProgramRequest;
    return typeof value === 'object' && value !== null && Object.hasOwn(handlers, value.request) ? value : null;
  } catch {
    return null;
  }
}

/** Does what a request asks for; returns the answer. */
export function handle(request: ProgramRequest, handlers: RequestHandlers): unknown {
  return (handlers[request.request] as (request: ProgramRequest) => unknown)(request);
}
