import { Fault } from '../digest';
import { RecordChecker } from '../record-chunk';
import { Report } from '../report';
import { verifyBundle } from '../verify-bundle';
import { type BundleFile, openZip } from '../zip-reader';
import { browserDigest } from './browser-digest';

const form = element('form', HTMLFormElement);
const picker = element('files', HTMLInputElement);
const drop = element('drop', HTMLElement);
const button = element('verify', HTMLButtonElement);

function element<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  run().catch((error: unknown) => show(failed(error)));
});
drop.addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.add('over');
});
drop.addEventListener('dragleave', () => drop.classList.remove('over'));
drop.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  if (event.dataTransfer) picker.files = event.dataTransfer.files;
});

async function run(): Promise<void> {
  const chosen = [...(picker.files ?? [])];
  if (chosen.length === 0) {
    picker.focus();
    return;
  }
  button.disabled = true;
  element('result', HTMLElement).hidden = false;
  element('lines', HTMLElement).replaceChildren();
  const verdict = element('verdict', HTMLElement);
  verdict.textContent = 'Verifying …';
  delete verdict.dataset.holds;
  try {
    show(await verifyChosen(chosen));
  } finally {
    button.disabled = false;
    element('progress', HTMLElement).textContent = '';
  }
}

const ALIVE_MS = 50;

async function verifyChosen(chosen: readonly File[]): Promise<Report> {
  const key = element('key', HTMLTextAreaElement).value.trim();
  const since = element('since', HTMLTextAreaElement).value.replaceAll('\r\n', '\n').trim();
  try {
    return await verifyBundle(await filesOf(chosen), {
      digest: browserDigest,
      keys: key === '' ? [] : [key],
      since: since === '' ? undefined : `${since}\n`,
      openChecker(rules) {
        const checker = new RecordChecker(browserDigest, rules);
        let seenAtMs = 0;
        return {
          width: 1,
          async check(chunk) {
            // The page stays alive between chunks.
            if (performance.now() - seenAtMs > ALIVE_MS) {
              element('progress', HTMLElement).textContent =
                `Record ${chunk.firstSeq.toLocaleString('en-US')} …`;
              await new Promise((resolve) => setTimeout(resolve));
              seenAtMs = performance.now();
            }
            return checker.check(chunk);
          },
          close: async () => undefined,
        };
      },
    });
  } catch (error) {
    return failed(error);
  }
}

async function filesOf(chosen: readonly File[]): Promise<BundleFile[]> {
  const [only] = chosen;
  if (chosen.length > 1 || only === undefined) {
    return chosen.map((file) => ({ name: file.name, read: () => piecesOf(file) }));
  }
  return openZip(
    {
      size: only.size,
      read: async (start, end) => new Uint8Array(await only.slice(start, end).arrayBuffer()),
      stream: (start, end) => piecesOf(only.slice(start, end)),
    },
    inflate,
  );
}

const PIECE_BYTES = 1024 * 1024;

async function* piecesOf(blob: Blob): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < blob.size; at += PIECE_BYTES) {
    yield new Uint8Array(await blob.slice(at, at + PIECE_BYTES).arrayBuffer());
  }
}

async function* inflate(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream('deflate-raw');
  const writer = stream.writable.getWriter();
  const writing = (async () => {
    for await (const piece of packed) await writer.write(new Uint8Array(piece));
    await writer.close();
  })();
  // A broken archive shows where it is read.
  writing.catch(() => undefined);
  const reader = stream.readable.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    yield value;
  }
}

function failed(error: unknown): Report {
  const report = new Report();
  if (error instanceof Fault) report.wrong(error.message);
  else report.wrong(`this browser could not check it: ${String(error)}`);
  return report;
}

const TITLES = { proved: 'PROVED', 'not proved': 'NOT PROVED', wrong: 'WRONG' } as const;

function show(report: Report): void {
  const verdict = element('verdict', HTMLElement);
  verdict.dataset.holds = String(report.holds);
  verdict.textContent = report.holds
    ? 'Verified: all that is marked as proved holds'
    : 'Not verified: do not rely on this export';
  const items = report.lines.map((line) => {
    const item = document.createElement('li');
    const title = document.createElement('strong');
    item.dataset.verdict = line.verdict;
    title.textContent = TITLES[line.verdict];
    item.append(title, line.text);
    return item;
  });
  element('lines', HTMLElement).replaceChildren(...items);
}
