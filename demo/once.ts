import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DemoDocument, type PlayedDocument, makeDocument } from './document.ts';
import { countWrites } from './counted-writes.ts';
import { announcesInProduction } from './journey-event.ts';
import { triesOnProduction } from './journey-production.ts';
import { playsWithStaging, promotesAfterVerifyingAgain } from './journey-stage.ts';
import { Journey } from './journey.ts';
import { type Stage, type TargetKind, openStage } from './stage.ts';

const verify = fileURLToPath(new URL('verify.ts', import.meta.url));

/**
 * The whole journey without anyone: a push that goes to production; one whose suite fails; one that people play with on
 * staging before it is promoted, and that production does not take well. The document is checked against the world by a script of its own before the world is taken down.
 */
export async function once(tell: (line: string) => void, target: TargetKind = 'local'): Promise<DemoDocument> {
  const started = Date.now();
  const stage = await openStage(tell, target);
  try {
    const { repository } = stage;
    const journey = new Journey(stage, tell);

    const good = await repository.begin();
    tell(`Ana pushed ${good.slice(0, 7)} to staging.`);
    await journey.untilReady(good);
    await journey.approves(await journey.asksForProduction(good));
    await journey.untilInProduction(good);
    await countWrites(stage.database.forCounting.production);

    const red = await repository.forgetsToCountOnce();
    tell(`Ana pushed ${red.slice(0, 7)}, which has a mistake.`);
    await journey.untilClosed(red);

    await repository.takesThatBack();
    const sick = await repository.renamesProduction();
    tell(`Ana pushed ${sick.slice(0, 7)}: fine on staging, wrong in production.`);
    await journey.untilReady(sick);
    const played = await plays(stage, journey, sick, tell);
    await journey.untilTakenBack(sick);

    const document = await makeDocument(stage, Date.now() - started, played);
    const file = join(stage.folder, 'document.json');
    writeFileSync(file, JSON.stringify(document));
    tell('Checking what was said against what is so.');
    const { isSo, lines } = await verified(file);
    for (const line of lines) tell(line);
    return { ...document, ok: document.ok && isSo };
  } finally {
    tell('Taking everything down.');
    await stage.close();
  }
}

/** What the script says, and whether all of it is so. */
function verified(file: string): Promise<{ readonly isSo: boolean; readonly lines: readonly string[] }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [verify, file], { maxBuffer: 16e6 }, (error, stdout, stderr) =>
      resolve({ isSo: error === null, lines: `${stdout}${stderr}`.trim().split('\n') }),
    );
  });
}

/** Everything between “ready for manual testing” and the promotion. */
async function plays(
  stage: Stage,
  journey: Journey,
  commit: string,
  tell: (line: string) => void,
): Promise<PlayedDocument> {
  const began = new Date().toISOString();
  const { tools, event } = await playsWithStaging(stage, journey, tell);
  const tried = await triesOnProduction(journey, tell);
  const ended = new Date().toISOString();
  await announcesInProduction(stage);
  tell('Ben announced a draw in production: what counts there has something to count.');
  const held = await promotesAfterVerifyingAgain(journey, commit, tell);
  return { began, ended, tools, event, tried, held };
}
