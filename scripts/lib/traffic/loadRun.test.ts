import { SetDesiredCapacityCommand } from '@aws-sdk/client-auto-scaling';
import { expect, test } from 'vitest';
import { serveApp } from '../../testing/appServer.ts';
import { createRegionFleet, type RegionFleet } from '../../testing/regionFleet.ts';
import { type LoadPlan, runLoad } from './loadRun.ts';
import { loadText } from './loadText.ts';

/** Load for a second, while an hour may pass for the fleet; `desired` is called with the number of each look. */
async function load(fleet: RegionFleet, desired: (look: number) => number | undefined) {
  const told: string[] = [];
  let cpuSeconds = 0;
  const none = { memoryBytes: undefined, receivedBytes: undefined, sentBytes: undefined };
  fleet.region.drivers.machines.usage = async () => ({ ...none, cpuSeconds: cpuSeconds++ });
  const { autoScalingGroupName } = fleet.request;
  const { time, clients } = fleet.context({}, async (look) => {
    const DesiredCapacity = desired(look);
    if (DesiredCapacity === undefined) return;
    const input = { AutoScalingGroupName: autoScalingGroupName, DesiredCapacity };
    await clients.autoScaling.send(new SetDesiredCapacityCommand(input));
  });
  const plan: LoadPlan = {
    url: await serveApp((_, response) => void response.end()),
    rates: [5, 10],
    stageSeconds: 1,
    query: { clients, autoScalingGroupName },
    pollSeconds: 10,
    time,
    signal: AbortSignal.timeout(25_000),
    tell: (_, text) => void told.push(text),
  };
  return { report: await runLoad(plan), told };
}

test('It sees a fleet grow and shrink, and ends when it is back', async () => {
  const fleet = await createRegionFleet();
  const { report, told } = await load(fleet, (look) => ({ 3: 3, 80: 2 })[look]);
  expect(report).toMatchObject({ start: { desired: 2, inService: 2, instances: 2 }, isBack: true });
  expect(report.stages.map(({ rate, failures }) => [rate, failures])).toEqual([
    [5, 0],
    [10, 0],
  ]);
  for (const series of [report.desired, report.inService]) {
    const sizes = series.map(([, size]) => size);
    expect(sizes.filter((size, i) => size !== sizes[i - 1])).toEqual([2, 3, 2]);
  }
  expect(report.cpu.length).toBeGreaterThan(5);
  const moments = report.cpu.map(([at]) => at);
  expect(moments).toEqual(moments.toSorted((a, b) => a - b));
  const causes = report.activities.map(({ cause }) => cause).join('\n');
  expect(causes).toMatch(/user request .* from 2 to 3(.|\n)* from 3 to 2/);

  expect(told).toContain('3 in service, 3 desired');
  expect(told).toContainEqual(
    expect.stringMatching(/^Launching a new EC2 instance: i-.*\n {2}At /),
  );
  expect(told).toContainEqual(expect.stringMatching(/^CPU +\d+ % {2}[█·]{20} {2}3 in service$/));

  const lines = loadText(report).split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(loadText(report)).toMatch(/The fleet grew from 2 to 3 instances, and settled at 2, after/);
});

test('A fleet that does not grow is given up some minutes after the load', async () => {
  const { report } = await load(await createRegionFleet(), () => undefined);
  expect(report).toMatchObject({ isBack: true, activities: [] });
  expect(loadText(report)).toContain('The fleet did not grow beyond 2 instances, and settled at 2');
});

test('What is over before its time says so, and what fails ends all of it', async () => {
  const fleet = await createRegionFleet();
  const { time, clients } = fleet.context();
  const stop = new AbortController();
  const plan = {
    url: await serveApp((_, response) => {
      response.end();
      stop.abort();
    }),
    rates: [5, 10],
    stageSeconds: 3600,
    query: { clients, autoScalingGroupName: fleet.request.autoScalingGroupName },
    pollSeconds: 10,
    time,
    signal: stop.signal,
    tell: () => {},
  };
  expect(await runLoad(plan)).toMatchObject({ isBack: false, stages: [{ rate: 5 }] });
  const query = { clients, autoScalingGroupName: 'another' };
  await expect(runLoad({ ...plan, query })).rejects.toThrow('group another is gone');
});
