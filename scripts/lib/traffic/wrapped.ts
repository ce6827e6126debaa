// Long texts for narrow terminals.

/** Lines of whole words; only a word that is longer than `width` makes a line so. */
export function wrapped(text: string, width = 66): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
