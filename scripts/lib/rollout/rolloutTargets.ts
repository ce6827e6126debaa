// How a target group sees its targets.

import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RolloutClients } from './rolloutClients.ts';
import type { RolloutRequest } from './rolloutRequest.ts';

export type TargetState = {
  /** AWS's, such as `unhealthy`. */
  readonly state: string;
  /** Why: `Target.Timeout: Request timed out`; empty while all is well. */
  readonly reason: string;
  /** Its first part, AWS's: `Target.Timeout`. */
  readonly code?: string;
};

/** Whom to ask, and about which target group. */
export type TargetsAsked = {
  readonly clients: Pick<RolloutClients, 'elbv2'>;
  readonly request: Pick<RolloutRequest, 'targetGroupArn'>;
};

/** By instance id. */
export async function readTargets({
  clients,
  request,
}: TargetsAsked): Promise<ReadonlyMap<string, TargetState>> {
  const { TargetHealthDescriptions = [] } = await clients.elbv2.send(
    new DescribeTargetHealthCommand({ TargetGroupArn: request.targetGroupArn }),
  );
  return new Map(
    TargetHealthDescriptions.map(({ Target, TargetHealth }) => {
      const { State = '', Reason, Description } = TargetHealth ?? {};
      const reason = [Reason, Description].filter((part) => part !== undefined).join(': ');
      return [Target?.Id ?? '', { state: State, reason, ...(Reason && { code: Reason }) }];
    }),
  );
}
