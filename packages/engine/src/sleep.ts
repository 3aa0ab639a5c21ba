// Sleeping without giving other events of Node a chance: what is waited for is another process's doing. Pure.

const nobody = new Int32Array(new SharedArrayBuffer(4));

/** @param milliseconds may be parts of one */
export function sleep(milliseconds: number): void {
  Atomics.wait(nobody, 0, 0, milliseconds);
}
