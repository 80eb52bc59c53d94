import { Loader, VisuallyHidden } from '@mantine/core';

interface ReadingProps {
  /** What is under way, for who cannot see that something is. */
  readonly label: string;
}

/** Something is on its way. */
export function Reading({ label }: ReadingProps) {
  return (
    <>
      <Loader type="dots" size="sm" aria-hidden />
      <VisuallyHidden>{label}</VisuallyHidden>
    </>
  );
}
