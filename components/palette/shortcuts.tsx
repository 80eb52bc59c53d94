'use client';

import { Kbd, Modal, Table } from '@mantine/core';

const SHORTCUTS = [
  [['Ctrl K', '⌘ K'], 'Find an id, a key, a reference or a page'],
  [['/'], 'To the filter of a list'],
  [['j', 'k'], 'The next row, the row before'],
  [['Enter'], 'Open the row, beside the list'],
  [['o'], 'Open the row whole'],
  [['Esc'], 'Close what is open; back to its row'],
  [['?'], 'This list'],
] as const;

/** Which keys do what. */
export function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      returnFocus={false}
      title="Keyboard shortcuts"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Table>
        <Table.Tbody>
          {SHORTCUTS.map(([keys, meaning]) => (
            <Table.Tr key={meaning}>
              <Table.Th scope="row" w="9rem">
                {keys.map((key) => (
                  <Kbd key={key} mr={6}>
                    {key}
                  </Kbd>
                ))}
              </Table.Th>
              <Table.Td>{meaning}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
