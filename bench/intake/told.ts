/** What the server programs of the intake case are told by environment, and tell back. */
export const secret = 'a secret for the bench alone';
export const path = '/webhooks/github';

export function tellPort(port: number, what: string): void {
  process.send?.({ port, what });
}
