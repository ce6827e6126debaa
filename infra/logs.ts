// Where the instances' logs go: a stream for each instance, named by its id.

import * as aws from '@pulumi/aws';
import type { Settings } from './config.ts';
import { tagsOf } from './tags.ts';

export function createLogGroup(settings: Settings): aws.cloudwatch.LogGroup {
  return new aws.cloudwatch.LogGroup(
    'rollover',
    { retentionInDays: settings.logRetentionDays, tags: tagsOf(settings) },
    { protect: settings.deletionProtection },
  );
}
