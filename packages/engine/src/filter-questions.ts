// Asks the function of setfilter(), which lives in the program, about code objects: at a safe point the agent is called there, with the
// code object kept alive, and posts the verdict like any other request. One question at a time.
import type { DataHeader } from '@psyco/agent';
import { commit } from '@psyco/runtime-x86';
import type { CommitStep } from '@psyco/runtime-x86';
import type { Place } from './boot';
import type { Committer } from './committer';
import type { Permissions } from './permissions';
import type { AnalysedCode } from './world/code-facts';

/** An expression without effects on the names of __main__, where PyRun_SimpleString runs it. */
const CALL = "__import__('sys').modules['psyco._agent'].consider()\n\0";
/** Milliseconds after which a question that nobody answered is forgotten. */
const PATIENCE = 5000;

export class FilterQuestions {
  #text = 0;
  #number = 0;
  #asked: { readonly code: AnalysedCode; readonly time: number } | null = null;

  constructor(
    private readonly place: Place,
    private readonly header: DataHeader,
    private readonly committer: Committer,
    private readonly permissions: Permissions,
  ) {}

  /** Asks the next question, if there is one and it can be asked now. */
  ask(now: number): void {
    if (this.#asked !== null && now - this.#asked.time > PATIENCE) this.#forget();
    if (this.#asked !== null || this.committer.busy) return;
    const code = this.permissions.nextUnjudged();
    if (code === null) return;
    const { world, python, data } = this.place;
    world.begin();
    if (world.codeFacts(code.address) !== code) {
      this.permissions.giveUp(code);
      return;
    }
    if (this.#text === 0) data.write((this.#text = data.allocate(CALL.length, 8)), Buffer.from(CALL, 'latin1'));
    this.#asked = { code, time: now };
    this.header.set('question', code.address);
    this.header.set('questionNumber', ++this.#number);
    this.committer.post([...this.#checks(code), commit.incref(code.address), commit.call(python.symbol('PyRun_SimpleString'), this.#text)], ({ applied }) => {
      if (!applied && this.#asked?.code === code) this.#forget();
    });
  }

  /** The program has judged a code object. Returns what it is about, if it is known. */
  answer(address: number, allowed: boolean): AnalysedCode | null {
    const code = this.#asked?.code ?? null;
    if (code === null || code.address !== address) return null;
    this.#asked = null;
    this.permissions.judge(code, allowed);
    return code;
  }

  /** What tells this code object from another one at its address. */
  #checks({ address }: AnalysedCode): CommitStep[] {
    const { python } = this.place;
    const { co_consts, co_names, co_linetable, co_qualname } = python.layout.PyCodeObject;
    const words = [co_consts, co_names, co_linetable, co_qualname].map((offset) => commit.check64(address + offset, python.memory.ptr(address + offset)));
    return [commit.checkObject(address, python.symbol('PyCode_Type')), ...words];
  }

  #forget(): void {
    if (this.#asked !== null) this.permissions.giveUp(this.#asked.code);
    this.#asked = null;
  }
}
