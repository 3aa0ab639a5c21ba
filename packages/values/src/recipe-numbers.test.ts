// Numbers with an object of their own, in recipes.
import { describe, expect, it } from 'vitest';
import { recipeOfValue } from './recipe';
import { IntValue, VirtualValue } from './value';

describe('recipes of constant numbers', () => {
  const number = new IntValue(1000n, null, 0x4000);
  const recipe = (value: IntValue | VirtualValue): unknown => recipeOfValue(value, () => false);

  it('give the object that the number was read from', () => {
    expect(recipe(number)).toEqual({ kind: 'const', address: 0x4000, name: '1000' });
    expect(recipe(new VirtualValue('tuple', [number]))).toMatchObject({ parts: [{ kind: 'const', address: 0x4000 }] });
  });

  it('give machine integers to iterators', () => {
    expect(recipe(new VirtualValue('range_iterator', [number, number, number]))).toMatchObject({ parts: Array(3).fill({ kind: 'int', value: 1000n }) });
  });
});
