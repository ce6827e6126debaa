// What the files of Parameter Store's operations export, under AWS's names.

import type * as client from '@aws-sdk/client-ssm';
import type { Handlers } from '../../wire/service.ts';
import type { Context } from '../shared/context.ts';

export type SsmOperations = Handlers<Context, typeof client>;
