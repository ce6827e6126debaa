// One thing at a time: for what must not overlap, and needs no queue, since a later look decides anew.

export type Exclusively = (id: string, work: () => Promise<void>) => void;

export type Turns = {
  /** Begins `work`, unless something is under way for the id. */
  readonly exclusively: Exclusively;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
};

/**
 * @param onDone called after each work, so that what was skipped in between is looked at again
 * @param onError called with what a work threw
 */
export function createTurns(
  onDone: () => void,
  onError: (id: string, error: unknown) => void,
): Turns {
  const underWay = new Map<string, Promise<void>>();
  return {
    exclusively(id, work) {
      if (underWay.has(id)) return;
      const done = work()
        .catch((error: unknown) => onError(id, error))
        .finally(() => {
          underWay.delete(id);
          onDone();
        });
      underWay.set(id, done);
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
  };
}
