// SSH keys in the forms that EC2 gives and takes. Formats: RFC 4253 (6.6), OpenSSH's PROTOCOL.key.

import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { AwsError } from '../../wire/awsError.ts';

export type KeyType = 'rsa' | 'ed25519';

export type SshKey = {
  /** As in `authorized_keys`, without a comment. */
  readonly publicKey: string;
  readonly type: KeyType;
  readonly fingerprint: string;
};

/** Makes a key pair as CreateKeyPair does: RSA of 2048 bits, or ED25519; `material` is a PEM file. */
export function generateSshKey(type: KeyType): SshKey & { readonly material: string } {
  if (type === 'ed25519') {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const blob = publicBlob(publicKey);
    const seed = Buffer.from(String(privateKey.export({ format: 'jwk' }).d), 'base64url');
    return {
      type,
      publicKey: authorizedKey(blob),
      fingerprint: createHash('sha256').update(blob).digest('base64'),
      material: openSshPrivateKey(blob, seed),
    };
  }
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    type,
    publicKey: authorizedKey(publicBlob(publicKey)),
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/verify-keys.html
    fingerprint: colons('sha1', privateKey.export({ format: 'der', type: 'pkcs8' })),
    material: String(privateKey.export({ format: 'pem', type: 'pkcs1' })),
  };
}

/**
 * Reads what ImportKeyPair was given: a line of `authorized_keys`, or a public key in PEM.
 *
 * @throws AwsError `InvalidKey.Format`
 */
export function parsePublicKey(text: string): SshKey {
  try {
    const blob = text.includes('-----BEGIN')
      ? publicBlob(createPublicKey(text))
      : Buffer.from(text.trim().split(/\s+/)[1] ?? '', 'base64');
    const [name = Buffer.alloc(0), first = Buffer.alloc(0), second = Buffer.alloc(0)] =
      fields(blob);
    if (String(name) === 'ssh-ed25519' && first.length === 32) {
      const fingerprint = createHash('sha256').update(blob).digest('base64');
      return { type: 'ed25519', publicKey: authorizedKey(blob), fingerprint };
    }
    if (String(name) === 'ssh-rsa') {
      const [e, n] = [first.toString('base64url'), second.toString('base64url')];
      const key = createPublicKey({ format: 'jwk', key: { kty: 'RSA', e, n } });
      const fingerprint = colons('md5', key.export({ format: 'der', type: 'spki' }));
      return { type: 'rsa', publicKey: authorizedKey(blob), fingerprint };
    }
  } catch {}
  throw new AwsError('InvalidKey.Format', 'Key is not in valid OpenSSH public key format');
}

function authorizedKey(blob: Buffer): string {
  return `${fields(blob)[0]} ${blob.toString('base64')}`;
}

function publicBlob(key: KeyObject): Buffer {
  const jwk = key.export({ format: 'jwk' });
  const bytes = (text: string | undefined) => Buffer.from(text ?? '', 'base64url');
  return jwk.kty === 'RSA'
    ? packed('ssh-rsa', positive(bytes(jwk.e)), positive(bytes(jwk.n)))
    : packed('ssh-ed25519', bytes(jwk.x));
}

/** The format of `ssh-keygen`'s own files, without a passphrase. */
function openSshPrivateKey(publicKey: Buffer, seed: Buffer): string {
  const point = fields(publicKey)[1] ?? Buffer.alloc(0);
  const check = randomBytes(4);
  const secret = Buffer.concat([
    check,
    check,
    packed('ssh-ed25519', point, Buffer.concat([seed, point]), ''),
  ]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, (8 - (secret.length % 8)) % 8));
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    packed('none', 'none', ''),
    Buffer.from([0, 0, 0, 1]),
    packed(publicKey, Buffer.concat([secret, padding])),
  ]);
  const lines = file.toString('base64').match(/.{1,70}/g) ?? [];
  return [
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    ...lines,
    '-----END OPENSSH PRIVATE KEY-----',
    '',
  ].join('\n');
}

/** A number whose highest bit is set would be read as a negative one. */
function positive(bytes: Buffer): Buffer {
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}

/** Strings, each after its length in four bytes. */
function packed(...parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

function fields(blob: Buffer): Buffer[] {
  const read: Buffer[] = [];
  for (let at = 0; at < blob.length; ) {
    const length = blob.readUInt32BE(at);
    if (at + 4 + length > blob.length) throw new Error('cut short');
    read.push(blob.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return read;
}

function colons(hash: 'md5' | 'sha1', bytes: Buffer): string {
  return createHash(hash).update(bytes).digest('hex').match(/../g)?.join(':') ?? '';
}
