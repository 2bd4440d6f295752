import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent colour. All others keep their meaning: see styles.css. */
const fjord: MantineColorsTuple = [
  '#e8f4f5',
  '#d2e6e8',
  '#a5ccd1',
  '#74b0b8',
  '#4d98a3',
  '#348a96',
  '#1f6f7b',
  '#135c67',
  '#064a54',
  '#003a43',
];

export const theme = createTheme({
  primaryColor: 'fjord',
  primaryShade: { light: 7, dark: 6 },
  colors: { fjord },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: '600' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
});
