// Prints how many instructions a second the assembler writes. Nothing is asserted: machines differ.
import { expect, it } from 'vitest';
import { Assembler, mem, r12, r15, rax, rbx, rcx, rdi, rdx, rsi, xmm0, xmm1 } from './index';

/** Fifteen instructions as a compiled loop has them, with four jumps. */
function writeLoop(a: Assembler): void {
  const loop = a.label();
  const done = a.label();
  a.bind(loop);
  a.cmp(rcx, rdx);
  a.jge(done);
  a.mov(rsi, mem(rbx, rcx, 8));
  a.cmp(mem(rsi, 8), r12);
  a.jne(done);
  a.movsd(xmm1, mem(rsi, 16));
  a.mulsd(xmm1, mem(rdi, 16));
  a.addsd(xmm0, xmm1);
  a.mov(rax, 0x7f12_3456_7890);
  a.add(rax, 1000);
  a.jo(done);
  a.inc(rcx);
  a.test(rax, rax);
  a.mov(mem(r15, 0x100), rax);
  a.jne(loop);
  a.bind(done);
}
const PER_LOOP = 15;

it('prints instructions per second', () => {
  const run = (loops: number): number => {
    const start = performance.now();
    const a = new Assembler();
    for (let i = 0; i < loops; i++) writeLoop(a);
    expect(a.finish(0x10000).bytes.length).toBeGreaterThan(loops * PER_LOOP);
    return (loops * PER_LOOP) / (performance.now() - start) / 1000;
  };
  run(2000);
  const rates = Array.from({ length: 10 }, () => run(5000)).sort((x, y) => y - x);
  console.log(`@psyco/x86: ${rates[0].toFixed(1)} million instructions/s at best, ${rates[5].toFixed(1)} typically, finish included`);
});
