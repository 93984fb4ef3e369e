import { createControlFilter, type TextFilter } from './control-codes.ts';
import { createScrubber } from './redaction.ts';

function stripped(text: string): string {
  const filter = createControlFilter();
  return filter.write(text) + filter.end();
}

/**
 * What a step's output goes through before it leaves the process: control codes off first, then secrets out. In the
 * other order a secret with an escape sequence in its middle would pass and be whole again afterwards.
 */
export function createLogFilter(secrets: () => readonly string[]): TextFilter {
  const control = createControlFilter();
  // A secret that itself holds control codes is looked for as it is after they are gone.
  const scrubber = createScrubber(() => secrets().flatMap((secret) => [secret, stripped(secret)]));
  return {
    write: (chunk) => scrubber.write(control.write(chunk)),
    end: () => scrubber.write(control.end()) + scrubber.end(),
  };
}
