// The little pages that an Application Load Balancer itself answers with.

const reasons: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  400: 'Bad Request',
  408: 'Request Timeout',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** Those that HAProxy makes by itself; 503 is said where there is a backend. */
export const ownErrors: readonly number[] = [400, 408, 500, 502, 504];

export function title(status: number): string {
  return `${status} ${reasons[status]}`;
}

export function page(heading: string): string {
  return [
    '<html>',
    `<head><title>${heading}</title></head>`,
    '<body>',
    `<center><h1>${heading}</h1></center>`,
    '</body>',
    '</html>',
    '',
  ].join('\r\n');
}
