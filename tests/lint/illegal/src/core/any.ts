export const x = (y: any): void => void y;
