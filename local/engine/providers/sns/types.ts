// SNS's types of resources, by their tokens.

import type { AwsOf } from '../aws.ts';
import { topic } from './topic.ts';
import { topicSubscription } from './topicSubscription.ts';

export const snsTypes = (awsOf: AwsOf) => ({
  'aws:sns/topic:Topic': topic(awsOf),
  'aws:sns/topicSubscription:TopicSubscription': topicSubscription(awsOf),
});
