import { ask } from '../ask.ts';
import { stagingNamed } from '../places.ts';
import { Refused } from '../refused.ts';
import type { Confirmation } from './define.ts';

/** Remove, under the list of /cleanup. */
export const cleanUpConfirmation: Confirmation = {
  verb: 'clean-up',
  action: 'clean-up',
  run: async (asking, about) => {
    const [project = '', environment = '', shown = '', ...rest] = about.split('/');
    if (!/^[0-9a-f]{16}$/.test(shown) || rest.length > 0 || !Object.hasOwn(asking.config.projects, project))
      throw new Refused('request.malformed', 'There is no such button any more.');
    const place = stagingNamed(asking.config, project, environment);
    return ask(
      asking,
      { ...place, kind: 'clean-up', actor: asking.actor, shown },
      `Remove from ${place.environment} what was shown.`,
    );
  },
};
