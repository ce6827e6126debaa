// Runs something at whole multiples of a time, as the region's clock has it.

export type Ticks = {
  /** Looks at the clock, which may have been moved. */
  look(): void;
  /** Ends them; resolves when the run under way is over. */
  stop(): Promise<void>;
};

/**
 * @param everyMilliseconds the first run is at once, the next at the next multiple
 * @param work never runs twice at a time; ticks that pass meanwhile are one
 */
export function startTicks(
  now: () => Date,
  everyMilliseconds: number,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): Ticks {
  let last: number | undefined;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const tickOf = () => Math.floor(now().getTime() / everyMilliseconds);

  function look(): void {
    if (isStopped || running || tickOf() === last) return;
    last = tickOf();
    running = work()
      .catch(onError)
      .finally(() => {
        running = undefined;
        look();
      });
  }

  function wait(): void {
    const past = now().getTime() % everyMilliseconds;
    // A little late, since timers may be early.
    timer = setTimeout(onTime, everyMilliseconds - past + 5);
  }

  function onTime(): void {
    look();
    wait();
  }

  onTime();
  return {
    look,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
