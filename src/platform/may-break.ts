import type { EventEmitter } from 'node:events';

/**
 * For `onConnect` of a pool of PostgreSQL connections. A pool listens only while its connections are idle: one that
 * breaks between two statements of a transaction emits an error that nobody hears, which ends the process (pg, “error”
 * events). Whoever uses the connection learns it from the next statement, which rejects.
 */
export function mayBreak(connection: EventEmitter): void {
  connection.on('error', () => undefined);
}
