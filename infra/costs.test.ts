import { describe, expect, test } from 'vitest';
import { parseSettings } from './config.ts';
import { monthlyCosts } from './costs.ts';
import { loadGraph } from './graph.ts';
import { resourcesOf } from './testing/graphs.ts';

const costs = (settings: Readonly<Record<string, string>> = {}) => {
  const config = Object.entries(settings).map(([key, value]) => [`rollover:${key}`, value]);
  return monthlyCosts(
    parseSettings({ 'aws:region': 'us-east-1', ...Object.fromEntries(config) }, 'dev'),
  );
};
const sum = (settings?: Readonly<Record<string, string>>) =>
  costs(settings).reduce((total, { dollars = Number.NaN }) => total + dollars, 0);

describe('What a stack costs per month', () => {
  test('is the sum of its parts', () => {
    expect(costs().map(({ item, dollars }) => [item, dollars?.toFixed(2)])).toEqual([
      ['Load balancer', '16.43'],
      ['Its public addresses, 2', '7.30'],
      ['Instances, 2 × t4g.small', '24.53'],
      ['Their volumes, 2 × 8 GiB', '1.28'],
      ['Their metrics, each minute', '4.50'],
      ['NAT gateway, 1', '36.50'],
      ['Alarms, 13', '1.30'],
      ['Dashboard', '3.00'],
    ]);
  });

  test('differs by the way out as the settings say', () => {
    expect(sum({ wayOut: 'nat-per-zone' }) - sum()).toBeCloseTo(36.5);
    expect(sum({ wayOut: 'endpoints' }) - sum()).toBeCloseTo(2 * 29.2 - 36.5);
    expect(sum({ requestsPerTarget: '9' }) - sum()).toBeCloseTo(0.2);
  });

  test('is not guessed for a type whose price is not known', () => {
    expect(sum({ instanceType: 'm7g.large' })).toBeNaN();
  });

  test('counts the alarms that there are', async () => {
    expect(resourcesOf(await loadGraph(), 'MetricAlarm')).toHaveLength(11);
  });
});
