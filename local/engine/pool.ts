// Work that is done side by side, so much of it at a time.

export type Pool = <T>(work: () => Promise<T>) => Promise<T>;

/** @param size how many may be at work at a time; the others wait, first come, first served */
export function createPool(size: number): Pool {
  const waiting: (() => void)[] = [];
  let working = 0;
  return async (work) => {
    if (working >= size) await new Promise<void>((resolve) => waiting.push(resolve));
    else working += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else working -= 1;
    }
  };
}
