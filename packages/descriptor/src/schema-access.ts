import { either, integer, list, may, must, record, ref, type Schema, text } from './schema-kit.ts';
import type { AccessEntry, PolicyRuleEntry, RowsEntry } from './types.ts';
import { knownAudiences } from './vocabulary.ts';

const group = text(`One of ${knownAudiences.join(', ')}, or the name of a group.`, {
  pattern: '^[a-z][a-z0-9-]*$',
  examples: knownAudiences,
});

/** One audience or a list of them. */
export const audience = (description: string): Schema =>
  either(`${description} Words: ${knownAudiences.join(', ')}, or names of groups.`, group, {
    ...list('Audiences.', group, { minItems: 1 }),
  });

/** Steps of access. */
export const access = (description: string): Schema =>
  list(description, ref('AccessEntry', 'A step.'), { minItems: 1 });

export const rows: Schema = record<RowsEntry>(
  'Owned rows',
  'Rows that only their owner sees until a day. Who sees none of them is told counts, least and largest values and estimates of the other rows; who sees some of them but not all is told none.',
  {
    owner: may(
      text('Column with the owner: name of an account or a group. Without it, or where it is null: operators only.'),
    ),
    embargo: must(
      text(
        'Column with the day (UTC) on which the embargo ends: a timestamp, an ISO date, a decimal year (unit a) or an MJD (unit d). Null: no embargo.',
      ),
    ),
  },
);

export const accessDefs: Readonly<Record<string, Schema>> = {
  AccessEntry: record<AccessEntry>('Step of access', 'From when some groups may see something. Steps add up.', {
    audience: must(audience('Who may see it, one or a list.')),
    from: may(
      text('Day (UTC) from which they may. An ISO date. Without a date: at once.', {
        pattern: '^\\d{4}-\\d{2}-\\d{2}$',
        format: 'date',
      }),
    ),
    monthsAfterObserving: may(
      integer('Instead of a day: so many months after the last night of the release.', { minimum: 0, maximum: 1200 }),
    ),
  }),
  PolicyRuleEntry: record<PolicyRuleEntry>('Rule of a policy', 'Who may see some versions, from when.', {
    versions: must(text('Regular expression for versions, like ^v0; the first rule that fits holds.')),
    access: must(access('Who may see them, from when.')),
  }),
};
