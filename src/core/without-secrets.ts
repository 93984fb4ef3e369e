import type { Finding } from './finding.ts';
import { createScrubber } from './redaction.ts';

/** Others’ words may repeat what they were sent; none of it leaves here. */
export function withoutSecrets(finding: Finding, known: readonly string[]): Finding {
  const scrubber = createScrubber(() => known);
  return { ...finding, found: scrubber.write(finding.found) + scrubber.end() };
}
