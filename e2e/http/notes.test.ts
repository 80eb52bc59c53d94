import { beforeAll, describe, expect, test } from 'vitest';
import { type Api, expectProblem, newKey } from './api';
import { doors } from './doors';
import { type History, makeHistory, ok, until } from './history-fixture';
import { newPerson, type SignedIn, signIn } from './signed-in';

const NOTE = 'Ticket 4711: <b>“charged twice”</b>\nThe second one was refunded.';

describe.each(doors)('$name: notes on a key', (door) => {
  let history: History;
  let api: Api;
  let engineer: SignedIn;
  let viewer: SignedIn;
  let path: string;
  let address: string;
  beforeAll(async () => {
    history = await makeHistory(door);
    api = history.api;
    const administrator = await signIn(door);
    const merchants = [history.merchant.id];
    const as = async (role: string) =>
      await signIn(door, await newPerson(administrator, door, { role, merchants }));
    [engineer, viewer] = [await as('engineer'), await as('viewer')];
    path = `/keys/${history.keyId}/notes`;
    address = `/api/v1${path}?merchant=${history.merchant.id}`;
  });

  test('a note is there at once, whoever reads, with who wrote it; it is an event of the log', async () => {
    expect((await ok(api.get(path))).data).toEqual([]);
    const written = await engineer.send(address, { method: 'POST', body: { text: `  ${NOTE} ` } });
    expect(written.status, written.text).toBe(200);
    const [note] = written.json.data;
    expect(note).toMatchObject({ object: 'note', text: NOTE, written_as: 'engineer' });
    const second = await engineer.send(address, { method: 'POST', body: { text: 'second' } });
    expect(second.json.data).toMatchObject([{ text: 'second' }, { text: NOTE }]);
    expect((await viewer.send(address)).json.data).toEqual(second.json.data);

    const event = await until(api, `/events?outcome=key.noted`, ({ data }) => data.length === 2);
    expect(event.data[1]).toMatchObject({
      id: note?.id,
      action: 'key.noted',
      subject_id: history.keyId,
      actor: note?.written_by,
      actor_role: 'engineer',
    });
    expect((await ok(api.get(path))).data).toEqual(second.json.data);
    const { columns } = await ok(api.get(`/audit/events/${note?.id}/proof`));
    expect(JSON.stringify(columns)).toContain('Ticket 4711');
  });

  test('neither a viewer nor an API key writes one', async () => {
    const body = { text: 'no' };
    expectProblem(await viewer.send(address, { method: 'POST', body }), 'forbidden');
    expectProblem(await api.post(path, body), 'forbidden');
  });

  test.each([
    {},
    { text: '' },
    { text: ' \n ' },
    { text: 'x'.repeat(2001) },
    { text: 'a', by: 'b' },
  ])('%j is no note', async (body) => {
    const reply = await engineer.send(address, { method: 'POST', body });
    expect(reply.status).toBe(422);
  });

  test('there is none on what is no key', async () => {
    for (const id of ['nothing', `ikey_${'0'.repeat(32)}`, newKey()]) {
      const other = `/api/v1/keys/${id}/notes?merchant=${history.merchant.id}`;
      const body = { text: 'a' };
      expectProblem(await engineer.send(other, { method: 'POST', body }), 'not-found');
      expectProblem(await engineer.send(other), 'not-found');
    }
  });
});
