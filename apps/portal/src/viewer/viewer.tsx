import type { SpectrumDetail } from '@lingtai/service-spectra';
import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { useWords } from '../words/context.tsx';
import type { LoadedViewerProps } from './loaded-viewer.tsx';

interface ViewerProps {
  readonly url: string;
  readonly previewUrl: string;
  readonly title: string;
  /** Redshift of the catalogue. */
  readonly z: number | undefined;
  /** The pipeline says that it is a star. */
  readonly star: boolean;
  readonly stroke: string;
}

interface Loaded {
  readonly detail: SpectrumDetail;
  readonly View: ComponentType<LoadedViewerProps>;
}

/** The interactive spectrum; without scripts its preview. The drawing code and the arrays are loaded side by side. */
export function Viewer({ url, previewUrl, title, ...rest }: ViewerProps): ReactNode {
  const { w } = useWords();
  const [loaded, setLoaded] = useState<Loaded>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    Promise.all([detailOf(url, abort.signal), import('./loaded-viewer.tsx')])
      .then(([detail, { LoadedViewer }]) => setLoaded({ detail, View: LoadedViewer }))
      .catch(() => {
        if (!abort.signal.aborted) setFailed(true);
      });
    return () => abort.abort();
  }, [url]);
  if (loaded) return <loaded.View detail={loaded.detail} {...rest} />;
  return (
    <>
      <div className={failed ? 'errors' : 'viewer loading needs-script'} role={failed ? 'alert' : 'status'}>
        {w(failed ? 'viewerFailed' : 'viewerLoading')}
      </div>
      <noscript>
        <p>
          <img className="preview" src={previewUrl} alt={`${w('preview')}: ${title}`} width={900} height={420} />
        </p>
        <p className="hint">{w('withoutScript')}</p>
      </noscript>
    </>
  );
}

async function detailOf(url: string, signal: AbortSignal): Promise<SpectrumDetail> {
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as SpectrumDetail;
}
