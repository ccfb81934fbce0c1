import type { ReactNode } from 'react';

/** Holds what may be wider than the page; it can be scrolled by keys, too. */
export function Scroll({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse
    <section className="scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
