// For tests: compiles what is tried, and the native units that it calls, as an engine would; remembers what exits saw.

import { type IrFunction, optimize, verifyFunction } from '@psyco/ir';
import type { ExitSite, Feedback } from '../emitter';
import type { Reason } from '../reasons';
import { specialize, type SpecializedUnit, type SpecializeRequest } from '../specialize';
import type { ArgumentKind, Limits, ReturnKind, UnitServices } from '../unit';
import type { FakeWorld } from './fake-world';

export class FakeFeedback implements Feedback {
  readonly types = new Map<string, number[]>();
  readonly reasons = new Set<string>();
  /** Places, as "code:offset:operand". */
  readonly varied = new Set<string>();
  note(site: ExitSite, type: number): boolean {
    const before = this.reasons.size + [...this.types.values()].flat().length;
    this.reasons.add(`${site.code}:${site.offset}:${site.reason}`);
    const operand = `${site.code}:${site.offset}:${site.operand}`;
    const types = this.types.get(operand) ?? [];
    if (type !== 0 && site.reason === 'type' && !types.includes(type)) this.types.set(operand, [...types, type]);
    return this.reasons.size + [...this.types.values()].flat().length > before;
  }
  typesSeen(code: number, offset: number, operand: number): number[] {
    return this.types.get(`${code}:${offset}:${operand}`) ?? [];
  }
  isVaried(code: number, offset: number, operand: number): boolean {
    return this.varied.has(`${code}:${offset}:${operand}`);
  }
  layoutsSeen(): number[] {
    return [];
  }
  happened(code: number, offset: number, reason: Reason): boolean {
    return this.reasons.has(`${code}:${offset}:${reason}`);
  }
}

export interface CompileOptions {
  feedback?: Feedback;
  optimized?: boolean;
  limits?: Partial<Limits>;
  /** Names of functions that are not inlined. */
  neverInline?: string[];
}

/** A compiled program: its unit and the native units by key. */
export interface CompiledProgram {
  unit: SpecializedUnit;
  natives: Map<string, SpecializedUnit>;
}

const text = (argument: ArgumentKind): string => {
  if (argument.kind === 'const') return `const ${argument.address.toString(16)}`;
  return argument.kind === 'ref' ? `ref ${argument.type?.name ?? ''}` : argument.kind;
};

/** @throws Refusal, VerifyError */
export function compileProgram(world: FakeWorld, request: SpecializeRequest, options: CompileOptions = {}): CompiledProgram {
  const natives = new Map<string, SpecializedUnit>();
  const refused = new Set<string>();
  const running: { key: string; returns: ReturnKind; recursive: boolean }[] = [];

  const nativeUnit: UnitServices['nativeUnit'] = (func, args, _depth, knownOnly = false) => {
    const facts = world.functionFacts(func)!;
    const key = `${facts.name}(${args.map(text).join(', ')})`;
    const known = natives.get(key);
    if (known) return { key, returns: known.returns, returnType: known.returnType };
    if (refused.has(key)) return null;
    const progress = running.find((one) => one.key === key);
    if (progress) {
      if (progress !== running.at(-1)) return null;
      progress.recursive = true;
      return { key, returns: progress.returns, returnType: null };
    }
    if (knownOnly) return null;
    const mine = { key, returns: 'int' as ReturnKind, recursive: false };
    running.push(mine);
    try {
      for (let attempt = 0; attempt < 4; attempt++) {
        const assumed = mine.returns;
        const unit = one({ code: facts.code, func, entry: { kind: 'native', args, returns: assumed } });
        mine.returns = unit.returns;
        if (mine.recursive && unit.returns !== assumed) continue;
        finish(unit.fn);
        natives.set(key, unit);
        return { key, returns: unit.returns, returnType: unit.returnType };
      }
    } catch (error) {
      if ((error as Error).name !== 'Refusal') throw error;
    } finally {
      running.pop();
    }
    refused.add(key);
    return null;
  };
  const mayInline: UnitServices['mayInline'] = (code) => !(options.neverInline ?? []).includes(code.name);
  const one = (wanted: SpecializeRequest): SpecializedUnit => specialize(wanted, world, { feedback: options.feedback, services: { nativeUnit, mayInline }, limits: options.limits });
  const finish = (fn: IrFunction): void => {
    verifyFunction(fn);
    if (options.optimized) optimize(fn, { verify: 'each' });
  };
  const unit = one(request);
  finish(unit.fn);
  return { unit, natives };
}
