/** What Greenroom is made of; each can be a process, a user and a database role of its own (DESIGN §6.5). */
export const processRoles = ['web', 'bot', 'worker-staging', 'worker-production'] as const;
export type ProcessRole = (typeof processRoles)[number];
