import { CodeBlock } from '@/components/code/code-block';
import type { Language } from '@/components/code/highlight';
import type { Block, Section } from '@/components/text/markdown';
import { RichBlocks } from '@/components/text/rich-text';
import { Columns } from './columns';
import styles from './guide.module.css';

/** What holds for all operations, section by section. */
export function Guide({ sections }: { readonly sections: readonly Section[] }) {
  return sections.map(({ id, title, blocks }) => (
    <section key={id} id={id} className={styles.section} aria-labelledby={`${id}-title`}>
      <Columns code={<GuideCode blocks={blocks} />}>
        <h2 id={`${id}-title`} className={styles.title}>
          <a href={`#${id}`}>{title}</a>
        </h2>
        <RichBlocks blocks={blocks} />
      </Columns>
    </section>
  ));
}

/** The fenced code of a section. */
export function GuideCode({ blocks }: { readonly blocks: readonly Block[] }) {
  return blocks
    .filter((block) => block.kind === 'code')
    .map(({ title, text, language }) => (
      <CodeBlock key={title} title={title} text={text} language={language as Language} />
    ));
}
