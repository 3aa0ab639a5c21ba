// What a session is given: the open Python process and the settings of the command line. Types only; the command line fills them.
import type { DataHeader } from '@psyco/agent';

/** How the session shall behave; the command line's options under the same names. */
export interface SessionOptions {
  readonly mode: 'profile' | 'full' | 'off';
  /** The program waits for the compiler: deterministic, for tests. */
  readonly sync: boolean;
  readonly log: string | undefined;
  readonly stats: string | undefined;
  /** `STAGE` or `STAGE:FUNCTION`. */
  readonly dump: readonly string[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** Package whose `createBackend` or `backend` export makes the machine code. */
  readonly backend: string;
  /** Seed of random guard failures, for tests. */
  readonly chaos: number | undefined;
  /** Passes left out, and `DEAD_VARIABLES`; 'all' leaves out every one. */
  readonly noOptimize: readonly string[];
  readonly watermark: number;
  readonly halflife: number;
  readonly pollfreq: number;
  readonly parentframe: number;
}

/** One Python process to serve. `signal` aborts when the process is gone: write the statistics and return. */
export interface SessionTarget {
  readonly pid: number;
  readonly codeFd: number;
  readonly dataFd: number;
  /** Open on /proc/PID/mem. */
  readonly memoryFd: number;
  readonly header: DataHeader;
  readonly options: SessionOptions;
  /** Where the report of a crash in compiled code goes, and who writes it; absent: nowhere. */
  readonly crash?: {
    readonly file: string;
    readonly version: string;
    /** Makes the folder of the file, which need not be there. */
    readonly makeFolder: (directory: string) => void;
  };
  /** How to import a backend; by default as this package would. */
  readonly importModule?: (name: string) => Promise<unknown>;
  readonly signal: AbortSignal;
}
