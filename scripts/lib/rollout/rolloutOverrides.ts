// What one deploy asks of its rollout beyond the stack's settings: a JSON document in the environment variable
// ROLLOVER_DEPLOY. Not among the program's inputs: what differs from deploy to deploy would roll the fleet.

import { requireOwner } from '../deployLock.ts';
import type { Records } from '../releaseRecords.ts';
import type { RolloutRequest } from './rolloutRequest.ts';

export type RolloutOverrides = {
  /** Owner of the deploy's lock: nothing is recorded once somebody else has it. */
  readonly lockOwner?: string;
  readonly canaryPercent?: number;
  readonly bakeSeconds?: number;
};

export const overridesVariable = 'ROLLOVER_DEPLOY';

export function printOverrides(overrides: RolloutOverrides): Readonly<Record<string, string>> {
  return { [overridesVariable]: JSON.stringify(overrides) };
}

/** @throws where it is none of ours */
export function parseOverrides(json: string | undefined): RolloutOverrides {
  if (json === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Said below.
  }
  if (typeof value !== 'object' || value === null) {
    throw new Error(`${overridesVariable}: expected a JSON object, got ${json}`);
  }
  const { lockOwner, canaryPercent, bakeSeconds } = value as Readonly<Record<string, unknown>>;
  return {
    ...(typeof lockOwner === 'string' && { lockOwner }),
    ...(typeof canaryPercent === 'number' && { canaryPercent }),
    ...(typeof bakeSeconds === 'number' && { bakeSeconds }),
  };
}

export function overridden(
  request: RolloutRequest,
  { canaryPercent, bakeSeconds }: RolloutOverrides,
): RolloutRequest {
  return {
    ...request,
    ...(canaryPercent !== undefined && { canaryPercent }),
    ...(bakeSeconds !== undefined && { bakeSeconds }),
  };
}

/** The stack's records, to be written only while the deploy has its lock, if it has one. */
export function guarded(records: Records, { lockOwner }: RolloutOverrides): Records {
  return lockOwner === undefined
    ? records
    : { ...records, requireLock: () => requireOwner(records, lockOwner) };
}
