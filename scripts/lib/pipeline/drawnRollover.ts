// The picture of a rollover below what a deploy says, for as long as the deploy takes the stack up.

import { awsPace, localPace } from '../pace.ts';
import { findStackFleet } from '../stackFleet.ts';
import { createRolloverView } from '../status/rolloverView.ts';
import { watchRollover } from '../status/watchRollover.ts';
import type { Pipeline } from './pipeline.ts';

/** Draws until the work is done. There is nothing to draw of a fleet that the work makes. */
export async function drawnWhile<T>(pipeline: Pipeline, work: () => Promise<T>): Promise<T> {
  const { clients, hastyClients, settings, time, progress } = pipeline;
  const fleet = await findStackFleet(clients, settings);
  if (!fleet) return work();
  const over = new AbortController();
  const { read, nameOfImage } = createRolloverView(hastyClients, fleet);
  const { print, ended } = watchRollover({
    ...{ read, nameOfImage, time, signal: over.signal },
    stream: progress.stream,
    isColoured: progress.isColoured,
    pauseMilliseconds: settings.localRegion === undefined ? awsPace : localPace,
  });
  using _ = progress.redirect(print);
  try {
    return await work();
  } finally {
    over.abort();
    await ended;
  }
}
