// Launch templates as groups and instance refreshes name them.

import type { LaunchTemplateSpecification } from '@aws-sdk/client-auto-scaling';
import { autoScalingTables, type PinnedTemplate } from '../../store/autoScaling.ts';
import { type Ec2Tables, ec2Tables } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { launchTemplateVersion } from '../ec2/launchTemplateData.ts';
import type { Context } from '../shared/context.ts';
import { validationError } from './errors.ts';

/**
 * The version that a specification means by now: `$Latest` and `$Default` move.
 *
 * @throws AwsError EC2's, where there is no such template or version
 */
export function pinTemplate(
  tables: Ec2Tables,
  { LaunchTemplateId, LaunchTemplateName, Version }: LaunchTemplateSpecification,
): PinnedTemplate {
  const found = launchTemplateVersion(tables, {
    // A group's specification has both; they mean the same template as long as the id exists.
    ...(LaunchTemplateId === undefined ? { LaunchTemplateName } : { LaunchTemplateId }),
    Version: Version ?? '$Default',
  });
  return {
    LaunchTemplateId: found.LaunchTemplateId,
    LaunchTemplateName: found.LaunchTemplateName ?? '',
    Version: String(found.VersionNumber),
  };
}

/**
 * A caller's specification with id, name and version, the latter as it was given.
 *
 * @throws AwsError `ValidationError` for one that means no template that instances can be launched from
 */
export function checkedTemplate(
  { store }: Context,
  specification: LaunchTemplateSpecification,
): LaunchTemplateSpecification {
  const { LaunchTemplateId, LaunchTemplateName, Version = '$Default' } = specification;
  if (!LaunchTemplateId === !LaunchTemplateName) {
    throw invalidTemplate(
      'The request must contain exactly one of LaunchTemplateId and LaunchTemplateName.',
    );
  }
  const tables = ec2Tables(store);
  try {
    const pinned = pinTemplate(tables, specification);
    const { LaunchTemplateData } = launchTemplateVersion(tables, {
      LaunchTemplateId: pinned.LaunchTemplateId,
      Version: pinned.Version,
    });
    if (!LaunchTemplateData.ImageId) {
      throw invalidTemplate('When using a launch template, an AMI must be specified in it.');
    }
    return { ...pinned, Version };
  } catch (error) {
    if (!(error instanceof AwsError) || error.code === 'ValidationError') throw error;
    throw invalidTemplate(error.message);
  }
}

function invalidTemplate(why: string): AwsError {
  return validationError(`You must use a valid fully-formed launch template. ${why}`);
}

const active = ['Pending', 'InProgress', 'Baking', 'RollbackInProgress', 'Cancelling'];

/** @throws AwsError `ValidationError` while a refresh brings a template of its own */
export function checkUpdateRestriction(context: Context, AutoScalingGroupName: string): void {
  const isRestricted = autoScalingTables(context.store)
    .instanceRefreshes.list()
    .some(
      (row) =>
        row.AutoScalingGroupName === AutoScalingGroupName &&
        row.DesiredConfiguration !== undefined &&
        active.includes(row.Status),
    );
  if (!isRestricted) return;
  throw validationError(
    'An active instance refresh with a desired configuration exists. All configuration options ' +
      'derived from the desired configuration are not available for update while the instance ' +
      'refresh is active.',
  );
}
