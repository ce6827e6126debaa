// For tests: what the agent asks on the network, over real HTTP. CloudWatch Logs keeps what it is given,
// and can be told to refuse; the metadata service knows one instance.

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'vitest';

export const instanceId = 'i-0123456789abcdef0';

export type FakeAws = {
  /** Of everything, the metadata service too. */
  readonly endpoint: string;
  /** The messages that were taken, in the order of their coming. */
  readonly messages: string[];
  /** `PutLogEvents` and the like, refused ones too. */
  readonly calls: string[];
  readonly metrics: unknown[];
  /** An error's name for a call that is to be refused; it gets the messages of PutLogEvents. */
  refuse: (operation: string, messages: readonly string[]) => string | undefined;
};

/** @param tags of the instance, as the metadata service shows them */
export async function serveFakeAws(
  // Given, since tests run at the same time.
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  tags: Readonly<Record<string, string>> = {},
): Promise<FakeAws> {
  const streams = new Set<string>();
  const metadata: Readonly<Record<string, string>> = {
    '/latest/api/token': 'token',
    '/latest/meta-data/instance-id': instanceId,
    '/latest/meta-data/placement/region': 'eu-central-1',
    ...Object.fromEntries(
      Object.entries(tags).map(([key, value]) => [`/latest/meta-data/tags/instance/${key}`, value]),
    ),
  };
  const server = createServer(async (request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    const body = await bodyOf(request);
    if (target === '') {
      const text = metadata[request.url ?? ''];
      response.writeHead(text === undefined ? 404 : 200).end(text);
      return;
    }
    const error = answer(target.split('.')[1] ?? '', JSON.parse(body));
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.writeHead(error ? 400 : 200).end(error ? JSON.stringify({ __type: error }) : '{}');
  });

  function answer(operation: string, input: Call): string | undefined {
    const messages = (input.logEvents ?? []).map(({ message }) => message);
    aws.calls.push(operation);
    const refused = aws.refuse(operation, messages);
    if (refused) return refused;
    const stream = `${input.logGroupName}:${input.logStreamName}`;
    switch (operation) {
      case 'CreateLogStream':
        streams.add(stream);
        return undefined;
      case 'PutLogEvents':
        if (!streams.has(stream)) return 'ResourceNotFoundException';
        aws.messages.push(...messages);
        return undefined;
      case 'PutMetricData':
        aws.metrics.push(input);
        return undefined;
      default:
        return 'UnknownOperationException';
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const aws: FakeAws = {
    // A server that listens on an address has one.
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages: [],
    calls: [],
    metrics: [],
    refuse: () => undefined,
  };
  return aws;
}

type Call = {
  readonly logGroupName?: string;
  readonly logStreamName?: string;
  readonly logEvents?: readonly { readonly message: string }[];
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
