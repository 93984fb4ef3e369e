import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { GreenroomProcess } from '../world/greenroom-process.ts';
import type { Place, Theatre } from '../world/theatre.ts';
import { until } from '../world/until.ts';

export const stagingSteps = ['fetch', 'build', 'migrate', 'switch', 'verify', 'test', 'evidence'] as const;
export const productionSteps = ['migrate', 'switch', 'verify', 'evidence'] as const;
export type StepName = (typeof stagingSteps)[number];

/**
 * Kills Greenroom from outside: it watches the ledger as anybody could and knows nothing of the product's insides.
 * There is no hook in the product for it.
 */
export class Killer {
  readonly #theatre: Theatre;
  readonly #client: pg.Client;
  readonly #role: string;
  #victim: GreenroomProcess;
  deaths = 0;

  private constructor(theatre: Theatre, client: pg.Client, role: string, victim: GreenroomProcess) {
    this.#theatre = theatre;
    this.#client = client;
    this.#role = role;
    this.#victim = victim;
  }

  static async of(theatre: Theatre, role: string): Promise<Killer> {
    const client = new pg.Client({ connectionString: theatre.database.url });
    await client.connect();
    return new Killer(theatre, client, role, await theatre.starts(role));
  }

  async #one(sql: string, ...values: string[]): Promise<string | undefined> {
    const { rows } = await this.#client.query<{ it: string }>(sql, values);
    return rows[0]?.it;
  }

  /** State of the commit's newest deployment there; undefined where there is none yet. */
  state(place: Place, commit: string): Promise<string | undefined> {
    return this.#one(
      'SELECT state AS it FROM deployments WHERE environment = $1 AND commit = $2 ORDER BY number DESC LIMIT 1',
      place,
      commit,
    );
  }

  async #isOver(place: Place, commit: string): Promise<boolean> {
    const state = await this.state(place, commit);
    return state !== undefined && state !== 'waiting' && state !== 'running';
  }

  async dies(): Promise<void> {
    this.#victim.kill('SIGKILL');
    await this.#victim.ended;
    this.deaths += 1;
    this.#victim = await this.#theatre.starts(this.#role);
  }

  /**
   * Dies when the ledger says this of the step, several times in a row; how often it did. A step too quick to be
   * caught is let go.
   */
  async diesAt(
    place: Place,
    commit: string,
    step: StepName,
    when: 'started' | 'succeeded',
    times: number,
  ): Promise<number> {
    for (let turn = 0; turn < times; turn += 1) {
      const caught = await until(
        `${step} is ${when}`,
        async () => {
          const state = await this.#one(
            'SELECT s.state AS it FROM steps s JOIN deployments d ON d.id = s.deployment WHERE d.environment = $1 AND d.commit = $2 AND s.name = $3 ORDER BY d.number DESC LIMIT 1',
            place,
            commit,
            step,
          );
          if (state === when) return 'now';
          return (await this.#isOver(place, commit)) || (when === 'started' && state === 'succeeded')
            ? 'gone'
            : undefined;
        },
        { everyMs: 2, tell: () => this.#theatre.transcript() },
      );
      if (caught === 'gone') return turn;
      await this.dies();
    }
    return times;
  }

  async diesAfter(milliseconds: number): Promise<void> {
    await wait(milliseconds);
    await this.dies();
  }

  /** Waits for the end; how it ended. */
  async end(place: Place, commit: string): Promise<string | undefined> {
    await until(`the deployment of ${commit.slice(0, 7)} ends`, () => this.#isOver(place, commit), {
      deadlineMs: 60_000,
      tell: () => this.#theatre.transcript(),
    });
    return this.state(place, commit);
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}
