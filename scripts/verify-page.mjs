import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Makes dist/verify.html: the verifier and its page in one file that asks nothing of a network. */
export async function bundleVerifyPage() {
  // Not at the top: whoever imports this may have to install first.
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    entryPoints: ['lib/verify/page/page.ts'],
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'error',
  });
  const [program] = outputFiles;
  if (program === undefined) throw new Error('esbuild made no program');
  // What ends a script element in HTML must not stand in it.
  const script = program.text.replaceAll('</script', '<\\/script');
  const style = readFileSync('lib/verify/page/page.css', 'utf8');
  const page = readFileSync('lib/verify/page/page.html', 'utf8')
    .replace('/* style */', () => style)
    .replace('/* script */', () => script);
  mkdirSync('dist', { recursive: true });
  const beside = `dist/verify.html.${process.pid}`;
  writeFileSync(beside, page);
  renameSync(beside, 'dist/verify.html');
}
