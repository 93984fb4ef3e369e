import { ActionRowBuilder, ButtonBuilder } from '@discordjs/builders';
import { ButtonStyle } from 'discord.js';
import type { DeploymentView } from '../../ports/views.ts';
import type { Drawn } from './frame.ts';

/** Verbs that a button may carry. The id of a button names a deployment; it carries no authority. */
export type Verb = 'cancel' | 'logs' | 'promote';

const look: Record<Verb, { label: string; style: ButtonStyle.Danger | ButtonStyle.Secondary | ButtonStyle.Success }> = {
  cancel: { label: 'Cancel', style: ButtonStyle.Danger },
  logs: { label: 'Logs', style: ButtonStyle.Secondary },
  promote: { label: 'Promote', style: ButtonStyle.Success },
};

/** What a person can do from this card just now. Production in change has no Cancel: half a change is worse. */
export function buttons(view: DeploymentView): Drawn['components'] {
  const verbs: Verb[] = [];
  const production = view.tier === 'production';
  if (view.state === 'succeeded' && view.tier === 'staging' && view.kind === 'deployment') verbs.push('promote');
  if (view.state === 'waiting' || (view.state === 'running' && !production)) verbs.push('cancel');
  if (view.startedAt !== undefined) verbs.push('logs');
  if (verbs.length === 0) return [];
  const row = new ActionRowBuilder<ButtonBuilder>().addComponents(
    verbs.map((verb) =>
      new ButtonBuilder().setCustomId(`${verb}:${view.id}`).setLabel(look[verb].label).setStyle(look[verb].style),
    ),
  );
  return [row.toJSON()];
}
