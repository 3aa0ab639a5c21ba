// The environment of runs that are compared.

/** That of this process without what Psyco, Python and npm read; the same hashes in every run, no files beside the sources; and what is given. */
export function cleanEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(PSYCO_|PYTHON|npm_)/.test(name));
  return { ...Object.fromEntries(own), PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1', ...more };
}
