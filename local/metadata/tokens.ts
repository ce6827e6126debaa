// Session tokens of IMDSv2. A token says itself for whom and until when it holds, and is signed, so
// that none need be kept and all outlive a restart of the region.

import { createHmac, timingSafeEqual } from 'node:crypto';

export type TokenIssuer = {
  issue(InstanceId: string, ttlSeconds: number): string;
  isValid(token: string, InstanceId: string): boolean;
};

/** @param key the region's secret, kept with its state */
export function createTokens(key: Uint8Array, now: () => Date): TokenIssuer {
  const sign = (text: string) => createHmac('sha256', key).update(text).digest();
  return {
    issue(InstanceId, ttlSeconds) {
      const expiry = Buffer.from(String(now().getTime() + ttlSeconds * 1000));
      const signature = sign(`${InstanceId} ${expiry}`);
      return Buffer.concat([signature, expiry]).toString('base64url');
    },

    isValid(token, InstanceId) {
      const bytes = Buffer.from(token, 'base64url');
      const [signature, expiry] = [bytes.subarray(0, 32), String(bytes.subarray(32))];
      return (
        signature.length === 32 &&
        timingSafeEqual(signature, sign(`${InstanceId} ${expiry}`)) &&
        Number(expiry) > now().getTime()
      );
    },
  };
}
