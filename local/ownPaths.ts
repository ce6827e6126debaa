// What the region answers besides AWS's protocols: paths of its own, for whoever has the operator's secret key.
// `scripts/local.ts` is their client.

import type { WireRequest, WireResponse } from './wire/http.ts';
import type { Pipeline } from './wire/pipeline.ts';

export const keyHeader = 'x-region-key';

/** Answers with a status and a value, which becomes JSON. */
export type OwnPath = (request: WireRequest) => readonly [status: number, value: object];

/** The same pipeline, with those paths before it. */
export function withOwnPaths(
  pipeline: Pipeline,
  key: string,
  paths: Readonly<Record<string, OwnPath>>,
): Pipeline {
  return async (request) => {
    const path = Object.hasOwn(paths, request.url) ? paths[request.url] : undefined;
    if (!path) return pipeline(request);
    if (request.headers[keyHeader] !== key) return json(403, { error: `${keyHeader} is wrong` });
    return json(...path(request));
  };
}

function json(status: number, value: object): WireResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: `${JSON.stringify(value)}\n`,
  };
}
