import { expect, test } from 'vitest';
import { reportOf } from './trafficReport.ts';

const good = (sentAt: number, endedAt: number, release = 'old', instance = 'i-1') => ({
  sentAt,
  endedAt,
  status: 200,
  release,
  instance,
});

test('It counts failures by kind, and a refusal of the app is none', () => {
  const { requests, failures, kinds } = reportOf([
    good(0, 0.1),
    { sentAt: 0, endedAt: 0.1, status: 404 },
    { sentAt: 0, endedAt: 0.1, status: 502 },
    { sentAt: 0, endedAt: 0.1, error: 'ECONNRESET: read ECONNRESET' },
    { sentAt: 0, endedAt: 0.1, status: 502 },
  ]);
  expect({ requests, failures, kinds }).toEqual({
    requests: 5,
    failures: 3,
    kinds: { 'status 502': 2, 'ECONNRESET: read ECONNRESET': 1 },
  });
});

test('The longest gap is that between good answers, whatever failed in between', () => {
  const samples = [
    good(0, 0.1),
    { sentAt: 0.1, endedAt: 0.5, status: 503 },
    good(0.2, 1.5),
    good(1, 1.6),
  ];
  expect(reportOf(samples).longestGapSeconds).toBeCloseTo(1.4);
  expect(reportOf([...samples, { sentAt: 2, endedAt: 4, status: 503 }]).longestGapSeconds).toBe(
    2.4,
  );
  expect(reportOf([]).longestGapSeconds).toBe(0);
});

test('It says when each release was first and last seen', () => {
  const samples = [good(0, 0.1), good(0.2, 0.3, 'new', 'i-2'), good(0.4, 0.5)];
  expect(reportOf(samples)).toMatchObject({
    releases: {
      old: { requests: 2, first: 0.1, last: 0.5 },
      new: { requests: 1, first: 0.3, last: 0.3 },
    },
    instances: { 'i-1': { requests: 2 }, 'i-2': { requests: 1 } },
  });
});
