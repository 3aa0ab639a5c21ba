// Constants of the ir as bits and as locations. Knows the ir and the contract.

import type { Location } from '@psyco/backend';
import type { Instruction } from '@psyco/ir';
import { doubleBits } from '../lowering/context';

/** The bits of a constant. */
export function constantBits(constant: Instruction): bigint {
  const { value, number, address } = constant.attributes;
  return constant.op === 'const.f64' ? doubleBits(number!) : (value ?? BigInt(address ?? 0));
}

/** Where an exit finds a constant: in the exit map itself. */
export function constantLocation(constant: Instruction): Location {
  const { value, number, address } = constant.attributes;
  if (constant.op === 'const.f64') return { kind: 'constant-f64', number: number! };
  if (constant.op === 'const.ref' || constant.op === 'const.ptr') return { kind: 'constant-address', address: address! };
  return { kind: 'constant-i64', value: value! };
}
