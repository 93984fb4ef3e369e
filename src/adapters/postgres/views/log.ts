import type { StepName } from '../../../core/step.ts';
import type { Database } from '../database.ts';

/**
 * Log of a step, or of all steps in their order with a heading each; at most the last `bytes` of it. Where the middle
 * of a log was not kept, a line says how much is missing.
 */
export async function readLog(
  db: Database,
  deployment: string,
  step: StepName | undefined,
  bytes: number,
): Promise<string> {
  const all = db
    .selectFrom('steps as s')
    .innerJoin('step_logs as l', (join) =>
      join.onRef('l.deployment', '=', 's.deployment').onRef('l.step', '=', 's.name'),
    )
    .select(['s.name', 's.log_left_out', 'l.text', 'l.head'])
    .where('s.deployment', '=', deployment)
    .orderBy('s.position')
    .orderBy('l.part');
  const rows = await (step === undefined ? all : all.where('s.name', '=', step)).execute();
  let text = '';
  let heading: StepName | undefined;
  let said: StepName | undefined;
  for (const row of rows) {
    if (step === undefined && heading !== row.name) {
      text += `${text === '' || text.endsWith('\n') ? '' : '\n'}── ${row.name} ──\n`;
      heading = row.name;
    }
    if (!row.head && row.log_left_out > 0 && said !== row.name) {
      text += `\n… ${row.log_left_out} bytes of the log were left out here …\n`;
      said = row.name;
    }
    text += row.text;
  }
  return lastBytes(text, bytes);
}

/** Cut so that no character is broken. */
function lastBytes(text: string, bytes: number): string {
  const whole = Buffer.from(text);
  if (whole.length <= bytes) return text;
  let from = whole.length - bytes;
  while (from < whole.length && ((whole[from] ?? 0) & 0xc0) === 0x80) from += 1;
  return whole.subarray(from).toString();
}
