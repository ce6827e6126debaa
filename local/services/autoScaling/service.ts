// What the files of Auto Scaling's operations export, under AWS's names.

import type * as client from '@aws-sdk/client-auto-scaling';
import type { Handlers } from '../../wire/service.ts';
import type { Context } from '../shared/context.ts';

export type AutoScalingOperations = Handlers<Context, typeof client>;
