'use client';

import { useEffect, useState } from 'react';
import { Timestamp } from '../time/timestamp';
import styles from './printed-by.module.css';

/** On paper only: who printed this, when and from where. */
export function PrintedBy({ person }: { readonly person: string }) {
  const [printed, setPrinted] = useState<{ readonly at: string; readonly from: string }>();
  useEffect(() => {
    const stamp = () => setPrinted({ at: new Date().toISOString(), from: location.href });
    stamp();
    window.addEventListener('beforeprint', stamp);
    return () => window.removeEventListener('beforeprint', stamp);
  }, []);
  if (!printed) return null;
  return (
    <p className={styles.printed}>
      Onceover. Printed by {person}, <Timestamp value={printed.at} />, from {printed.from}
    </p>
  );
}
