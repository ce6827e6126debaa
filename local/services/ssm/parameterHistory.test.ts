// The history of a parameter against the simplest model of one: a list of values, some with labels.

import {
  DeleteParameterCommand,
  GetParameterHistoryCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  SSMClient,
  UnlabelParameterVersionCommand,
} from '@aws-sdk/client-ssm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { ssm } from './ssm.ts';

type Version = { readonly Version: number; readonly Value: string; readonly Labels: string[] };
type Model = { versions: Version[] };

const Name = '/model';
const label = fc.constantFrom('a', 'b', 'c');
/** Any of the newest few, and some that there are not. */
const back = fc.nat(5);

const commands = [
  fc.record({
    call: fc.constant('put' as const),
    Value: fc.string({ minLength: 1, maxLength: 9 }),
    Overwrite: fc.boolean(),
  }),
  fc.record({ call: fc.constant('label' as const), back, label }),
  fc.record({ call: fc.constant('unlabel' as const), back, label }),
  fc.record({ call: fc.constant('delete' as const) }),
];

type Command = (typeof commands)[number] extends fc.Arbitrary<infer Each> ? Each : never;

test('Any calls leave the history that the model has', async () => {
  const client = new SSMClient((await serveApi(ssm)).client);
  await fc.assert(
    fc
      .asyncProperty(fc.array(fc.oneof(...commands), { maxLength: 25 }), async (calls) => {
        const model: Model = { versions: [] };
        for (const call of calls) {
          const expected = applyToModel(model, call);
          const outcome = await send(client, model, call).then(
            () => 'done',
            (error: Error) => error.name,
          );
          expect(outcome).toBe(expected.outcome);
          model.versions = expected.versions;
        }
        expect(await historyOf(client)).toEqual(model.versions);
      })
      .beforeEach(async () => {
        await client.send(new DeleteParameterCommand({ Name })).catch(() => undefined);
      }),
    { numRuns: 40 },
  );
});

function applyToModel({ versions }: Model, command: Command): Model & { outcome: string } {
  const latest = versions.at(-1);
  const refused = (outcome: string) => ({ versions, outcome });
  if (command.call === 'put') {
    if (latest && !command.Overwrite) return refused('ParameterAlreadyExists');
    const next = { Version: (latest?.Version ?? 0) + 1, Value: command.Value, Labels: [] };
    return { versions: [...versions, next], outcome: 'done' };
  }
  if (!latest) return refused('ParameterNotFound');
  if (command.call === 'delete') return { versions: [], outcome: 'done' };
  const number = latest.Version - command.back;
  if (number < 1) return refused('ParameterVersionNotFound');
  const changed = versions.map((version) => {
    const others = version.Labels.filter((each) => each !== command.label);
    if (command.call === 'unlabel') {
      return version.Version === number ? { ...version, Labels: others } : version;
    }
    if (version.Version !== number) return { ...version, Labels: others };
    return version.Labels.includes(command.label)
      ? version
      : { ...version, Labels: [...version.Labels, command.label] };
  });
  return { versions: changed, outcome: 'done' };
}

async function send(client: SSMClient, { versions }: Model, command: Command): Promise<unknown> {
  switch (command.call) {
    case 'put': {
      const { Value, Overwrite } = command;
      return client.send(new PutParameterCommand({ Name, Value, Overwrite, Type: 'String' }));
    }
    case 'delete':
      return client.send(new DeleteParameterCommand({ Name }));
    default: {
      const ParameterVersion = (versions.at(-1)?.Version ?? 0) - command.back;
      const input = { Name, ParameterVersion, Labels: [command.label] };
      return command.call === 'label'
        ? client.send(new LabelParameterVersionCommand(input))
        : client.send(new UnlabelParameterVersionCommand(input));
    }
  }
}

async function historyOf(client: SSMClient): Promise<Version[]> {
  const answer = client.send(new GetParameterHistoryCommand({ Name }));
  const { Parameters = [] } = await answer.catch((error: Error) => {
    if (error.name === 'ParameterNotFound') return { Parameters: [] };
    throw error;
  });
  return Parameters.map(({ Version = 0, Value = '', Labels = [] }) => ({ Version, Value, Labels }));
}
