import styles from './code-block.module.css';
import { CopyButton } from './copy-button';
import { highlight, type Language } from './highlight';

interface CodeBlockProps {
  readonly title: string;
  readonly text: string;
  readonly language: Language;
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
      <pre className={styles.pre} data-language={language} tabIndex={0}>
        <code>
          <Coloured text={text} language={language} />
        </code>
      </pre>
    </figure>
  );
}

function Coloured({ text, language }: Pick<CodeBlockProps, 'text' | 'language'>) {
  let offset = 0;
  return highlight(text, language).map((token) => {
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
