'use client';

import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The green of the mark, from near white to near black. */
const pine: MantineColorsTuple = [
  '#e9f7f4',
  '#d3ebe5',
  '#a4d8cb',
  '#72c4b0',
  '#4ab39a',
  '#30a88c',
  '#1d9a7e',
  '#0e7f68',
  '#0b6a5b',
  '#05493e',
];

/** Night rather than grey: text, dimmed text, borders, what is hovered, cards, the page, below it. */
const dark: MantineColorsTuple = [
  '#e5ecf1',
  '#c4cfd8',
  '#9fadba',
  '#8795a2',
  '#36434e',
  '#1f2931',
  '#161d23',
  '#0e1317',
  '#0a0e11',
  '#07090b',
];

export const theme = createTheme({
  colors: { pine, dark },
  primaryColor: 'pine',
  // White on either has a contrast of 4.5 and more.
  primaryShade: { light: 8, dark: 7 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'var(--font-sans)',
  fontFamilyMonospace: 'var(--font-mono)',
  components: {
    Anchor: { defaultProps: { inherit: true, underline: 'always' } },
    // A dialog's head is none of the page: it would be a second banner.
    ModalHeader: { defaultProps: { role: 'presentation' } },
  },
  headings: { fontFamily: 'var(--font-sans)', fontWeight: '650' },
});
