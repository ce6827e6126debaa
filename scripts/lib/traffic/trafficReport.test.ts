import fc from 'fast-check';
import { expect, test } from 'vitest';
import { relativeError } from './latencyHistogram.ts';
import type { Sample } from './traffic.ts';
import { createTrafficTally, isFailure } from './trafficReport.ts';

const good = (sentAt: number, endedAt: number, release = 'old', instance = 'i-1') => ({
  sentAt,
  endedAt,
  status: 200,
  release,
  instance,
});

function reportOf(samples: readonly Sample[]) {
  const tally = createTrafficTally();
  for (const sample of samples) tally.add(sample);
  return tally.report();
}

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

test('Names without end take no memory without end', () => {
  const samples = Array.from({ length: 3000 }, (_, i) => good(i, i, 'old', `i-${i}`));
  const { instances } = reportOf(samples);
  expect(Object.keys(instances).length).toBe(1001);
  expect(instances.others).toEqual({ requests: 2000, first: 1000, last: 2999 });
});

const sample = fc
  .record({
    sentAt: fc.double({ min: 0, max: 1000, noNaN: true }),
    takes: fc.oneof(
      fc.double({ min: 1e-6, max: 60, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e-2, noNaN: true }),
    ),
    status: fc.constantFrom(200, 200, 200, 302, 404, 503, undefined),
    release: fc.constantFrom('old', 'new', undefined),
  })
  .map(
    ({ sentAt, takes, status, release }): Sample => ({
      sentAt,
      endedAt: sentAt + takes,
      ...(status === undefined ? { error: 'ECONNRESET' } : { status }),
      ...(release !== undefined && { release }),
    }),
  );

test('Counted as they come, all is as if every sample had been kept', () => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 300 }), (unordered) => {
      const samples = unordered.toSorted((a, b) => a.endedAt - b.endedAt);
      const ends = samples.filter((one) => !isFailure(one)).map(({ endedAt }) => endedAt);
      const report = reportOf(samples);
      expect(report.requests).toBe(samples.length);
      expect(report.failures).toBe(samples.length - ends.length);
      expect(report.longestGapSeconds).toBeCloseTo(
        Math.max(
          0,
          ...[...ends, samples.at(-1)?.endedAt ?? 0].map(
            (end, i) => end - (ends[i - 1] ?? samples[0]?.sentAt ?? 0),
          ),
        ),
      );
      const latencies = samples
        .filter((one) => !isFailure(one))
        .map(({ sentAt, endedAt }) => endedAt - sentAt)
        .sort((a, b) => a - b);
      const { p50, p95, p99, max } = report.latencySeconds;
      expect(max).toBe(latencies.at(-1) ?? 0);
      for (const [share, value] of [
        [0.5, p50],
        [0.95, p95],
        [0.99, p99],
      ] as const) {
        const exact = latencies[Math.floor(share * (latencies.length - 1))] ?? 0;
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(relativeError * exact + 1e-12);
      }
    }),
  );
});
