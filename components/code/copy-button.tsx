'use client';

import { useState } from 'react';
import styles from './code-block.module.css';

const SHOWN_MS = 2000;

/** Copies a text and says so. */
export function CopyButton({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true);
        setTimeout(() => setCopied(false), SHOWN_MS);
      },
      // Not allowed here (no secure context): the text can still be selected.
      () => setCopied(false),
    );
  };
  return (
    <button type="button" className={styles.copy} onClick={copy}>
      <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
    </button>
  );
}
