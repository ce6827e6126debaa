import { EC2Client } from '@aws-sdk/client-ec2';
import { expect, test, vi } from 'vitest';
import { createReleaseNames } from './releaseNames.ts';

const target = { launchTemplateId: 'lt-1', version: '2', imageId: 'ami-2' };
const snapshot = {
  refresh: undefined,
  target,
  instances: ['ami-1', 'ami-2', undefined].map((imageId) => ({
    ...target,
    imageId,
    instanceId: 'i-1',
    state: 'InService',
    isNew: true,
    target: undefined,
  })),
};

test('Images are called by their releases, for which is asked once', async () => {
  const ec2 = new EC2Client({ region: 'eu-central-1' });
  const asked = vi.spyOn(ec2, 'send').mockImplementation(async () => ({
    Images: [{ ImageId: 'ami-2', Tags: [{ Key: 'rollover:key', Value: 'b'.repeat(64) }] }],
  }));
  const { learn, nameOfImage } = createReleaseNames({ ec2 });
  asked.mockRejectedValueOnce(new Error('Rate exceeded'));
  await learn(snapshot);
  expect(nameOfImage('ami-2')).toBe('ami-2');
  await learn(snapshot);
  await learn(snapshot);
  expect(['ami-1', 'ami-2'].map(nameOfImage)).toEqual(['ami-1', 'b'.repeat(12)]);
  expect(asked).toHaveBeenCalledTimes(2);
});
