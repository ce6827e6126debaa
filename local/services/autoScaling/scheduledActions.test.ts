import type { PutScheduledUpdateGroupActionCommandInput } from '@aws-sdk/client-auto-scaling';
import { expect, test } from 'vitest';
import { serveGroups } from './testing/serveGroups.ts';

const web = { AutoScalingGroupName: 'web' };

async function serve() {
  const served = await serveGroups();
  await served.createGroup();
  const { autoScaling } = served;
  const put = (input: Partial<PutScheduledUpdateGroupActionCommandInput>) =>
    autoScaling.putScheduledUpdateGroupAction({ ...web, ScheduledActionName: 'up', ...input });
  const describe = async (input = {}) =>
    (await autoScaling.describeScheduledActions({ ...web, ...input })).ScheduledUpdateGroupActions;
  return { ...served, put, describe };
}

test('An action is put, put again, and deleted', async () => {
  const { autoScaling, put, describe } = await serve();
  await put({ Recurrence: '30 8 * * MON-FRI', MinSize: 2, TimeZone: 'Etc/UTC' });
  const StartTime = new Date('2026-01-01T08:30:00Z');
  const [first] = (await describe()) ?? [];
  expect(first).toEqual({
    ...web,
    ScheduledActionName: 'up',
    ScheduledActionARN: expect.stringMatching(
      /:scheduledUpdateGroupAction:[0-9a-f-]{36}:autoScalingGroupName\/web:scheduledActionName\/up$/,
    ),
    Time: StartTime,
    StartTime,
    Recurrence: '30 8 * * MON-FRI',
    MinSize: 2,
    TimeZone: 'Etc/UTC',
  });
  const later = new Date('2026-02-01T00:00:00Z');
  await put({ StartTime: later, DesiredCapacity: 3 });
  expect(await describe()).toEqual([
    {
      ...web,
      ScheduledActionName: 'up',
      ScheduledActionARN: first?.ScheduledActionARN,
      Time: later,
      StartTime: later,
      DesiredCapacity: 3,
    },
  ]);
  expect(await describe({ EndTime: StartTime })).toEqual([]);
  const remove = () => autoScaling.deleteScheduledAction({ ...web, ScheduledActionName: 'up' });
  await remove();
  expect(await describe()).toEqual([]);
  await expect(remove()).rejects.toMatchObject({ message: 'Scheduled action name not found' });
});

test('In a batch each action stands or falls by itself', async () => {
  const { autoScaling, describe } = await serve();
  const { FailedScheduledUpdateGroupActions } =
    await autoScaling.batchPutScheduledUpdateGroupAction({
      ...web,
      ScheduledUpdateGroupActions: [
        { ScheduledActionName: 'good', Recurrence: '0 * * * *', DesiredCapacity: 1 },
        { ScheduledActionName: 'bad', Recurrence: 'hourly', DesiredCapacity: 1 },
      ],
    });
  expect(FailedScheduledUpdateGroupActions).toEqual([
    {
      ScheduledActionName: 'bad',
      ErrorCode: 'ValidationError',
      ErrorMessage: 'Given recurrence string:hourly is invalid',
    },
  ]);
  const { FailedScheduledActions } = await autoScaling.batchDeleteScheduledAction({
    ...web,
    ScheduledActionNames: ['good', 'bad'],
  });
  expect(FailedScheduledActions?.map(({ ScheduledActionName }) => ScheduledActionName)).toEqual([
    'bad',
  ]);
  expect(await describe()).toEqual([]);
});

test.each<[Partial<PutScheduledUpdateGroupActionCommandInput>, string, RegExp]>([
  [{ Recurrence: '0 * * * *' }, 'ValidationError', /^At least one of MinSize/],
  [{ DesiredCapacity: 1 }, 'ValidationError', /^StartTime or Recurrence is required/],
  [
    { DesiredCapacity: 1, StartTime: new Date('2025-12-31T00:00:00Z') },
    'ValidationError',
    /^Given start time is in the past$/,
  ],
  [
    {
      DesiredCapacity: 1,
      Recurrence: '0 1 * * *',
      EndTime: new Date('2026-01-01T00:30:00Z'),
    },
    'ValidationError',
    /^End time must be after start time$/,
  ],
  [
    { DesiredCapacity: 1, Recurrence: '0 0 30 2 *' },
    'ValidationError',
    /^Given recurrence string:0 0 30 2 \* is invalid$/,
  ],
  [
    { DesiredCapacity: 1, Recurrence: '0 * * * *', TimeZone: 'Europe/Berlin' },
    'NotImplemented',
    /time zone Europe\/Berlin/,
  ],
])('PutScheduledUpdateGroupAction refuses %j', async (input, name, message) => {
  const { put } = await serve();
  await expect(put(input)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
});
