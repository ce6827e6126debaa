// What the files of Elastic Load Balancing's resources export: operations under AWS's names.

import type * as client from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Handlers } from '../../wire/service.ts';
import type { Context } from '../shared/context.ts';

export type Elbv2Operations = Handlers<Context, typeof client>;
