// How many exits a unit has until the compiler looks at them again. A number of its own for one test: exits are taken a million times there while the
// compiler is stopped, to see what each leaves behind (tools/leaks). The variable is PSYCO_TEST_EXITS; nothing else reads it.

/** A good part of a millisecond's worth. */
const USUAL = 600;

export const ALLOWED_EXITS = Number(process.env.PSYCO_TEST_EXITS ?? USUAL);
