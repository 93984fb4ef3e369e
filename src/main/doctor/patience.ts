/** Milliseconds. Looks are side by side, so that the longest of them is how long all of it takes: less than five seconds. */
export const requestMs = 2_500;
export const lookMs = 3_500;
/** Two looks that wait for one more answer than the others. */
export const repositoriesMs = lookMs + 300;
export const longestMs = lookMs + 400;
