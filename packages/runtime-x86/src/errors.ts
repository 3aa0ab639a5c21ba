// The errors of this package: each says what happened, why, and what to do next.

/** A recipe that cannot be encoded: the ir asks for something that the runtime has no handler for. */
export class RecipeError extends Error {
  override name = 'RecipeError';
  constructor(what: string, why: string, next: string) {
    super(`${what}: ${why}. ${next}`);
  }
}

/** A commit program, or a runtime, that cannot be made with the given parameters. */
export class RuntimeBuildError extends Error {
  override name = 'RuntimeBuildError';
  constructor(what: string, why: string, next: string) {
    super(`${what}: ${why}. ${next}`);
  }
}
