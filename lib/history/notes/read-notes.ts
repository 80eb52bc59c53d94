import { publicId } from '@/lib/http/uuid';
import type { HistoryReader } from '../history-reader';
import { findKeyRow } from '../keys/detail/read-key';
import type { ShownNote } from './contract';
import { listNotes, type NoteRow } from './store';

/** The notes on a key, newest first. Throws `not-found`, and DatabaseError. */
export async function readNotes(
  { workPool }: HistoryReader,
  merchantId: string,
  id: string,
): Promise<ShownNote[]> {
  await findKeyRow(workPool, merchantId, id);
  return (await listNotes(workPool, merchantId, id)).map(present);
}

function present(row: NoteRow): ShownNote {
  return {
    id: publicId('evt', row.event_id),
    object: 'note',
    text: row.text,
    written_by: row.actor,
    written_as: row.actor_role,
    written_at: row.occurred_at,
  };
}
