// What a launch template's versions hold, and how one is found.

import type {
  LaunchTemplateSpecification,
  RequestLaunchTemplateData,
  ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import {
  type Ec2Tables,
  ec2Tables,
  type LaunchTemplateRow,
  type LaunchTemplateVersionRow,
} from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { byId } from './describe.ts';
import { invalidParameterCombination, invalidParameterValue, kinds } from './errors.ts';
import { instanceType } from './instanceTypes.ts';

/**
 * The data of the version that a launch names, its default one where it names none.
 *
 * @throws AwsError where there is no such template or version
 */
export function launchTemplateVersion(
  tables: Ec2Tables,
  specification: LaunchTemplateSpecification,
): LaunchTemplateVersionRow {
  const row = findLaunchTemplate(tables, specification);
  return findVersion(tables, row, specification.Version ?? '$Default');
}

/** @throws AwsError where there is none, or where it is named twice */
export function findLaunchTemplate(
  { launchTemplates }: Ec2Tables,
  {
    LaunchTemplateId,
    LaunchTemplateName,
  }: {
    LaunchTemplateId?: string | undefined;
    LaunchTemplateName?: string | undefined;
  },
): LaunchTemplateRow {
  if (LaunchTemplateId && LaunchTemplateName) {
    throw invalidParameterCombination(
      'Specify either a launch template ID or a launch template name, not both.',
    );
  }
  if (LaunchTemplateId) return byId(launchTemplates, kinds.launchTemplate, LaunchTemplateId);
  const row = launchTemplates.list().find((each) => each.LaunchTemplateName === LaunchTemplateName);
  if (row) return row;
  throw new AwsError(
    'InvalidLaunchTemplateName.NotFoundException',
    `The specified launch template, with template name ${LaunchTemplateName}, does not exist.`,
  );
}

/** @param version a number, `$Latest` or `$Default` */
export function findVersion(
  { launchTemplateVersions }: Ec2Tables,
  row: LaunchTemplateRow,
  version: string,
): LaunchTemplateVersionRow {
  const number =
    version === '$Latest'
      ? row.LatestVersionNumber
      : version === '$Default' || version === ''
        ? row.DefaultVersionNumber
        : Number(version);
  const found = launchTemplateVersions.get(versionId(row.LaunchTemplateId, number));
  if (found) return found;
  throw new AwsError(
    'InvalidLaunchTemplateId.VersionNotFound',
    `Could not find the specified version ${version} for the launch template with ID ${row.LaunchTemplateId}.`,
  );
}

/** @throws AwsError for data that no launch could use */
export function putVersion(
  { store, identity, now }: Context,
  row: LaunchTemplateRow,
  VersionNumber: number,
  data: RequestLaunchTemplateData | ResponseLaunchTemplateData,
  VersionDescription: string | undefined,
): LaunchTemplateVersionRow {
  if (data.InstanceType) instanceType(data.InstanceType);
  if (data.UserData && Buffer.from(data.UserData, 'base64').length > 16 * 1024) {
    throw invalidParameterValue('User data is limited to 16384 bytes');
  }
  const version: LaunchTemplateVersionRow = {
    ...idsOf(row),
    VersionNumber,
    ...(VersionDescription !== undefined && { VersionDescription }),
    CreateTime: now(),
    CreatedBy: identity.Arn,
    // The request's members are the response's, but for options of markets that are not here.
    LaunchTemplateData: data as ResponseLaunchTemplateData,
  };
  ec2Tables(store).launchTemplateVersions.put(
    versionId(row.LaunchTemplateId, VersionNumber),
    version,
  );
  return version;
}

export function shownVersion(version: LaunchTemplateVersionRow, row: LaunchTemplateRow) {
  return { ...version, DefaultVersion: version.VersionNumber === row.DefaultVersionNumber };
}

export function idsOf({ LaunchTemplateId, LaunchTemplateName }: LaunchTemplateRow) {
  return { LaunchTemplateId, LaunchTemplateName };
}

export function versionId(launchTemplateId: string, number: number): string {
  return `${launchTemplateId} ${number}`;
}
