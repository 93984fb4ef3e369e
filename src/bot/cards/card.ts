import type { DeploymentView } from '../../ports/views.ts';
import { deploymentCard } from './deployment-card.ts';
import type { Drawn } from './frame.ts';
import { type Links, noLinks } from './links.ts';
import { promotionCard } from './promotion-card.ts';
import { rollbackCard } from './rollback-card.ts';

/** The card of a deployment, whatever kind it is. */
export function card(view: DeploymentView, links: Links = noLinks): Drawn {
  switch (view.kind) {
    case 'deployment':
    case 'verification':
      return deploymentCard(view);
    case 'promotion':
      return promotionCard(view, links);
    case 'rollback':
      return rollbackCard(view, links);
  }
}
