import type { StepName } from '../core/step.ts';
import type { DeploymentView, Views } from '../ports/views.ts';
import type { Answer } from './answer.ts';
import { frame } from './cards/frame.ts';
import { standing, title } from './cards/standing.ts';
import { codeBlock } from './cards/text.ts';

/** Half a MiB is far below Discord's 10 MiB, and more than anybody reads on a phone. */
const logBytes = 512 * 1024;
const shortLog = 1500;

/** The end of a log: in the answer where it is short, as a file where it is long. It is scrubbed in the ledger. */
export async function logAnswer(views: Views, view: DeploymentView, step: StepName | undefined): Promise<Answer> {
  const text = await views.log(view.id, step, logBytes);
  const isShort = text.length <= shortLog;
  const says =
    text.trim() === '' ? 'This log is empty.' : isShort ? codeBlock(text.trimEnd()) : 'The log is in the file.';
  const embed = frame({
    title: `Log${step === undefined ? '' : ` of ${step}`} · ${title(view)}`,
    colour: standing(view).colour,
    top: [says],
  });
  return {
    drawn: { embeds: [embed], components: [] },
    ...(isShort ? {} : { file: { name: logFileName(view, step), text } }),
  };
}

export function logFileName(view: DeploymentView, step: StepName | undefined): string {
  return `${view.project}-${String(view.number)}-${step ?? 'all'}.log`.replace(/[^A-Za-z0-9._-]/g, '_');
}
