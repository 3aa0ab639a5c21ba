// One import for the machine: the assembler's names that the runtime is written with.
export * from '@psyco/x86';
