// Compact instances in compiled code, with a real process: what is read and written is looked at in the code's intermediate form.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useInstallation } from './test-support';

const { python, work, psyco } = useInstallation();

const CLASSES = `
import psyco
class Point(psyco.compact):
    def __init__(self, x, y):
        self.x = x
        self.y = y
point = Point(1, 2.5)
point.color = 1, 0.5, 2
`;

/** Runs a function often; returns what it printed and the last form of its code, by block. */
async function compiled(body: string): Promise<{ output: string; code: string }> {
  const script = join(work, 'script.py');
  const dump = join(work, 'dump.txt');
  writeFileSync(script, `${CLASSES}\n${body}\nfor _ in range(300):\n    result = f(point, 100)\nprint(result, point.__dict__)\n`);
  rmSync(dump, { force: true });
  const { stdout, stderr } = await psyco(['--mode', 'full', '--sync', '--dump', 'optimized:f', script], { environment: { PSYCO_COMPILER_STDERR: dump } });
  expect(stderr).toBe('');
  const units = readFileSync(dump, 'utf8').split('--- optimized: ');
  return { output: stdout.trim(), code: units.filter((unit) => unit.startsWith('function f ')).at(-1)!.split('\nexit 0 ')[0]! };
}

/** What makes objects, or calls. */
const OBJECTS = /\b(call|box)\b.*/g;

describe.skipIf(python === undefined)('compact instances in compiled code', () => {
  test('a tuple of numbers is stored and read without a tuple', async () => {
    const { output, code } = await compiled(`
def f(p, n):
    total = 0.5
    for i in range(n):
        p.color = (i, total, -i)
        a, b, c = p.color
        total += a * 0.25 + c
    return total
`);
    expect(output).toBe("-3712.0 {'x': 1, 'y': 2.5, 'color': (99, -3637.75, -99)}");
    expect(code.match(/store\.\w+ .*memory=compact.value/g)).toHaveLength(3);
    expect(code.match(OBJECTS)).toEqual([expect.stringMatching(/^box.float/)]); // the result
  });

  test('ints and floats are read and written as machine numbers; guards leave the loop', async () => {
    const { output, code } = await compiled(`
def f(p, n):
    p.x = 0
    for i in range(n):
        p.x += i
        p.y = p.y * 0.5 + 1.0
    return p.x
`);
    expect(output).toBe("4950 {'x': 4950, 'y': 2.0, 'color': (1, 0.5, 2)}");
    const loop = code.split(/^block /m).find((block) => block.includes('addo.i64 ') && block.includes('compact.value'))!;
    expect(loop.match(/guard\.\w+/g)).toBeNull();
    expect(loop.match(/(load|store)\.(i64|f64) .*compact.value/g)!.length).toBeGreaterThanOrEqual(3);
    expect(code.match(OBJECTS)).toEqual([expect.stringMatching(/^box.int/)]);
  });

  test('instances are made by allocating the object and its data block, without a call of the class', async () => {
    const { output, code } = await compiled(`
def f(p, n):
    made = [None] * n
    for i in range(n):
        made[i] = Point(i, i * 0.5)
    return made[3].__dict__
`);
    expect(output).toBe("{'x': 3, 'y': 1.5} {'x': 1, 'y': 2.5, 'color': (1, 0.5, 2)}");
    expect(code).toMatch(/call .*name="object_new"/);
    expect(code).toMatch(/call .*PyMem_Realloc/);
    expect(code.slice(0, code.indexOf('__dict__') >= 0 ? code.indexOf('__dict__') : undefined)).not.toMatch(/PyObject_SetAttr/);
  });

  test('a shape that was not expected leaves the code, and the next version knows it', async () => {
    const { output } = await compiled(`
others = [Point(1, 2), Point(0.5, 1), Point('s', None)]
others[0].more = 1
def f(p, n):
    total = ''
    for i in range(n):
        q = others[i % 3] if i % 2 else p
        total += str(q.x)
    return total[:30]
`);
    expect(output).toBe("10.5111s10.5111s10.5111s10.511 {'x': 1, 'y': 2.5, 'color': (1, 0.5, 2)}");
  });
});
