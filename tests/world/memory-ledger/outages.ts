import type { Outages } from '../../../src/ports/outages.ts';
import { type Shelf, idOn, show } from './shelf.ts';

export function outagesOn(shelf: Shelf): Outages {
  const standing = (project: string, environment: string) =>
    shelf.outages.find(
      (one) => one.project === project && one.environment === environment && one.endedAt === undefined,
    );
  const change = (id: string, to: object): void => {
    shelf.outages = shelf.outages.map((one) => {
      if (one.id !== id) return one;
      show(shelf, 'discord', 'outage', id, one.version + 1);
      return { ...one, ...to, version: one.version + 1 };
    });
  };
  return {
    begin: async ({ code, detail, ...place }) => {
      const known = standing(place.project, place.environment);
      if (known === undefined) {
        const id = idOn(shelf);
        shelf.outages.push({ ...place, code, detail, id, version: 1 });
        show(shelf, 'discord', 'outage', id, 1);
      } else if (known.code !== code) change(known.id, { code, detail });
    },
    end: async (project, environment) => {
      const known = standing(project, environment);
      if (known !== undefined) change(known.id, { endedAt: shelf.clock.now() });
    },
  };
}
