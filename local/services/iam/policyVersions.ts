// Versions of managed policies: up to five, one of them the default, which is the one that counts.

import type { PolicyVersion } from '@aws-sdk/client-iam';
import type { PolicyRow, PolicyVersionRow } from '../../store/iam.ts';
import { deleteConflict, limitExceeded, noSuchPolicyVersion } from './errors.ts';
import { attachablePolicy, ownPolicy, putPolicy } from './managedPolicies.ts';
import { page } from './pages.ts';
import { checkManagedPolicySize, checkPermissions, encodeDocument } from './policyDocuments.ts';
import type { IamOperations } from './service.ts';

const maxVersions = 5;

export const policyVersionOperations: IamOperations = {
  CreatePolicyVersion({ PolicyArn, PolicyDocument = '', SetAsDefault }, context) {
    const row = ownPolicy(context, PolicyArn, 'CreatePolicyVersion');
    checkPermissions(PolicyDocument);
    checkManagedPolicySize(PolicyDocument);
    if (row.versions.length >= maxVersions) {
      throw limitExceeded(
        `A managed policy can have up to ${maxVersions} versions. Before you create a new version, ` +
          'you must delete an existing version.',
      );
    }
    const versionCount = row.versionCount + 1;
    const version: PolicyVersionRow = {
      VersionId: `v${versionCount}`,
      Document: PolicyDocument,
      CreateDate: context.now(),
    };
    const changed: PolicyRow = {
      ...row,
      versions: [...row.versions, version],
      versionCount,
      ...(SetAsDefault && { DefaultVersionId: version.VersionId }),
    };
    putPolicy(context, changed);
    return { PolicyVersion: listedVersion(changed, version) };
  },

  GetPolicyVersion({ PolicyArn, VersionId }, context) {
    const row = attachablePolicy(context, PolicyArn);
    const version = versionOf(row, VersionId);
    const Document = encodeDocument(version.Document);
    return { PolicyVersion: { ...listedVersion(row, version), Document } };
  },

  ListPolicyVersions({ PolicyArn, ...request }, context) {
    const row = attachablePolicy(context, PolicyArn);
    const newestFirst = row.versions.toReversed();
    const { items, marks } = page(newestFirst, ({ VersionId }) => VersionId, request);
    return { Versions: items.map((version) => listedVersion(row, version)), ...marks };
  },

  SetDefaultPolicyVersion({ PolicyArn, VersionId }, context) {
    const row = ownPolicy(context, PolicyArn, 'SetDefaultPolicyVersion');
    putPolicy(context, { ...row, DefaultVersionId: versionOf(row, VersionId).VersionId });
    return {};
  },

  DeletePolicyVersion({ PolicyArn, VersionId }, context) {
    const row = ownPolicy(context, PolicyArn, 'DeletePolicyVersion');
    const version = versionOf(row, VersionId);
    if (version.VersionId === row.DefaultVersionId) {
      throw deleteConflict('Cannot delete the default version of a policy.');
    }
    putPolicy(context, { ...row, versions: row.versions.filter((each) => each !== version) });
    return {};
  },
};

function versionOf({ Arn, versions }: PolicyRow, VersionId = ''): PolicyVersionRow {
  const version = versions.find((each) => each.VersionId === VersionId);
  if (!version) throw noSuchPolicyVersion(Arn, VersionId);
  return version;
}

/** As lists show it: without the document. */
function listedVersion(
  { DefaultVersionId }: PolicyRow,
  { VersionId, CreateDate }: PolicyVersionRow,
): PolicyVersion {
  return { VersionId, IsDefaultVersion: VersionId === DefaultVersionId, CreateDate };
}
