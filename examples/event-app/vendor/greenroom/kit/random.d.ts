/** Numbers from 0 to 1 that a seed of 32 bits decides (mulberry32): for test data, never for a secret or a real draw. */
export declare function randomFrom(seed: number): () => number;
