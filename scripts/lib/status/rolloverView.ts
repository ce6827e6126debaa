// A fleet as people look at it again and again: its snapshots, and what the releases in them are called.

import type { StackFleet } from '../stackFleet.ts';
import { createReleaseNames, type ReleaseNames } from './releaseNames.ts';
import {
  createSnapshotReader,
  type RolloverSnapshot,
  type SnapshotClients,
} from './rolloverSnapshot.ts';

export type RolloverView = Pick<ReleaseNames, 'nameOfImage'> & {
  /** @throws where AWS does not answer, or the group is gone */
  read(refreshId?: string): Promise<RolloverSnapshot>;
};

/** @param clients hasty ones: who draws looks again anyway */
export function createRolloverView(
  clients: SnapshotClients,
  fleet: Pick<StackFleet, 'autoScalingGroupName' | 'targetGroupArn'>,
): RolloverView {
  const look = createSnapshotReader(clients, fleet);
  const { learn, nameOfImage } = createReleaseNames(clients);
  return {
    nameOfImage,
    async read(refreshId) {
      const snapshot = await look(refreshId);
      await learn(snapshot);
      return snapshot;
    },
  };
}
