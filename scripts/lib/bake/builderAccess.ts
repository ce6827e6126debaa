// What lets this machine, and nobody else, log in to a builder: a security group and a key pair, tagged
// as the bake's own. Packer would make both itself, but 1.6.6 tags neither, so that nobody could tell
// whose they are when it is killed; and it knows only RSA keys.

import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  type EC2Client,
  ImportKeyPairCommand,
  type ResourceType,
} from '@aws-sdk/client-ec2';
import { now } from '../clock.ts';
import { waitUntil } from '../waitUntil.ts';
import { codeOf, surveyBakes } from './bakeHoldings.ts';
import { type Bake, BakeClashError, bakeTags, describeClash } from './bakes.ts';
import { releaseId } from './imageKey.ts';

export type BuilderAccess = {
  readonly groupId: string;
  readonly keyPairName: string;
  readonly privateKeyFile: string;
};

/**
 * Makes both. A group's name is unique in its VPC, and this one's is made from the image key: of two
 * bakes of the same image one gets it, and with it the turn.
 *
 * @param folder where to put the private key
 * @throws saying who bakes the same image
 */
export async function openBuilder(
  ec2: EC2Client,
  bake: Bake,
  {
    vpcId,
    callerAddress,
    folder,
  }: { readonly vpcId: string; readonly callerAddress: string; readonly folder: string },
): Promise<BuilderAccess> {
  const groupId = await createGroup(ec2, bake, vpcId);
  await allowLogin(ec2, groupId, { callerAddress, host: bake.host });
  const { publicKey, privateKey } = newKeyPair();
  const privateKeyFile = join(folder, 'builder.key');
  await writeFile(privateKeyFile, privateKey, { mode: 0o600 });
  const keyPairName = `rollover-bake-${bake.id}`;
  await ec2.send(
    new ImportKeyPairCommand({
      KeyName: keyPairName,
      PublicKeyMaterial: Buffer.from(publicKey),
      TagSpecifications: [tagSpecification('key-pair', bake)],
    }),
  );
  return { groupId, keyPairName, privateKeyFile };
}

async function createGroup(ec2: EC2Client, bake: Bake, VpcId: string): Promise<string> {
  try {
    const { GroupId = '' } = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: `rollover-bake-${releaseId(bake.key)}`,
        Description: describable(`Lets ${bake.host} log in to the builder of an image`),
        VpcId,
        TagSpecifications: [tagSpecification('security-group', bake)],
      }),
    );
    return GroupId;
  } catch (error) {
    if (codeOf(error) !== 'InvalidGroup.Duplicate') throw error;
    const other = (await surveyBakes(ec2)).live.find(({ key }) => key === bake.key);
    if (other) throw new BakeClashError(describeClash(other, now()));
    throw new BakeClashError(
      'Another bake of this image has just begun or ended. Run the same command again',
    );
  }
}

async function allowLogin(
  ec2: EC2Client,
  GroupId: string,
  { callerAddress, host }: { readonly callerAddress: string; readonly host: string },
): Promise<void> {
  const Description = describable(`${host}, which bakes`);
  const IpRanges = [{ CidrIp: `${callerAddress}/32`, Description }];
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges }];
  const isAllowed = await waitUntil(async () => {
    try {
      await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
      return true;
    } catch (error) {
      // EC2 may take a moment to know the group that it has just made.
      if (codeOf(error) === 'InvalidGroup.NotFound') return undefined;
      throw error;
    }
  }, 30);
  if (!isAllowed) throw new Error(`EC2 made the security group ${GroupId} and does not know it`);
}

/** An Ed25519 pair: in OpenSSH's form, as EC2 takes it, and in PKCS #8, as Packer does. */
export function newKeyPair(): { readonly publicKey: string; readonly privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  // RFC 8709: two strings, each after its length; the key is the last 32 bytes of its DER.
  const fields = [
    Buffer.from('ssh-ed25519'),
    publicKey.export({ type: 'spki', format: 'der' }).subarray(-32),
  ];
  const blob = fields.flatMap((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return [length, field];
  });
  return {
    publicKey: `ssh-ed25519 ${Buffer.concat(blob).toString('base64')}`,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function tagSpecification(ResourceType: ResourceType, bake: Bake) {
  const Tags = Object.entries(bakeTags(bake)).map(([Key, Value]) => ({ Key, Value }));
  return { ResourceType, Tags };
}

/** What EC2 takes in the description of a group or a rule. */
function describable(text: string): string {
  return text.replace(/[^\w .:/()#,@[\]+=&;{}!$*-]/g, '_').slice(0, 255);
}
