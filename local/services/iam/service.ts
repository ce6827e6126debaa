// What the files of IAM's resources export: operations under AWS's names.

import type * as client from '@aws-sdk/client-iam';
import type { Handlers } from '../../wire/service.ts';
import type { Context } from '../shared/context.ts';

export type IamOperations = Handlers<Context, typeof client>;
