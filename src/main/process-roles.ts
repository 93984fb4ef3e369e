/** What one process of Greenroom can be. Apart from what the roles need, so that the command line can name them fast. */
export const roles = ['all', 'web', 'bot', 'worker-staging', 'worker-production'] as const;
export type RoleName = (typeof roles)[number];
