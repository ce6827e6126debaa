// Which release a rollback goes to: one of the ledger, whose image still exists.

import { DescribeImagesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import {
  isSameRelease,
  type LiveRecord,
  nameOfRelease,
  type ReleaseRecord,
  releaseIn,
} from '../releaseRecords.ts';

/**
 * @param ledger newest first; its first is live
 * @param wanted what the fleet is on its way to; where that has not become live, what is live is the way back
 * @param to the first digits of a release, or an AMI; undefined: the last one that was live, and is not wanted now
 * @throws saying which there are
 */
export function chooseRelease(
  ledger: readonly LiveRecord[],
  wanted: ReleaseRecord | undefined,
  to: string | undefined,
): ReleaseRecord {
  const [live] = ledger;
  if (live === undefined)
    throw new Error('No release has been live yet: there is none to go back to');
  const current = wanted ?? live;
  const others = ledger.filter((each) => !isSameRelease(each, current));
  const found = others.find(
    ({ ami, key = '' }) => to === undefined || ami === to || (to.length >= 4 && key.startsWith(to)),
  );
  if (found) return releaseIn(found);
  const names = [...new Set(others.map(nameOfRelease))];
  const choice = names.length > 0 ? names.join(', ') : 'none';
  if (to === undefined) {
    throw new Error(
      `${nameOfRelease(live)} is the only release that was ever live: there is none before it`,
    );
  }
  if (nameOfRelease(current).startsWith(to) || current.ami === to) {
    const state = isSameRelease(current, live) ? 'live' : 'wanted now';
    throw new Error(`--to: ${to} is what is ${state}. Others that were live: ${choice}`);
  }
  throw new Error(`--to: expected a release that was live, got ${to}. There are: ${choice}`);
}

/** @throws where its image is gone */
export async function requireImage(ec2: EC2Client, release: ReleaseRecord): Promise<void> {
  const Filters = [
    { Name: 'image-id', Values: [release.ami] },
    { Name: 'state', Values: ['available'] },
  ];
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Filters }));
  if (Images.length > 0) return;
  throw new Error(
    `${nameOfRelease(release)}: its image ${release.ami} is gone. Choose another (npm run releases), or check its ` +
      `commit out${release.commit ? `, ${release.commit},` : ''} and deploy that`,
  );
}
