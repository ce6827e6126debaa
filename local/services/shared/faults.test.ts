import { expect, test } from 'vitest';
import { type Fault, faults } from '../../store/faults.ts';
import { serveComputing } from '../ec2/testing/serveComputing.ts';

async function serve(fault: Fault) {
  const api = await serveComputing();
  const until = new Date('2026-01-01T00:01:00Z');
  faults(api.store).put('a', { id: 'a', until, isBegun: true, ...fault });
  return api;
}

const throttling = { kind: 'fail-calls', code: 'Throttling', status: 400 } as const;

test('Calls fail with the code that was wished for, as often as was said', async () => {
  const { ec2, store } = await serve({ ...throttling, operation: 'ec2.DescribeVpcs', times: 2 });
  await ec2.describeSubnets({});
  await expect(ec2.describeVpcs({})).rejects.toMatchObject({ name: 'Throttling' });
  await expect(ec2.describeVpcs({})).rejects.toMatchObject({
    message: 'A fault of the local region: ec2.DescribeVpcs',
  });
  await ec2.describeVpcs({});
  expect(faults(store).get('a')).toMatchObject({ times: 0 });
});

test('They fail until it ends, whatever the star stands for', async () => {
  const { ec2, advance } = await serve({ ...throttling, operation: 'ec2.Describe*' });
  await expect(ec2.describeVpcs({})).rejects.toMatchObject({ name: 'Throttling' });
  await expect(ec2.describeSubnets({})).rejects.toMatchObject({ name: 'Throttling' });
  advance(60_000);
  await ec2.describeVpcs({});
});

test('Launches are refused for lack of capacity, and nothing of them is kept', async () => {
  const { run, ec2, advance } = await serve({ kind: 'refuse-launches' });
  await expect(run()).rejects.toMatchObject({ name: 'InsufficientInstanceCapacity' });
  expect((await ec2.describeNetworkInterfaces({})).NetworkInterfaces).toEqual([]);
  advance(60_000);
  await run();
});

test('They are refused in the zone that was named alone', async () => {
  const { run, ec2 } = await serve({ kind: 'refuse-launches', AvailabilityZone: 'eu-central-1b' });
  const { Subnets = [] } = await ec2.describeSubnets({});
  const inZone = (zone: string) => ({
    SubnetId: Subnets.find(({ AvailabilityZone }) => AvailabilityZone === zone)?.SubnetId,
  });
  await run(inZone('eu-central-1a'));
  await expect(run(inZone('eu-central-1b'))).rejects.toThrow('(eu-central-1b)');
});
