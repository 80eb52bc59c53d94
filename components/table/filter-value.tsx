import styles from './data-table.module.css';

interface FilterValueProps {
  readonly field: string;
  readonly value: string;
  readonly onFilter: (field: string, value: string) => void;
  readonly children?: React.ReactNode;
}

/** A value of a cell that filters the list by itself. */
export function FilterValue({ field, value, onFilter, children }: FilterValueProps) {
  return (
    <button
      type="button"
      className={styles.value}
      title={`Show only ${value}`}
      onClick={() => onFilter(field, value)}
    >
      {children ?? value}
    </button>
  );
}
