import { expect, test } from 'vitest';
import { anchorOf, parseMarkdown, sectionsOf } from './markdown';

const TEXT = `Before.

## API keys

One
paragraph.

- \`a\`: first
- second

\`\`\`sh A title
curl /a

curl /b
\`\`\`

After.`;

test('a text is read block by block, empty lines in code included', () => {
  expect(parseMarkdown(TEXT)).toEqual([
    { kind: 'paragraph', text: 'Before.' },
    { kind: 'heading', text: 'API keys' },
    { kind: 'paragraph', text: 'One\nparagraph.' },
    { kind: 'list', items: ['`a`: first', 'second'] },
    { kind: 'code', language: 'sh', title: 'A title', text: 'curl /a\n\ncurl /b' },
    { kind: 'paragraph', text: 'After.' },
  ]);
});

test('blocks stand in the section of the heading above them', () => {
  const [before, keys, ...others] = sectionsOf(parseMarkdown(TEXT));
  expect(before).toEqual({ id: '', title: '', blocks: [{ kind: 'paragraph', text: 'Before.' }] });
  expect(keys).toMatchObject({ id: 'api-keys', title: 'API keys' });
  expect(keys?.blocks).toHaveLength(4);
  expect(others).toEqual([]);
});

test('an anchor has no space and no capital', () => {
  expect(anchorOf('Idempotency keys')).toBe('idempotency-keys');
});
