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

export const theme = createTheme({
  colors: { pine },
  primaryColor: 'pine',
  primaryShade: { light: 8, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'var(--font-sans)',
  fontFamilyMonospace: 'var(--font-mono)',
  headings: { fontFamily: 'var(--font-sans)', fontWeight: '650' },
});
