// Instance profiles: what an instance is launched with, and a role is put into, one at most.

import type { InstanceProfile } from '@aws-sdk/client-iam';
import { type InstanceProfileRow, iamTables, nameKey } from '../../store/iam.ts';
import type { Context } from '../shared/context.ts';
import { deleteConflict, entityAlreadyExists, noSuchEntity, quotaExceeded } from './errors.ts';
import { iamArn, uniqueId } from './identifiers.ts';
import { byName, page } from './pages.ts';
import { modifiableRole, roleNamed, shownRole } from './roles.ts';
import type { IamOperations } from './service.ts';
import { listTags, mergeTags, shownTags, withoutTags } from './tags.ts';

export const instanceProfileOperations: IamOperations = {
  CreateInstanceProfile({ InstanceProfileName = '', Path = '/', Tags }, context) {
    if (iamTables(context.store).instanceProfiles.get(nameKey(InstanceProfileName))) {
      throw entityAlreadyExists(`Instance Profile ${InstanceProfileName} already exists.`);
    }
    const row: InstanceProfileRow = {
      Path,
      InstanceProfileName,
      InstanceProfileId: uniqueId('AIPA'),
      Arn: iamArn(context, 'instance-profile', Path, InstanceProfileName),
      CreateDate: context.now(),
      Tags: mergeTags([], Tags),
    };
    putProfile(context, row);
    return { InstanceProfile: { ...shownProfile(context, row), ...shownTags(row) } };
  },

  GetInstanceProfile({ InstanceProfileName }, context) {
    const row = profileNamed(context, InstanceProfileName);
    return { InstanceProfile: { ...shownProfile(context, row), ...shownTags(row) } };
  },

  ListInstanceProfiles({ PathPrefix = '/', ...request }, context) {
    const profiles = iamTables(context.store).instanceProfiles.list();
    const inPath = profiles.filter(({ Path }) => Path.startsWith(PathPrefix));
    const sorted = byName(inPath, nameOf);
    const { items, marks } = page(sorted, nameOf, request);
    return { InstanceProfiles: items.map((row) => shownProfile(context, row)), ...marks };
  },

  ListInstanceProfilesForRole({ RoleName: name, ...request }, context) {
    const { RoleName } = roleNamed(context, name);
    const profiles = iamTables(context.store).instanceProfiles.list();
    const withIt = profiles.filter((row) => row.RoleName === RoleName);
    const { items, marks } = page(byName(withIt, nameOf), nameOf, request);
    return { InstanceProfiles: items.map((row) => shownProfile(context, row)), ...marks };
  },

  AddRoleToInstanceProfile({ InstanceProfileName, RoleName: name }, context) {
    const row = profileNamed(context, InstanceProfileName);
    const { RoleName } = modifiableRole(context, name);
    if (row.RoleName !== undefined) throw quotaExceeded('InstanceSessionsPerInstanceProfile: 1');
    putProfile(context, { ...row, RoleName });
    return {};
  },

  RemoveRoleFromInstanceProfile({ InstanceProfileName, RoleName: name }, context) {
    const { RoleName, ...row } = profileNamed(context, InstanceProfileName);
    if (roleNamed(context, name).RoleName !== RoleName) throw noSuchEntity('role', name ?? '');
    putProfile(context, row);
    return {};
  },

  DeleteInstanceProfile({ InstanceProfileName }, context) {
    const row = profileNamed(context, InstanceProfileName);
    if (row.RoleName !== undefined) {
      throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
    }
    iamTables(context.store).instanceProfiles.delete(nameKey(row.InstanceProfileName));
    return {};
  },

  TagInstanceProfile({ InstanceProfileName, Tags }, context) {
    const row = profileNamed(context, InstanceProfileName);
    putProfile(context, { ...row, Tags: mergeTags(row.Tags, Tags) });
    return {};
  },

  UntagInstanceProfile({ InstanceProfileName, TagKeys }, context) {
    const row = profileNamed(context, InstanceProfileName);
    putProfile(context, { ...row, Tags: withoutTags(row.Tags, TagKeys) });
    return {};
  },

  ListInstanceProfileTags: ({ InstanceProfileName, ...request }, context) =>
    listTags(profileNamed(context, InstanceProfileName), request),
};

function profileNamed({ store }: Context, InstanceProfileName = ''): InstanceProfileRow {
  const row = iamTables(store).instanceProfiles.get(nameKey(InstanceProfileName));
  if (!row) throw noSuchEntity('instanceProfile', InstanceProfileName);
  return row;
}

function putProfile({ store }: Context, row: InstanceProfileRow): void {
  iamTables(store).instanceProfiles.put(nameKey(row.InstanceProfileName), row);
}

/** As lists show it: with its role, without tags. */
function shownProfile(
  context: Context,
  { RoleName, Tags, ...row }: InstanceProfileRow,
): InstanceProfile {
  const Roles = RoleName === undefined ? [] : [shownRole(roleNamed(context, RoleName))];
  return { ...row, Roles };
}

function nameOf({ InstanceProfileName }: InstanceProfileRow): string {
  return InstanceProfileName;
}
