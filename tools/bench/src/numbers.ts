// Medians and means. Pure.

/** The middle value; NaN if there are none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return NaN;
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The geometric mean, the right one for ratios; NaN if there are none. */
export function geometricMean(values: readonly number[]): number {
  return values.length ? Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length) : NaN;
}

/** The second half of a list: what is left when a program has warmed up. */
export function secondHalf<Item>(items: readonly Item[]): Item[] {
  return items.slice(items.length >> 1);
}
