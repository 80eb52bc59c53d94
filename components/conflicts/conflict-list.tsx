'use client';

import { Title } from '@mantine/core';
import { useMemo } from 'react';
import { type Page, usePages } from '../data/use-pages';
import { DataTable } from '../table/data-table';
import { ListFoot } from '../table/list-foot';
import { CONFLICT_WIDTHS, conflictColumns } from './conflict-columns';
import styles from './conflicts.module.css';
import type { ListedConflict } from './listed-conflict';

const ALL_VISIBLE = {};
const keyOf = ({ id }: ListedConflict) => id;

interface ConflictListProps {
  readonly parameters: Readonly<Record<string, string | undefined>>;
  readonly first: Page<ListedConflict> | undefined;
  readonly onOpen: (id: string) => void;
  readonly onFilter: (field: string, value: string | undefined) => void;
}

/** Conflicts one by one, newest first. */
export function ConflictList({ parameters, first, onOpen, onFilter }: ConflictListProps) {
  const pages = usePages<ListedConflict>({ path: '/conflicts', parameters, first });
  const columns = useMemo(() => conflictColumns({ onOpen, onFilter }), [onOpen, onFilter]);
  return (
    <section aria-labelledby="singles">
      <Title order={2} size="h4" id="singles" mb="sm">
        One by one
      </Title>
      <div className={styles.list}>
        <DataTable
          label="Conflicts"
          columns={columns}
          widths={CONFLICT_WIDTHS}
          visibility={ALL_VISIBLE}
          rows={pages.rows}
          keyOf={keyOf}
          onReachEnd={pages.readMore}
          foot={
            <ListFoot
              pages={pages}
              failed="These conflicts could not be read"
              none="No conflict fits. Choose a longer span, or clear the filter."
            />
          }
        />
      </div>
    </section>
  );
}
