import { tally } from '../core/approval.ts';
import { guard } from './guard.ts';

/**
 * Approval is of what the card shows, by its hash: if anything of it moves, nobody has approved what is there now. A card
 * whose time is over begins nothing; a change that began in time goes on to its end.
 */
export const approvalMatchesCard = guard({
  name: 'approval-matches-card',
  title: 'Approved by enough people',
  question: 'Have enough people, who may, approved exactly this card?',
  codes: [
    'approval.missing',
    'approval.self',
    'approval.author',
    'approval.role-missing',
    'approval.vetoed',
    'card.moved',
    'card.expired',
    'card.unreadable',
  ],
  reads: ['card', 'freeze'],
  decide: ({ card, now, underWay }) => {
    if (card === undefined) return { no: 'approval.missing', detail: 'there is no promotion card' };
    if (now >= card.expiresAt && underWay !== true) return { no: 'card.expired', detail: 'its time is over' };
    if (!card.hashNow.known) return { no: 'card.unreadable', detail: card.hashNow.why };
    if (card.hashNow.value !== card.hash) return { no: 'card.moved', detail: 'what it shows is not so any more' };
    if (!card.approvals.known) return { no: 'card.unreadable', detail: card.approvals.why };
    return tally(card.approvals.value, card.plan.approvals);
  },
});
