// The math module: square roots in one instruction, others as libm's functions, results checked as CPython checks them.
// Mirrors Modules/mathmodule.c.

import type { PyValue } from '@psyco/values';
import type { Value } from '@psyco/ir';
import type { Unit } from '../unit';
import { teachFunction } from '../types/meta';
import { finite } from '../types/float';
import { isIntegral, normal } from '../types/int';

function number(c: Unit, value: PyValue | undefined, operand = 0): Value | null {
  if (!value || !c.promoteType(value, operand, c.floatType)) return null;
  if (c.isType(value, c.floatType)) return c.toF64(value, operand);
  if (isIntegral(c, value)) return c.toF64(normal(c, value), operand);
  return null;
}

teachFunction('math.sqrt', (c, args) => {
  const x = args.length === 1 ? number(c, args[0]) : null;
  if (!x) return null;
  // Negative and nan arguments raise or propagate: the interpreter's.
  c.guardTrue(c.emit('ge.f64', [x, c.builder.f64(0)]), 'range');
  return c.float(c.emit('sqrt.f64', [x]));
});

teachFunction('math.fabs', (c, args) => {
  const x = args.length === 1 ? number(c, args[0]) : null;
  return x && c.float(c.emit('abs.f64', [x]));
});

/** libm functions of one argument: a finite result of a finite argument raises nothing (math_1 in mathmodule.c). */
for (const name of ['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'exp', 'sinh', 'cosh', 'tanh']) {
  teachFunction(`math.${name}`, (c, args) => {
    if (c.world.symbol(name) === null) return null;
    const x = args.length === 1 ? number(c, args[0]) : null;
    if (!x) return null;
    const result = c.callC(name, [x], 'pure', 'f64');
    finite(c, result);
    return c.float(result);
  });
}

for (const name of ['floor', 'ceil'] as const) {
  teachFunction(`math.${name}`, (c, args) => {
    const [value] = args;
    if (args.length !== 1 || !c.promoteType(value, 0)) return null;
    if (isIntegral(c, value)) return c.int(c.toI64(normal(c, value)));
    if (!c.isType(value, c.floatType)) return null;
    const x = c.toF64(value);
    c.guardTrue(c.emit('lt.f64', [c.emit('abs.f64', [x]), c.builder.f64(2 ** 62)]), 'range');
    if (name === 'floor') return c.int(c.emit('i64.from.f64', [c.emit('floor.f64', [x])]));
    const up = c.emit('i64.from.f64', [c.emit('floor.f64', [c.emit('neg.f64', [x])])]);
    return c.int(c.emit('neg.i64', [up]));
  });
}
