// The options that name a stack, which every command of the pipeline takes.

export type StackOptions = {
  readonly stack: string;
  readonly configFile: string | undefined;
};

/** @throws with the usage, where there is no `--stack` */
export function requireStackOption(
  {
    stack,
    'config-file': configFile,
  }: { readonly stack?: string; readonly 'config-file'?: string },
  usage: string,
): StackOptions {
  if (stack) return { stack, configFile };
  throw new Error(
    `--stack: expected the name of a stack, as in --stack local, got nothing\n\n${usage}`,
  );
}

/** As they are typed for another command. */
export function typedOptions({ stack, configFile }: StackOptions): string {
  return `--stack ${stack}${configFile === undefined ? '' : ` --config-file ${configFile}`}`;
}
