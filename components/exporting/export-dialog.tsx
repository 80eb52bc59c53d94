'use client';

import { Modal } from '@mantine/core';
import type { Filter } from '../filters/filter-text';
import { ExportProgress } from './export-progress';
import { NewExport } from './new-export';

interface ExportDialogProps {
  /** Of an export that is there already; without one, one can be made. */
  readonly id: string | undefined;
  readonly asked: { readonly kind: 'keys' | 'events'; readonly filter: Filter };
  readonly merchant: string | undefined;
  readonly onMade: (id: string) => void;
  readonly onClose: () => void;
}

/** What will be exported, in words; then how far it is, and the files. */
export function ExportDialog({ id, asked, merchant, onMade, onClose }: ExportDialogProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      returnFocus={false}
      size="lg"
      title={id === undefined ? 'Export what is shown' : 'Export'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {id === undefined ? (
        <NewExport asked={asked} merchant={merchant} onMade={onMade} />
      ) : (
        <ExportProgress id={id} merchant={merchant} />
      )}
    </Modal>
  );
}
