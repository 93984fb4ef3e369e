import { randomBytes } from 'node:crypto';
import type { Json } from './json.ts';
import type { StoredMessage } from './model.ts';
import { interactionJson } from './wire/interaction.ts';
import type { DiscordWorld } from './world.ts';

/** The first answer must come within 3 s, and the token works for 15 minutes. */
export const firstAnswerWithin = 3_000;
export const tokenLives = 15 * 60_000;

export interface StoredInteraction {
  readonly id: string;
  readonly token: string;
  readonly applicationId: string;
  readonly userId: string;
  readonly channelId: string;
  readonly createdAt: number;
  readonly kind: 'command' | 'component' | 'autocomplete';
  /** The command's name; empty for a component. */
  readonly name: string;
  readonly data: Json;
  /** Where the component stands. */
  readonly message?: StoredMessage;
  /** `deferred-update` shows nothing; `deferred` is “thinking” until its message is edited. */
  state: 'waiting' | 'deferred' | 'deferred-update' | 'answered';
  /** What `@original` is. */
  originalId?: string;
  choices?: readonly Json[];
}

export class Interactions {
  readonly #world: DiscordWorld;
  readonly #byToken = new Map<string, StoredInteraction>();

  constructor(world: DiscordWorld) {
    this.#world = world;
  }

  /** Somebody did something: the application is told, and its clock runs from now. */
  begin(
    wanted: Pick<StoredInteraction, 'applicationId' | 'userId' | 'channelId' | 'kind' | 'name' | 'data' | 'message'>,
  ): StoredInteraction {
    const interaction: StoredInteraction = {
      ...wanted,
      id: this.#world.ids.next(),
      token: `aW50ZXJhY3Rpb24${randomBytes(48).toString('base64url')}`,
      createdAt: this.#world.clock.now(),
      state: 'waiting',
    };
    this.#byToken.set(interaction.token, interaction);
    this.#world.gateway.dispatch(
      'INTERACTION_CREATE',
      () => interactionJson(this.#world, interaction),
      undefined,
      interaction.applicationId,
    );
    return interaction;
  }

  byToken(token: string): StoredInteraction | undefined {
    return this.#byToken.get(token);
  }

  /** Nobody answered in time; the person reads “The application did not respond”. */
  isLate(interaction: StoredInteraction): boolean {
    return interaction.state === 'waiting' && this.#age(interaction) > firstAnswerWithin;
  }

  isExpired(interaction: StoredInteraction): boolean {
    return this.#age(interaction) > tokenLives;
  }

  #age(interaction: StoredInteraction): number {
    return this.#world.clock.now() - interaction.createdAt;
  }
}
