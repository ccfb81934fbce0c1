import type { Schema } from '@lingtai/descriptor';

const text = (description: string, more: Partial<Schema> = {}): Schema => ({
  type: 'string',
  minLength: 1,
  description,
  ...more,
});
const list = (description: string, items: Schema): Schema => ({ type: 'array', description, items });
const record = (description: string, properties: Record<string, Schema>, required: readonly string[] = []): Schema => ({
  type: 'object',
  description,
  properties,
  required,
  additionalProperties: false,
});
const both: Schema = { $ref: '#/$defs/LocalText' };
const secret: Schema = { $ref: '#/$defs/Secret' };
/** https everywhere, http on the machine itself only. */
const safeUri = '^(https://[^/?#\\s]+|http://(127\\.\\d+\\.\\d+\\.\\d+|localhost|\\[::1\\])(:\\d+)?)(/[^#\\s]*)?$';
const uri = (description: string): Schema => text(description, { pattern: safeUri });
const authentication: Schema = {
  type: 'string',
  enum: ['basic', 'post'],
  description: 'How the secret is sent: client_secret_basic or client_secret_post. Default: basic',
};

const claimTest: Record<string, Schema> = {
  claim: text('Name of the claim; dots lead into objects, as in realm_access.roles. Of a list any element may fit.'),
  value: text('The value that it has to have. Without value and pattern any will do.'),
  pattern: text('Or a regular expression that matches the whole value.'),
};

/** The keys of `signIn` for single sign-on. */
export const signOnKeys: Readonly<Record<string, Schema>> = {
  providers: list('OpenID Connect providers at which people may sign in.', { $ref: '#/$defs/SignInProvider' }),
  clients: list('Portals whose users sign in here: this site is their OpenID Connect provider, at /oidc.', {
    $ref: '#/$defs/SignInClient',
  }),
};

export const signOnDefs: Readonly<Record<string, Schema>> = {
  Secret: record('Where a secret lies: in a variable of the environment or in a file, never here.', {
    env: text('Name of the variable.', { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }),
    file: text('Path of the file, from the home folder; its first line counts.'),
  }),
  ClaimTest: record('A claim that has to be there.', claimTest, ['claim']),
  GroupRule: record(
    'Whoever has the claim is a member of the group.',
    { ...claimTest, group: text("Name of the group; $1 stands for what the pattern's first brackets matched.") },
    ['claim', 'group'],
  ),
  SignInProvider: record(
    'An OpenID Connect provider.',
    {
      name: text('In addresses and in the store: never change it.', {
        pattern: '^[a-z][a-z0-9-]{0,30}$',
        examples: ['escience'],
      }),
      title: both,
      issuer: uri('Its issuer identifier: /.well-known/openid-configuration is found below it.'),
      clientId: text('What this site is called there.'),
      clientSecret: secret,
      authentication,
      scopes: list('Scopes to ask for. Default: openid, profile, email', text('A scope.')),
      claims: record('Which claims say what.', {
        name: text('A wish for the name of a new account. Default: preferred_username'),
        displayName: text("The person's name. Default: name"),
        email: text('Default: email'),
      }),
      trustEmail: {
        type: 'boolean',
        description:
          'Its e-mail addresses count as confirmed even where it does not say email_verified. Default: false',
      },
      createAccounts: {
        type: 'boolean',
        description:
          'Whoever signs in there for the first time gets an account here. Default: whether registration is open',
      },
      requiredClaims: list('All of them have to hold; else there is no sign-in.', { $ref: '#/$defs/ClaimTest' }),
      groups: list('Groups by claims, brought up to date at each sign-in.', { $ref: '#/$defs/GroupRule' }),
    },
    ['name', 'title', 'issuer', 'clientId'],
  ),
  SignInClient: record(
    'A portal or service whose users sign in here.',
    {
      id: text('Its client_id.', { pattern: '^[A-Za-z0-9._~-]{1,100}$' }),
      title: both,
      secret,
      authentication,
      redirectUris: { ...list('Addresses to which answers may go, exactly.', uri('An address.')), minItems: 1 },
      postLogoutRedirectUris: list('Addresses to which people may go after a sign-out, exactly.', uri('An address.')),
      backchannelLogoutUri: uri('Is told of sign-outs by this server.'),
      frontchannelLogoutUri: uri('Is told of sign-outs by the browser.'),
    },
    ['id', 'title', 'redirectUris'],
  ),
};
