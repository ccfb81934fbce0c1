import type { FormEvent, ReactNode } from 'react';
import { useId } from 'react';
import type { ApiErrors } from '../../page.ts';
import { Scroll } from '../../parts/scroll.tsx';
import { useWords } from '../../words/context.tsx';
import type { Work } from './ask.ts';
import type { RequestRow } from './types.ts';
import { type AccountWord, useAccountWords } from './words.ts';

/** What went wrong, in the reader's language. */
export function Problems({ errors }: { readonly errors: ApiErrors['errors'] }): ReactNode {
  const { t } = useWords();
  if (errors.length === 0) return null;
  return (
    <div className="errors" role="alert">
      <ul>
        {errors.map((e) => (
          <li key={`${e.code} ${e.parameter}`}>
            {t(e.message)} <code>{e.code}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Field({
  label,
  hint,
  ...input
}: { readonly label: string; readonly hint?: string } & React.InputHTMLAttributes<HTMLInputElement>): ReactNode {
  const id = useId();
  return (
    <p className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...input} />
      {hint ? (
        <small id={`${id}-hint`} className="hint">
          {hint}
        </small>
      ) : null}
    </p>
  );
}

/** A form that hands its fields over as texts. */
export function AskForm({
  work,
  button,
  submit,
  children,
  className = 'ask',
}: {
  readonly work: Work;
  readonly button: string;
  readonly submit: (fields: FormFields, form: HTMLFormElement) => void;
  readonly children: ReactNode;
  readonly className?: string;
}): ReactNode {
  const say = useAccountWords();
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    submit(fieldsOf(event.currentTarget), event.currentTarget);
  };
  return (
    <form className={className} onSubmit={onSubmit} method="post">
      {children}
      <Problems errors={work.errors} />
      <p className="actions">
        <button type="submit" disabled={work.busy}>
          {work.busy ? say('working') : button}
        </button>
      </p>
      <noscript>
        <p>{say('needsScript')}</p>
      </noscript>
    </form>
  );
}

export interface FormFields {
  /** The text of a field, without blanks around it. */
  readonly text: (name: string) => string;
  /** As it was typed. */
  readonly secret: (name: string) => string;
  readonly all: (name: string) => string[];
}

function fieldsOf(form: HTMLFormElement): FormFields {
  const data = new FormData(form);
  return {
    text: (name) => String(data.get(name) ?? '').trim(),
    secret: (name) => String(data.get(name) ?? ''),
    all: (name) => data.getAll(name).map(String),
  };
}

/** A day or a minute as the data have it, in UTC. */
export function when(text: string | null | undefined, minutes = true): string {
  return text ? text.slice(0, minutes ? 16 : 10).replace('T', ' ') : '–';
}

/** What was decided on a request, by whom, and until when that holds. */
export function Decided({
  request: { decisionReason, reviewer, ends },
}: {
  readonly request: Pick<RequestRow, 'decisionReason' | 'reviewer' | 'ends'>;
}): ReactNode {
  const say = useAccountWords();
  if (!decisionReason) return null;
  const values = { reason: decisionReason, who: reviewer ?? '–', day: when(ends, false) };
  return (
    <>
      <br />
      {say(ends ? 'decidedUntil' : 'decided', values)}
    </>
  );
}

/** Rows under headings, which scroll where they are wider than the page. `action` names the column of buttons for those who cannot see it. */
export function ListTable({
  label,
  heads,
  action,
  children,
}: {
  readonly label: string;
  readonly heads: readonly AccountWord[];
  readonly action?: string;
  readonly children: ReactNode;
}): ReactNode {
  const say = useAccountWords();
  return (
    <Scroll label={label}>
      <table className="list">
        <thead>
          <tr>
            {heads.map((key) => (
              <th key={key}>{say(key)}</th>
            ))}
            {action === undefined ? null : (
              <th>
                <span className="hidden">{action}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Scroll>
  );
}
