import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateKeyPairCommand,
  DeleteKeyPairCommand,
  DescribeKeyPairsCommand,
  EC2Client,
  ImportKeyPairCommand,
} from '@aws-sdk/client-ec2';
import { expect, onTestFinished, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { computingOperations } from './computing.ts';
import { ec2 } from './service.ts';

const serve = async () => {
  const api = await serveApi(ec2(...computingOperations));
  return new EC2Client(api.client);
};

test.each(['rsa', 'ed25519'] as const)(
  'A created %s key is one that OpenSSH reads',
  async (KeyType) => {
    const client = await serve();
    const created = await client.send(new CreateKeyPairCommand({ KeyName: 'ours', KeyType }));
    const folder = mkdtempSync(join(tmpdir(), 'key-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'key'), created.KeyMaterial ?? '', { mode: 0o600 });
    const publicKey = execFileSync('ssh-keygen', ['-y', '-f', join(folder, 'key')], {
      encoding: 'utf8',
    });
    const { KeyPairs } = await client.send(new DescribeKeyPairsCommand({ IncludePublicKey: true }));
    expect(KeyPairs).toMatchObject([
      { KeyName: 'ours', KeyType, KeyFingerprint: created.KeyFingerprint },
    ]);
    expect(KeyPairs?.[0]?.PublicKey).toBe(publicKey.trim());
  },
);

test('An imported key is described without its private half, and a bad one refused', async () => {
  const client = await serve();
  const line =
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKLDxG+/Rw1Gr3gqv5NdTjhIFsVbkZnTqJUNl9K3MkEe me@home';
  const imported = await client.send(
    new ImportKeyPairCommand({ KeyName: 'mine', PublicKeyMaterial: Buffer.from(line) }),
  );
  expect(imported.KeyPairId).toMatch(/^key-/);
  const bad = new ImportKeyPairCommand({
    KeyName: 'bad',
    PublicKeyMaterial: Buffer.from('nothing'),
  });
  await expect(client.send(bad)).rejects.toMatchObject({ name: 'InvalidKey.Format' });
});

test('A name is taken once; deleting what is not there succeeds', async () => {
  const client = await serve();
  await client.send(new CreateKeyPairCommand({ KeyName: 'ours', KeyType: 'ed25519' }));
  const again = new CreateKeyPairCommand({ KeyName: 'ours', KeyType: 'ed25519' });
  await expect(client.send(again)).rejects.toMatchObject({ name: 'InvalidKeyPair.Duplicate' });
  await client.send(new DeleteKeyPairCommand({ KeyName: 'ours' }));
  await client.send(new DeleteKeyPairCommand({ KeyName: 'ours' }));
  const named = new DescribeKeyPairsCommand({ KeyNames: ['ours'] });
  await expect(client.send(named)).rejects.toMatchObject({ name: 'InvalidKeyPair.NotFound' });
});

test('A dry run tells that it would have succeeded, and makes nothing', async () => {
  const client = await serve();
  const dry = new CreateKeyPairCommand({ KeyName: 'ours', KeyType: 'ed25519', DryRun: true });
  await expect(client.send(dry)).rejects.toMatchObject({ name: 'DryRunOperation' });
  expect((await client.send(new DescribeKeyPairsCommand())).KeyPairs).toEqual([]);
});
