// Of Packer's output, which tells of every command and tag, the lines that say what it is at.

/** Such as `==> amazon-ebs.webapp: Launching a source AWS instance...`. */
const step = /^==> [\w.-]+: (.+)\.\.\.$/;

/** @returns for Packer's output as it comes, in whatever pieces */
export function createPackerSteps(say: (line: string) => void): (text: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = '';
  return (text) => {
    const lines = `${rest}${decoder.decode(text, { stream: true })}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, what] = line.match(step) ?? [];
      if (what !== undefined) say(`  ${what}`);
    }
  };
}
