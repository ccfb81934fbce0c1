import { type ReactNode, useState } from 'react';
import { useWords } from '../words/context.tsx';

/** A list of names and values; those without a value are left out. */
export function Facts({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }): ReactNode {
  return (
    <dl className="facts">
      {rows
        .filter(([, value]) => value !== undefined && value !== null && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** Copies a text; works in browsers that run scripts and is hidden in others. */
function CopyButton({ text, of }: { readonly text: string; readonly of: string }): ReactNode {
  const { w } = useWords();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <button
      type="button"
      className="quiet copy needs-script"
      onClick={() => void copy()}
      aria-label={`${w('copy')}: ${of}`}
    >
      <span aria-live="polite">{copied ? w('copied') : w('copy')}</span>
    </button>
  );
}

/** A text with a button that copies it. */
export function Copyable({ text, of }: { readonly text: string; readonly of: string }): ReactNode {
  return (
    <div className="copyable">
      <p>{text}</p>
      <CopyButton text={text} of={of} />
    </div>
  );
}

/** An identifier or digest: in one piece for machines, with a copy button for people. */
export function Code({ text, of }: { readonly text: string; readonly of: string }): ReactNode {
  return (
    <span className="identifier">
      <code className="digest">{text}</code> <CopyButton text={text} of={of} />
    </span>
  );
}

export function bytesText(bytes: number | undefined): string {
  if (bytes === undefined) return '—';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
