// The numbered versions of launch templates.

import type { DescribeLaunchTemplateVersionsRequest } from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { paginate } from '../shared/pagination.ts';
import {
  findLaunchTemplate,
  findVersion,
  idsOf,
  putVersion,
  shownVersion,
  versionId,
} from './launchTemplateData.ts';
import type { Ec2Operations } from './service.ts';

export const launchTemplateVersionOperations: Ec2Operations = {
  CreateLaunchTemplateVersion(input, context) {
    const { launchTemplates } = ec2Tables(context.store);
    const row = findLaunchTemplate(ec2Tables(context.store), input);
    const source =
      input.SourceVersion === undefined
        ? {}
        : findVersion(ec2Tables(context.store), row, input.SourceVersion).LaunchTemplateData;
    const number = row.LatestVersionNumber + 1;
    // What the source has and the request does not is kept: the new version says what differs.
    const data = { ...source, ...input.LaunchTemplateData };
    launchTemplates.put(row.LaunchTemplateId, { ...row, LatestVersionNumber: number });
    const version = putVersion(context, row, number, data, input.VersionDescription);
    return { LaunchTemplateVersion: shownVersion(version, row) };
  },

  DescribeLaunchTemplateVersions(input, { store }) {
    const tables = ec2Tables(store);
    const isOfOne = input.LaunchTemplateId || input.LaunchTemplateName;
    const { items, nextToken } = paginate(
      isOfOne ? versionsOfOne(tables, input) : versionsOfAll(tables, input.Versions),
      ({ LaunchTemplateId, VersionNumber }) => versionId(LaunchTemplateId, VersionNumber),
      { token: input.NextToken, size: input.MaxResults },
      { min: 1, max: 200, name: 'MaxResults' },
      'InvalidNextToken',
    );
    return { LaunchTemplateVersions: items, NextToken: nextToken };
  },

  DeleteLaunchTemplateVersions(input, { store }) {
    const tables = ec2Tables(store);
    const row = findLaunchTemplate(tables, input);
    const results = (input.Versions ?? []).map((version) => {
      const isDefault = Number(version) === row.DefaultVersionNumber;
      const id = versionId(row.LaunchTemplateId, Number(version));
      const found = tables.launchTemplateVersions.get(id);
      const item = { ...idsOf(row), VersionNumber: Number(version) };
      if (found && !isDefault) {
        tables.launchTemplateVersions.delete(id);
        return { item, error: undefined };
      }
      const Code = isDefault
        ? ('launchTemplateVersionCannotBeDeleted' as const)
        : ('launchTemplateVersionDoesNotExist' as const);
      return { item, error: { Code: errorCodes[Code], Message: Code } };
    });
    return {
      SuccessfullyDeletedLaunchTemplateVersions: results
        .filter(({ error }) => !error)
        .map(({ item }) => item),
      UnsuccessfullyDeletedLaunchTemplateVersions: results.flatMap(({ item, error }) =>
        error ? [{ ...item, ResponseError: error }] : [],
      ),
    };
  },
};

function versionsOfOne(tables: Ec2Tables, input: DescribeLaunchTemplateVersionsRequest) {
  const row = findLaunchTemplate(tables, input);
  const all = tables.launchTemplateVersions
    .list()
    .filter(({ LaunchTemplateId }) => LaunchTemplateId === row.LaunchTemplateId);
  const wanted = input.Versions?.length
    ? input.Versions.map((version) => findVersion(tables, row, version))
    : all
        .filter(({ VersionNumber }) => VersionNumber >= Number(input.MinVersion ?? 1))
        .filter(({ VersionNumber }) => VersionNumber <= Number(input.MaxVersion ?? Infinity))
        // Newest first, as AWS answers.
        .reverse();
  return wanted.map((version) => shownVersion(version, row));
}

/** The latest or default versions of every template; a version in both roles comes once. */
function versionsOfAll(tables: Ec2Tables, versions: readonly string[] = []) {
  if (versions.length === 0 || versions.some((each) => !/^\$(Latest|Default)$/.test(each))) {
    throw new AwsError(
      'MissingParameter',
      'Either a launch template ID or a launch template name must be specified in the request, ' +
        'unless its versions are $Latest or $Default',
    );
  }
  return tables.launchTemplates.list().flatMap((row) => {
    const found = new Set(versions.map((version) => findVersion(tables, row, version)));
    return [...found].map((version) => shownVersion(version, row));
  });
}

/** `LaunchTemplateErrorCode` has no code for the default version; AWS answers `unexpectedError`. */
const errorCodes = {
  launchTemplateVersionCannotBeDeleted: 'unexpectedError',
  launchTemplateVersionDoesNotExist: 'launchTemplateVersionDoesNotExist',
} as const;
