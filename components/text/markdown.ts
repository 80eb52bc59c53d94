export type Block =
  | { readonly kind: 'heading' | 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'code';
      readonly language: string;
      readonly title: string;
      readonly text: string;
    };

const FENCE = /^```(\S*) ?(.*)\n([\s\S]*?)\n```$/;

/**
 * The part of CommonMark that our descriptions use: paragraphs, `## ` headings, `- ` lists and
 * fenced code, each apart by an empty line.
 */
export function parseMarkdown(text: string): Block[] {
  // A fence may hold empty lines; nothing else may.
  const parts = text.match(/^```[\s\S]*?^```$|(?:(?!```).+(?:\n|$))+/gm) ?? [];
  return parts.map((part) => blockOf(part.trimEnd()));
}

function blockOf(part: string): Block {
  const [, language = '', title = '', code] = FENCE.exec(part) ?? [];
  if (code !== undefined) return { kind: 'code', language, title, text: code };
  if (part.startsWith('## ')) return { kind: 'heading', text: part.slice(3) };
  if (part.startsWith('- ')) {
    return { kind: 'list', items: part.split('\n').map((line) => line.slice(2)) };
  }
  return { kind: 'paragraph', text: part };
}

export interface Section {
  readonly id: string;
  /** Empty before the first heading. */
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** Blocks below their headings. */
export function sectionsOf(blocks: readonly Block[]): Section[] {
  const sections: { id: string; title: string; blocks: Block[] }[] = [];
  for (const block of blocks) {
    if (block.kind === 'heading') {
      sections.push({ id: anchorOf(block.text), title: block.text, blocks: [] });
    } else {
      if (sections.length === 0) sections.push({ id: '', title: '', blocks: [] });
      sections.at(-1)?.blocks.push(block);
    }
  }
  return sections;
}

/** A title as the part of an address after #. */
export function anchorOf(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
