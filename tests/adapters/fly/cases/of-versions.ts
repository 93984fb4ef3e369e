import { apps } from '../stage.ts';
import { type FlyCase, first, good, quick, refused, says } from './case.ts';

/** The versions themselves: one that is not well, images that are gone, and two of them at once. */
export const ofVersions: readonly FlyCase[] = [
  {
    name: 'the new version ends while it starts',
    fact: '§6.3',
    options: quick,
    fresh: { exitsAtStart: true },
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'the new version never becomes well',
    fact: '§6.4 restarters.net #905',
    options: quick,
    fresh: { sickIn: ['staging'] },
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'a rolling update stops half way and leaves two images',
    fact: '§1.3',
    machines: 2,
    given: (here) => here.world.faults.flyctl({ command: 'deploy', partial: true }),
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'it stops half way, and so does the way back',
    fact: '§6.4',
    machines: 2,
    options: { switchMs: 8_000 },
    given: (here) => {
      here.world.faults.flyctl({ command: 'deploy', partial: true });
      says('unexpected failure')(here);
    },
    wanted: refused('switch.mixed', false, 'parts'),
  },
  {
    name: 'the new version is not well, and the old image was pruned',
    fact: '§2 retention',
    options: quick,
    fresh: { sickIn: ['staging'] },
    given: (here, old) => here.world.images.prune(apps.staging, old.artifacts[0]?.digest ?? ''),
    wanted: refused('switch.mixed', false, 'new'),
  },
  {
    name: 'two images ran before, by somebody’s hand',
    fact: '§6.5 adcp #1418',
    machines: 2,
    given: async (here) => {
      const other = await here.builds('other');
      const app = here.world.apps.get(apps.staging);
      if (app === undefined) throw new Error('no app');
      await here.world.updateMachine(
        app,
        first(here),
        {
          ...first(here).config,
          image: `${here.world.registryHost}/${apps.staging}@${other.artifacts[0]?.digest ?? ''}`,
        },
        true,
      );
    },
    wanted: good,
  },
  {
    name: 'the new image was pruned',
    fact: '§2 retention',
    given: (here, _, fresh) => here.world.images.prune(apps.staging, fresh.artifacts[0]?.digest ?? ''),
    wanted: refused('switch.artifact-gone', false),
  },
  {
    name: 'somebody moved the tag to another image',
    fact: '§0.1 #5010',
    given: (here, old, fresh) => {
      for (const tag of here.world.images.tagsOf(apps.staging))
        here.world.images.moveTag(
          apps.staging,
          tag,
          (tag.includes(fresh.commit.slice(0, 12)) ? old : fresh).artifacts[0]?.digest ?? '',
        );
    },
    wanted: good,
  },
  {
    name: 'the new version says it is another environment only to itself',
    fact: 'DESIGN §4.4',
    fresh: { claimsIn: { production: 'live' } },
    wanted: good,
  },
];
