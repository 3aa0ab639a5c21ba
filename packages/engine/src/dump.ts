// The texts of --dump: which stage of which function is wanted, and where it goes.

/** The stages of the pipeline that can be shown. */
export const DUMP_STAGES = {
  values: 'the ir with the state of the specializer at each block',
  ir: 'the ir as specialized',
  optimized: 'the ir after the passes',
  passes: 'the ir after each pass',
  asm: 'the machine code, with the ir that it came from',
  recipes: 'the exits and how they build frames',
} as const;

export type DumpStage = keyof typeof DUMP_STAGES;

/** Chooses and writes dumps. */
export class Dumper {
  readonly #wanted: { stage: string; pattern: RegExp }[];

  /** @param wanted `STAGE` or `STAGE:FUNCTION`, where `*` stands for any characters */
  constructor(wanted: readonly string[], private readonly write: (text: string) => void) {
    this.#wanted = wanted.map((text) => {
      const colon = text.indexOf(':');
      const name = colon < 0 ? '*' : text.slice(colon + 1);
      const expression = name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
      return { stage: colon < 0 ? text : text.slice(0, colon), pattern: new RegExp(`^${expression}$`, 's') };
    });
  }

  /** Whether anything is dumped at all. */
  get active(): boolean {
    return this.#wanted.length > 0;
  }

  wants(stage: DumpStage, qualname: string): boolean {
    return this.#wanted.some((one) => one.stage === stage && (one.pattern.test(qualname) || one.pattern.test(qualname.slice(qualname.lastIndexOf('.') + 1))));
  }

  dump(stage: DumpStage, qualname: string, title: string, text: () => string): void {
    if (this.wants(stage, qualname)) this.write(`--- ${stage}: ${title}\n${text().trimEnd()}\n`);
  }

  /** For texts that take a while, such as those of the disassembler, which is loaded on first use. */
  async dumpLater(stage: DumpStage, qualname: string, title: string, text: () => Promise<string>): Promise<void> {
    if (!this.wants(stage, qualname)) return;
    const written = await text().catch((error: unknown) => `(${String(error)})`);
    this.write(`--- ${stage}: ${title}\n${written.trimEnd()}\n`);
  }
}
