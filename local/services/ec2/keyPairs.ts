// Key pairs: whose private key may log in as the image's user.

import type { KeyPairInfo } from '@aws-sdk/client-ec2';
import { KeyFormat, KeyType } from '@aws-sdk/client-ec2';
import { ec2Tables, type KeyPairRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { newId } from '../shared/ids.ts';
import { oneOf, required } from '../shared/required.ts';
import { describe, type Tagged } from './describe.ts';
import { invalidParameterValue, kinds } from './errors.ts';
import type { Ec2Operations } from './service.ts';
import { generateSshKey, parsePublicKey, type SshKey } from './sshKeys.ts';
import { putTags, tagsFor } from './tagSpecifications.ts';

export const keyPairOperations: Ec2Operations = {
  CreateKeyPair(input, context) {
    const type = oneOf('KeyType', input.KeyType, KeyType) ?? 'rsa';
    const format = oneOf('KeyFormat', input.KeyFormat, KeyFormat) ?? 'pem';
    if (format !== 'pem') {
      throw invalidParameterValue('KeyFormat ppk is not built in the local region; use pem');
    }
    const tags = tagsFor('key-pair', input.TagSpecifications);
    const { material, ...key } = generateSshKey(type);
    const row = putKeyPair(context, required('KeyName', input.KeyName), key);
    putTags(ec2Tables(context.store), row.KeyPairId, tags);
    return { ...shown({ ...row, Tags: tags }), KeyMaterial: material };
  },

  ImportKeyPair(input, context) {
    const tags = tagsFor('key-pair', input.TagSpecifications);
    const material = required('PublicKeyMaterial', input.PublicKeyMaterial);
    const key = parsePublicKey(Buffer.from(material).toString('utf8'));
    const row = putKeyPair(context, required('KeyName', input.KeyName), key);
    putTags(ec2Tables(context.store), row.KeyPairId, tags);
    return shown({ ...row, Tags: tags });
  },

  DescribeKeyPairs(input, { store }) {
    const tables = ec2Tables(store);
    const names = input.KeyNames ?? [];
    for (const name of names) keyPairByName(tables.keyPairs.list(), name);
    const { items } = describe(
      tables,
      tables.keyPairs,
      kinds.keyPair,
      ({ KeyPairId }) => KeyPairId,
      { ids: input.KeyPairIds, Filters: input.Filters },
      {
        'key-name': ({ KeyName }) => KeyName,
        'key-pair-id': ({ KeyPairId }) => KeyPairId,
        fingerprint: ({ KeyFingerprint }) => KeyFingerprint,
      },
    );
    return {
      KeyPairs: items
        .filter(({ KeyName }) => names.length === 0 || names.includes(KeyName))
        .map((row) => ({
          ...shown(row),
          ...(input.IncludePublicKey && { PublicKey: row.PublicKey }),
        })),
    };
  },

  /** Deleting what is not there succeeds, as on AWS. */
  DeleteKeyPair({ KeyName, KeyPairId }, { store }) {
    const { keyPairs, tags } = ec2Tables(store);
    if (!KeyName && !KeyPairId) required('KeyName', KeyName);
    const row = keyPairs
      .list()
      .find((each) => each.KeyPairId === KeyPairId || each.KeyName === KeyName);
    if (!row) return { Return: true };
    keyPairs.delete(row.KeyPairId);
    tags.delete(row.KeyPairId);
    return { Return: true, KeyPairId: row.KeyPairId };
  },
};

/** @throws AwsError `InvalidKeyPair.NotFound` */
export function keyPairByName(rows: readonly KeyPairRow[], name: string): KeyPairRow {
  const row = rows.find(({ KeyName }) => KeyName === name);
  if (row) return row;
  throw new AwsError(kinds.keyPair.notFoundCode, `The key pair '${name}' does not exist`);
}

function putKeyPair(context: Context, KeyName: string, key: SshKey): KeyPairRow {
  const { keyPairs } = ec2Tables(context.store);
  if (KeyName.length > 255) throw invalidParameterValue('KeyName may have 255 characters');
  if (keyPairs.list().some((row) => row.KeyName === KeyName)) {
    throw new AwsError('InvalidKeyPair.Duplicate', `The keypair already exists: '${KeyName}'`);
  }
  const row: KeyPairRow = {
    KeyPairId: newId('key'),
    KeyName,
    KeyType: key.type,
    KeyFingerprint: key.fingerprint,
    PublicKey: key.publicKey,
    CreateTime: context.now(),
  };
  keyPairs.put(row.KeyPairId, row);
  return row;
}

function shown({ PublicKey: _, ...row }: Tagged<KeyPairRow>): KeyPairInfo {
  return row;
}
