export const x = (y: () => Promise<void>): void => { y(); };
