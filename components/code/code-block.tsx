import styles from './code-block.module.css';
import { CopyButton } from './copy-button';
import { highlightJson } from './highlight-json';

interface CodeBlockProps {
  readonly title: string;
  readonly text: string;
  readonly language: 'json' | 'shell';
}

/** Code with a title and a copy button; it scrolls sideways, by keyboard too. */
export function CodeBlock({ title, text, language }: CodeBlockProps) {
  return (
    <figure className={styles.block}>
      <figcaption className={styles.caption}>
        <span>{title}</span>
        <CopyButton text={text} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={styles.pre} tabIndex={0}>
        <code>{language === 'json' ? <Json text={text} /> : text}</code>
      </pre>
    </figure>
  );
}

function Json({ text }: { readonly text: string }) {
  let offset = 0;
  return highlightJson(text).map((token) => {
    const key = offset;
    offset += token.text.length;
    return token.kind === 'plain' ? (
      token.text
    ) : (
      <span key={key} className={styles[token.kind]}>
        {token.text}
      </span>
    );
  });
}
