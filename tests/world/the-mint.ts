import { type Mint, takeMint } from '../../src/core/permit.ts';

/** A process has one mint, and the files that try what only a permit opens share a process: they take it here, once. */
export const mint: Mint = takeMint();
