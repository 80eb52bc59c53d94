import styles from './link-cards.module.css';

interface Card {
  readonly href: string;
  readonly title: string;
  readonly text: string;
}

/** Ways on, each with what is to be found there. */
export function LinkCards({ cards }: { readonly cards: readonly Card[] }) {
  return (
    <ul className={styles.cards}>
      {cards.map(({ href, title, text }) => (
        <li key={href} className={styles.card}>
          <a href={href}>{title}</a>
          <p>{text}</p>
        </li>
      ))}
    </ul>
  );
}
