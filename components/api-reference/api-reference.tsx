import { parseMarkdown, sectionsOf } from '@/components/text/markdown';
import { RichBlocks } from '@/components/text/rich-text';
import styles from './api-reference.module.css';
import { Columns } from './columns';
import { GroupSection } from './group-section';
import { Guide, GuideCode } from './guide';
import { Navigation, type NavigationGroup } from './navigation';
import { type ApiDocument, operationGroups } from './reference';

/** A whole OpenAPI document as one page. */
export function ApiReference({ document }: { readonly document: ApiDocument }) {
  const { info } = document;
  const groups = operationGroups(document);
  const sections = sectionsOf(parseMarkdown(info.description ?? ''));
  const introduction = sections.find(({ title }) => title === '')?.blocks ?? [];
  const guide = sections.filter(({ title }) => title !== '');
  const contents: NavigationGroup[] = [
    {
      id: 'introduction',
      name: 'Introduction',
      links: guide.map(({ id, title }) => ({ id, title })),
    },
    ...groups.map(({ id, name, operations }) => ({
      id,
      name,
      links: operations.map(({ id, method, summary }) => ({ id, method, title: summary })),
    })),
  ];
  return (
    <div className={styles.page}>
      <aside className={styles.side} aria-label="Contents">
        <Navigation label="Operations" groups={contents} />
      </aside>
      <main id="main" className={styles.main}>
        <details className={styles.menu}>
          <summary>Contents</summary>
          <Navigation label="Operations, menu" groups={contents} />
        </details>
        <section id="introduction" className={styles.introduction} aria-labelledby="title">
          <Columns code={<GuideCode blocks={introduction} />}>
            <h1 id="title">{info.title} API</h1>
            <p className={styles.lead}>{info.summary}</p>
            <RichBlocks blocks={introduction} />
            <p className={styles.source}>
              Version {info.version} · <a href="/api/v1/openapi.json">OpenAPI 3.1 description</a>
            </p>
          </Columns>
        </section>
        <Guide sections={guide} />
        {groups.map((group) => (
          <GroupSection key={group.id} group={group} />
        ))}
      </main>
    </div>
  );
}
