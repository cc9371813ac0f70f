/** What the database sums up of the roll-ups, as the pictures are made from it. 0 for a level there is none of. */
export type LevelCount = {
  readonly day: string;
  readonly shown: number;
  readonly decided: number;
  readonly first: number;
  readonly read: number;
  readonly readFar: number;
  readonly n: number;
};

/** Of one group over the whole window. */
export type GroupCount = Pick<LevelCount, "shown" | "decided" | "read" | "first" | "n"> & {
  readonly dimension: string;
  readonly value: string;
};

export type KeyCount = Pick<LevelCount, "shown" | "decided" | "read" | "first" | "n"> & {
  readonly unit: string;
  readonly version: string;
  readonly policy: string;
};

export type UsageCount = {
  readonly day: string;
  readonly unit: string;
  readonly shift: string;
  readonly name: string;
  readonly n: number;
};
