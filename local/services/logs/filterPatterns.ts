// Filter patterns, as far as they are built: terms of plain text here, JSON patterns in jsonPatterns.ts.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
//
//   error 404            both terms, case and all, anywhere in the message
//   "internal error"     a phrase; what is not alphanumeric or _ stands in quotes
//   ?error ?warning      one or the other
//   error -timeout       the one without the other
//
// As on AWS, ?terms are ignored beside others. Patterns of [fields] and %regular expressions% are refused.

import { invalid } from './groupRows.ts';
import { parseJsonPattern } from './jsonPatterns.ts';

/** @throws AwsError InvalidParameterException for a pattern that is wrong or not built */
export function parseFilterPattern(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (text.startsWith('{')) return parseJsonPattern(text);
  const terms = parseTerms(text);
  const having = (sign: string) =>
    terms.filter((term) => term.sign === sign).map(({ text }) => text);
  const [wanted, unwanted, optional] = [having(''), having('-'), having('?')];
  if (wanted.length === 0 && unwanted.length === 0 && optional.length > 0) {
    return (message) => optional.some((term) => message.includes(term));
  }
  return (message) =>
    wanted.every((term) => message.includes(term)) &&
    !unwanted.some((term) => message.includes(term));
}

function parseTerms(text: string): { readonly sign: string; readonly text: string }[] {
  const term = /\s*([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\w+))(?=\s|$)/uy;
  const terms = [];
  while (term.lastIndex < text.length) {
    const at = term.lastIndex;
    const [, sign = '', quoted, word = ''] = term.exec(text) ?? [];
    if (term.lastIndex === 0) {
      throw invalid(`Invalid character(s) in term '${text.slice(at).trim().split(/\s/)[0]}'`);
    }
    terms.push({ sign, text: quoted?.replace(/\\(.)/g, '$1') ?? word });
  }
  return terms;
}
