// What to do about what Pulumi's CLI complains of, in words that can be typed.

export type Place = {
  readonly stack: string;
  /** What goes before a command for the CLI to find this stack's state, such as `PULUMI_BACKEND_URL=… `. */
  readonly prefix: string;
};

type Remedy = { readonly complaint: RegExp; readonly advice: (place: Place) => string };

/** The texts are those of the CLI's source: pkg/backend/backenderr, pkg/backend/diy/lock.go, pkg/secrets/passphrase. */
const remedies: readonly Remedy[] = [
  {
    complaint: /no stack named .* found/,
    advice: ({ stack, prefix }) => `Make it, once: ${prefix}pulumi stack init ${stack}`,
  },
  {
    complaint: /PULUMI_ACCESS_TOKEN must be set|requires logging in|invalid access token/i,
    advice: () =>
      'Pulumi keeps state in a backend, and knows of none: pulumi login, for Pulumi Cloud; or ' +
      'pulumi login s3://<bucket>?region=<region>, for a bucket of your own. In CI, set PULUMI_ACCESS_TOKEN or PULUMI_BACKEND_URL',
  },
  {
    complaint: /passphrase must be set|incorrect passphrase/,
    advice: ({ stack }) =>
      `Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE, to the passphrase that the stack ${stack} was made with`,
  },
  {
    complaint: /currently locked by|\[409\] Conflict|Another update is currently in progress/,
    advice: ({ stack, prefix }) =>
      `Another run of Pulumi is at work on the stack ${stack}: wait for its end. If there is none any more, since it was killed: ${prefix}pulumi cancel --stack ${stack}`,
  },
  {
    complaint: /because it is protected/,
    advice: ({ stack }) =>
      `If it is meant to go: set rollover:deletionProtection: false in the stack's settings, then npm run deploy -- --stack ${stack}, then this again`,
  },
  {
    complaint: /pending operations from previous deployment/,
    advice: ({ stack, prefix }) =>
      `A run was killed while it was at work. Bring the state up to what is there: ${prefix}pulumi refresh --stack ${stack}`,
  },
];

/** Undefined for what speaks for itself. */
export function adviceFor(text: string, place: Place): string | undefined {
  return remedies.find(({ complaint }) => complaint.test(text))?.advice(place);
}
