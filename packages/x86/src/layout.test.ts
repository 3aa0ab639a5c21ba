// Labels, the sizes of jumps, padding, rip-relative addresses and data.
import { Decoder, DecoderOptions, Mnemonic as IcedMnemonic } from 'iced-x86';
import { describe, expect, it } from 'vitest';
import { Assembler, byte, conditions, eax, LabelError, OperandError, OutOfReachError, rax, rcx, ripAddress, ripLabel, xmm0, type Label } from './index';
import { Random } from './proof-operands';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const assemble = (write: (a: Assembler) => void, base = 0): string => {
  const a = new Assembler({ capacity: 1 });
  write(a);
  return hex(a.finish(base).bytes);
};

describe('jumps', () => {
  it('are short both ways where the label is near', () => {
    const text = assemble((a) => {
      const [top, end] = [a.label(), a.label()];
      a.bind(top);
      a.je(end);
      a.jmp(top);
      a.bind(end);
    });
    expect(text).toBe('7402' + 'ebfc');
  });

  it.each([
    ['forwards, 127 bytes', 127, '747f', 2],
    ['forwards, 128 bytes', 128, '0f8480000000', 6],
  ])('%s', (_, distance, jump, length) => {
    const text = assemble((a) => {
      const end = a.label();
      a.je(end);
      a.bytes(new Uint8Array(distance));
      a.bind(end);
    });
    expect(text).toBe(jump + '00'.repeat(distance));
    expect(text.length / 2).toBe(length + distance);
  });

  it.each([
    ['backwards, 128 bytes', 126, 'eb80'],
    ['backwards, 129 bytes', 127, 'e97cffffff'],
  ])('%s', (_, distance, jump) => {
    const text = assemble((a) => {
      const top = a.label();
      a.bind(top);
      a.bytes(new Uint8Array(distance));
      a.jmp(top);
    });
    expect(text).toBe('00'.repeat(distance) + jump);
  });

  it('grow when another that grew pushes their label away', () => {
    const a = new Assembler();
    const [near, far] = [a.label(), a.label()];
    a.jmp(near);
    a.jmp(far);
    a.bytes(new Uint8Array(124));
    a.bind(near);
    a.bytes(new Uint8Array(10));
    a.bind(far);
    const { bytes, labelOffset } = a.finish(0);
    expect([bytes[0], bytes[5], labelOffset(near), labelOffset(far)]).toEqual([0xe9, 0xe9, 134, 144]);
    expect(a.maximumSize).toBe(bytes.length);
  });

  it('of call to a label always have four bytes', () => {
    expect(assemble((a) => {
      const here = a.label();
      a.bind(here);
      a.call(here);
    })).toBe('e8fbffffff');
  });
});

describe('a random program', () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))('lands every jump on its label, short wherever it can be (%i)', (seed) => {
    const random = new Random(seed);
    const a = new Assembler();
    const padded = seed % 2 === 1;
    const labels = Array.from({ length: 30 }, () => a.label());
    const jumps: Label[] = [];
    const unbound = [...labels];
    for (let i = 0; i < 600; i++) {
      const choice = random.below(20);
      if (choice < 8) {
        const target = random.of(labels);
        jumps.push(target);
        if (choice === 0) a.jmp(target);
        else a[`j${random.of(conditions)}`](target);
      } else if (choice === 8 && unbound.length > 0) a.bind(unbound.pop()!);
      else if (choice === 9 && padded) a.align(random.of([2, 4, 8, 16, 32]));
      else if (choice < 12) a.mov(rax, 0x1122_3344_5566);
      else a.add(rax, rcx);
    }
    unbound.forEach((label) => a.bind(label));
    a.ret();
    const base = 0x5000_0000_0000 + (padded ? 3 : 0);
    const { bytes, labelOffset } = a.finish(base);
    expect(bytes.length).toBeLessThanOrEqual(a.maximumSize);
    const decoder = new Decoder(64, bytes, DecoderOptions.None);
    decoder.ip = BigInt(base);
    let seen = 0;
    while (decoder.canDecode) {
      const instruction = decoder.decode();
      expect(instruction.isInvalid).toBe(false);
      if (IcedMnemonic[instruction.mnemonic].startsWith('J')) {
        const target = Number(instruction.nearBranchTarget) - base;
        expect(target).toBe(labelOffset(jumps[seen++]));
        const distance = target - decoder.position;
        const fits = distance >= -128 && distance <= 127;
        // Padding may give back room after a jump grew; without padding no long jump could have been short.
        if (instruction.length === 2) expect(fits).toBe(true);
        else if (!padded) expect(fits).toBe(false);
      }
      instruction.free();
    }
    decoder.free();
    expect(seen).toBe(jumps.length);
  });
});

describe('padding', () => {
  it.each([0, 1, 2, 7, 9, 10, 15])('aligns the address, not the offset, after %i bytes', (count) => {
    const a = new Assembler();
    a.bytes(new Uint8Array(count).fill(0xcc));
    a.align(16);
    const here = a.label();
    a.bind(here);
    a.ret();
    for (const base of [0, 0x1008]) {
      const { bytes, labelOffset } = a.finish(base);
      expect((base + labelOffset(here)) % 16).toBe(0);
      const decoder = new Decoder(64, bytes.subarray(count, labelOffset(here)), DecoderOptions.None);
      while (decoder.canDecode) expect(IcedMnemonic[decoder.decode().mnemonic]).toBe('Nop');
    }
  });

  it('takes powers of two only', () => {
    expect(() => new Assembler().align(12)).toThrow(OperandError);
  });
});

describe('rip-relative addresses and data', () => {
  it('reach labels, before and after, with immediates behind the distance', () => {
    expect(assemble((a) => {
      const data = a.label();
      a.cmp(byte(ripLabel(data)), 5);
      a.movsd(xmm0, ripLabel(data, 8));
      a.bind(data);
      a.lea(rax, ripLabel(data));
    })).toBe('803d0800000005' + 'f20f100508000000' + '488d05f9ffffff');
  });

  it('follow jumps that grow', () => {
    const a = new Assembler();
    const [end, data] = [a.label(), a.label()];
    a.jmp(end);
    a.mov(eax, ripLabel(data));
    a.bytes(new Uint8Array(200));
    a.bind(end);
    a.bind(data);
    const { bytes, labelOffset } = a.finish(0);
    expect(labelOffset(data)).toBe(5 + 6 + 200);
    expect(Buffer.from(bytes).readInt32LE(7)).toBe(200);
  });

  it('reach fixed addresses up to 2 GiB away, and say so when they cannot', () => {
    const base = 0x7f00_0000_0000;
    const load = (address: number): string => assemble((a) => a.mov(rax, ripAddress(address)), base);
    expect(load(base + 7 + 0x7fff_ffff)).toBe('488b05ffffff7f');
    expect(load(base + 7 - 0x8000_0000)).toBe('488b0500000080');
    expect(() => load(base + 7 + 0x8000_0000)).toThrow(OutOfReachError);
    expect(() => load(base + 7 - 0x8000_0001)).toThrow(/2 GiB/);
    expect(() => assemble((a) => a.call({ address: 0x1000 }), base)).toThrow(OutOfReachError);
  });

  it('are written lowest byte first', () => {
    expect(assemble((a) => {
      a.db(1, 255, -1);
      a.dd(0x1234_5678, 0xffff_ffff, -2);
      a.dq(0x0102_0304_0506_0708n, 2 ** 40, -1, 0xffff_ffff_ffff_ffffn);
    })).toBe('01ffff' + '78563412' + 'ffffffff' + 'feffffff' + '0807060504030201' + '0000000000010000' + 'ff'.repeat(8) + 'ff'.repeat(8));
  });

  it('hold the addresses of labels, for jump tables', () => {
    expect(assemble((a) => {
      const target = a.label();
      a.quadLabel(target);
      a.quadLabel(target, 1);
      a.bind(target);
    }, 0x7f00_0000_1000)).toBe('10100000007f0000' + '11100000007f0000');
  });
});

describe('finish', () => {
  it('can be called again, for another address and after more code', () => {
    const a = new Assembler();
    a.call({ address: 0x2000 });
    expect(hex(a.finish(0x1000).bytes)).toBe('e8fb0f0000');
    expect(hex(a.finish(0x1800).bytes)).toBe('e8fb070000');
    a.ret();
    expect(hex(a.finish(0x1000).bytes)).toBe('e8fb0f0000c3');
  });

  it('returns bytes that later code does not change', () => {
    const a = new Assembler();
    a.ret();
    const { bytes } = a.finish(0);
    a.ret();
    expect(hex(bytes)).toBe('c3');
  });
});

describe('labels that are misused', () => {
  it.each<[string, RegExp, (a: Assembler) => void]>([
    ['used and never bound', /loop.*never bound/, (a) => a.jmp(a.label('loop'))],
    ['called and never bound', /never bound/, (a) => a.call(a.label())],
    ['bound twice', /bound already/, (a) => { const label = a.label(); a.bind(label); a.bind(label); }],
    ['of another assembler', /another assembler/, (a) => a.jmp(new Assembler().label())],
    ['of another assembler, by address', /another assembler/, (a) => a.lea(rax, ripLabel(new Assembler().label()))],
  ])('%s', (_, message, write) => {
    expect(() => assemble(write)).toThrow(LabelError);
    expect(() => assemble(write)).toThrow(message);
  });

});

it.each<[string, (a: Assembler) => void]>([
  ['a byte of 256', (a) => a.db(256)],
  ['a fraction', (a) => a.dq(0.5)],
  ['a word of 33 bits', (a) => a.dd(2 ** 32)],
  ['a bigint of 65 bits', (a) => a.dq(1n << 64n)],
])('data cannot hold %s', (_, write) => {
  expect(() => assemble(write)).toThrow(OperandError);
});
