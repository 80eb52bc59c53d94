import Link from 'next/link';
import { InlineText } from '@/components/text/rich-text';
import styles from './answer-list.module.css';
import { FieldList } from './field-list';
import type { Answer, Refusal } from './reference';

/** What an operation answers with when it does what was asked. */
export function AnswerList({ answers }: { readonly answers: readonly Answer[] }) {
  return (
    <ul className={styles.list}>
      {answers.map((answer) => (
        <li key={answer.status} className={styles.answer}>
          <div className={styles.head}>
            <span className={answer.status < '300' ? styles.success : styles.failure}>
              {answer.status}
            </span>
            <span>{answer.description}</span>
            <span className={styles.type}>{answer.type}</span>
          </div>
          {answer.fields.length > 0 && (
            <details className={styles.inside}>
              <summary>Members</summary>
              <FieldList fields={answer.fields} />
            </details>
          )}
          {answer.headers.length > 0 && (
            <details className={styles.inside}>
              <summary>Headers</summary>
              <dl className={styles.headers}>
                {answer.headers.map(({ name, description }) => (
                  <div key={name}>
                    <dt>
                      <code>{name}</code>
                    </dt>
                    <dd>
                      <InlineText text={description} />
                    </dd>
                  </div>
                ))}
              </dl>
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

/** How an operation refuses: each problem leads to its page. */
export function RefusalList({ refusals }: { readonly refusals: readonly Refusal[] }) {
  return (
    <details className={styles.inside}>
      <summary>
        Refusals ({refusals.reduce((sum, { problems }) => sum + problems.length, 0)})
      </summary>
      <ul className={styles.refusals}>
        {refusals.flatMap(({ status, problems }) =>
          problems.map(({ slug, title }) => (
            <li key={slug}>
              <span className={styles.failure}>{status}</span>
              <span>
                <Link href={`/problems/${slug}`} prefetch={false}>
                  {slug}
                </Link>
                <span className={styles.title}>{title}</span>
              </span>
            </li>
          )),
        )}
      </ul>
    </details>
  );
}
