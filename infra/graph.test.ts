// Any settings that are valid make a graph; any that are not make none.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyOf, loadGraph } from './graph.ts';

const integer = (min: number, max: number) => fc.integer({ min, max }).map(String);

/** Settings that are right by themselves and together. */
const validSettings = fc
  .record(
    {
      instanceType: fc.constantFrom('t4g.nano', 't3.small', 'm7g.large', 'c7i-flex.2xlarge'),
      cpuTargetPercent: integer(10, 95),
      requestsPerTarget: integer(1, 1_000_000),
      volumeGib: integer(2, 1024),
      port: integer(1024, 65535),
      loadEnabled: fc.constantFrom('true', 'false'),
      logRetentionDays: fc.constantFrom('1', '30', '3653'),
      deletionProtection: fc.constantFrom('true', 'false'),
      healthCheckPath: fc.constantFrom('/', '/health', '/a/b?c=d'),
      drainSeconds: integer(0, 3600),
      loadBalancing: fc.constantFrom('round_robin', 'least_outstanding_requests'),
      vpcCidr: fc.constantFrom('10.0.0.0/16', '172.20.64.0/20', '192.168.252.0/22'),
      zones: integer(2, 4),
      wayOut: fc.constantFrom('nat', 'nat-per-zone', 'endpoints'),
      flowLogs: fc.constantFrom('true', 'false'),
      warmUpSeconds: integer(0, 600),
      canaryPercent: integer(1, 99),
      bakeSeconds: integer(0, 600),
      rolloutAlarms: fc.constantFrom('none', 'response-time', 'target-5xx,load-balancer-5xx'),
      alarmEmail: fc.constantFrom('ops@example.com', 'a.b+c@d.example'),
      alarmResponseTimeSeconds: fc.constantFrom('0.001', '0.25', '60'),
    },
    { requiredKeys: [] },
  )
  .chain((settings) =>
    fc
      .tuple(
        fc.constantFrom({}, { domain: 'app.example.com', hostedZoneId: 'Z0123456789ABCDEFGHIJ' }),
        fc
          .tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 500 }))
          .map(([minSize, more]) => ({
            minSize: String(minSize),
            maxSize: String(Math.min(1000, minSize + more)),
          })),
      )
      .map((parts) => Object.assign({}, settings, ...parts)),
  );

const graphs = { numRuns: 40 };

test('Any valid settings give a graph in which every dependency exists', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(validSettings, async (settings) => {
      const { resources } = await loadGraph({ settings });
      const keys = new Set(resources.map(keyOf));
      expect(resources.length).toBeGreaterThan(35);
      for (const { dependsOn } of resources) {
        expect(dependsOn.filter((key) => !keys.has(key))).toEqual([]);
      }
    }),
    graphs,
  );
});

test('Any settings that are wrong give all that is wrong, and no resource', {
  timeout: 120_000,
}, async () => {
  const wrong = fc.subarray(['minSize', 'port', 'zones', 'wayOut', 'colour'], { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(validSettings, wrong, async (settings, keys) => {
      const seen: string[] = [];
      const broken = { ...settings, ...Object.fromEntries(keys.map((key) => [key, 'wrong'])) };
      const error = await loadGraph({ settings: broken, onResource: (key) => seen.push(key) }).then(
        () => undefined,
        (reason: Error) => reason,
      );
      for (const key of keys) expect(error?.message).toContain(`\n  rollover:${key}: expected `);
      expect(error?.message).toContain(`${keys.length} problem(s)`);
      expect(seen).toEqual([]);
    }),
    graphs,
  );
});
