import { SimpleShardingStrategy } from 'discord.js';

const never = new Promise<null>(() => undefined);

/**
 * A shard that is destroyed between two tries to reconnect goes on trying (@discordjs/ws 1.2.3, WebSocketShard#destroy),
 * so a process whose socket is away would never end. Before each try it asks for its session: here a destroyed one gets
 * no answer any more, and what waits for nothing keeps no process alive.
 */
export class EndingShards extends SimpleShardingStrategy {
  #ended = false;

  constructor(...given: ConstructorParameters<typeof SimpleShardingStrategy>) {
    super(...given);
    const [{ options }] = given;
    const ask = options.retrieveSessionInfo;
    options.retrieveSessionInfo = (shard) => (this.#ended ? never : ask(shard));
  }

  override connect(): Promise<void> {
    // The library also destroys what is there before it connects.
    this.#ended = false;
    return super.connect();
  }

  override destroy(...options: Parameters<SimpleShardingStrategy['destroy']>): Promise<void> {
    this.#ended = true;
    return super.destroy(...options);
  }
}
