// What the files of SNS's resources export: operations under AWS's names.

import type * as client from '@aws-sdk/client-sns';
import type { Handlers } from '../../wire/service.ts';
import type { Context } from '../shared/context.ts';

export type SnsOperations = Handlers<Context, typeof client>;
