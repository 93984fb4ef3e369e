import type { Intent } from '../core/intent.ts';
import type { ReasonCode } from '../core/reason.ts';

/** A verified webhook delivery. */
export interface Delivery {
  /** X-GitHub-Delivery; a redelivery carries the same one. */
  readonly id: string;
  readonly event: string;
  readonly repository: string;
  readonly ref?: string;
  readonly before?: string;
  readonly after?: string;
  /** Hex SHA-256 of the raw bytes: the signature does not cover the id, so a body can come again under a new one. */
  readonly bodyHash: string;
  /** Raw body, kept for `replay` and for the sweep; configured repositories only. */
  readonly raw?: Buffer;
  /** A body was kept with it, and what is there now is not what came: nothing may be read out of that. */
  readonly damaged?: true;
}

/** `fresh` and `unfinished` are to be worked on; `done` was worked on before. */
export type DeliveryStanding = 'fresh' | 'unfinished' | 'done';

/** Somebody waiting for an answer in Discord. The token dies 15 minutes after `at`; the request does not. */
export interface NewRequest {
  readonly interactionId: string;
  readonly applicationId: string;
  readonly token: string;
  readonly channelId: string;
  readonly userId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The bot's and the webhooks' only way to want something: append, never change. */
export interface Intents {
  /** Durable when it resolves. Rejects within 250 ms where the ledger is away. */
  recordDelivery(delivery: Delivery): Promise<DeliveryStanding>;
  /** Ends a delivery: with the intent it became, or with the reason why it became none. */
  finishDelivery(
    id: string,
    end: { readonly intent: Intent } | { readonly code: ReasonCode },
  ): Promise<string | undefined>;
  /** Deliveries that were recorded and not ended, oldest first: taken up again at start and each minute. */
  unfinishedDeliveries(limit: number): Promise<readonly Delivery[]>;
  /** Returns the intent's id. An `evaluate` or poll that is open already is not doubled: its id comes back. */
  append(intent: Intent): Promise<string>;
  /** Appends the intent together with the request, once per interaction: a second call gives the same id, as not first. */
  ask(intent: Intent, request: NewRequest): Promise<{ readonly id: string; readonly first: boolean }>;
}
