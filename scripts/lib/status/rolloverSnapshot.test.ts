import { expect, test, vi } from 'vitest';
import { createRegionFleet } from '../../testing/regionFleet.ts';
import { rollOver } from '../rollout/rollOver.ts';
import { createSnapshotReader, type RolloverSnapshot } from './rolloverSnapshot.ts';

const told = ({ refresh, instances }: RolloverSnapshot) => ({
  status: refresh?.Status,
  instances: instances.map(
    ({ state, isNew, version, target }) =>
      `${isNew ? 'new' : 'old'} ${version} ${state} ${target?.state}`,
  ),
});

test('A fleet that nobody rolls over is what its group launches', async () => {
  const { context, request } = await createRegionFleet();
  const snapshot = await createSnapshotReader(context().clients, request)();
  expect(snapshot).toMatchObject({ refresh: undefined, target: { version: '1' } });
  expect(told(snapshot).instances).toEqual(['new 1 InService healthy', 'new 1 InService healthy']);
  expect(snapshot.instances[0]?.imageId).toMatch(/^ami-/);
});

test('A rollover is seen from its first new instance to its last old one that drains', async () => {
  const fleet = await createRegionFleet();
  const seen: RolloverSnapshot[] = [];
  const context = fleet.context({}, async () => seen.push(await read()));
  const { hastyClients } = context;
  const asked = vi.spyOn(hastyClients.ec2, 'send');
  const read = createSnapshotReader(hastyClients, fleet.request);
  const { refreshId } = await rollOver(context);
  const all = seen.map(told);
  const lines = all.flatMap(({ instances }) => instances);
  expect(lines).toContain('old 1 InService healthy');
  expect(lines).toContain('new 2 InService healthy');
  expect(lines.filter((line) => line.startsWith('old 1') && line.endsWith('draining'))).not.toEqual(
    [],
  );
  expect(lines.filter((line) => line.includes('undefined undefined'))).toEqual([]);
  expect(new Set(all.map(({ status }) => status))).toContain('InProgress');
  // Each version once, however often it is looked.
  expect(asked).toHaveBeenCalledTimes(2);
  expect(told(await read(refreshId))).toEqual({
    status: 'Successful',
    instances: ['new 2 InService healthy', 'new 2 InService healthy'],
  });
});

test('A target that drains when its instance has left the group is known by its instance', async () => {
  const fleet = await createRegionFleet();
  const { clients } = fleet.context();
  const before = await createSnapshotReader(clients, fleet.request)();
  const [first] = before.instances;
  const { instanceId = '' } = first ?? {};
  vi.spyOn(clients.elbv2, 'send').mockImplementation(async () => ({
    TargetHealthDescriptions: [
      { Target: { Id: instanceId }, TargetHealth: { State: 'draining' } },
      { Target: { Id: 'i-00000000000000000' }, TargetHealth: { State: 'draining' } },
    ],
  }));
  vi.spyOn(clients.autoScaling, 'send').mockImplementation(async () => ({
    AutoScalingGroups: [{ Instances: [] }],
    InstanceRefreshes: [],
  }));
  const { instances } = await createSnapshotReader(clients, fleet.request)();
  expect(instances).toEqual([
    { ...first, state: undefined, isNew: false, target: { state: 'draining', reason: '' } },
    expect.objectContaining({ instanceId: 'i-00000000000000000', version: undefined }),
  ]);
});

test('A group that is gone is said to be', async () => {
  const { context, request } = await createRegionFleet();
  const gone = { ...request, autoScalingGroupName: 'gone' };
  await expect(createSnapshotReader(context().clients, gone)()).rejects.toThrow(/gone/);
});
