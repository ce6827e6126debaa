// A fleet grows under CPU load, and shrinks when it is over, on real machines.

import { expect, test } from 'vitest';
import { useLiveStack } from './testing/rolloverExpectations.ts';

// A minute of two seconds: AWS's quarter of an hour until a scale-in is half a minute. The instances share this
// machine's cores, with whatever else runs on it: even all of them make none of the instances fully busy.
const served = useLiveStack(30, { 'rollover:cpuTargetPercent': 10 });

test('It has four instances while the CPU is busy, and two again some time after', async () => {
  // More than the instances take: what is beyond is refused, and they never rest.
  const { code, stdout, stderr } = await served.stack.checkout.run(
    'load',
    ...['--stack', 'local', '--path', '/load?seconds=5&cores=1', '--rate', '4', '--stage', '60'],
    ...['--for', '280', '--json'],
  );
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const { start, stages, inService, activities, isBack } = JSON.parse(stdout);
  expect(start).toEqual({ desired: 2, inService: 2, instances: 2 });
  expect(stages).toMatchObject([{ rate: 4, failures: 0 }]);
  const sizes = inService.map(([, size]: readonly [number, number]) => size);
  expect(Math.max(...sizes)).toBe(4);
  expect(sizes.at(-1)).toBe(2);
  expect(isBack).toBe(true);
  const causes = activities.map(({ cause }: { readonly cause: string }) => cause).join('\n');
  expect(causes).toMatch(/TargetTracking-\S+-AlarmHigh-\S+ in state ALARM triggered policy/);
  expect(causes).toMatch(/TargetTracking-\S+-AlarmLow-\S+ in state ALARM triggered policy/);
});
