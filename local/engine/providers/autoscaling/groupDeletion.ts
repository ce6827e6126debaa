// Deletes a group: first its instances go, which is waited for, then the group.

import type { Instance } from '@aws-sdk/client-auto-scaling';
import { type Aws, errorCode } from '../aws.ts';
import { until } from '../until.ts';
import { describeGroup } from './capacity.ts';
import type { GroupInputs } from './groupSettings.ts';

/** As long as the AWS provider has it. */
const drainSeconds = 600;
/** As many as AWS takes at a time. */
const batchSize = 50;

export async function deleteGroup(
  AutoScalingGroupName: string,
  aws: Aws,
  { forceDelete = false }: Partial<GroupInputs>,
): Promise<void> {
  const group = await describeGroup(AutoScalingGroupName, aws);
  if (!group || group.Status?.startsWith('Delete')) return;
  if (!forceDelete) await drain(AutoScalingGroupName, group.Instances ?? [], aws);
  try {
    await aws.autoScaling.deleteAutoScalingGroup({
      AutoScalingGroupName,
      ForceDelete: forceDelete,
    });
  } catch (error) {
    if (!isValidation(error, /not found/)) throw error;
  }
}

async function drain(
  AutoScalingGroupName: string,
  instances: readonly Instance[],
  aws: Aws,
): Promise<void> {
  await aws.autoScaling.updateAutoScalingGroup({
    AutoScalingGroupName,
    MinSize: 0,
    MaxSize: 0,
    DesiredCapacity: 0,
  });
  // A protected instance would stay for ever.
  const guarded = instances
    .filter(({ ProtectedFromScaleIn }) => ProtectedFromScaleIn)
    .map(({ InstanceId = '' }) => InstanceId);
  for (let first = 0; first < guarded.length; first += batchSize) {
    await release(AutoScalingGroupName, guarded.slice(first, first + batchSize), aws);
  }
  let left = instances;
  await until(
    () => `${AutoScalingGroupName} to be empty: ${left.map(wordsOf).join(', ')}`,
    aws,
    async () => {
      left = (await describeGroup(AutoScalingGroupName, aws))?.Instances ?? [];
      return left.length === 0 || undefined;
    },
    drainSeconds,
  );
}

async function release(AutoScalingGroupName: string, InstanceIds: string[], { autoScaling }: Aws) {
  try {
    const ProtectedFromScaleIn = false;
    await autoScaling.setInstanceProtection({
      AutoScalingGroupName,
      InstanceIds,
      ProtectedFromScaleIn,
    });
  } catch (error) {
    // It has gone meanwhile.
    if (!isValidation(error, /not part of Auto Scaling group/)) throw error;
  }
}

/** Auto Scaling has one code for all that is wrong with a request. */
function isValidation(error: unknown, message: RegExp): boolean {
  return (
    errorCode(error) === 'ValidationError' && error instanceof Error && message.test(error.message)
  );
}

function wordsOf({ InstanceId, LifecycleState }: Instance): string {
  return `${InstanceId} (${LifecycleState})`;
}
