// Labels: names for versions of a parameter. One label is on one version; given to another, it moves.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-labels.html

import { type ParameterRow, type ParameterVersionRow, ssmTables } from '../../store/ssm.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { parameterVersionNotFound } from './errors.ts';
import { parameterNamed, versionOf } from './parameterRecords.ts';
import type { SsmOperations } from './service.ts';

const maxLabels = 10;

export const parameterLabelOperations: SsmOperations = {
  LabelParameterVersion({ Name, ParameterVersion, Labels = [] }, context) {
    const row = parameterNamed(context, Name);
    const { Version, Labels: existing } = versionNumbered(row, ParameterVersion);
    const valid = Labels.filter(isLabel);
    const labels = [...new Set([...existing, ...valid])];
    if (labels.length > maxLabels) {
      throw new AwsError(
        'ParameterVersionLabelLimitExceeded',
        `A parameter version can have maximum ${maxLabels} labels. Move one or more labels to another ` +
          'version and try again.',
      );
    }
    putLabels(context, row, (version) =>
      version.Version === Version
        ? labels
        : version.Labels.filter((label) => !valid.includes(label)),
    );
    return {
      InvalidLabels: Labels.filter((label) => !isLabel(label)),
      ParameterVersion: Version,
    };
  },

  UnlabelParameterVersion({ Name, ParameterVersion, Labels = [] }, context) {
    const row = parameterNamed(context, Name);
    const { Version, Labels: existing } = versionNumbered(row, ParameterVersion);
    putLabels(context, row, (version) =>
      version.Version === Version
        ? version.Labels.filter((label) => !Labels.includes(label))
        : version.Labels,
    );
    return {
      RemovedLabels: Labels.filter((label) => existing.includes(label)),
      InvalidLabels: Labels.filter((label) => !existing.includes(label)),
    };
  },
};

function versionNumbered(
  row: ParameterRow,
  ParameterVersion: number | undefined,
): ParameterVersionRow {
  const version = versionOf(row, ParameterVersion);
  if (!version) throw parameterVersionNotFound(row.Name, ParameterVersion ?? '');
  return version;
}

function isLabel(label: string): boolean {
  return /^[A-Za-z_.-][\w.-]*$/.test(label) && !/^(aws|ssm)/i.test(label);
}

function putLabels(
  { store }: Context,
  row: ParameterRow,
  labelsOf: (version: ParameterVersionRow) => readonly string[],
): void {
  const relabelled = (version: ParameterVersionRow) => ({ ...version, Labels: labelsOf(version) });
  const [latest, ...older] = row.versions;
  ssmTables(store).parameters.put(row.Name, {
    ...row,
    versions: [relabelled(latest), ...older.map(relabelled)],
  });
}
