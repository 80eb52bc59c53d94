import { RichText } from '@/components/text/rich-text';
import styles from './api-reference.module.css';
import { Navigation } from './navigation';
import { OperationSection } from './operation-section';
import { type ApiDocument, operationGroups } from './reference';

/** A whole OpenAPI document as one page. */
export function ApiReference({ document }: { readonly document: ApiDocument }) {
  const { info } = document;
  const groups = operationGroups(document);
  const contents = groups.map(({ name, operations }) => ({
    name,
    operations: operations.map(({ id, method, summary }) => ({ id, method, summary })),
  }));
  return (
    <div className={styles.page}>
      <aside className={styles.side}>
        <Navigation label="Operations" groups={contents} />
      </aside>
      <main id="main" className={styles.main}>
        <div className={styles.intro}>
          <h1>{info.title} API</h1>
          <p className={styles.lead}>{info.summary}</p>
          <p className={styles.source}>
            Version {info.version} · <a href="/api/v1/openapi.json">OpenAPI 3.1 description</a>
          </p>
          <details className={styles.menu}>
            <summary>Operations</summary>
            <Navigation label="Operations, menu" groups={contents} />
          </details>
          <RichText text={info.description ?? ''} />
        </div>
        {groups.map(({ name, description, operations }) => (
          <section key={name} id={name} aria-labelledby={`${name}-title`}>
            <div className={styles.group}>
              <h2 id={`${name}-title`}>{name}</h2>
              <p>{description}</p>
            </div>
            {operations.map((operation) => (
              <OperationSection key={operation.id} operation={operation} />
            ))}
          </section>
        ))}
      </main>
    </div>
  );
}
