import { fail } from '@lingtai/diagnostics';
import { dateIn } from '@lingtai/service-dali';

/** The date or time (ISO 8601) of an option: UTC unless it says otherwise, a date alone is its beginning, and the calendar has to have it. */
export function dateOption(option: string, text: string): Date {
  const date = dateIn(text);
  if (date) return date;
  throw fail(
    'usage',
    'CLI-DATE',
    {
      en: `"${text}" is no date of the calendar such as 2027-01-31 or 2027-01-31T08:00:00Z.`,
      zh: `“${text}”不是日历中的日期（例如 2027-01-31 或 2027-01-31T08:00:00Z）。`,
    },
    { place: { parameter: option } },
  );
}
