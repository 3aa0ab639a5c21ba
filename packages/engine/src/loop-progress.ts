// How far the loops of interpreted calls come, and how long compiled calls take: for the ratio of calls that last. The iterator of a function's
// one outermost loop is looked at in each sample; its turns in so many milliseconds say how long the whole call would have taken.
import type { PythonProcess } from '@psyco/objects';
import type { Sample, SampledFrame } from './sampler';
import { interpretedFrames } from './selection';
import type { Statistics } from './stats';
import type { AnalysedCode } from './world/code-facts';

/** Pairs of samples and turns seen, from which on a call is projected. */
const ENOUGH_PAIRS = 3;
const ENOUGH_TURNS = 3;
/** How much the pace may vary: where calls are short, samples see different ones, whose positions look like any pace. */
const STEADY = 3;
/** Calls of a function that are projected at most. */
const MOST_PROJECTIONS = 32;
/** Milliseconds between the samples of a pair at least, and that reading may take: this process may lose its processor in the middle. */
const LEAST_INTERVAL = 0.5;
const LONGEST_LOOK = 0.2;

/** How far an iterator is. */
interface Position {
  readonly iterator: number;
  readonly index: number;
  readonly length: number;
}

interface Track {
  readonly code: AnalysedCode;
  readonly first: Position;
  last: Position;
  looked: number;
  /** How many pairs, and most turns a millisecond: in the others the program waited for a processor, or they belong to two calls. */
  pairs: number;
  rate: number;
  slowest: number;
  /** Milliseconds that the whole loop would take; 0: not known yet. */
  projection: number;
  /** Compiled code has taken it over: what comes now says nothing about the interpreter. */
  takenOver: boolean;
}

export class LoopProgress {
  #tracks = new Map<number, Track>();
  #last: number | null = null;

  /** @param processTime milliseconds of processor time that the program has used */
  constructor(private readonly python: PythonProcess, private readonly statistics: Statistics, private readonly clock: () => number, private readonly processTime: () => number) {}

  note(sample: Sample): void {
    const used = this.processTime();
    const weight = this.#last === null ? 0 : used - this.#last;
    this.#last = used;
    const interpreted = new Set(interpretedFrames(sample));
    const tracks = new Map<number, Track>();
    const compiled = new Set<number>();
    for (const frame of sample.frames) {
      const { address } = frame.frame;
      const known = frame.seen > 1 ? this.#tracks.get(address) : undefined;
      const track = interpreted.has(frame) ? this.#advance(frame, known) : known;
      if (known && track !== known) this.#conclude(known);
      if (track) tracks.set(address, track);
      if (!frame.compiled) continue;
      const statistics = this.statistics.function(frame.code);
      if (!compiled.has(frame.code.address)) statistics.compiledOnStack += weight;
      compiled.add(frame.code.address);
      if (!track || track.takenOver) continue;
      track.takenOver = true;
      this.#conclude(track);
      statistics.takenOver += 1 - track.last.index / track.last.length;
    }
    for (const [address, track] of this.#tracks) if (!tracks.has(address)) this.#conclude(track);
    this.#tracks = tracks;
  }

  /** A call is over, or goes on in compiled code. */
  #conclude(track: Track): void {
    const { code, projection } = track;
    track.projection = 0;
    if (projection === 0) return;
    const statistics = this.statistics.function(code);
    if (statistics.projections.length < MOST_PROJECTIONS) statistics.projections.push(projection);
  }

  #advance(frame: SampledFrame, known: Track | undefined): Track | undefined {
    const before = this.clock();
    const position = this.#position(frame);
    const looked = this.clock();
    if (position === null || looked - before > LONGEST_LOOK) return known;
    // After an exit the iterator is another object, for the turns that are left; the next call begins with all of them.
    if (known?.takenOver && position.length < known.last.length) return known;
    if (!known || known.takenOver || known.code !== frame.code || known.last.iterator !== position.iterator || position.index < known.last.index) {
      return { code: frame.code, first: position, last: position, looked, pairs: 0, rate: 0, slowest: Infinity, projection: 0, takenOver: false };
    }
    const interval = looked - known.looked;
    if (interval >= LEAST_INTERVAL) {
      known.pairs++;
      const rate = (position.index - known.last.index) / interval;
      known.rate = Math.max(known.rate, rate);
      known.slowest = Math.min(known.slowest, rate);
      known.looked = looked;
      known.last = position;
    }
    if (known.pairs >= ENOUGH_PAIRS && position.index - known.first.index >= ENOUGH_TURNS) known.projection = known.rate <= STEADY * known.slowest ? position.length / known.rate : 0;
    return known;
  }

  /** Where the outermost loop is, if it goes over a range or a list and is the only one of the function. */
  #position({ frame, code, loops }: SampledFrame): Position | null {
    const outer = loops.at(-1);
    if (outer === undefined || code.loops.some(({ header }) => header < outer.header || header > outer.last)) return null;
    const depth = code.stackDepth(outer.header);
    if (depth < 1 || code.at(outer.header).opcode !== 'FOR_ITER') return null;
    const { python } = this;
    const { memory, layout } = python;
    return python.attempt(() => {
      const iterator = memory.ptr(frame.locals + 8 * (code.localCount + depth - 1));
      const type = python.typeOf(iterator);
      let index: number;
      let length: number;
      if (type === python.symbol('PyRangeIter_Type')) {
        index = Number(memory.i64(iterator + layout._PyRangeIterObject.index!));
        length = Number(memory.i64(iterator + layout._PyRangeIterObject.len));
      } else if (type === python.symbol('PyListIter_Type')) {
        index = Number(memory.i64(iterator + layout._PyListIterObject.it_index));
        length = Number(memory.i64(memory.ptr(iterator + layout._PyListIterObject.it_seq) + layout.PyVarObject.ob_size));
      } else return null;
      return index >= 0 && index <= length && length > 0 ? { iterator, index, length } : null;
    }) ?? null;
  }
}
