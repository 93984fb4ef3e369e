/**
 * Shows the audit chain: who decided what, when and why, newest first. Only you see the answer.
 *
 * Every line carries the hash of the one before, so a line that was changed, put in or taken out breaks the chain. The
 * answer ends with the newest line's number and hash and with the command that verifies them on the machine itself;
 * every card prints its own line's.
 *
 * ## Examples
 *
 * - `/audit` shows the last ten lines.
 * - `/audit deployment:12` shows what was decided about #12.
 * - `/audit before:100 count:25` shows lines 75 to 99.
 *
 * ## Refused
 *
 * - `actor.not-allowed`: you have none of the roles above.
 * - `environment.unknown`: there is no such project.
 */
import * as z from 'zod';
import { auditView } from '../cards/audit.ts';
import { projectNamed } from '../places.ts';
import { defineCommand } from './define.ts';
import { offerDeployments } from './offers.ts';

export const audit = defineCommand({
  name: 'audit',
  says: 'Who decided what, when and why',
  action: 'audit',
  options: z.object({
    project: z.string().optional(),
    deployment: z.number().int().positive().optional(),
    before: z.number().int().positive().optional(),
    count: z.number().int().min(1).max(25).default(10),
  }),
  build: (builder) => {
    builder
      .addIntegerOption((option) =>
        option.setName('deployment').setDescription('Only what is about this one').setMinValue(1).setAutocomplete(true),
      )
      .addIntegerOption((option) =>
        option.setName('before').setDescription('Only lines older than this number').setMinValue(1),
      )
      .addIntegerOption((option) =>
        option.setName('count').setDescription('How many; 10 if left out').setMinValue(1).setMaxValue(25),
      );
  },
  complete: offerDeployments('all'),
  run: async ({ config, views }, { project: named, deployment, before, count }) => {
    const project = projectNamed(config, named);
    const about = {
      ...(deployment === undefined ? {} : { deployment }),
      ...(before === undefined ? {} : { before }),
    };
    const [lines, head] = await Promise.all([views.audit(project, about, count), views.auditHead()]);
    return { drawn: auditView(project, lines, head, { ...about, ...(named === undefined ? {} : { project }), count }) };
  },
});
