export const x = (y: unknown): string => y as string;
