// A fleet grows under CPU load, and shrinks when it is over, on real machines.

import { request } from 'node:http';
import { expect, test, vi } from 'vitest';
import { useLiveStack } from './testing/rolloverExpectations.ts';

// A minute of two seconds: AWS's quarter of an hour until a scale-in is half a minute. The instances share this
// machine's cores: even all of them make none of the instances fully busy.
const served = useLiveStack(30, { 'rollover:cpuTargetPercent': 20 });

/** Has whichever instance gets the request burn CPU. */
async function burn(address: string, seconds: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const path = `/load?seconds=${seconds}&cores=1`;
    const asked = request({ host: address, path, method: 'POST', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject);
    asked.end();
  });
}

async function inService(): Promise<number> {
  const members = await served.stack.members();
  return members.filter(({ LifecycleState }) => LifecycleState === 'InService').length;
}

test('It has four instances while the CPU is busy, and two again some time after', async () => {
  const address = await served.stack.address();
  expect(await inService()).toBe(2);
  // Round robin: each of the two gets two of them.
  for (let i = 0; i < 4; i += 1) expect(await burn(address, 25)).toBe(202);
  await vi.waitFor(async () => expect(await inService()).toBe(4), {
    timeout: 90_000,
    interval: 500,
  });
  await vi.waitFor(async () => expect((await served.stack.members()).length).toBe(2), {
    timeout: 200_000,
    interval: 500,
  });
  const { Activities = [] } = await served.stack.autoScaling.describeScalingActivities({
    AutoScalingGroupName: await served.stack.groupName(),
  });
  const causes = Activities.map(({ Cause }) => Cause).join('\n');
  expect(causes).toMatch(/TargetTracking-\S+-AlarmHigh-\S+ in state ALARM triggered policy/);
  expect(causes).toMatch(/TargetTracking-\S+-AlarmLow-\S+ in state ALARM triggered policy/);
});
