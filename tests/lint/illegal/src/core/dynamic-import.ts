export const load = async (): Promise<unknown> => import('../jobs/drive.ts');
