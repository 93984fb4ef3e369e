/** Each work begins when the one before has ended, well or not. */
export declare function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T>;
