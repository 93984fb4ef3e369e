export const x = (y: string | undefined): string => y!;
