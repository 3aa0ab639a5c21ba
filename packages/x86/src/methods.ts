// The types of the assembler's methods, read off the tables: one method per mnemonic, operands by position.
import type { Immediate, Memory, Target } from './operands';
import type { Register } from './registers';
import type { instructionTable, Mnemonic } from './tables/index';

type Trim<Text extends string> = Text extends ` ${infer Rest}` ? Trim<Rest> : Text extends `${infer Rest} ` ? Trim<Rest> : Text;
type OperandOf<Word extends string> = Word extends `rel${string}`
  ? Target
  : Word extends `${string}imm${string}` | '1'
    ? Immediate
    : Word extends `r/m${string}` | `xmm/m${string}`
      ? Register | Memory
      : Word extends `m${string}`
        ? Memory
        : Register;
type Operands<Text extends string> = Text extends ''
  ? []
  : Text extends `${infer A},${infer B},${infer C}`
    ? [OperandOf<Trim<A>>, OperandOf<Trim<B>>, OperandOf<Trim<C>>]
    : Text extends `${infer A},${infer B}`
      ? [OperandOf<Trim<A>>, OperandOf<Trim<B>>]
      : [OperandOf<Trim<Text>>];
type OperandsOfForm<Form extends string> = Form extends `${infer Text}:${string}` ? Operands<Trim<Text>> : never;

// Within one count of operands, each position takes whatever any form takes there: a caller need not prove which form it means.
type Merged<Tuples extends unknown[]> =
  | (Extract<Tuples, []> extends never ? never : [])
  | (Extract<Tuples, [unknown]> extends never ? never : [operand: Extract<Tuples, [unknown]>[0]])
  | (Extract<Tuples, [unknown, unknown]> extends never ? never : [destination: Extract<Tuples, [unknown, unknown]>[0], source: Extract<Tuples, [unknown, unknown]>[1]])
  | (Extract<Tuples, [unknown, unknown, unknown]> extends never
      ? never
      : [
          destination: Extract<Tuples, [unknown, unknown, unknown]>[0],
          source: Extract<Tuples, [unknown, unknown, unknown]>[1],
          third: Extract<Tuples, [unknown, unknown, unknown]>[2],
        ]);

/** One method per mnemonic of the tables. */
export type InstructionMethods = {
  [Name in Mnemonic]: (...operands: Merged<OperandsOfForm<(typeof instructionTable)[Name][number]>>) => void;
};
