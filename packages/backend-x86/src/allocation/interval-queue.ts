// A priority queue of intervals by start: a binary heap.

import type { Interval } from './interval';

export class IntervalQueue {
  private readonly heap: Interval[] = [];

  add(interval: Interval): void {
    const { heap } = this;
    let i = heap.length;
    heap.push(interval);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (heap[parent].start <= interval.start) break;
      heap[i] = heap[parent];
      i = parent;
    }
    heap[i] = interval;
  }

  /** Removes and returns the interval that starts first; undefined if there is none. */
  take(): Interval | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1].start < heap[child].start) child++;
      if (heap[child].start >= last.start) break;
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = last;
    return first;
  }
}
