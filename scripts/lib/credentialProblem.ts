// What is wrong with somebody's credentials, and what to do about it. No secret is in any of it.

type Problem = {
  /** Of an error's name, or of its message. */
  readonly sign: RegExp;
  readonly describe: (profile: string | undefined) => string;
};

const login = (profile: string | undefined) =>
  profile === undefined ? 'aws sso login' : `aws sso login --profile ${profile}`;

const problems: readonly Problem[] = [
  {
    sign: /ExpiredToken|expired|SSO session .* is (invalid|not found)|was not found or is invalid/i,
    describe: (profile) =>
      `Those that there are have expired. Log in anew: ${login(profile)}; or renew AWS_SESSION_TOKEN and its keys`,
  },
  {
    sign: /CredentialsProviderError/,
    describe: (profile) =>
      profile === undefined
        ? 'There are none. Set AWS_PROFILE, log in with `aws sso login`, or export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'
        : `AWS_PROFILE names the profile ${profile}, which gives none: it does not stand in ~/.aws/config or ` +
          '~/.aws/credentials, or has no credentials there. See which there are: aws configure list-profiles',
  },
  {
    sign: /InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId/,
    describe: () =>
      'AWS does not know the access key: it was deleted, is of another partition, or AWS_SESSION_TOKEN is missing. ' +
      'See which one is used: aws configure list',
  },
  {
    sign: /SignatureDoesNotMatch|InvalidSignature/,
    describe: () =>
      "The secret key does not belong to the access key, or this machine's clock is wrong. See which are used: aws configure list",
  },
  {
    sign: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|TimeoutError/,
    describe: () =>
      'AWS was not reached, so that nobody knows what they are worth: look at the network, at aws:region and at AWS_ENDPOINT_URL',
  },
];

/** @param profile AWS_PROFILE, where it is set */
export function describeCredentials(error: Error, profile: string | undefined): string {
  const code = 'code' in error ? String(error.code) : '';
  const text = `${error.name} ${code} ${error.message}`;
  const found = problems.find(({ sign }) => sign.test(text));
  const advice = found?.describe(profile) ?? 'See which are used: aws configure list';
  return `${advice} (${error.name}: ${error.message.trim() || code})`;
}
