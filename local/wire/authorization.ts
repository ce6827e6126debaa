// Who signed a request, and for what: the credential scope of Signature Version 4.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html

import type { WireRequest } from './http.ts';

export type Authorization = {
  readonly accessKeyId: string;
  /** Of the credential scope, such as `eu-central-1`. */
  readonly region: string;
  /** Of the credential scope, such as `ec2`. */
  readonly signingName: string;
  /** With temporary credentials only. */
  readonly sessionToken: string | undefined;
};

/** Reads the header, or the query part of a presigned URL; undefined where there is no signature. */
export function readAuthorization({ headers, url }: WireRequest): Authorization | undefined {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const credential =
    /^AWS4-HMAC-SHA256\s.*?Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ??
    query.get('X-Amz-Credential');
  const [accessKeyId, , region, signingName, end] = credential?.split('/') ?? [];
  if (!accessKeyId || !region || !signingName || end !== 'aws4_request') return undefined;
  const sessionToken =
    headers['x-amz-security-token'] ?? query.get('X-Amz-Security-Token') ?? undefined;
  return { accessKeyId, region, signingName, sessionToken };
}
