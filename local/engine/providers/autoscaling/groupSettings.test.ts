import { describe, expect, test } from 'vitest';
import { withDefaults } from '../differences.ts';
import {
  changedSettings,
  checkGroup,
  type GroupInputs,
  properties,
  secondsOf,
} from './groupSettings.ts';

const inputsOf = (inputs: object) =>
  withDefaults(properties, { minSize: 1, maxSize: 2, ...inputs }) as GroupInputs;

describe('A duration', () => {
  test.each([
    ['0', 0],
    ['10m', 600],
    ['1h30m', 5400],
    ['90s', 90],
    ['1.5m', 90],
    ['', Number.NaN],
    ['ten', Number.NaN],
    ['10', Number.NaN],
    ['10m?', Number.NaN],
  ])('%s', (text, seconds) => {
    expect(secondsOf(text)).toBe(seconds);
  });
});

describe('An update', () => {
  const before = inputsOf({
    launchTemplate: { id: 'lt-1', name: 'web', version: '3' },
    healthCheckType: 'ELB',
    vpcZoneIdentifiers: ['subnet-1', 'subnet-2'],
    instanceMaintenancePolicy: { minHealthyPercentage: 100, maxHealthyPercentage: 150 },
    defaultInstanceWarmup: 30,
    terminationPolicies: ['OldestInstance'],
  });

  test('asks for what differs alone', () => {
    expect(changedSettings({ ...before, healthCheckGracePeriod: 60 }, before)).toEqual({
      HealthCheckGracePeriod: 60,
    });
    expect(changedSettings(before, before)).toEqual({});
  });

  test('takes a template by its id', () => {
    const launchTemplate = { id: 'lt-1', version: '4' };
    expect(changedSettings({ ...before, launchTemplate }, before)).toEqual({
      LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '4' },
    });
  });

  test('takes back what the program no longer has', () => {
    const {
      instanceMaintenancePolicy: _policy,
      defaultInstanceWarmup: _warmUp,
      terminationPolicies: _policies,
      ...less
    } = before;
    expect(changedSettings(less, before)).toEqual({
      InstanceMaintenancePolicy: { MinHealthyPercentage: -1, MaxHealthyPercentage: -1 },
      DefaultInstanceWarmup: -1,
      TerminationPolicies: ['Default'],
    });
  });
});

test('A group needs a template, and a duration that is one', () => {
  expect(checkGroup({ waitForCapacityTimeout: 'soon' })).toEqual([
    'launchTemplate: expected an object, got nothing',
    'waitForCapacityTimeout: expected a duration such as 10m, got "soon"',
  ]);
  expect(checkGroup({ launchTemplate: {}, waitForCapacityTimeout: '5m' })).toEqual([]);
});
