// Gets work done inside the Python process, under the GIL: posts a commit program and makes the program reach a safe point. Two
// ways lead there, whichever comes first: a pending call (between two instructions of the main thread, and at the polls of
// compiled loops; unless the program has such calls of its own) and the one-shot frame hook (at the next call of a Python function, in any thread).
import { PendingCalls, readWord } from '@psyco/runtime-x86';
import type { CommitStep, Dialect, Mailbox, RemoteMemory, Runtime } from '@psyco/runtime-x86';
import { ProgramConfined } from './errors';
import { faultPoint } from './fault-points';

/** A program that waits for a safe point this long gets another poke. */
const POKE_AGAIN_MILLISECONDS = 250;

/** How a commit ended. `step` is the one that failed, or the number of steps if there is no room for so many: then nothing was posted. */
export type CommitResult = { readonly applied: true } | { readonly applied: false; readonly step: number };

export class Committer {
  #waiting: { steps: readonly CommitStep[]; done: (result: CommitResult) => void; posted: number; poked: number } | undefined;
  readonly #pendingCalls: PendingCalls;
  /** What `interp->eval_frame` holds when no one-shot hook is in place. */
  #hook = 0;

  constructor(
    private readonly mailbox: Mailbox,
    private readonly memory: RemoteMemory,
    private readonly interpreter: number,
    private readonly dialect: Dialect,
    private readonly entries: Runtime['entries'],
    private readonly clock: () => number,
    private readonly confinement: { readonly isConfined: boolean },
  ) {
    this.#pendingCalls = new PendingCalls(memory, interpreter, dialect, entries.pendingCall);
  }

  /** Whether a program is on its way: there can be one at a time. */
  get busy(): boolean {
    return this.#waiting !== undefined;
  }

  /** What is installed in `interp->eval_frame`, one-shot hooks aside. */
  get hook(): number {
    return this.#hook;
  }

  /** For the step that installs a frame hook: what one-shot hooks put back from now on. */
  hookIs(address: number): void {
    this.#hook = address;
    this.mailbox.setHookAfterOneShot(address);
  }

  /** Whether the frame hook has taken itself out, because a stack was nearly full. */
  isHookGone(): boolean {
    if (this.#hook === 0 || this.busy) return false;
    return readWord(this.memory, this.interpreter + this.dialect.offsets.interpreterEvalFrame) === 0n;
  }

  /** How long the present program has been waiting, in milliseconds. */
  get waited(): number {
    return this.#waiting === undefined ? 0 : this.clock() - this.#waiting.posted;
  }

  /**
   * Posts a program. @throws {ProgramConfined}
   * @param done called from `poll`
   * @param poke false if the program is about to come by on its own
   */
  post(steps: readonly CommitStep[], done: (result: CommitResult) => void, poke = true): void {
    this.leaveIfConfined();
    faultPoint('posting');
    if (!this.mailbox.fits(steps)) return done({ applied: false, step: steps.length });
    // The one-shot hook may be written after the pending call has run the program already, and fire before the compiler hears of it:
    // what it puts back must be the new hook, not the old one.
    const hook = steps.find(({ op }) => op === 'setHook');
    if (hook !== undefined) this.mailbox.setHookAfterOneShot(Number(hook.operands[1]));
    this.mailbox.post(steps);
    faultPoint('posted');
    const now = this.clock();
    this.#waiting = { steps, done, posted: now, poked: now };
    if (poke) this.#poke();
  }

  /** What is on its way is taken back. @throws {ProgramConfined} */
  leaveIfConfined(): void {
    if (!this.confinement.isConfined) return;
    this.mailbox.withdraw();
    throw new ProgramConfined();
  }

  /** Looks whether the posted program has run. */
  poll(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const state = this.mailbox.poll();
    if (state.state === 'posted') {
      const now = this.clock();
      if (now - waiting.poked > POKE_AGAIN_MILLISECONDS) {
        waiting.poked = now;
        this.#poke();
      }
      return;
    }
    this.#waiting = undefined;
    if (state.state === 'failed') this.mailbox.setHookAfterOneShot(this.#hook);
    faultPoint('applied');
    waiting.done(state.state === 'failed' ? { applied: false, step: state.step } : { applied: true });
  }

  #poke(): void {
    this.#pendingCalls.post();
    faultPoint('pending call added');
    const hook = Buffer.alloc(8);
    hook.writeBigUInt64LE(BigInt(this.entries.oneShotHook));
    this.memory.write(this.interpreter + this.dialect.offsets.interpreterEvalFrame, hook);
    faultPoint('poked');
  }
}
