import { createControlFilter, type TextFilter } from './control-codes.ts';
import { createScrubber } from './redaction.ts';

/**
 * What a step's output goes through before it leaves the process: control codes off first, then secrets out. In the
 * other order a secret with an escape sequence in its middle would pass and be whole again afterwards.
 */
export function createLogFilter(secrets: () => readonly string[]): TextFilter {
  const control = createControlFilter();
  const scrubber = createScrubber(secrets);
  return {
    write: (chunk) => scrubber.write(control.write(chunk)),
    end: () => scrubber.write(control.end()) + scrubber.end(),
  };
}
