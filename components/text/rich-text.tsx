const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*/g;

/** Plain text with paragraphs, `code` and **bold**: the Markdown that our descriptions use. */
export function RichText({ text }: { readonly text: string }) {
  return text.split('\n\n').map((paragraph) => <p key={paragraph}>{inline(paragraph)}</p>);
}

/** The same without paragraphs, for cells and captions. */
export function InlineText({ text }: { readonly text: string }) {
  return inline(text);
}

function inline(text: string) {
  const parts: React.ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    parts.push(text.slice(end, match.index));
    const [whole, code, bold] = match;
    const key = match.index;
    parts.push(
      code === undefined ? <strong key={key}>{bold}</strong> : <code key={key}>{code}</code>,
    );
    end = match.index + whole.length;
  }
  parts.push(text.slice(end));
  return parts;
}
