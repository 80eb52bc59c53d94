import { CodeBlock } from '@/components/code/code-block';
import { RichText } from '@/components/text/rich-text';
import { AnswerList, RefusalList } from './answer-list';
import { Columns } from './columns';
import { curlCommand } from './curl';
import { FieldList } from './field-list';
import { MethodBadge } from './method-badge';
import styles from './operation-section.module.css';
import type { Operation } from './reference';
import type { Field } from './schema-fields';

/** Lists of filters are longer than what a reader came for. */
const OPEN_FIELDS_MAX = 6;

/** One operation: what it takes and answers on one side, what that looks like on the other. */
export function OperationSection({ operation }: { readonly operation: Operation }) {
  const { id, method, path, summary, description, parameters, body } = operation;
  return (
    <section id={id} className={styles.operation} aria-labelledby={`${id}-title`}>
      <Columns code={<Examples operation={operation} />}>
        <h3 id={`${id}-title`}>
          <a className={styles.anchor} href={`#${id}`}>
            {summary}
          </a>
        </h3>
        <p className={styles.endpoint}>
          <MethodBadge method={method} />
          <code>{path}</code>
        </p>
        <RichText text={description} />
        <Fields title="Path" fields={parameters.path} />
        <Fields title="Query" fields={parameters.query} />
        <Fields title="Headers" fields={parameters.header} />
        <Fields title="Body" fields={body} open />
        <h4>Answers</h4>
        <AnswerList answers={operation.answers} />
        <RefusalList refusals={operation.refusals} />
      </Columns>
    </section>
  );
}

interface FieldsProps {
  readonly title: string;
  readonly fields: readonly Field[];
  readonly open?: boolean;
}

function Fields({ title, fields, open }: FieldsProps) {
  if (fields.length === 0) return null;
  if (open || fields.length <= OPEN_FIELDS_MAX) {
    return (
      <>
        <h4>{title}</h4>
        <FieldList fields={fields} />
      </>
    );
  }
  return (
    <>
      <h4>{title}</h4>
      <details className={styles.long}>
        <summary>Filters and paging ({fields.length})</summary>
        <FieldList fields={fields} />
      </details>
    </>
  );
}

function Examples({ operation }: { readonly operation: Operation }) {
  const { requests, answers } = operation;
  return (
    <>
      {requests.map((request) => (
        <CodeBlock
          key={request.title}
          title={request.title}
          text={curlCommand(operation, request)}
          language="sh"
        />
      ))}
      {answers.map(
        ({ status, example }) =>
          example && <CodeBlock key={status} title={`Answer ${status}`} {...example} />,
      )}
    </>
  );
}
