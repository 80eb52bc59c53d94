import { expect, test } from 'vitest';
import { readLimited } from './read-limited';

function stream(...parts: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      const part = parts.shift();
      if (part === undefined) controller.close();
      else controller.enqueue(Buffer.from(part));
    },
  });
}

test('a body up to the limit is read whole, whatever its chunks', async () => {
  expect(Buffer.from(await readLimited(stream('{"a"', ':', '1}'), undefined, 7)).toString()).toBe(
    '{"a":1}',
  );
  expect(await readLimited(null, undefined, 7)).toHaveLength(0);
});

test('one byte more is payload-too-large, announced or not', async () => {
  const refusal = { slug: 'payload-too-large' };
  await expect(readLimited(stream('{"a":', '1}'), undefined, 6)).rejects.toMatchObject(refusal);
  const untouched = stream('{"a":1}');
  await expect(readLimited(untouched, '7', 6)).rejects.toMatchObject(refusal);
  expect(untouched.locked).toBe(false);
});

test('a body past the limit is not read on', async () => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(1000));
    },
  });
  await expect(readLimited(endless, undefined, 5000)).rejects.toThrow('at most 5000 bytes');
  expect(pulled).toBeLessThan(10);
});

test('a body whose client leaves is no fault of ours', async () => {
  const broken = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.error(new Error('aborted'));
    },
  });
  await expect(readLimited(broken, undefined, 7)).rejects.toMatchObject({ slug: 'invalid-json' });
});
