// What a listener does with a request, as lines of its frontend. `when` is the condition of its rule.

import type { RoutedAction, RoutedListener } from '../loadBalancers.ts';
import { hopName } from './hop.ts';
import { page, title } from './pages.ts';
import { literal, quote } from './quote.ts';

type Forward = Extract<RoutedAction, { readonly kind: 'forward' }>;
type Redirect = Extract<RoutedAction, { readonly kind: 'redirect' }>;

/**
 * The lines of `http-request`, and those of `use_backend`, which HAProxy looks at after all of the former.
 *
 * @param groups whose backends there are
 */
export function actionLines(
  action: RoutedAction,
  when: readonly string[],
  { port }: RoutedListener,
  groups: ReadonlySet<string>,
): { readonly requests: readonly string[]; readonly backends: readonly string[] } {
  switch (action.kind) {
    case 'fixed-response':
      return { requests: [fixedResponse(action, when)], backends: [] };
    case 'redirect':
      return { requests: redirect(action, when, port), backends: [] };
    case 'forward':
      return forward(action, when, groups);
  }
}

function fixedResponse(
  { statusCode, contentType, body }: Extract<RoutedAction, { readonly kind: 'fixed-response' }>,
  when: readonly string[],
): string {
  const content = body === '' ? '' : ` content-type ${quote(contentType)} string ${quote(body)}`;
  return `http-request return status ${statusCode}${content}${provided(when)}`;
}

function redirect(action: Redirect, when: readonly string[], port: number): string[] {
  const heading = title(action.statusCode);
  const line = (query: string, conditions: readonly string[]) =>
    `http-request return status ${action.statusCode} content-type text/html string ${quote(page(heading))}` +
    ` hdr Location ${quote(location(action, query, port))}${provided(conditions)}`;
  // An empty query has no question mark either.
  if (action.query === '') return [line('', when)];
  if (action.query !== '#{query}') return [line(`?${action.query}`, when)];
  return [line('?#{query}', [...when, '{ query -m len gt 0 }']), line('', when)];
}

function location({ protocol, host, port, path }: Redirect, query: string, own: number): string {
  const fetches: Readonly<Record<string, string>> = {
    protocol: 'http',
    host: '%[req.hdr(host),field(1,:)]',
    port: String(own),
    path: '%[path,regsub(^/,)]',
    query: '%[query]',
  };
  // HTTP's scheme is written small.
  const scheme = protocol === '#{protocol}' ? protocol : protocol.toLowerCase();
  return literal(`${scheme}://${host}:${port}${path}${query}`).replace(
    /#\{(\w+)\}/g,
    (all, name: string) => fetches[name] ?? all,
  );
}

function forward(action: Forward, when: readonly string[], groups: ReadonlySet<string>) {
  const shares = action.groups.filter(
    ({ TargetGroupArn, weight }) => weight > 0 && groups.has(TargetGroupArn),
  );
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) {
    const answer = `content-type text/html string ${quote(page(title(503)))}`;
    return {
      requests: [`http-request return status 503 ${answer}${provided(when)}`],
      backends: [],
    };
  }
  let below = 0;
  const backends = shares.map(({ TargetGroupArn, weight }, index) => {
    below += weight;
    const isLast = index === shares.length - 1;
    const drawn = isLast ? [] : [`{ var(txn.draw) -m int lt ${below} }`];
    return `use_backend ${hopName({ TargetGroupArn })}${provided([...when, ...drawn])}`;
  });
  const draw = `http-request set-var(txn.draw) rand(${total})${provided(when)}`;
  return { requests: shares.length > 1 ? [draw] : [], backends };
}

function provided(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` if ${conditions.join(' ')}`;
}
