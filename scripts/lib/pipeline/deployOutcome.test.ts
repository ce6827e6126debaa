import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import { describe, expect, test } from 'vitest';
import type { RefreshRecord } from '../releaseRecords.ts';
import { type DeployFindings, resultOf } from './deployOutcome.ts';

const record: RefreshRecord = {
  refreshId: 'r-1',
  autoScalingGroupName: 'rollover-1',
  launchTemplateId: 'lt-1',
  launchTemplateVersion: 2,
  startedAt: '2026-01-01T00:00:00Z',
};
const told = (outcome: string, cause = 'because') => ({ ...record, outcome, cause });
const refresh = (Status: InstanceRefresh['Status']) => ({ InstanceRefreshId: 'r-1', Status });
const findings = (found: Partial<DeployFindings>): DeployFindings => ({
  isUpDone: true,
  isInterrupted: false,
  isUndoneHere: false,
  isLive: false,
  refresh: undefined,
  record,
  other: undefined,
  ...found,
});

describe('By its refresh, a deploy is', () => {
  test.each<[string, Partial<DeployFindings>, string]>([
    ['live', { refresh: refresh('Successful'), isLive: true }, 'live'],
    ['not live before it is verified', { refresh: refresh('Successful') }, 'failed'],
    [
      'not undone where its verification was interrupted',
      { refresh: refresh('Successful'), record: told('cancelled'), isInterrupted: true },
      'failed',
    ],
    [
      'failed where other parts of the stack are missing',
      { refresh: refresh('Successful'), isLive: true, isUpDone: false },
      'failed',
    ],
    ['rolled back', { refresh: refresh('RollbackSuccessful'), isUpDone: false }, 'rolled back'],
    [
      'undone for want of time, as the rollout knows',
      { refresh: refresh('RollbackSuccessful'), record: told('deadline') },
      'deadline',
    ],
    [
      'cancelled where this deploy has undone it',
      { refresh: refresh('RollbackSuccessful'), isUndoneHere: true, record: told('rolled back') },
      'cancelled',
    ],
    [
      'rolled back by AWS, however it was interrupted later',
      { refresh: refresh('RollbackSuccessful'), isInterrupted: true, record: told('rolled back') },
      'rolled back',
    ],
    ['not back', { refresh: refresh('RollbackFailed') }, 'rollback failed'],
    [
      'rolled back by a second refresh',
      { refresh: refresh('Failed'), record: told('rolled back') },
      'rolled back',
    ],
    ['failed', { refresh: refresh('Cancelled') }, 'failed'],
    ['failed while the refresh goes on', { refresh: refresh('InProgress') }, 'failed'],
    [
      'not undone while it goes on',
      { refresh: refresh('InProgress'), isInterrupted: true },
      'rollback failed',
    ],
  ])('%s', (_, found, outcome) => {
    expect(resultOf(findings(found)).outcome).toBe(outcome);
  });
});

describe('Without a refresh, a deploy is', () => {
  test.each<[string, Partial<DeployFindings>, string]>([
    ['live, where nothing had to be replaced', { isLive: true }, 'live'],
    ['cancelled', { isInterrupted: true, isUpDone: false }, 'cancelled'],
    ['in conflict with another', { isUpDone: false, other: refresh('InProgress') }, 'conflict'],
    ['failed where the stack is', { isUpDone: false, isLive: true }, 'failed'],
    ['failed where its release is not live', {}, 'failed'],
  ])('%s', (_, found, outcome) => {
    const result = resultOf(findings({ record: undefined, ...found }));
    expect(result.outcome).toBe(outcome);
    expect(result.cause !== undefined).toBe(outcome !== 'live');
  });
});

test('A first release that does not serve says why', () => {
  const problem = '0 of 2 instances are healthy: Health checks failed with these codes: [500]';
  expect(resultOf(findings({ record: undefined, isUpDone: false, problem })).cause).toBe(
    `The stack could not be brought up: ${problem}`,
  );
});
