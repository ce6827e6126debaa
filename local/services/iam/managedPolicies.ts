// Managed policies: the account's own, and AWS's (`arn:aws:iam::aws:policy/…`), which are there without
// being made. Of AWS's the region knows that they exist, and not what they say.

import type { Policy } from '@aws-sdk/client-iam';
import { iamTables, type PolicyRow } from '../../store/iam.ts';
import type { Context } from '../shared/context.ts';
import {
  accessDenied,
  deleteConflict,
  entityAlreadyExists,
  invalidInput,
  noSuchEntity,
} from './errors.ts';
import { iamArn, lastingId, uniqueId } from './identifiers.ts';
import { byName, page } from './pages.ts';
import { checkManagedPolicySize, checkPermissions } from './policyDocuments.ts';
import type { IamOperations } from './service.ts';
import { listTags, mergeTags, shownTags, withoutTags } from './tags.ts';

export const managedPolicyOperations: IamOperations = {
  CreatePolicy(input, context) {
    const { PolicyName = '', PolicyDocument = '', Path = '/', Description } = input;
    const { policies } = iamTables(context.store);
    checkPermissions(PolicyDocument);
    checkManagedPolicySize(PolicyDocument);
    const isTaken = (row: PolicyRow) => row.PolicyName.toLowerCase() === PolicyName.toLowerCase();
    if (policies.list().some(isTaken)) {
      throw entityAlreadyExists(
        `A policy called ${PolicyName} already exists. Duplicate names are not allowed.`,
      );
    }
    const now = context.now();
    const row: PolicyRow = {
      PolicyName,
      PolicyId: uniqueId('ANPA'),
      Arn: iamArn(context, 'policy', Path, PolicyName),
      Path,
      ...(Description !== undefined && { Description }),
      DefaultVersionId: 'v1',
      CreateDate: now,
      UpdateDate: now,
      Tags: mergeTags([], input.Tags),
      versions: [{ VersionId: 'v1', Document: PolicyDocument, CreateDate: now }],
      versionCount: 1,
    };
    policies.put(row.Arn, row);
    return { Policy: { ...shownPolicy(context, row), ...shownTags(row) } };
  },

  GetPolicy({ PolicyArn }, context) {
    const row = policyByArn(context, PolicyArn);
    const { Description } = row;
    return {
      Policy: {
        ...shownPolicy(context, row),
        ...(Description !== undefined && { Description }),
        ...shownTags(row),
      },
    };
  },

  ListPolicies(input, context) {
    const { Scope = 'All', OnlyAttached, PathPrefix = '/', PolicyUsageFilter } = input;
    const own = iamTables(context.store).policies.list();
    const rows = [...(Scope === 'AWS' ? [] : own), ...(Scope === 'Local' ? [] : awsInUse(context))];
    const wanted = rows
      .filter(({ Path }) => Path.startsWith(PathPrefix))
      .filter(({ Arn }) => {
        const { attached, bounding } = usesOf(context, Arn);
        if (PolicyUsageFilter === 'PermissionsPolicy') return attached > 0;
        if (PolicyUsageFilter === 'PermissionsBoundary') return bounding > 0;
        return !OnlyAttached || attached > 0;
      });
    const sorted = byName(wanted, ({ PolicyName }) => PolicyName);
    const { items, marks } = page(sorted, ({ PolicyId }) => PolicyId, input);
    return { Policies: items.map((row) => shownPolicy(context, row)), ...marks };
  },

  DeletePolicy({ PolicyArn }, context) {
    const { Arn, versions } = ownPolicy(context, PolicyArn, 'DeletePolicy');
    const { attached, bounding } = usesOf(context, Arn);
    if (attached + bounding > 0) {
      throw deleteConflict('Cannot delete a policy attached to entities.');
    }
    if (versions.length > 1) {
      throw deleteConflict(
        'This policy has more than one version. Before you delete a policy, you must delete the ' +
          "policy's versions. The default version is deleted with the policy.",
      );
    }
    iamTables(context.store).policies.delete(Arn);
    return {};
  },

  TagPolicy({ PolicyArn, Tags }, context) {
    const row = ownPolicy(context, PolicyArn, 'TagPolicy');
    putPolicy(context, { ...row, Tags: mergeTags(row.Tags, Tags) });
    return {};
  },

  UntagPolicy({ PolicyArn, TagKeys }, context) {
    const row = ownPolicy(context, PolicyArn, 'UntagPolicy');
    putPolicy(context, { ...row, Tags: withoutTags(row.Tags, TagKeys) });
    return {};
  },

  ListPolicyTags: ({ PolicyArn, ...request }, context) =>
    listTags(policyByArn(context, PolicyArn), request),
};

/** @throws AwsError `NoSuchEntity`, or `InvalidInput` for what is no policy's ARN */
export function policyByArn(context: Context, PolicyArn = ''): PolicyRow {
  const row = findPolicy(context, PolicyArn);
  if (!row) throw noSuchEntity('policy', PolicyArn);
  return row;
}

/** The same, in the words of operations that use a policy rather than show it. */
export function attachablePolicy(context: Context, PolicyArn = ''): PolicyRow {
  const row = findPolicy(context, PolicyArn);
  if (!row) throw noSuchEntity('attachablePolicy', PolicyArn);
  return row;
}

/** @throws AwsError `AccessDenied` for one of AWS's, which nobody else may change */
export function ownPolicy(context: Context, PolicyArn = '', action: string): PolicyRow {
  const row = attachablePolicy(context, PolicyArn);
  if (awsManaged.test(PolicyArn)) throw accessDenied(context.identity.Arn, action, PolicyArn);
  return row;
}

export function putPolicy({ store, now }: Context, row: PolicyRow): void {
  iamTables(store).policies.put(row.Arn, { ...row, UpdateDate: now() });
}

const awsManaged = /^arn:aws:iam::aws:policy(\/(?:[\w.,+@=-]+\/)*)([\w+=,.@-]+)$/;
const anyPolicy = /^arn:aws[\w-]*:iam::(aws|\d{12}):policy\/./;
/** The first day that AWS had managed policies. */
const awsManagedSince = new Date('2015-02-06T18:40:00Z');

function findPolicy({ store }: Context, PolicyArn: string): PolicyRow | undefined {
  if (!anyPolicy.test(PolicyArn)) throw invalidInput(`ARN ${PolicyArn} is not valid.`);
  const [, Path, PolicyName] = awsManaged.exec(PolicyArn) ?? [];
  if (Path === undefined || PolicyName === undefined) {
    return iamTables(store).policies.get(PolicyArn);
  }
  return {
    PolicyName,
    PolicyId: lastingId('ANPA', PolicyArn),
    Arn: PolicyArn,
    Path,
    DefaultVersionId: 'v1',
    CreateDate: awsManagedSince,
    UpdateDate: awsManagedSince,
    Tags: [],
    versions: [
      {
        VersionId: 'v1',
        Document: JSON.stringify({ Version: '2012-10-17', Statement: [] }),
        CreateDate: awsManagedSince,
      },
    ],
    versionCount: 1,
  };
}

/** AWS's policies that a role has: the only ones of them that a list can name. */
function awsInUse(context: Context): PolicyRow[] {
  const { roles, attachedPolicies } = iamTables(context.store);
  const used = [
    ...attachedPolicies.list().map(({ PolicyArn }) => PolicyArn),
    ...roles.list().flatMap(({ PermissionsBoundary: b }) => b?.PermissionsBoundaryArn ?? []),
  ];
  const arns = new Set(used.filter((arn) => awsManaged.test(arn)));
  return [...arns].map((arn) => policyByArn(context, arn));
}

function usesOf({ store }: Context, Arn: string): { attached: number; bounding: number } {
  const { roles, attachedPolicies } = iamTables(store);
  return {
    attached: attachedPolicies.list().filter(({ PolicyArn }) => PolicyArn === Arn).length,
    bounding: roles.list().filter((row) => row.PermissionsBoundary?.PermissionsBoundaryArn === Arn)
      .length,
  };
}

/** As lists show it: without tags and description. */
function shownPolicy(
  context: Context,
  { versions, versionCount, Tags, Description, ...row }: PolicyRow,
): Policy {
  const { attached, bounding } = usesOf(context, row.Arn);
  return {
    ...row,
    AttachmentCount: attached,
    PermissionsBoundaryUsageCount: bounding,
    IsAttachable: true,
  };
}
