// The numbered versions of launch templates.

import { ec2Tables } from '../../store/ec2.ts';
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
    return { LaunchTemplateVersions: wanted.map((version) => shownVersion(version, row)) };
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

/** `LaunchTemplateErrorCode` has no code for the default version; AWS answers `unexpectedError`. */
const errorCodes = {
  launchTemplateVersionCannotBeDeleted: 'unexpectedError',
  launchTemplateVersionDoesNotExist: 'launchTemplateVersionDoesNotExist',
} as const;
