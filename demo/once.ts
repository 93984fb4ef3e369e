import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type DemoDocument, makeDocument } from './document.ts';
import { Journey } from './journey.ts';
import { type TargetKind, openStage } from './stage.ts';

const verify = fileURLToPath(new URL('verify.ts', import.meta.url));

/**
 * The whole journey without anyone: a push that goes to production, one whose suite fails, one that production does
 * not take well. The document is checked against the world by a script of its own before the world is taken down.
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

    const red = await repository.forgetsToCountOnce();
    tell(`Ana pushed ${red.slice(0, 7)}, which has a mistake.`);
    await journey.untilClosed(red);

    await repository.takesThatBack();
    const sick = await repository.renamesProduction();
    tell(`Ana pushed ${sick.slice(0, 7)}: fine on staging, wrong in production.`);
    await journey.untilReady(sick);
    await journey.approves(await journey.asksForProduction(sick));
    await journey.untilTakenBack(sick);

    const document = await makeDocument(stage, Date.now() - started);
    const file = join(stage.folder, 'document.json');
    writeFileSync(file, JSON.stringify(document));
    tell('Checking what was said against what is so.');
    const { stdout } = await promisify(execFile)(process.execPath, [verify, file], { maxBuffer: 16e6 });
    for (const line of stdout.trim().split('\n')) tell(line);
    return document;
  } finally {
    tell('Taking everything down.');
    await stage.close();
  }
}
