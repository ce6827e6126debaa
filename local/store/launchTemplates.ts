// Which numbered version of a launch template a specification means by now.

import type { LaunchTemplateSpecification } from '@aws-sdk/client-auto-scaling';
import type { PinnedTemplate } from './autoScaling.ts';
import type { Ec2Tables } from './ec2.ts';

/** @returns undefined where there is no such template or version */
export function pinnedTemplate(
  { launchTemplates, launchTemplateVersions }: Ec2Tables,
  { LaunchTemplateId, LaunchTemplateName, Version }: LaunchTemplateSpecification,
): PinnedTemplate | undefined {
  const row =
    LaunchTemplateId !== undefined
      ? launchTemplates.get(LaunchTemplateId)
      : launchTemplates.list().find((each) => each.LaunchTemplateName === LaunchTemplateName);
  if (!row) return undefined;
  const number =
    Version === '$Latest'
      ? row.LatestVersionNumber
      : Version === undefined || Version === '$Default'
        ? row.DefaultVersionNumber
        : Number(Version);
  if (!launchTemplateVersions.get(`${row.LaunchTemplateId} ${number}`)) return undefined;
  return {
    LaunchTemplateId: row.LaunchTemplateId,
    LaunchTemplateName: row.LaunchTemplateName,
    Version: String(number),
  };
}

/** Whether a version is named by a number, which lasts, and not by `$Latest` or `$Default`. */
export function isNumbered(version: string | undefined): boolean {
  return version !== undefined && /^\d+$/.test(version);
}
