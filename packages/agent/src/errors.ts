// The errors of this package.

/** The data region ends before its header does: the file is not a data region. */
export class ShortHeaderError extends Error {
  constructor(field: string, bytes: number) {
    super(`Cannot read the field "${field}" of the data region: got ${bytes} bytes. The file is no psyco-data region; open the memfd named psyco-data.`);
    this.name = 'ShortHeaderError';
  }
}

/** The Python files of the agent are not beside the package or the bundle. */
export class AgentNotFoundError extends Error {
  constructor(tried: readonly string[]) {
    super(`Cannot find the agent's Python files (tried ${tried.join(', ')}). Install the package again, or build it with npm run build.`);
    this.name = 'AgentNotFoundError';
  }
}
