// Roles of AWS's own services. Nothing here assumes them; clients make them, and look whether they are
// there. https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html

import { randomUUID } from 'node:crypto';
import { iamTables, nameKey } from '../../store/iam.ts';
import { AwsError } from '../../wire/awsError.ts';
import { invalidInput, noSuchEntity } from './errors.ts';
import { deleteRole, isServiceLinked, putNewRole, roleNamed, shownRole } from './roles.ts';
import type { IamOperations } from './service.ts';

/** By service, what follows `AWSServiceRoleFor` in the role's name. */
const suffixes: Readonly<Record<string, string>> = {
  'autoscaling.amazonaws.com': 'AutoScaling',
  'ec2fleet.amazonaws.com': 'EC2Fleet',
  'ecs.amazonaws.com': 'ECS',
  'elasticloadbalancing.amazonaws.com': 'ElasticLoadBalancing',
  'rds.amazonaws.com': 'RDS',
  'spot.amazonaws.com': 'EC2Spot',
  'spotfleet.amazonaws.com': 'EC2SpotFleet',
  'ssm.amazonaws.com': 'AmazonSSM',
};
/** The one service of these that may have several roles. */
const withCustomSuffix = 'autoscaling.amazonaws.com';

export const serviceLinkedRoleOperations: IamOperations = {
  CreateServiceLinkedRole({ AWSServiceName = '', CustomSuffix, Description }, context) {
    const suffix = Object.hasOwn(suffixes, AWSServiceName) ? suffixes[AWSServiceName] : undefined;
    if (suffix === undefined) {
      throw invalidInput(
        `Service-linked roles of ${AWSServiceName} are not known to the local region. ` +
          `Known are those of ${Object.keys(suffixes).join(', ')}.`,
      );
    }
    if (CustomSuffix !== undefined && AWSServiceName !== withCustomSuffix) {
      throw invalidInput(`Custom suffix is not allowed for ${AWSServiceName}`);
    }
    const RoleName = `AWSServiceRoleFor${suffix}${CustomSuffix ? `_${CustomSuffix}` : ''}`;
    if (iamTables(context.store).roles.get(nameKey(RoleName))) {
      throw invalidInput(
        `Service role name ${RoleName} has been taken in this account, please try a different suffix.`,
      );
    }
    const row = putNewRole(context, {
      RoleName,
      Path: `/aws-service-role/${AWSServiceName}/`,
      ...(Description !== undefined && { Description }),
      AssumeRolePolicyDocument: trustOf(AWSServiceName),
    });
    return { Role: shownRole(row) };
  },

  DeleteServiceLinkedRole({ RoleName }, context) {
    const row = roleNamed(context, RoleName);
    if (!isServiceLinked(row)) throw invalidInput(`${RoleName} is not a service-linked role.`);
    deleteRole(context, row);
    return { DeletionTaskId: `task${row.Path}${row.RoleName}/${randomUUID()}` };
  },

  // Deletions are done when they are answered.
  GetServiceLinkedRoleDeletionStatus({ DeletionTaskId = '' }, { store }) {
    const [, RoleName] =
      /^task\/aws-service-role\/[^/]+\/([^/]+)\/[^/]+$/.exec(DeletionTaskId) ?? [];
    if (RoleName === undefined) {
      throw new AwsError('NoSuchEntity', `The task ${DeletionTaskId} cannot be found.`, 404);
    }
    if (iamTables(store).roles.get(nameKey(RoleName))) throw noSuchEntity('role', RoleName);
    return { Status: 'SUCCEEDED' };
  },
};

function trustOf(service: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
}
