import { Type } from 'typebox';

const Text = Type.Object({ en: Type.String(), zh: Type.String() });

export const IdentitiesSchema = Type.Object({
  identities: Type.Array(
    Type.Object({
      id: Type.String(),
      provider: Type.String(),
      title: Type.Union([Text, Type.Null()], { description: 'null: people cannot sign in there any more.' }),
      subject: Type.String({ description: 'How the provider names the person.' }),
      email: Type.Union([Type.String(), Type.Null()]),
      linked: Type.String({ description: 'ISO 8601, UTC.' }),
    }),
  ),
});
export const RemovedIdentitySchema = Type.Object({ removed: Type.String({ description: 'Its id.' }) });

/** The body may be a form too. */
export const LinkBody = Type.Object({
  return: Type.Optional(Type.String({ description: 'Path of this site to come back to.' })),
});
export const LinkSchema = Type.Object({ next: Type.String({ description: 'Where the browser goes now.' }) });
