// Targets, which are instances: registered, deregistered, and told apart by their health.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html

import type { TargetDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ec2Tables, type InstanceRow } from '../../store/ec2.ts';
import { elbv2Tables, type TargetGroupRow } from '../../store/elbv2.ts';
import type { Context } from '../shared/context.ts';
import { invalidTarget, kinds, validationError } from './errors.ts';
import { checkLimit } from './limits.ts';
import { byArn } from './records.ts';
import type { Elbv2Operations } from './service.ts';
import { drainTarget, putTarget, targetsIn } from './targetRows.ts';

export const targetOperations: Elbv2Operations = {
  RegisterTargets({ TargetGroupArn, Targets = [] }, context) {
    const tables = elbv2Tables(context.store);
    const group = byArn(tables.targetGroups, kinds.targetGroup, TargetGroupArn);
    checkTargets(context, group, Targets);
    for (const { Id = '', Port = group.Port } of Targets) putTarget(context, group, Id, Port);
    const count = targetsIn(tables, group.TargetGroupArn).length;
    checkLimit('targets-per-application-load-balancer', count, 'TooManyTargets');
    return {};
  },

  /** As AWS does, says nothing of targets that are not registered. */
  DeregisterTargets({ TargetGroupArn, Targets = [] }, context) {
    const tables = elbv2Tables(context.store);
    const group = byArn(tables.targetGroups, kinds.targetGroup, TargetGroupArn);
    for (const target of targetsIn(tables, group.TargetGroupArn)) {
      const isMeant = Targets.some(
        ({ Id, Port }) => Id === target.Id && (Port ?? target.Port) === target.Port,
      );
      if (isMeant) drainTarget(context, target);
    }
    return {};
  },
};

function checkTargets(
  { store }: Context,
  { VpcId }: TargetGroupRow,
  targets: readonly TargetDescription[],
): void {
  const ids = [...new Set(targets.map(({ Id = '' }) => Id))];
  const malformed = ids.find((id) => !/^i-[0-9a-f]{8,17}$/.test(id));
  if (malformed !== undefined) throw validationError(`Instance ID '${malformed}' is not valid`);
  if (targets.some(({ AvailabilityZone }) => AvailabilityZone !== undefined)) {
    throw validationError("You cannot specify an Availability Zone for targets of type 'instance'");
  }
  const { instances } = ec2Tables(store);
  const those = (isWrong: (row: InstanceRow | undefined) => boolean) =>
    ids.filter((id) => isWrong(instances.get(id))).map((id) => `'${id}'`);
  const refuse = (wrong: readonly string[], sentence: string) => {
    if (wrong.length > 0) throw invalidTarget(`${sentence}: ${wrong.join(', ')}`);
  };
  refuse(
    those((row) => row === undefined),
    'The following instances do not exist',
  );
  refuse(
    those((row) => row?.VpcId !== VpcId),
    `The following targets are not in the target group VPC '${VpcId}'`,
  );
  refuse(
    those((row) => row?.State.Name !== 'running'),
    'The following targets are not in a running state and cannot be registered',
  );
}
