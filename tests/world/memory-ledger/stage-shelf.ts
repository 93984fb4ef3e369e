import type { SeenIdentity } from '../../../src/core/isolation.ts';
import type { StageDescription } from '../../../src/core/stage-tool.ts';
import type { NewStageOperation, StageOperation } from '../../../src/ports/stage-ledger.ts';

type Kept = { -readonly [K in keyof StageOperation]: StageOperation[K] } & Pick<NewStageOperation, 'confirms'> & {
    told: number;
  };

/** What the tables of stage tools hold. */
export interface StageShelf {
  readonly operations: Map<string, Kept>;
  readonly descriptions: Map<string, StageDescription>;
  readonly identities: Map<string, SeenIdentity>;
}

export function emptyStageShelf(): StageShelf {
  return { operations: new Map(), descriptions: new Map(), identities: new Map() };
}
