import { useEffect, useState } from 'react';

/** The page of results that the browser showed last, so that a spectrum's page can lead back to it and onwards. */
interface Trail {
  readonly url: string;
  /** Addresses of the spectra, in the order of the list. */
  readonly pages: readonly string[];
}

const key = 'lingtai.results';

/** Remembers a page of results for this tab. Where the browser keeps nothing, nothing is lost but the links. */
export function useLeaveTrail(pages: readonly string[]): void {
  useEffect(() => {
    try {
      const trail: Trail = { url: location.pathname + location.search, pages };
      sessionStorage.setItem(key, JSON.stringify(trail));
    } catch {
      return;
    }
  }, [pages]);
}

export interface TrailLinks {
  readonly results: string;
  readonly previous?: string;
  readonly next?: string;
  readonly place: string;
}

/** Where a spectrum stands in the remembered results; nothing on the server and when it is not among them. */
export function useTrail(page: string): TrailLinks | undefined {
  const [links, setLinks] = useState<TrailLinks>();
  useEffect(() => setLinks(linksOf(page)), [page]);
  return links;
}

function linksOf(page: string): TrailLinks | undefined {
  try {
    const { url, pages } = JSON.parse(sessionStorage.getItem(key) ?? '') as Trail;
    const at = pages.indexOf(page);
    if (at < 0 || !url.startsWith('/') || url.startsWith('//')) return undefined;
    const [previous, next] = [pages[at - 1], pages[at + 1]];
    return {
      results: url,
      place: `${at + 1} / ${pages.length}`,
      ...(previous ? { previous } : {}),
      ...(next ? { next } : {}),
    };
  } catch {
    return undefined;
  }
}
