// Whole function bodies: statements, the global and nonlocal statements that they need, and the end.
import type { Maker } from '../maker';
import type { Scope } from '../scope';
import { line, Size, type Statement } from '../tree';

/** The statements of a function, complete. */
export function functionBody(maker: Maker, scope: Scope, count: number, depth: number): Statement[] {
  const body = maker.statements(scope, count, depth);
  const { returns, yields, writtenGlobals, writtenOuters } = scope.fn;
  const end = yields ? [line`yield ${maker.stored(yields, scope, 2)}`] : returns ? [line`return ${maker.bounded(maker.expression(returns, scope, 2), Size.local)}`] : [];
  return [
    ...(writtenGlobals.size ? [line`global ${[...writtenGlobals].sort().join(', ')}`] : []),
    ...(writtenOuters.size ? [line`nonlocal ${[...writtenOuters].sort().join(', ')}`] : []),
    ...body,
    ...end,
  ];
}
