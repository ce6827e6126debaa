// Users: the one who calls, whom clients ask for to learn the account. The region makes no others.

import { AwsError } from '../../wire/awsError.ts';
import { noSuchEntity } from './errors.ts';
import type { IamOperations } from './service.ts';

/** A user of the region's is older than its records. */
const createDate = new Date(0);

export const userOperations: IamOperations = {
  GetUser({ UserName }, { identity }) {
    const [, Path = '/', name] = /:user(\/(?:.*\/)?)([^/]+)$/.exec(identity.Arn) ?? [];
    if (UserName === undefined && name === undefined) {
      throw new AwsError(
        'ValidationError',
        'Must specify userName when calling with non-User credentials',
      );
    }
    if (name === undefined || (UserName ?? name).toLowerCase() !== name.toLowerCase()) {
      throw noSuchEntity('user', UserName ?? '');
    }
    const { Arn, UserId } = identity;
    return { User: { Path, UserName: name, UserId, Arn, CreateDate: createDate } };
  },
};
