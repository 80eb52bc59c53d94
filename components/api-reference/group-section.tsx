import { Columns } from './columns';
import styles from './group-section.module.css';
import { MethodBadge } from './method-badge';
import { OperationSection } from './operation-section';
import type { OperationGroup } from './reference';

/** What a group of operations is about, where they are, and each of them. */
export function GroupSection({ group }: { readonly group: OperationGroup }) {
  const { id, name, description, operations } = group;
  return (
    <section id={id} className={styles.group} aria-labelledby={`${id}-title`}>
      <Columns code={<Endpoints operations={operations} />}>
        <h2 id={`${id}-title`}>{name}</h2>
        <p>{description}</p>
      </Columns>
      {operations.map((operation) => (
        <OperationSection key={operation.id} operation={operation} />
      ))}
    </section>
  );
}

function Endpoints({ operations }: Pick<OperationGroup, 'operations'>) {
  return (
    <figure className={styles.endpoints}>
      <figcaption>Endpoints</figcaption>
      <ul>
        {operations.map(({ id, method, path }) => (
          <li key={id}>
            <a href={`#${id}`}>
              <MethodBadge method={method} />
              <code>{path}</code>
            </a>
          </li>
        ))}
      </ul>
    </figure>
  );
}
