// Programs that are known not to be the same yet, with the reason: the list only shrinks. Each has a row in docs/differences.md or
// docs/status.md.

export const knownDifferences: Readonly<Record<string, string>> = {
  destructors: 'an argument that only the call holds lives until the call returns',
};
