import type { Intent } from '../../src/core/intent.ts';
import type { ReasonCode } from '../../src/core/reason.ts';
import type { Delivery, DeliveryStanding, Intents } from '../../src/ports/intents.ts';

/** The promises of ports/intents, kept in memory. Each method can be broken or held by a test. */
export class MemoryLedger implements Intents {
  readonly deliveries = new Map<string, Delivery>();
  readonly ends = new Map<string, { intent: string } | { code: ReasonCode }>();
  readonly intents: { id: string; intent: Intent }[] = [];
  /** Called before each method does anything: may throw, or wait. */
  before: (method: keyof Intents) => Promise<void> | void = () => undefined;

  async recordDelivery(delivery: Delivery): Promise<DeliveryStanding> {
    await this.before('recordDelivery');
    const known = [...this.deliveries.values()].find(
      (other) => other.id === delivery.id || other.bodyHash === delivery.bodyHash,
    );
    if (known !== undefined) return this.ends.has(known.id) ? 'done' : 'unfinished';
    this.deliveries.set(delivery.id, delivery);
    return 'fresh';
  }

  async finishDelivery(id: string, end: { intent: Intent } | { code: ReasonCode }): Promise<string | undefined> {
    await this.before('finishDelivery');
    const known = this.ends.get(id);
    if (known !== undefined) return 'intent' in known ? known.intent : undefined;
    if ('code' in end) {
      this.ends.set(id, end);
      return undefined;
    }
    const intent = await this.append(end.intent);
    this.ends.set(id, { intent });
    return intent;
  }

  async unfinishedDeliveries(limit: number): Promise<readonly Delivery[]> {
    await this.before('unfinishedDeliveries');
    return [...this.deliveries.values()].filter((delivery) => !this.ends.has(delivery.id)).slice(0, limit);
  }

  async append(intent: Intent): Promise<string> {
    await this.before('append');
    const id = `intent-${this.intents.length + 1}`;
    this.intents.push({ id, intent });
    return id;
  }

  ask(): Promise<never> {
    throw new Error('webhooks never ask for a person');
  }
}
