import { artifactsFor } from '../core/release.ts';
import { guard } from './guard.ts';

/** A restart starts the same version afresh; asked for another one it would be a change that nobody has approved. */
export const isWhatRuns = guard({
  name: 'is-what-runs',
  title: 'The same version again',
  question: 'Is this exactly what runs there now?',
  codes: ['release.not-running', 'state.unknown'],
  reads: ['serves'],
  decide: ({ serves, artifacts, environment }) => {
    if (serves === undefined) return { no: 'state.unknown', detail: 'the target was not looked at' };
    if (!serves.known) return { no: 'state.unknown', detail: serves.why };
    for (const { service, digest } of artifactsFor(artifacts, environment)) {
      const there = serves.value.find((one) => one.service === service)?.digest;
      if (there !== digest)
        return { no: 'release.not-running', detail: `${service} runs ${there ?? 'nothing that is known'} there` };
    }
    return { yes: 'it is what runs there' };
  },
});
