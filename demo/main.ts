/**
 * `npm run demo`: the whole product on this machine, with people to play. `-- --once --json`: the journey without
 * anyone, as one JSON document on standard output; what happens is told on standard error.
 */
import { parseArgs } from 'node:util';
import { invitation } from './invitation.ts';
import { Journey } from './journey.ts';
import { once } from './once.ts';
import { openStage, targetFrom } from './stage.ts';

const { values } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    target: { type: 'string', default: 'local' },
  },
});
const target = targetFrom(values.target);
const started = Date.now();
const tell = (line: string): void => {
  const text = `${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s  ${line}\n`;
  (values.json ? process.stderr : process.stdout).write(text);
};

async function interactive(): Promise<void> {
  const stage = await openStage(tell, target);
  const ended = new Promise<void>((resolve) => {
    // Kept on: npm hands on the signal that the terminal has sent us already, and a second one must not cut the clean-up.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  try {
    const play = async (): Promise<void> => {
      const journey = new Journey(stage, tell);
      const first = await stage.repository.begin();
      tell(`Ana pushed ${first.slice(0, 7)} to staging, the first version.`);
      await journey.untilReady(first);
      await journey.approves(await journey.asksForProduction(first));
      await journey.untilInProduction(first);
      const second = await stage.repository.changesTheTitle();
      tell(`Ana pushed ${second.slice(0, 7)} to staging.`);
      await journey.untilReady(second);
      for (const line of invitation(stage)) tell(line);
    };
    await Promise.race([ended, play().then(() => ended)]);
  } finally {
    tell('Ending everything.');
    await stage.close();
  }
}

if (values.once) {
  const document = await once(tell, target);
  if (values.json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  process.exitCode = document.ok ? 0 : 1;
} else await interactive();
