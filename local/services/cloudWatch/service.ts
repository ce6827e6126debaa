// What the files of CloudWatch's resources export: operations under AWS's names.

import type * as client from '@aws-sdk/client-cloudwatch';
import type { Handlers } from '../../wire/service.ts';
import type { Context } from '../shared/context.ts';

export type CloudWatchOperations = Handlers<Context, typeof client>;
