// Every way in which assembling can fail. Each message says what happened, why, and what to do.

/** The root of everything this package throws. */
export class EncodingError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** An operand that no instruction could take. */
export class OperandError extends EncodingError {
  constructor(what: string, advice: string) {
    super(`${what}: ${advice}`);
  }
}

/** A mnemonic was given operands that none of its forms takes. */
export class NoSuchFormError extends EncodingError {
  constructor(
    readonly mnemonic: string,
    readonly operands: readonly string[],
    readonly forms: readonly string[],
  ) {
    super(`${mnemonic} ${operands.join(', ')}: no form takes these operands. ${listForms(mnemonic, forms)}`);
  }
}

/** A memory operand whose size neither the mnemonic nor another operand tells. */
export class AmbiguousSizeError extends EncodingError {
  constructor(
    readonly mnemonic: string,
    readonly operands: readonly string[],
    readonly forms: readonly string[],
  ) {
    super(`${mnemonic} ${operands.join(', ')}: the size of the memory operand is not told. Wrap it in byte(), word(), dword() or qword(). ${listForms(mnemonic, forms)}`);
  }
}

/** Code and target are more than 2 GiB apart, or nearly so. */
export class OutOfReachError extends EncodingError {
  constructor(
    readonly codeAddress: number,
    readonly targetAddress: number,
  ) {
    super(
      `the code at 0x${codeAddress.toString(16)} cannot reach 0x${targetAddress.toString(16)}: they are more than 2 GiB apart. ` +
        'Place the code nearer, or load the address into a register with movabs.',
    );
  }
}

/** A label was used but never bound, bound twice, or belongs to another assembler. */
export class LabelError extends EncodingError {
  constructor(
    readonly label: string,
    what: string,
    advice: string,
  ) {
    super(`label ${label} ${what}: ${advice}`);
  }
}

function listForms(mnemonic: string, forms: readonly string[]): string {
  return `Forms: ${forms.map((form) => `${mnemonic} ${form}`.trimEnd()).join('; ')}.`;
}
