// Builtin functions and classes taught by name. Mirrors Python/bltinmodule.c.

import { type PyValue, type TypeInfo, VirtualValue } from '@psyco/values';
import type { Value } from '@psyco/ir';
import type { Unit } from '../unit';
import { effectAmidSignals, isPlainType, metaOf, teachFunction } from '../types/meta';
import { saysItsClass } from '../types/object';
import { intCompare, isIntegral, normal } from '../types/int';
import { floatCompare } from '../types/float';
import { truth } from '../opcodes/operations';

teachFunction('builtins.len', (c, [value, more]) => {
  if (!value || more || !c.promoteType(value, 0)) return null;
  return metaOf(c, value)?.length?.(c, value) ?? null;
});

teachFunction('builtins.abs', (c, [value, more]) => {
  if (!value || more || !c.promoteType(value, 0)) return null;
  if (c.isType(value, c.floatType)) return c.float(c.emit('abs.f64', [c.toF64(value)]));
  if (!isIntegral(c, value)) return null;
  const x = c.toI64(normal(c, value));
  const negated = c.builder.emit('nego.i64', [x], {}, c.exit('overflow'));
  return c.int(c.emit('select.i64', [c.emit('lt.i64', [x, c.i64(0)]), negated, x]));
});

/** min and max of several numbers of one kind: the first of equals wins. */
function extreme(op: 'lt' | 'gt') {
  return (c: Unit, args: PyValue[]): PyValue | null => {
    if (args.length < 2 || args.length > 4) return null;
    args.forEach((value, index) => c.promoteType(value, index));
    const floats = args.every((value) => c.isType(value, c.floatType));
    if (!floats && !args.every((value) => c.isType(value, c.intType))) return null;
    let best = args[0];
    for (const value of args.slice(1)) {
      const better = floats ? floatCompare(c, op, value, best) : intCompare(c, op, value, best);
      if (better?.kind !== 'bool') return null;
      if (better.constant !== null) {
        if (better.constant) best = value;
        continue;
      }
      const condition = c.irBool(better);
      best = floats ? c.float(c.emit('select.f64', [condition, c.toF64(value), c.toF64(best)])) : c.int(c.emit('select.i64', [condition, c.toI64(value), c.toI64(best)]));
    }
    return best;
  };
}
teachFunction('builtins.min', extreme('lt'));
teachFunction('builtins.max', extreme('gt'));

teachFunction('builtins.ord', (c, [value, more]) => {
  if (!value || more) return null;
  c.promoteType(value, 0);
  if (value.kind === 'char') return c.int(value.ir);
  return null;
});

teachFunction('builtins.bool', (c, args) => {
  if (args.length !== 1) return null;
  return truth(c, args[0]);
});

teachFunction('builtins.int', (c, [value, more]) => {
  if (!value || more || !c.promoteType(value, 0)) return null;
  if (c.isType(value, c.intType)) return value;
  if (c.isType(value, c.boolType)) return c.int(c.toI64(normal(c, value)));
  if (c.isType(value, c.strType)) return called(c, 'PyLong_FromUnicodeObject', value, c.intType, [c.i64(10)]);
  if (!c.isType(value, c.floatType)) return null;
  const x = c.toF64(value);
  // Within 2^62: the conversion is exact truncation; nan fails both comparisons.
  c.guardTrue(c.emit('lt.f64', [c.emit('abs.f64', [x]), c.builder.f64(2 ** 62)]), 'range');
  return c.int(c.emit('i64.from.f64', [x]));
});

teachFunction('builtins.float', (c, [value, more]) => {
  if (!value || more || !c.promoteType(value, 0)) return null;
  if (c.isType(value, c.floatType)) return value;
  if (isIntegral(c, value)) return c.float(c.toF64(normal(c, value)));
  if (c.isType(value, c.strType)) return called(c, 'PyFloat_FromString', value, c.floatType);
  return null;
});

/** A new object that a C function makes of another one without running code of the program but handlers of signals. */
function called(c: Unit, symbol: string, value: PyValue, type: TypeInfo, more: Value[] = []): PyValue {
  const { irs, temporaries, done } = c.forceAll([value]);
  const ir = c.callC(symbol, [...irs, ...more], effectAmidSignals(c, c.isType(value, c.intType)), 'ref', 'null', temporaries);
  done();
  return c.ref(ir, 'owned', type);
}

const text = (symbol: string) => (c: Unit, [value, more]: PyValue[]): PyValue | null => {
  if (!value || more || !isPlainType(c.promoteType(value, 0))) return null;
  return called(c, symbol, value, c.strType);
};

teachFunction('builtins.repr', text('PyObject_Repr'));

teachFunction('builtins.str', (c, args) => (args.length === 1 && c.promoteType(args[0]!, 0) && c.isType(args[0]!, c.strType) ? args[0]! : text('PyObject_Str')(c, args)));

teachFunction('builtins.isinstance', (c, [value, type, more]) => {
  if (!value || more || type?.kind !== 'const') return null;
  const actual = c.promoteType(value, 0);
  const wanted = c.world.classInfo(type.address);
  if (!actual || !wanted || c.world.typeAddress(type.address) !== c.builtin('PyType_Type').address) return null;
  // The exact type is known; bases change only with the class's version.
  const info = c.world.classInfo(actual.address);
  if (!info) return null;
  if (info.heap && info.versionTag === 0) return null;
  const result = c.world.isSubtype(actual.address, type.address);
  // What is of another type is asked for its __class__ (3.11 Objects/abstract.c object_isinstance): proxies and mocks have one of their own.
  if (!result && !saysItsClass(c, actual)) return null;
  if (info.heap) c.guardVersion(info);
  return c.boolConstant(result);
});

teachFunction('builtins.enumerate', (c, [value, start, more]) => {
  if (!value || more || !c.promoteType(value, 0)) return null;
  if (start && start.kind !== 'int') return null;
  const iterator = value.kind === 'virtual' && value.shape.endsWith('iterator') ? value : metaOf(c, value)?.iterate?.(c, value);
  return iterator ? new VirtualValue('enumerate', [iterator, start ?? c.intConstant(0)]) : null;
});

teachFunction('builtins.zip', (c, args) => {
  if (args.length === 0 || args.length > 4) return null;
  if (!args.every((value, index) => c.promoteType(value, index) && metaOf(c, value)?.iterate)) return null;
  const iterators = args.map((value) => metaOf(c, value)!.iterate!(c, value));
  if (iterators.some((iterator) => iterator === null)) return null;
  return new VirtualValue('zip', iterators as PyValue[]);
});
