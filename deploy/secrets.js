const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');

const CONFIG = path.join(__dirname, '..', 'tracewarden.yml');
const SSM = 'ssm:';
const SECRETS_MANAGER = 'secretsmanager:';
const THROUGH_THEIR_STORES = {
  StringLike: { 'kms:ViaService': ['ssm.*.amazonaws.*', 'secretsmanager.*.amazonaws.*'] },
};

/**
 * The right to read exactly the secrets that are referred to: those of the chats in tracewarden.yml for `alert`, the
 * token of Tempo for the functions that ask it. Without references there is nothing to allow.
 * @param {{ resolveVariable: (name: string) => Promise<string> }} framework
 */
module.exports = async ({ resolveVariable }) => {
  const config = existsSync(CONFIG) ? (parse(readFileSync(CONFIG, 'utf8')) ?? {}) : {};
  const keyArn = await resolveVariable('param:secretsKeyArn');
  const tempoToken = await resolveVariable('param:tempoToken');
  return {
    Resources: {
      ...policies(['Alert'], referencesIn(config.chats), keyArn),
      ...policies(['AuditLive', 'AuditIncident'], referencesIn(tempoToken), keyArn),
    },
  };
};

/** All references in a value of the configuration, each once. */
function referencesIn(value) {
  const found = [];
  const visit = (part) => {
    if (typeof part === 'object' && part !== null) Object.values(part).forEach(visit);
    else if (typeof part === 'string' && (part.startsWith(SSM) || part.startsWith(SECRETS_MANAGER)))
      found.push(part.trim());
  };
  visit(value);
  return [...new Set(found)];
}

function policies(functions, references, keyArn) {
  if (references.length === 0) return {};
  const statements = [
    statement(
      'ReadParameters',
      'ssm:GetParameter',
      references.filter((reference) => reference.startsWith(SSM)).map(parameterArn),
    ),
    statement(
      'ReadSecrets',
      'secretsmanager:GetSecretValue',
      references.filter((reference) => reference.startsWith(SECRETS_MANAGER)).map(secretArn),
    ),
    statement('DecryptSecrets', 'kms:Decrypt', keyArn === '' ? [] : [keyArn], THROUGH_THEIR_STORES),
  ];
  return Object.fromEntries(
    functions.map((name) => [
      `${name}SecretsPolicy`,
      {
        Type: 'AWS::IAM::RolePolicy',
        Properties: {
          RoleName: { Ref: `${name}Role` },
          PolicyName: 'secrets',
          PolicyDocument: { Version: '2012-10-17', Statement: statements.flat() },
        },
      },
    ]),
  );
}

/** None where there is nothing that it would be about. */
function statement(sid, action, resources, condition) {
  if (resources.length === 0) return [];
  return [
    {
      Sid: sid,
      Effect: 'Allow',
      Action: action,
      Resource: resources,
      ...(condition !== undefined && { Condition: condition }),
    },
  ];
}

/** `ssm:/path`. */
function parameterArn(reference) {
  return here('ssm', `parameter${reference.slice(SSM.length)}`);
}

/** `secretsmanager:name#key`; AWS adds six random characters to the name in the ARN. */
function secretArn(reference) {
  const [name] = reference.slice(SECRETS_MANAGER.length).split('#');
  return name.startsWith('arn:') ? name : here('secretsmanager', `secret:${name}-??????`);
}

/** The ARN of something in the stack's own account and region. */
function here(service, resource) {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}` };
}
