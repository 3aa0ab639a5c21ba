// Exits and recipes to text: `exit 4 reason=type error=false saw=%3: dot@72 locals [int %5, keep] stack []`.

import type { Exit, ExitCount, RecipeFrame, RecipeValue, SlotRecipe } from './recipe';
import { type Names, idNames, printAddress, printNumber, printWord } from './text';

/** Labels (`#1=`) for the recipe values that a `shared` refers to, in order of the references. */
function findShared(exit: Exit): Map<RecipeValue, number> {
  const labels = new Map<RecipeValue, number>();
  const walk = (recipe: SlotRecipe): void => {
    if (recipe.kind === 'shared') {
      if (!labels.has(recipe.of)) labels.set(recipe.of, labels.size + 1);
    } else if (recipe.kind === 'build') recipe.parts.forEach(walk);
  };
  for (const frame of exit.frames) {
    if (frame.func) walk(frame.func);
    frame.locals.forEach(walk);
    frame.stack.forEach(walk);
  }
  return labels;
}

/** Prints one recipe value; `labels` are those of its exit. */
export function printRecipe(recipe: SlotRecipe, names: Names = idNames, labels?: Map<RecipeValue, number>): string {
  const label = recipe.kind !== 'keep' && labels?.has(recipe) ? `#${labels.get(recipe)}=` : '';
  switch (recipe.kind) {
    case 'value':
      return `${label}${recipe.as} ${names.value(recipe.value)}${recipe.owned ? ' owned' : ''}`;
    case 'const':
      return `${label}const ${printAddress(recipe.address)}${recipe.name ? ` ${JSON.stringify(recipe.name)}` : ''}`;
    case 'int':
      return `${label}int ${recipe.value}`;
    case 'float':
      return `${label}float ${printNumber(recipe.number)}`;
    case 'build':
      return `${label}${recipe.shape}(${recipe.parts.map((part) => printRecipe(part, names, labels)).join(', ')})`;
    case 'shared':
      return `shared #${labels?.get(recipe.of) ?? 0}`;
    default:
      return label + recipe.kind;
  }
}

function printFrame(frame: RecipeFrame, names: Names, labels: Map<RecipeValue, number>): string {
  const list = (slots: readonly SlotRecipe[]): string => `[${slots.map((slot) => printRecipe(slot, names, labels)).join(', ')}]`;
  const parts = [`${printWord(frame.name)}@${frame.offset}`];
  if (frame.code !== 0) parts.push(`code=${printAddress(frame.code)}`);
  if (frame.func) parts.push(`func=${printRecipe(frame.func, names, labels)}`);
  if (frame.continuation !== 'push') parts.push(`continuation=${frame.continuation}`);
  parts.push(`locals ${list(frame.locals)}`, `stack ${list(frame.stack)}`);
  return parts.join(' ');
}

const printCount = ({ address, name, value, negative, constant }: ExitCount, names: Names): string =>
  `const ${printAddress(address)}${name ? ` ${JSON.stringify(name)}` : ''} ${negative ? 'less' : 'plus'} ${names.value(value)} plus ${constant}`;

/** One exit as a line. */
export function printExit(exit: Exit, names: Names = idNames): string {
  const labels = findShared(exit);
  const saw = exit.saw ? ` saw=${names.value(exit.saw)}` : '';
  const origin = exit.origin !== undefined && names.comments ? ` origin=${exit.origin}` : '';
  const frames = exit.frames.map((frame) => printFrame(frame, names, labels)).join(' > ');
  const release = exit.release.length > 0 ? ` release [${exit.release.map(names.value).join(', ')}]` : '';
  const counts = exit.counts?.length ? ` counts [${exit.counts.map((count) => printCount(count, names)).join(', ')}]` : '';
  return `exit ${names.exit(exit)} reason=${printWord(exit.reason)} error=${exit.error}${saw}${origin}:${frames ? ` ${frames}` : ''}${release}${counts}`;
}
