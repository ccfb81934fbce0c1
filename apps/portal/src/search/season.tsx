import type { FormDetail } from '@lingtai/service-forms';
import type { ReactNode } from 'react';
import { useWords } from '../words/context.tsx';

type Option = NonNullable<FormDetail['seasons']>['options'][number];

/** The season that one constraint on a column stands for. */
export function seasonOf({ seasons }: FormDetail, column: string, value: string): Option | undefined {
  return seasons?.column === column ? seasons.options.find((option) => option.range === value) : undefined;
}

/** The address without the season that it asks for, which has a field of its own. */
export function withoutSeason(form: FormDetail, asked: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...asked].filter(([key, value]) => !seasonOf(form, key, value)));
}

/** A choice of the dataset's observing seasons: each is a range of the column with the time of the observation. */
export function SeasonField({
  form,
  asked,
}: {
  readonly form: FormDetail;
  readonly asked: URLSearchParams;
}): ReactNode {
  const { w, t } = useWords();
  const { seasons } = form;
  if (!seasons) return null;
  const chosen = asked.getAll(seasons.column).find((value) => seasonOf(form, seasons.column, value));
  return (
    <p className="season">
      <label htmlFor="field-season">{w('season')}</label>
      <select id="field-season" name={seasons.column} defaultValue={chosen ?? ''}>
        <option value="">{w('anySeason')}</option>
        {seasons.options.map(({ name, title, from = '…', to, range }) => (
          <option key={name} value={range}>
            {t(title)} ({from} – {to})
          </option>
        ))}
      </select>
    </p>
  );
}
