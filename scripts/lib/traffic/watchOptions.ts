// What `npm run watch` can be told.

import { connectionKinds, type Traffic } from './traffic.ts';

export const watchUsage = `Usage: npm run watch -- --stack <stack> [options]
       npm run watch -- --url <url> [options]

  --config-file <file> the stack's settings; Pulumi.<stack>.yaml unless told
  --path <path>        of the stack's app; /version unless told
  --address <IPv4>     connects there, whatever the URL's host resolves to
  --rate <number>      requests per second; 5 unless told
  --for <seconds>      ends by itself; else Ctrl-C ends it
  --connections <kind> new: each request has one of its own, as curl's have (unless told); kept; both, in turns
  --json               the report as one JSON line
  --fail-on-error      exits with 1 if any request failed
`;

export const watchOptions = {
  stack: { type: 'string' },
  'config-file': { type: 'string' },
  path: { type: 'string' },
  url: { type: 'string' },
  address: { type: 'string' },
  rate: { type: 'string', default: '5' },
  for: { type: 'string' },
  connections: { type: 'string', default: 'new' },
  json: { type: 'boolean', default: false },
  'fail-on-error': { type: 'boolean', default: false },
} as const;

/** As they were given. */
export type WatchValues = {
  readonly stack?: string;
  readonly 'config-file'?: string;
  readonly path?: string;
  readonly url?: string;
  readonly address?: string;
  readonly rate: string;
  readonly for?: string;
  readonly connections: string;
};

export type WatchTarget =
  | { readonly stack: string; readonly configFile?: string; readonly path: string }
  | { readonly stack?: undefined; readonly url: URL; readonly address?: string };

export type Watch = {
  readonly target: WatchTarget;
  /** Requests per second. */
  readonly rate: number;
  readonly connections: Traffic['connections'];
  /** Undefined: until it is interrupted. */
  readonly seconds: number | undefined;
};

/** @throws with all that is wrong */
export function checkWatch(values: WatchValues): Watch {
  const rate = Number(values.rate);
  const seconds = values.for === undefined ? undefined : Number(values.for);
  const connections = connectionKinds.find((kind) => kind === values.connections);
  const problems = [
    ...targetProblems(values),
    !(rate > 0 && rate <= 5000) && `--rate: expected a number up to 5000, got ${values.rate}`,
    connections === undefined &&
      `--connections: expected ${connectionKinds.join(', ')}, got ${values.connections}`,
    seconds !== undefined &&
      !(seconds > 0 && seconds <= 86_400) &&
      `--for: expected seconds, up to 86400, got ${values.for}`,
  ].filter((problem) => problem !== false);
  if (connections === undefined || problems.length > 0) {
    throw new Error(`${problems.join('\n')}\n\n${watchUsage}`);
  }
  return { target: targetOf(values), rate, connections, seconds };
}

function targetProblems(values: WatchValues): readonly (string | false)[] {
  const { stack, url, path } = values;
  const only = (name: 'config-file' | 'path' | 'address', of: 'stack' | 'url') =>
    values[name] !== undefined &&
    values[of] === undefined &&
    `--${name}: expected only with --${of}`;
  return [
    stack === undefined && url === undefined && 'expected --stack <stack> or --url <url>',
    stack !== undefined && url !== undefined && 'expected --stack or --url, got both',
    url !== undefined &&
      !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) &&
      `--url: expected a URL of http or https, got ${url}`,
    path !== undefined &&
      !path.startsWith('/') &&
      `--path: expected it to begin with /, got ${path}`,
    only('config-file', 'stack'),
    only('path', 'stack'),
    only('address', 'url'),
  ];
}

function targetOf(values: WatchValues): WatchTarget {
  const { stack, 'config-file': configFile, path = '/version', url = '', address } = values;
  if (stack === undefined) {
    return { url: new URL(url), ...(address !== undefined && { address }) };
  }
  return { stack, ...(configFile !== undefined && { configFile }), path };
}
