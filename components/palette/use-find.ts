import { useState } from 'react';
import type { MerchantChoice } from '../shell/merchant';
import { findAnywhere } from './find-anywhere';
import type { PaletteOption } from './option';

export interface Answer {
  readonly of: string;
  readonly options: readonly PaletteOption[] | 'asking';
  readonly failure?: string;
}

interface Place {
  readonly merchant: string | undefined;
  readonly merchants: readonly MerchantChoice[];
}

/** Asks what a text is. Where it is one thing, `onOnly` gets the way there. */
export function useFind(place: Place, onOnly: (href: string) => void) {
  const [answer, setAnswer] = useState<Answer>();
  const find = (text: string) => {
    setAnswer({ of: text, options: 'asking' });
    findAnywhere(text.trim(), place).then(
      (options) => {
        const [only] = options;
        if (only?.href !== undefined && options.length === 1) onOnly(only.href);
        else setAnswer({ of: text, options });
      },
      (error: unknown) => {
        const failure = error instanceof Error ? error.message : 'It did not work: try again.';
        setAnswer({ of: text, options: [], failure });
      },
    );
  };
  return { answer, find };
}
