import { ActionRowBuilder, ButtonBuilder } from '@discordjs/builders';
import { ButtonStyle } from 'discord-api-types/v10';
import type { Confirmation } from '../../core/confirmation.ts';
import { isEnded } from '../../core/deployment.ts';
import type { DeploymentView } from '../../ports/views.ts';
import type { Drawn } from './frame.ts';
import { cut } from './text.ts';

/** Verbs that a button may carry. The id of a button names a deployment; it carries no authority. */
export type Verb = 'cancel' | 'logs' | 'promote' | 'verify';

const look: Record<Verb, { label: string; style: ButtonStyle.Danger | ButtonStyle.Secondary | ButtonStyle.Success }> = {
  cancel: { label: 'Cancel', style: ButtonStyle.Danger },
  logs: { label: 'Logs', style: ButtonStyle.Secondary },
  promote: { label: 'Promote', style: ButtonStyle.Success },
  verify: { label: 'Verify again', style: ButtonStyle.Secondary },
};

/**
 * Where fresh evidence could help: on a promotion whose evidence is the trouble, and on what staging has said of itself.
 * There it is offered always, not from the hour on which its evidence is too old: a card is drawn from the ledger, and
 * no row changes in that hour. Pressed beside something that staging runs no more, it is refused.
 */
function mayNeedVerifying(view: DeploymentView): boolean {
  if (view.kind === 'promotion')
    return (
      view.state === 'waiting' &&
      (view.promotion?.verdicts ?? []).some((verdict) => !verdict.allowed && verdict.guard === 'evidence-is-fresh')
    );
  if (view.tier !== 'staging') return false;
  return view.kind === 'verification' ? isEnded(view.state) : view.kind === 'deployment' && view.state === 'succeeded';
}

/** What a person can do from this card just now. Production in change has no Cancel: half a change is worse. */
export function buttons(view: DeploymentView): Drawn['components'] {
  const verbs: Verb[] = [];
  const production = view.tier === 'production';
  if (view.state === 'succeeded' && view.tier === 'staging' && view.kind === 'deployment') verbs.push('promote');
  if (mayNeedVerifying(view)) verbs.push('verify');
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

/** One red button, which says what it does. Its id names the request whose answer it stands under. */
export function confirmButton({ verb, label }: Confirmation, request: string): Drawn['components'] {
  const button = new ButtonBuilder()
    .setCustomId(`${verb}:${request}`)
    .setLabel(cut(label, 80))
    .setStyle(ButtonStyle.Danger);
  return [new ActionRowBuilder<ButtonBuilder>().addComponents([button]).toJSON()];
}
