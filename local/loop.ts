// Runs a reconciliation whenever something may have changed, and at least every few seconds.

export type Loop = {
  /** Asks for a run, soon; several requests before it begins are one. */
  wake(): void;
  /** Ends the loop; resolves when the run under way is over. */
  stop(): Promise<void>;
};

/**
 * @param work never runs twice at a time
 * @param onError called with what it threw; the next run comes all the same
 */
export function startLoop(
  work: () => Promise<void>,
  everySeconds: number,
  onError: (error: unknown) => void,
): Loop {
  let isWanted = false;
  let isStopped = false;
  let running: Promise<void> | undefined;
  const timer = setInterval(wake, everySeconds * 1000);

  function wake(): void {
    isWanted = true;
    running ??= run().finally(() => {
      running = undefined;
      if (isWanted && !isStopped) wake();
    });
  }

  async function run(): Promise<void> {
    // Changes come in bursts: what one call changed is looked at once, after it.
    await new Promise(setImmediate);
    if (isStopped) return;
    isWanted = false;
    await work().catch(onError);
  }

  return {
    wake,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
