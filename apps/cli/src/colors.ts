// Colours for what the commands print: only where a person looks at it. Knows environment variables and streams.
import { createColors } from 'picocolors';

type Colors = ReturnType<typeof createColors>;

/**
 * True if text for this stream may be coloured: the stream is a terminal, or FORCE_COLOR asks for it; never if NO_COLOR is set. Not
 * left to picocolors, which also colours wherever the variable CI is set, terminal or not.
 */
export function wantsColors(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv = process.env): boolean {
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR) return environment.FORCE_COLOR !== '0';
  return stream.isTTY === true && environment.TERM !== 'dumb';
}

/** The colours for one stream: functions that paint a text, or leave it as it is. */
export const colorsFor = (stream: { readonly isTTY?: boolean }): Colors => createColors(wantsColors(stream));
