// How a target group sees its targets.

import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RolloutContext } from './rolloutContext.ts';

export type TargetState = {
  /** AWS's, such as `unhealthy`. */
  readonly state: string;
  /** Why: `Target.Timeout: Request timed out`; empty while all is well. */
  readonly reason: string;
};

/** By instance id. */
export async function readTargets({
  clients,
  request,
}: Pick<RolloutContext, 'clients' | 'request'>): Promise<ReadonlyMap<string, TargetState>> {
  const { TargetHealthDescriptions = [] } = await clients.elbv2.send(
    new DescribeTargetHealthCommand({ TargetGroupArn: request.targetGroupArn }),
  );
  return new Map(
    TargetHealthDescriptions.map(({ Target, TargetHealth }) => {
      const { State = '', Reason, Description } = TargetHealth ?? {};
      const reason = [Reason, Description].filter((part) => part !== undefined).join(': ');
      return [Target?.Id ?? '', { state: State, reason }];
    }),
  );
}
