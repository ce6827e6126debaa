// Launch templates: what instances are launched from, in numbered versions.

import { ec2Tables, type LaunchTemplateRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { newId } from '../shared/ids.ts';
import { describe } from './describe.ts';
import { kinds } from './errors.ts';
import { findLaunchTemplate, findVersion, putVersion, versionId } from './launchTemplateData.ts';
import type { Ec2Operations } from './service.ts';
import { putTags, tagsFor } from './tagSpecifications.ts';

export const launchTemplateOperations: Ec2Operations = {
  CreateLaunchTemplate(input, context) {
    const tables = ec2Tables(context.store);
    const name = input.LaunchTemplateName ?? '';
    if (!/^[\w().\-/]{3,128}$/.test(name)) {
      throw new AwsError(
        'InvalidLaunchTemplateName.MalformedException',
        `A launch template's name has 3 to 128 letters, digits and ( ) . - / _: got '${name}'`,
      );
    }
    if (tables.launchTemplates.list().some((row) => row.LaunchTemplateName === name)) {
      throw new AwsError(
        'InvalidLaunchTemplateName.AlreadyExistsException',
        'Launch template name already in use.',
      );
    }
    const tags = tagsFor('launch-template', input.TagSpecifications);
    const row: LaunchTemplateRow = {
      LaunchTemplateId: newId('lt'),
      LaunchTemplateName: name,
      CreateTime: context.now(),
      CreatedBy: context.identity.Arn,
      DefaultVersionNumber: 1,
      LatestVersionNumber: 1,
    };
    tables.launchTemplates.put(row.LaunchTemplateId, row);
    putVersion(context, row, 1, input.LaunchTemplateData ?? {}, input.VersionDescription);
    putTags(tables, row.LaunchTemplateId, tags);
    return { LaunchTemplate: { ...row, Tags: tags } };
  },

  DescribeLaunchTemplates(input, { store }) {
    const tables = ec2Tables(store);
    const named = (input.LaunchTemplateNames ?? []).map((LaunchTemplateName) =>
      findLaunchTemplate(tables, { LaunchTemplateName }),
    );
    const { items, nextToken } = describe(
      tables,
      tables.launchTemplates,
      kinds.launchTemplate,
      ({ LaunchTemplateId }) => LaunchTemplateId,
      {
        ...input,
        ids: [
          ...(input.LaunchTemplateIds ?? []),
          ...named.map(({ LaunchTemplateId }) => LaunchTemplateId),
        ],
      },
      {
        'launch-template-name': ({ LaunchTemplateName }) => LaunchTemplateName,
        'create-time': ({ CreateTime }) => CreateTime,
      },
    );
    return { LaunchTemplates: items, NextToken: nextToken };
  },

  ModifyLaunchTemplate(input, { store }) {
    const tables = ec2Tables(store);
    const row = findLaunchTemplate(tables, input);
    if (input.DefaultVersion === undefined) return { LaunchTemplate: row };
    const { VersionNumber } = findVersion(tables, row, input.DefaultVersion);
    const changed = { ...row, DefaultVersionNumber: VersionNumber };
    tables.launchTemplates.put(row.LaunchTemplateId, changed);
    const Tags = [...(tables.tags.get(row.LaunchTemplateId) ?? [])];
    return { LaunchTemplate: { ...changed, Tags } };
  },

  DeleteLaunchTemplate(input, { store }) {
    const tables = ec2Tables(store);
    const row = findLaunchTemplate(tables, input);
    for (const { LaunchTemplateId, VersionNumber } of tables.launchTemplateVersions.list()) {
      if (LaunchTemplateId === row.LaunchTemplateId) {
        tables.launchTemplateVersions.delete(versionId(LaunchTemplateId, VersionNumber));
      }
    }
    tables.launchTemplates.delete(row.LaunchTemplateId);
    tables.tags.delete(row.LaunchTemplateId);
    return { LaunchTemplate: row };
  },
};
