// Policy documents: what IAM checks of their text before it keeps it. Nothing here evaluates them.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html

import { limitExceeded, malformedPolicyDocument, quotaExceeded } from './errors.ts';

type Statement = Readonly<Record<string, unknown>>;
type Policy = { readonly Version: unknown; readonly statements: readonly Statement[] };

const versions = ['2008-10-17', '2012-10-17'];
const elements = ['Version', 'Id', 'Statement'];
const statementElements = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

/** As responses carry it: percent-encoded by RFC 3986. */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * What may be done: a role's own policy, or a managed one.
 *
 * @throws AwsError `MalformedPolicyDocument`
 */
export function checkPermissions(document: string): void {
  const { Version, statements } = parse(document, 'Syntax errors in policy.');
  if (statements.some((each) => has(each, 'Principal'))) {
    throw malformedPolicyDocument('Policy document should not specify a principal.');
  }
  if (Version !== '2012-10-17') {
    throw malformedPolicyDocument('Policy document must be version 2012-10-17 or greater.');
  }
  const sids = statements.flatMap(({ Sid }) => Sid ?? []);
  if (new Set(sids).size < sids.length) {
    throw malformedPolicyDocument('Statement IDs (SID) in a single policy must be unique.');
  }
  if (!statements.every((each) => has(each, 'Action'))) {
    throw malformedPolicyDocument('Policy statement must contain actions.');
  }
  if (!statements.every((each) => has(each, 'Resource'))) {
    throw malformedPolicyDocument('Policy statement must contain resources.');
  }
  statements.flatMap((each) => textsOf(each, 'Action')).forEach(checkAction);
  statements.flatMap((each) => textsOf(each, 'Resource')).forEach(checkResource);
}

/**
 * Who may assume a role.
 *
 * @throws AwsError `MalformedPolicyDocument`, or `LimitExceeded` for one that is too long
 */
export function checkTrust(document: string): void {
  const { statements } = parse(document, 'This policy contains invalid Json');
  if (statements.some((each) => has(each, 'Resource'))) {
    throw malformedPolicyDocument('Has prohibited field Resource');
  }
  if (!statements.every((each) => has(each, 'Principal'))) {
    throw malformedPolicyDocument('Missing required field Principal');
  }
  if (!statements.every((each) => has(each, 'Action'))) {
    throw malformedPolicyDocument('Missing required field Action');
  }
  const actions = statements.flatMap((each) => textsOf(each, 'Action'));
  if (!actions.every((action) => /^sts:/i.test(action))) {
    throw malformedPolicyDocument('AssumeRole policy may only specify STS AssumeRole actions.');
  }
  if (policySize(document) > 2048) throw quotaExceeded('ACLSizePerRole: 2048');
}

/** @param documents all that the role has of its own, the new one among them */
export function checkRolePoliciesSize(RoleName: string, documents: readonly string[]): void {
  const size = documents.reduce((sum, document) => sum + policySize(document), 0);
  if (size > 10_240) {
    throw limitExceeded(`Maximum policy size of 10240 bytes exceeded for role ${RoleName}`);
  }
}

export function checkManagedPolicySize(document: string): void {
  if (policySize(document) > 6144) throw quotaExceeded('PolicySize: 6144');
}

/** In characters; IAM does not count white space. */
function policySize(document: string): number {
  return document.replace(/\s/g, '').length;
}

function parse(document: string, notJson: string): Policy {
  const policy = parseJson(document, notJson);
  const { Version, Statement } = policy;
  const statements = (Array.isArray(Statement) ? Statement : [Statement]) as readonly unknown[];
  if (
    !Object.keys(policy).every((name) => elements.includes(name)) ||
    (Version !== undefined && !versions.includes(String(Version))) ||
    statements.length === 0 ||
    !statements.every(isStatement)
  ) {
    throw malformedPolicyDocument('Syntax errors in policy.');
  }
  return { Version, statements };
}

function parseJson(document: string, notJson: string): Readonly<Record<string, unknown>> {
  try {
    const policy: unknown = JSON.parse(document);
    if (isRecord(policy)) return policy;
  } catch {}
  throw malformedPolicyDocument(notJson);
}

function isStatement(statement: unknown): statement is Statement {
  return (
    isRecord(statement) &&
    Object.keys(statement).every((name) => statementElements.includes(name)) &&
    (statement.Effect === 'Allow' || statement.Effect === 'Deny') &&
    (statement.Sid === undefined || typeof statement.Sid === 'string') &&
    (statement.Condition === undefined || isRecord(statement.Condition)) &&
    ['Principal', 'Action', 'Resource'].every(
      (element) => statement[element] === undefined || statement[`Not${element}`] === undefined,
    ) &&
    ['Action', 'Resource'].every((element) =>
      [statement[element], statement[`Not${element}`]].flat().every(isTextOrAbsent),
    )
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

/** Whether it has the element, or the same with `Not`, and not as an empty list. */
function has(statement: Statement, element: string): boolean {
  return [statement[element], statement[`Not${element}`]].flat().some((each) => each !== undefined);
}

function textsOf(statement: Statement, element: string): string[] {
  return [statement[element], statement[`Not${element}`]]
    .flat()
    .filter((each) => typeof each === 'string');
}

function checkAction(action: string): void {
  if (action === '*') return;
  const parts = action.split(':');
  const [vendor = ''] = parts;
  if (parts.length === 1) {
    throw malformedPolicyDocument(
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    );
  }
  if (parts.length > 2) {
    throw malformedPolicyDocument('Actions/Condition can contain only one colon.');
  }
  if (!/^[A-Za-z0-9.-]+$/.test(vendor)) {
    throw malformedPolicyDocument(`Vendor ${vendor} is not valid`);
  }
}

function checkResource(resource: string): void {
  if (resource === '*' || /^(arn|\*):/.test(resource)) return;
  throw malformedPolicyDocument(`Resource ${resource} must be in ARN format or "*".`);
}
