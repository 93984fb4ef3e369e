import { isEnded } from '../../core/deployment.ts';
import { shortCommit } from '../../core/release.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { safe } from './text.ts';

/** How a state looks: the word and the shape say everything, the colour only repeats it. */
export interface Standing {
  readonly shape: string;
  readonly word: string;
  readonly colour: number;
}

/** Okabe-Ito: told apart with every common kind of colour vision. */
export const colours = {
  good: 0x009e73,
  bad: 0xd55e00,
  busy: 0x0072b2,
  waiting: 0xe69f00,
  back: 0xcc79a7,
  over: 0x777777,
} as const;

/** What became of a deployment, in at most 14 characters: title, environment and commit fit into 60 on a phone. */
export function standing(view: Pick<DeploymentView, 'kind' | 'state' | 'tier' | 'promotion'>): Standing {
  switch (view.state) {
    case 'waiting':
      return { shape: '🕒', word: waitingWord(view), colour: colours.waiting };
    case 'running':
      return { shape: '⏳', word: runningWord(view), colour: colours.busy };
    case 'succeeded':
      return { shape: '✅', word: readyWord(view), colour: colours.good };
    case 'failed':
      return { shape: '❌', word: 'failed', colour: colours.bad };
    case 'cancelled':
      return { shape: '🚫', word: 'cancelled', colour: colours.over };
    case 'superseded':
      return { shape: '⏭', word: 'superseded', colour: colours.over };
    case 'rolled-back':
      return { shape: '↩', word: 'rolled back', colour: colours.back };
  }
}

/**
 * People have said yes and something else stands in the way: nobody is asked for another yes. Whether they have is for the
 * guard of approvals to say, which may also say that it could not read them.
 */
function waitingWord({ kind, promotion }: Pick<DeploymentView, 'kind' | 'promotion'>): string {
  if (kind !== 'promotion') return 'waiting';
  const noes = (promotion?.verdicts ?? []).flatMap((verdict) => (verdict.allowed ? [] : [verdict]));
  const areApproved = !noes.some(
    ({ guard, code }) => guard === 'approval-matches-card' || code.startsWith('approval.'),
  );
  return noes.length > 0 && areApproved ? 'approved, held' : 'needs approval';
}

function runningWord(view: Pick<DeploymentView, 'kind'>): string {
  if (view.kind === 'promotion') return 'going live';
  if (view.kind === 'verification') return 'verifying';
  return view.kind === 'rollback' ? 'going back' : 'running';
}

function readyWord(view: Pick<DeploymentView, 'kind' | 'tier'>): string {
  if (view.kind === 'rollback') return 'went back';
  if (view.kind === 'verification') return 'verified again';
  return view.tier === 'production' ? 'live' : 'ready';
}

/** `staging ✅ ready · abc1234 · advent #12`: environment, result and commit within the first 60 characters. */
export function title(view: DeploymentView): string {
  const { shape, word } = standing(view);
  const place = safe(view.environment, 31);
  return `${place} ${shape} ${word} · ${shortCommit(view.commit.commit)} · ${safe(view.project, 31)} #${String(view.number)}`;
}

/** A card of work that was put aside before it began: its content is struck through, since it no longer holds. */
export function isPutAside(view: DeploymentView): boolean {
  return isEnded(view.state) && view.state !== 'succeeded' && view.startedAt === undefined;
}
