import classes from './key-text.module.css';

const END_CHARACTERS = 8;

/** A key in a narrow place: many begin alike, so that the end of it stays to be seen. */
export function KeyText({ text }: { readonly text: string }) {
  const end = Math.max(0, text.length - END_CHARACTERS);
  return (
    <span className={classes.key} title={text}>
      <span className={classes.start}>{text.slice(0, end)}</span>
      <span>{text.slice(end)}</span>
    </span>
  );
}
