/** Makes the bundle anew where it is not of these sources. Programs that run have loaded what they need by then. */
export function bundle(): Promise<void>;
