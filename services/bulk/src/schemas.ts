import { type Static, Type } from 'typebox';

export const ReleaseTreeSchema = Type.Object({
  address: Type.String({ description: '`dataset/release/version`' }),
  digest: Type.String({ description: 'SHA-256 of the manifest of the release.' }),
  whole: Type.Boolean({
    description: 'The asker may have every file of the release. False: some of it is not for him, or not yet.',
  }),
  base: Type.String({ description: 'The address of a file is this and its path.' }),
  fileCount: Type.Integer({ description: 'Of all files, listed here or not.' }),
  sizeBytes: Type.Integer({ description: 'Of all files together.' }),
  trees: Type.Array(
    Type.Object({
      path: Type.String({ description: 'What the paths of its files begin with; empty: no rows under embargo.' }),
      openFrom: Type.Optional(
        Type.String({ description: 'The day (UTC) from which it is as open as the release; absent where not known.' }),
      ),
      fileCount: Type.Integer(),
      sizeBytes: Type.Integer(),
    }),
    { description: 'Files whose rows become free together.' },
  ),
  files: Type.Array(
    Type.Object({
      path: Type.String(),
      sizeBytes: Type.Integer(),
      sha256: Type.String({ description: '64 hexadecimal digits.' }),
      mediaType: Type.String(),
    }),
    { description: 'By path; as many as MAXREC allows.' },
  ),
});
export type ReleaseTree = Static<typeof ReleaseTreeSchema>;
