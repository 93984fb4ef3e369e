import type { SlashCommandBuilder } from '@discordjs/builders';
import * as z from 'zod';
import { isEnded } from '../../core/deployment.ts';
import { plainText } from '../../core/plain-text.ts';
import { shortCommit } from '../../core/release.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { standing } from '../cards/standing.ts';
import type { BotParts } from '../parts.ts';
import { isOf, placesOf, projectNamed, projectNames } from '../places.ts';
import type { Choice, Complete, Typed } from './define.ts';

export function projectIn({ config }: BotParts, others: Typed): string {
  const named = others['project'];
  return projectNamed(config, typeof named === 'string' ? named : undefined);
}

/** Environments by name. Production is never offered to what could do harm. */
export function offerPlaces(tiers: readonly ('staging' | 'production')[]): Complete {
  return ({ config }, _option, typed, { project }) => {
    // Which app may be said afterwards: until then those of all, each name once.
    const projects = typeof project === 'string' ? [projectNamed(config, project)] : projectNames(config);
    const names = projects
      .flatMap((one) => placesOf(config, one))
      .filter((place) => tiers.some((tier) => isOf(tier)(place)))
      .map(({ environment }) => environment)
      .filter((name) => name.includes(typed.trim().toLowerCase()));
    return Promise.resolve([...new Set(names)].map((name) => ({ name, value: name })));
  };
}

/** Deployments by number, newest first. `open` are those that could still be cancelled. */
export function offerDeployments(which: 'all' | 'open'): Complete {
  return async (parts, _option, typed, others) => {
    const views = await parts.views.history(projectIn(parts, others), undefined, 50);
    return views
      .filter((view) => which === 'all' || !isEnded(view.state))
      .map((view) => offered(view))
      .filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase().replace(/^#/, '')));
  };
}

function offered(view: DeploymentView): Choice {
  const { shape, word } = standing(view);
  const name = `#${String(view.number)} ${shape} ${word} ${view.environment} ${shortCommit(view.commit.commit)} ${view.commit.subject}`;
  return { name: plainText(name, 100), value: view.number };
}

/** What somebody gives as a reason: it is read by those who are kept out, and recorded. */
export const reason = z.string().trim().min(3, 'wanted a reason of at least 3 characters').max(200);

export function addReasonOption(builder: SlashCommandBuilder, says: string, required = true): void {
  builder.addStringOption((option) =>
    option.setName('reason').setDescription(says).setRequired(required).setMinLength(3).setMaxLength(200),
  );
}
