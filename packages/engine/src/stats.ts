// Everything counted in one session, and the one JSON object that --stats writes of it. Counting only; no decisions here.
import { reasons } from '@psyco/specializer';
import { Measurement } from './measurement';
import type { CompiledUnit, UnitKind } from './unit';
import type { EngineCodeFacts } from './world/code-facts';

/** Counts by name. */
export class Counter {
  readonly #counts = new Map<string, number>();

  add(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  get total(): number {
    let total = 0;
    for (const count of this.#counts.values()) total += count;
    return total;
  }

  get(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** Highest count first. */
  toJSON(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([, a], [, b]) => b - a));
  }
}

/** Why something was not compiled, and the line that is why. */
export interface WhyNot {
  readonly reason: string;
  readonly text: string;
  readonly detail: string;
  readonly file: string;
  readonly line: number;
}

/** What happens to a unit's versions. */
export type UnitState = 'active' | 'replaced' | 'retired' | 'dropped';

/** One version of a unit, as counted. */
export interface UnitStatistics {
  readonly kind: UnitKind;
  readonly line: number;
  readonly offset: number;
  state: UnitState;
  readonly bytes: number;
  readonly blocks: number;
  readonly milliseconds: number;
  /** Milliseconds of each stage of the pipeline. */
  readonly stages: Readonly<Record<string, number>>;
  /** Seconds since the session began. */
  readonly time: number;
  readonly exits: Counter;
  readonly places: Map<string, number>;
}

/** Functions whose code is gone, of which something is told still. */
const MOST_GONE = 1000;

/** What is told of code. */
type StatisticsCode = Pick<EngineCodeFacts, 'address' | 'qualname' | 'filename' | 'firstLine' | 'lineAt'>;

/** What is known of one function. */
export class FunctionStatistics {
  /** Sum of all samples that it got. */
  charge = 0;
  /** How many samples these were. */
  interpretedSamples = 0;
  /** Milliseconds in which samples saw its compiled code run. */
  compiledTime = 0;
  /** Entries through the hook. */
  hits = 0;
  /** Milliseconds in which samples saw its compiled code run, or what that had called. */
  compiledOnStack = 0;
  /** Milliseconds that interpreted calls would have taken, from the progress of their loops. */
  readonly projections: number[] = [];
  /** Calls that compiled code took over in the middle, as parts of calls. */
  takenOver = 0;
  /** How long calls take, compiled and interpreted. */
  readonly measurement = new Measurement();
  readonly units: UnitStatistics[] = [];
  readonly whyNot: WhyNot[] = [];
  readonly invalidations = new Counter();
  readonly dropped = new Counter();

  #code: StatisticsCode;

  constructor(code: StatisticsCode) {
    this.#code = code;
  }

  get code(): StatisticsCode {
    return this.#code;
  }

  /** The code is gone: what is known of it is let go, but for its name and place. */
  letGo(): void {
    const { address, qualname, filename, firstLine } = this.#code;
    this.#code = { address, qualname, filename, firstLine, lineAt: () => firstLine };
  }

  get name(): string {
    return this.code.qualname;
  }

  /** Notes a refusal, once per reason and line. */
  refuse(reason: string, detail: string, offset: number): WhyNot {
    const line = offset < 0 ? this.code.firstLine : this.code.lineAt(offset);
    const text = reasons[reason as keyof typeof reasons]?.text ?? reason;
    const entry: WhyNot = { reason, text, detail, file: this.code.filename, line };
    if (!this.whyNot.some((known) => known.reason === reason && known.line === line)) this.whyNot.push(entry);
    return entry;
  }

  /** The unit's exits were taken `count` times more at this place. */
  noteExits(unit: UnitStatistics, reason: string, line: number, count: number): void {
    unit.exits.add(reason, count);
    const place = `${reason} at line ${line}`;
    unit.places.set(place, (unit.places.get(place) ?? 0) + count);
  }

  toJSON(): unknown {
    const exits = new Counter();
    for (const unit of this.units) for (const [reason, count] of Object.entries(unit.exits.toJSON())) exits.add(reason, count);
    return {
      name: this.name,
      file: this.code.filename,
      line: this.code.firstLine,
      address: this.code.address,
      charge: round(this.charge),
      versions: this.units.length,
      codeBytes: sum(this.units.map(({ bytes }) => bytes)),
      compileMilliseconds: round(sum(this.units.map(({ milliseconds }) => milliseconds))),
      hits: this.hits,
      measured: {
        ticks: this.measurement.rounds,
        projections: this.projections.map(round),
        takenOver: round(this.takenOver),
        compiledOnStack: round(this.compiledOnStack),
      },
      exits,
      invalidations: this.invalidations,
      dropped: this.dropped,
      whyNot: this.whyNot,
      units: this.units.map((unit) => ({
        kind: unit.kind,
        line: unit.line,
        offset: unit.offset,
        state: unit.state,
        bytes: unit.bytes,
        blocks: unit.blocks,
        milliseconds: round(unit.milliseconds),
        stages: Object.fromEntries(Object.entries(unit.stages).map(([stage, time]) => [stage, round(time)])),
        time: round(unit.time),
        exits: unit.exits,
        places: Object.fromEntries([...unit.places].sort(([, a], [, b]) => b - a).slice(0, 20)),
      })),
    };
  }
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** All counts of a session. */
export class Statistics {
  /** By the analysis: another function may be made at the address of one that is gone. */
  readonly #known = new WeakMap<EngineCodeFacts, FunctionStatistics>();
  /** Those that are reported, and those among them whose code is gone. */
  readonly #functions = new Set<FunctionStatistics>();
  readonly #gone = new Set<FunctionStatistics>();
  /** Compilations that were not installed, by reason. */
  readonly dropped = new Counter();
  /** Things that happened: compilations, commits, hook changes, samples, ... */
  readonly events = new Counter();
  readonly #started: number;
  readonly #versions = new WeakMap<CompiledUnit, UnitStatistics>();

  constructor(private readonly clock: () => number) {
    this.#started = clock();
  }

  /** Seconds since the session began. */
  get seconds(): number {
    return (this.clock() - this.#started) / 1000;
  }

  function(code: EngineCodeFacts): FunctionStatistics {
    let found = this.#known.get(code);
    if (found === undefined) {
      this.#known.set(code, (found = new FunctionStatistics(code)));
      this.#functions.add(found);
    }
    return found;
  }

  /** Its code is gone; what was counted stays, of the last ones. */
  forget(code: EngineCodeFacts): void {
    const found = this.#known.get(code);
    if (found === undefined || found.code !== code) return;
    found.letGo();
    this.#gone.add(found);
    const [first] = this.#gone;
    if (this.#gone.size <= MOST_GONE) return;
    this.#gone.delete(first!);
    this.#functions.delete(first!);
  }

  compiled(unit: CompiledUnit, stages: Readonly<Record<string, number>>): void {
    const entry: UnitStatistics = {
      kind: unit.kind,
      line: unit.code.lineAt(unit.offset),
      offset: unit.offset,
      state: 'active',
      bytes: unit.codeBytes,
      blocks: unit.blocks,
      milliseconds: unit.compileMilliseconds,
      stages,
      time: this.seconds,
      exits: new Counter(),
      places: new Map(),
    };
    this.#versions.set(unit, entry);
    this.function(unit.code).units.push(entry);
    this.events.add('compilations');
  }

  unit(unit: CompiledUnit): UnitStatistics {
    return this.#versions.get(unit)!;
  }

  /**
   * The object that --stats writes.
   * @param more what others know: regions, the interpreter, the runtime's own counters
   */
  report(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    const functions = [...this.#functions].sort((a, b) => b.charge - a.charge);
    const exits = new Counter();
    const whyNot = new Counter();
    for (const each of functions) {
      for (const unit of each.units) for (const [reason, count] of Object.entries(unit.exits.toJSON())) exits.add(reason, count);
      for (const { reason } of each.whyNot) whyNot.add(reason);
    }
    const usage = process.resourceUsage();
    return {
      attached: true,
      ...more,
      seconds: round(this.seconds),
      compiler: {
        cpuSeconds: round((usage.userCPUTime + usage.systemCPUTime) / 1e6),
        peakMemoryKilobytes: usage.maxRSS,
      },
      codeBytes: sum(functions.flatMap((each) => each.units.map(({ bytes }) => bytes))),
      exitCount: exits.total,
      events: this.events,
      exits,
      dropped: this.dropped,
      whyNot,
      functions,
    };
  }
}
