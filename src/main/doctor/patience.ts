/** Milliseconds. Looks are side by side, so that the longest of them is how long all of it takes: less than five seconds. */
export const requestMs = 2_500;
export const lookMs = 3_500;
