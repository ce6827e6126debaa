// For tests of the wire: requests that no client of AWS's would send.

import { type Agent, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { accessKeyId } from './serveWire.ts';

export type Asked = {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** One that keeps its connections; a connection of its own unless told. */
  readonly agent?: Agent;
};

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

export async function ask(port: number, asked: Asked): Promise<Answer> {
  const { method = 'POST', path = '/', headers = {}, body = '', agent = false } = asked;
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path, headers, agent };
    const sent = request(options, async (response) => {
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: await text(response),
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends bytes as they are and gives back all that comes until the connection ends. */
export async function askRaw(port: number, sent: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(sent);
  return text(socket);
}

/** As a client of the service would sign it; signatures are not verified. */
export function signedFor(
  signingName: string,
  { key = accessKeyId, region = 'eu-central-1' } = {},
): Record<string, string> {
  const scope = `${key}/20260101/${region}/${signingName}/aws4_request`;
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
  };
}
