// A stack's status as it changes, until it is stopped: redrawn in place on a terminal; elsewhere its rollovers, as JSON
// lines.

import { awsPace, localPace } from '../pace.ts';
import type { RolloutClients } from '../rollout/rolloutClients.ts';
import type { StackSettings } from '../stackSettings.ts';
import { realTime } from '../time.ts';
import type { RolloverSnapshot } from './rolloverSnapshot.ts';
import { createStatusReader, type StackStatus } from './stackStatus.ts';
import { drawStatus } from './statusText.ts';
import { type WatchOptions, watchRollover } from './watchRollover.ts';

export type StatusWatchOptions = Pick<WatchOptions, 'signal' | 'stream' | 'isColoured'> & {
  /** Hasty ones. */
  readonly clients: RolloutClients;
  readonly settings: Pick<StackSettings, 'stack' | 'region' | 'domain' | 'localRegion'>;
};

/** Records and alarms are asked for at every fifth look. */
const slowEvery = 5;

export async function watchStatus(options: StatusWatchOptions): Promise<void> {
  const { clients, settings } = options;
  const reader = createStatusReader(clients, settings, slowEvery);
  let status: StackStatus | undefined;
  const { ended } = watchRollover({
    ...options,
    async read() {
      status = await reader.read();
      return status.snapshot ?? nothing;
    },
    nameOfImage: reader.nameOfImage,
    time: realTime,
    pauseMilliseconds: settings.localRegion === undefined ? awsPace : localPace,
    isAlwaysShown: true,
    draw: (_, tree) => (status ? drawStatus(status, tree) : []),
  });
  await ended;
}

const nothing: RolloverSnapshot = {
  refresh: undefined,
  target: { launchTemplateId: undefined, version: undefined, imageId: undefined },
  instances: [],
};
