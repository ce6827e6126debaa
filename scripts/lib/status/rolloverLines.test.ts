import { expect, test } from 'vitest';
import { createRolloverLines } from './rolloverLines.ts';
import type { RolloverSnapshot } from './rolloverSnapshot.ts';

const version = { launchTemplateId: 'lt-1', version: '2', imageId: 'ami-2' };
const snapshot: RolloverSnapshot = {
  refresh: {
    Status: 'InProgress',
    StatusReason: 'Waiting.',
    StartTime: new Date('2026-01-01T00:00:00Z'),
  },
  target: version,
  instances: [
    {
      ...version,
      instanceId: 'i-2',
      state: 'InService',
      isNew: true,
      target: { state: 'unhealthy', reason: 'Target.Timeout: slow', code: 'Target.Timeout' },
    },
    {
      ...version,
      imageId: undefined,
      instanceId: 'i-1',
      state: undefined,
      isNew: false,
      target: { state: 'healthy', reason: '' },
    },
  ],
};

test('Each change is a line, and the time alone is none', () => {
  const written: string[] = [];
  const write = (line: string) => void written.push(line);
  const lines = createRolloverLines({ nameOfImage: () => '9be1f07c5d3a', write });
  const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  lines(snapshot, at(1));
  lines(snapshot, at(2));
  lines({ ...snapshot, instances: snapshot.instances.toReversed() }, at(3));
  lines({ ...snapshot, refresh: undefined, instances: [] }, at(4));
  expect(written).toEqual([
    '{"time":"2026-01-01T00:00:01.000Z","status":"InProgress","percent":0,"reason":"Waiting.","elapsedSeconds":1,' +
      '"instances":[{"id":"i-1","isNew":false,"target":"healthy"},{"id":"i-2","release":"9be1f07c5d3a",' +
      '"isNew":true,"state":"InService","target":"unhealthy","targetReason":"Target.Timeout: slow"}]}\n',
    '{"time":"2026-01-01T00:00:04.000Z","instances":[]}\n',
  ]);
});
