// Whether a state fits an existing block version: the value for each of its parameters, or no.
// Decides only; the specializer emits conversions, increfs and the re-checks named in `recheck`.

import { type Join, type JoinedParameter, mayDrop, needsBuilding } from './join';
import type { State } from './state';
import { forEachVirtual, nullValue, type PyValue, type RefValue, type TypeInfo } from './value';

export interface Match {
  /** For each parameter of the version, in order. */
  values: PyValue[];
  /** Objects whose type the version relies on, but this state does not know (any more). */
  recheck: { value: PyValue; type: TypeInfo }[];
}

/** @returns null if the state does not fit. */
export function matchState<S extends State>(
  version: Join<S>,
  state: S,
  typeOf: (value: PyValue, state: State) => TypeInfo | null,
): Match | null {
  const byParameter = new Map<PyValue, JoinedParameter>();
  for (const parameter of version.parameters) byParameter.set(parameter.value, parameter);
  const given = new Map<PyValue, PyValue>();
  const recheck: Match['recheck'] = [];

  const objects = new Map<PyValue, PyValue>();
  const taken = new Map<PyValue, PyValue>();
  /** Virtual objects correspond one to one: what is one object here is one there. */
  const pairs = (target: PyValue, value: PyValue): boolean => {
    if ((objects.get(target) ?? value) !== value || (taken.get(value) ?? target) !== target) return false;
    objects.set(target, value);
    taken.set(value, target);
    return true;
  };

  /** Virtual objects of the state that are built for parameters, and what they hold. */
  const built = new Set<PyValue>();

  const fits = (target: PyValue, value: PyValue): boolean => {
    if (target.kind === 'virtual' && !pairs(target, value)) return false;
    const parameter = byParameter.get(target);
    if (parameter) {
      const earlier = given.get(target);
      if (earlier) return earlier === value;
      if (!fitsParameter(parameter, value)) return false;
      given.set(target, value);
      forEachVirtual(value, (virtual) => built.add(virtual));
      return true;
    }
    if (target === value) {
      if (target.kind === 'ref') {
        if (state.info(target).nullable && !version.state.info(target).nullable) return false;
        const wanted = version.state.info(target).type;
        const known = state.info(target).type;
        if (wanted && known && known.address !== wanted.address) return false;
        if (wanted && !known) recheck.push({ value, type: wanted });
        // The number in it was read on the ways into the version, not on this one.
        const { payload } = version.state.info(target);
        if (payload !== null && state.info(target).payload !== payload) return false;
      }
      // The same virtual object: of the objects in it either state may know something else.
      return target.kind !== 'virtual' || target.parts.every((part) => fits(part, part));
    }
    if (target.kind !== value.kind) return false;
    switch (target.kind) {
      case 'int':
        return target.constant !== null && target.constant === (value as typeof target).constant;
      case 'float':
        return target.constant !== null && Object.is(target.constant, (value as typeof target).constant);
      case 'bool':
        return target.constant !== null && target.constant === (value as typeof target).constant;
      case 'const':
        return target.address === (value as typeof target).address;
      case 'null':
        return true;
      case 'virtual': {
        const other = value as typeof target;
        return (
          target.shape === other.shape &&
          target.parts.length === other.parts.length &&
          target.type?.address === other.type?.address &&
          target.parts.every((part, index) => fits(part, other.parts[index]))
        );
      }
      default:
        return false;
    }
  };

  const fitsParameter = (parameter: JoinedParameter, value: PyValue): boolean => {
    const type = typeOf(value, state);
    // Read out of its object on the way: there must be one.
    const isObjectOf = (name: string): boolean => value.kind === 'ref' && type?.name === name && !type.heap && !state.info(value).nullable;
    switch (parameter.value.kind) {
      case 'int':
        return value.kind === 'int' || isObjectOf('int');
      case 'float':
        return value.kind === 'float' || isObjectOf('float');
      case 'bool':
        return value.kind === 'bool';
      case 'char':
        return value.kind === 'char';
      case 'ref': {
        if (value.kind === 'null') return parameter.nullable;
        if (!parameter.nullable && value.kind === 'ref' && state.info(value).nullable) return false;
        if (parameter.type === null) return true;
        if (type !== null) return type.address === parameter.type.address;
        if (value.kind !== 'ref' || state.info(value).nullable) return false;
        recheck.push({ value, type: parameter.type });
        return true;
      }
    }
  };

  const template = version.state;
  if (template.frames.length !== state.frames.length) return null;
  for (let depth = 0; depth < template.frames.length; depth++) {
    const target = template.frames[depth];
    const frame = state.frames[depth];
    if (target.code.address !== frame.code.address || target.stack.length !== frame.stack.length) return null;
    if (target.func && frame.func && !fits(target.func, frame.func)) return null;
    for (let local = 0; local < target.locals.length; local++) {
      const wanted = target.locals[local];
      const value = frame.locals[local];
      if (wanted.kind === 'null' && value.kind !== 'null') {
        // Dropped as dead in the version: fits if it may be dropped here too.
        if (frame.code.isLive(local, target.offset) || !mayDrop(value, state)) return null;
        continue;
      }
      if (depth === template.frames.length - 1 && byParameter.get(wanted)?.nullable && !frame.code.isLive(local, target.offset) && mayDrop(value, state)) {
        // Only kept alive, and this one need not be.
        given.set(wanted, nullValue);
        continue;
      }
      if (!fits(wanted, value)) return null;
    }
    for (let index = 0; index < target.stack.length; index++) if (!fits(target.stack[index], frame.stack[index])) return null;
    if (target.slots && frame.slots) {
      for (let local = 0; local < target.slots.length; local++) {
        const wanted = target.slots[local];
        if (wanted === 'empty' && frame.slots[local] !== 'empty') return null;
        if (typeof wanted !== 'string' && wanted !== frame.slots[local]) return null;
      }
    }
  }
  // What is built for one place cannot stay virtual in another: they are one object.
  for (const value of taken.keys()) if (built.has(value)) return null;
  const values = version.parameters.map((parameter) => given.get(parameter.value));
  if (values.some((value) => value === undefined)) return null;
  const mayCollect = version.parameters.some((parameter, index) => needsBuilding(parameter, [values[index] as PyValue]));
  for (const [ref, info] of template.refs) {
    if (info.ownership === 'heap' && !byParameter.has(ref) && (mayCollect || state.refs.get(ref as RefValue)?.ownership !== 'heap')) return null;
  }
  return { values: values as PyValue[], recheck };
}
