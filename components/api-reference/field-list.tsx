import { InlineText } from '@/components/text/rich-text';
import styles from './field-list.module.css';
import type { Field } from './schema-fields';

/** Members with their types and limits; objects inside are opened on demand. */
export function FieldList({ fields }: { readonly fields: readonly Field[] }) {
  return (
    <ul className={styles.list}>
      {fields.map((field) => (
        <li key={field.name} className={styles.field}>
          <div className={styles.head}>
            <code className={styles.name}>{field.name}</code>
            <span className={styles.type}>{field.type}</span>
            {field.required && <span className={styles.required}>required</span>}
          </div>
          {field.description && (
            <div className={styles.description}>
              <InlineText text={sentence(field.description)} />
            </div>
          )}
          {field.limits.length > 0 && (
            <div className={styles.limits}>
              <InlineText text={field.limits.join(' · ')} />
            </div>
          )}
          {field.fields.length > 0 && (
            <details className={styles.inside}>
              <summary>
                Members of <code>{field.name}</code>
              </summary>
              <FieldList fields={field.fields} />
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Schemas describe members in half sentences. */
function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
