import { SimpleShardingStrategy, WebSocketShardStatus } from 'discord.js';
import type { Clock } from '../ports/clock.ts';

/** For a new socket to be there or to have failed; the library would wait for 30 s, longer than a shutdown may take. */
const handshakeMs = 5_000;
const lookEveryMs = 20;
const never = new Promise<null>(() => undefined);

type Manager = ConstructorParameters<typeof SimpleShardingStrategy>[0];
type Why = Parameters<SimpleShardingStrategy['destroy']>[0];

/**
 * Shards that end when they are told to. Those of @discordjs/ws 1.2.3 (WebSocketShard#destroy) do not while the gateway
 * is away: between two tries they go on trying, so that the process never ends, and in the middle of a try the socket
 * is left without anybody who hears its error, which ends the process as a crash.
 */
export class EndingShards extends SimpleShardingStrategy {
  readonly #clock: Clock;
  #ended = false;

  constructor(manager: Manager, clock: Clock) {
    super(manager);
    this.#clock = clock;
    const { options } = manager;
    options.handshakeTimeout = handshakeMs;
    // Asked before each try. No answer is no further try, and what waits for nothing keeps no process alive.
    const ask = options.retrieveSessionInfo.bind(options);
    options.retrieveSessionInfo = (shard) => (this.#ended ? never : ask(shard));
  }

  override connect(): Promise<void> {
    // The library also destroys what is there before it connects.
    this.#ended = false;
    return super.connect();
  }

  override async destroy(why?: Why): Promise<void> {
    this.#ended = true;
    const latest = this.#clock.now() + handshakeMs;
    while ((await this.#isTrying()) && this.#clock.now() < latest) await this.#clock.wait(lookEveryMs);
    await super.destroy(why);
  }

  async #isTrying(): Promise<boolean> {
    return (await this.fetchStatus()).some((status) => status === WebSocketShardStatus.Connecting);
  }
}
