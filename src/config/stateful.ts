/** A variable whose value leads to data or stands for somebody: two environments must not have the same one. */
export function isStateful(variable: string): boolean {
  return /(^|_)(DATABASE|REDIS|DB|POSTGRES|SESSION|SECRET|TOKEN|KEY)(_|$)/.test(variable);
}

export const giveItsOwn = 'Give each environment its own database, Redis and secrets: nothing stateful may be shared.';
