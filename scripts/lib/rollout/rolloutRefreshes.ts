// Instance refreshes: AWS's calls, and what their statuses mean.

import {
  ActiveInstanceRefreshNotFoundFault,
  CancelInstanceRefreshCommand,
  DescribeInstanceRefreshesCommand,
  type InstanceRefresh,
  InstanceRefreshInProgressFault,
  type InstanceRefreshStatus,
  IrreversibleInstanceRefreshFault,
  RollbackInstanceRefreshCommand,
  StartInstanceRefreshCommand,
  type StartInstanceRefreshCommandInput,
} from '@aws-sdk/client-auto-scaling';
import type { RolloutClients } from './rolloutClients.ts';
import type { RolloutRequest } from './rolloutRequest.ts';

/** Which group is meant, and by whom it is asked. */
export type GroupContext = {
  readonly clients: Pick<RolloutClients, 'autoScaling'>;
  readonly request: Pick<RolloutRequest, 'autoScalingGroupName'>;
};

/** What it cannot leave any more. */
export type FinalStatus = (typeof finalStatuses)[number];

const finalStatuses = [
  'Successful',
  'Failed',
  'Cancelled',
  'RollbackSuccessful',
  'RollbackFailed',
] as const satisfies readonly InstanceRefreshStatus[];

export function isFinal(status: string | undefined): status is FinalStatus {
  return finalStatuses.some((final) => final === status);
}

/** On its way to an end, without anybody's doing. */
export function isEnding(status: string | undefined): boolean {
  return status === 'Cancelling' || status === 'RollbackInProgress';
}

/** The group's latest, newest first; of those that are active there is one at most. */
export async function readRefreshes({
  clients,
  request,
}: GroupContext): Promise<readonly InstanceRefresh[]> {
  const { autoScalingGroupName: AutoScalingGroupName } = request;
  const command = new DescribeInstanceRefreshesCommand({ AutoScalingGroupName });
  return (await clients.autoScaling.send(command)).InstanceRefreshes ?? [];
}

/** Undefined for the moment in which a new one is not shown yet. */
export async function readRefresh(
  { clients, request }: GroupContext,
  id: string,
): Promise<InstanceRefresh | undefined> {
  const input = {
    AutoScalingGroupName: request.autoScalingGroupName,
    InstanceRefreshIds: [id],
  };
  try {
    const { InstanceRefreshes } = await clients.autoScaling.send(
      new DescribeInstanceRefreshesCommand(input),
    );
    return InstanceRefreshes?.[0];
  } catch (error) {
    if (error instanceof ActiveInstanceRefreshNotFoundFault) return undefined;
    throw error;
  }
}

/** @returns its id; undefined where another one is active */
export async function startRefresh(
  { clients, request }: GroupContext,
  input: Omit<StartInstanceRefreshCommandInput, 'AutoScalingGroupName'>,
): Promise<string | undefined> {
  const command = new StartInstanceRefreshCommand({
    AutoScalingGroupName: request.autoScalingGroupName,
    ...input,
  });
  try {
    return (await clients.autoScaling.send(command)).InstanceRefreshId;
  } catch (error) {
    if (error instanceof InstanceRefreshInProgressFault) return undefined;
    throw error;
  }
}

/**
 * Undoes the active refresh; where AWS cannot, cancels it. One that has just ended is left so.
 *
 * @returns true: it is on its way to an end
 */
export async function undoRefresh({
  clients,
  request,
  say,
}: GroupContext & { readonly say: (line: string) => void }): Promise<true> {
  const { autoScalingGroupName: AutoScalingGroupName } = request;
  try {
    await clients.autoScaling.send(new RollbackInstanceRefreshCommand({ AutoScalingGroupName }));
  } catch (error) {
    if (error instanceof ActiveInstanceRefreshNotFoundFault) return true;
    if (!(error instanceof IrreversibleInstanceRefreshFault)) throw error;
    say(`AWS cannot roll it back (${error.message}): cancelling it`);
    await cancelRefresh(clients.autoScaling, AutoScalingGroupName);
  }
  return true;
}

async function cancelRefresh(
  autoScaling: RolloutClients['autoScaling'],
  AutoScalingGroupName: string,
): Promise<void> {
  try {
    await autoScaling.send(new CancelInstanceRefreshCommand({ AutoScalingGroupName }));
  } catch (error) {
    if (!(error instanceof ActiveInstanceRefreshNotFoundFault)) throw error;
  }
}
