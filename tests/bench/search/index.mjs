// Makes the folder of one of the peers: node index.mjs ENGINE BOOK.json FOLDER
//
// `book.json` is what `cargo run -p site --example sections` prints. The folder holds what a page needs for this engine.

import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { execFileSync } from 'node:child_process';

const HERE = import.meta.dirname;
const run = file => vm.runInThisContext(fs.readFileSync(file, 'utf8'));
const [name, book, folder] = process.argv.slice(2);
const { sections } = JSON.parse(fs.readFileSync(book, 'utf8'));
fs.mkdirSync(folder, { recursive: true });
(name === 'pagefind' ? pagefind : embedded)();

/** Index and text as classic scripts, since pages from disk can read nothing else. */
function embedded() {
    run(path.join(HERE, 'engines.js'));
    const engine = globalThis.bench.engines[name];
    const library = path.join(HERE, 'node_modules', engine.library);
    run(library);
    fs.copyFileSync(library, path.join(folder, 'library.js'));
    fs.copyFileSync(path.join(HERE, 'engines.js'), path.join(folder, 'engines.js'));
    fs.writeFileSync(path.join(folder, 'index.js'), script('index', engine.build(sections)));
    const shown = sections.map(({ page, anchor, title, heading, body }) => ({ page, anchor, title, heading, body }));
    fs.writeFileSync(path.join(folder, 'sections.js'), script('sections', JSON.stringify(shown)));
}

/** A string literal in single quotes grows JSON least. */
function script(key, text) {
    const literal = text.replace(/[\\']/g, '\\$&').replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029');
    return `benchData('${key}','${literal}');`;
}

/** Each section as a page of its own, so that Pagefind ranks sections and not pages: the best it can do here. */
function pagefind() {
    const pages = path.join(folder, 'pages');
    fs.mkdirSync(pages);
    sections.forEach(({ page, anchor, title, heading, breadcrumb, body }, place) => {
        const above = [...breadcrumb, title].map(escape).join(' › ');
        const content =
            `<html lang="ja"><body data-pagefind-meta="address:${escape(`${page}#${anchor}`)}"><p>${above}</p>` +
            `<h1>${escape(heading || title)}</h1><p>${escape(body).replaceAll('\n', '</p><p>')}</p></body></html>`;
        fs.writeFileSync(path.join(pages, `${place}.html`), content);
    });
    const program = path.join(HERE, 'node_modules', '.bin', 'pagefind');
    const output = path.join(folder, 'pagefind');
    execFileSync(process.execPath, [program, '--site', pages, '--output-path', output, '--force-language', 'ja']);
    fs.rmSync(pages, { recursive: true });
}

function escape(text) {
    return text.replace(/[&<>"]/g, char => `&#${char.charCodeAt(0)};`);
}
