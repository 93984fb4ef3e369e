import { parentPort } from 'node:worker_threads';
import { parse } from 'libpg-query';
import { type Classified, classifyStatements, unreadable } from '../../core/migration-class.ts';

/** What the thread answers. `spoilt`: the parser broke on this text, and must not be asked anything more. */
export interface Answer {
  readonly found: Classified;
  readonly spoilt: boolean;
}

async function read(text: string): Promise<Answer> {
  if (text.trim() === '') return { found: { class: 'additive' }, spoilt: false };
  let parsed: unknown;
  try {
    parsed = await parse(text);
  } catch (error) {
    const refused = error instanceof Error && error.name === 'SqlError';
    const why = error instanceof Error ? error.message : String(error);
    return {
      found: unreadable(`${refused ? 'is not SQL that PostgreSQL understands' : 'could not be read'}: ${why}`),
      spoilt: !refused,
    };
  }
  return { found: classifyStatements(parsed), spoilt: false };
}

parentPort?.on('message', (text: unknown) => {
  void (async () => parentPort?.postMessage(await read(typeof text === 'string' ? text : '\\')))();
});
