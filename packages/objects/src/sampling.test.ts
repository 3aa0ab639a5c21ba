// Samples running programs from outside, thousands of times: nothing may throw, and what is seen must make sense.
import { describe, expect, it } from 'vitest';
import { findPythons, Specimen } from './testing/pythons';

const BUSY = String.raw`
import threading
def leaf(n):
    total = 0
    for i in range(n): total += i * i
    return total
def middle(n):
    d = {}
    for i in range(n): d[str(i)] = [leaf(3)]
    return d
def busy():
    while True: middle(20)
def recursive(n): return n and recursive(n - 1) or leaf(50)
def generator():
    while True: yield leaf(5)
def others():
    while True:
        recursive(40)
        for _, value in zip(range(20), generator()): pass
        class Temporary: pass
threading.Thread(target=others, daemon=True).start()
say(started=True)
busy()
`;
const NAMES = new Set(['leaf', 'middle', 'busy', 'recursive', 'generator', 'others', '<module>', 'Temporary', '<lambda>']);
const LIBRARY = /threading\.py$|^<frozen /;

describe.each(findPythons())('sampling Python $label', ({ command }) => {
  it('sees only what is there', async () => {
    const specimen = await Specimen.start(command, BUSY);
    const { python } = specimen;
    const seen = new Map<string, number>();
    let wrong = 0;
    let frames = 0;
    const holders = new Set<number>();
    try {
      for (let sample = 0; sample < 2000; sample++) {
        python.forget();
        holders.add(python.runningThread());
        for (const thread of python.threads()) {
          for (const frame of python.stack(thread, 64)) {
            frames++;
            const code = python.attempt(() => python.readCode(frame.code));
            if (code === undefined) wrong++;
            else if (!NAMES.has(code.name) && !LIBRARY.test(code.filename)) wrong++;
            else if (frame.offset < -2 || frame.offset >= code.code.length) wrong++;
            else seen.set(code.name, (seen.get(code.name) ?? 0) + 1);
            python.attempt(() => python.readLocals(frame).map((value) => python.describe(value)));
          }
        }
      }
    } finally {
      await specimen.stop();
    }
    expect(frames).toBeGreaterThan(2000);
    // A frame can be popped and its memory reused between two reads; that must stay rare.
    expect(wrong / frames).toBeLessThan(0.02);
    holders.delete(0);
    expect(holders.size).toBe(2);
    for (const name of ['leaf', 'middle', 'busy', 'others']) expect(seen.has(name), name).toBe(true);
  });
});
