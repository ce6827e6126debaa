// Publish: kept, not delivered.

import { publishMessage } from '../../store/sns.ts';
import { AwsError } from '../../wire/awsError.ts';
import { invalidParameter } from './errors.ts';
import type { SnsOperations } from './service.ts';
import { requireTopic } from './topicRows.ts';

const maxBytes = 262_144;

export const publishOperations: SnsOperations = {
  Publish(input, context) {
    const { Message = '', Subject, TopicArn, TargetArn, MessageStructure } = input;
    if (input.PhoneNumber !== undefined) {
      throw new AwsError(
        'NotImplemented',
        'Publishing to a phone is not built in the local region',
        501,
      );
    }
    const { TopicArn: arn } = requireTopic(context, TopicArn ?? TargetArn);
    if (Message === '') throw invalidParameter('Empty message');
    if (Buffer.byteLength(Message) > maxBytes) throw invalidParameter('Message too long');
    if (Subject !== undefined && !/^[\x20-\x7e]{1,100}$/.test(Subject)) {
      throw invalidParameter('Subject');
    }
    const message = {
      TopicArn: arn,
      Message: MessageStructure === 'json' ? defaultOf(Message) : Message,
      ...(Subject !== undefined && { Subject }),
    };
    return { MessageId: publishMessage(context.store, message, context.now()) };
  },
};

/** Of a message that differs by protocol, what those get that none was given for. */
function defaultOf(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  if (typeof value === 'object' && value !== null && 'default' in value) {
    if (typeof value.default === 'string') return value.default;
  }
  throw invalidParameter('Message Structure - No default entry in JSON message body');
}
