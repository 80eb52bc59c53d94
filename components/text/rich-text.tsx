import { type Block, parseMarkdown } from './markdown';
import styles from './rich-text.module.css';

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((\/[^)\s]*)\)/g;

/** A description's paragraphs and lists; its code is shown beside it. */
export function RichText({ text }: { readonly text: string }) {
  return <RichBlocks blocks={parseMarkdown(text)} />;
}

export function RichBlocks({ blocks }: { readonly blocks: readonly Block[] }) {
  return blocks.map((block) => {
    if (block.kind === 'paragraph') return <p key={block.text}>{inline(block.text)}</p>;
    if (block.kind !== 'list') return null;
    return (
      <ul key={block.items.join()} className={styles.list}>
        {block.items.map((item) => (
          <li key={item}>{inline(item)}</li>
        ))}
      </ul>
    );
  });
}

/** `code`, **bold** and [links](/path) within a line. */
export function InlineText({ text }: { readonly text: string }) {
  return inline(text);
}

function inline(text: string) {
  const parts: React.ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    parts.push(text.slice(end, match.index));
    parts.push(inlinePart(match));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}

function inlinePart(match: RegExpExecArray) {
  const [, code, bold, label, href] = match;
  const { index } = match;
  if (code !== undefined) return <code key={index}>{code}</code>;
  if (bold !== undefined) return <strong key={index}>{bold}</strong>;
  return (
    <a key={index} href={href}>
      {label}
    </a>
  );
}
