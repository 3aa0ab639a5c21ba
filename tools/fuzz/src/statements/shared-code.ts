// Productions of calls of functions that share their code, but neither their module nor their closures: inlined one beside the other
// in one place, their names must still be found where each of them belongs.
import type { Maker, StatementProduction } from '../maker';
import type { Scope } from '../scope';
import { block, head, line, type Statement } from '../tree';

/** Parts of TWINS, of which one is the caller's own module's, and of SHARED. */
const TWINS = ['TWINS', 'TWINS[:2]', 'TWINS[1:3]', 'TWINS[-2:]', 'TWINS[::-1]'];
const SHARED = ['SHARED', 'SHARED[:2]', 'SHARED[1:3]', 'SHARED[-2:]'];

function calls(maker: Maker, scope: Scope): Statement[] | undefined {
  const { random } = maker;
  const names = maker.freshNames<readonly [string, string, string]>(scope, 3);
  if (!names || !scope.affords(8)) return undefined;
  scope.spend(8);
  maker.needs.add('Twins');
  const [sum, each, argument] = names;
  const asMethods = random.chance(0.7);
  const value = maker.bounded(maker.int(scope, 1), 0);
  const result = asMethods ? `${each}.twist(${argument})` : `${each}(None, ${argument})`;
  const used = random.chance(0.2) ? [line`${argument} = ${argument} + 1.5`] : random.chance(0.3) ? [line`${argument} -= 3`] : [];
  return [
    line`${sum}, ${argument} = 0, ${value}`,
    block(head`for ${each} in ${random.pick(asMethods ? TWINS : SHARED)}:`, [line`${sum} = (${sum} * 31 + ${result}) % 10007`, ...used]),
    line`LOG.append((${sum}, SEEN, TWIN.SEEN))`,
  ];
}

export const SHARED_CODE_STATEMENTS: readonly StatementProduction[] = [{ name: 'shared code', weight: 0.8, make: calls }];
