import { Button, Menu } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { KEY_COLUMNS } from './column-list';
import type { Visibility } from './kept-columns';

interface ColumnMenuProps {
  readonly visibility: Visibility;
  readonly onChange: (visibility: Visibility) => void;
}

/** Which columns the list has. */
export function ColumnMenu({ visibility, onChange }: ColumnMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          Columns
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {KEY_COLUMNS.filter(({ id }) => id !== 'key').map(({ id, label }) => (
          <Menu.CheckboxItem
            key={id}
            checked={visibility[id] !== false}
            onChange={(shown) => onChange({ ...visibility, [id]: shown })}
          >
            {label}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
