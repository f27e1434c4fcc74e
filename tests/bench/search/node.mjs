// Warm queries and judged rankings of one engine in Node: node node.mjs ENGINE FOLDER BOOK.json [JUDGED.jsonl]

import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { judge, readJudged } from './judge.mjs';
import { queries } from './queries.mjs';

const [name, folder, book, judgedFile] = process.argv.slice(2);
const { sections } = JSON.parse(fs.readFileSync(book, 'utf8'));
const run = file => vm.runInThisContext(fs.readFileSync(file, 'utf8'), { filename: file });

/** As much of a page as the engine needs: script elements that run a file. */
function page() {
    const append = element => {
        try {
            run(fileURLToPath(element.src));
            setTimeout(() => element.onload?.());
        } catch (error) {
            setTimeout(() => element.onerror?.(error));
        }
    };
    globalThis.window = globalThis;
    globalThis.document = {
        createElement: () => ({ remove() {}, addEventListener(kind, listener) { this[`on${kind}`] = listener; } }),
        head: { append, appendChild: append },
    };
}

async function ours() {
    page();
    globalThis.jissenSearch = { folder: pathToFileURL(path.join(folder, 'search') + '/').href };
    run(path.join(folder, 'search/engine.js'));
    return async query => (await globalThis.jissenSearch.search(query)).hits;
}

async function peer() {
    const data = {};
    globalThis.benchData = (key, text) => {
        data[key] = text;
    };
    ['library.js', 'engines.js', 'index.js', 'sections.js'].forEach(file => run(path.join(folder, file)));
    const engine = globalThis.bench.engines[name];
    const handle = engine.open(data.index);
    const shown = JSON.parse(data.sections);
    return async query => globalThis.bench.search(engine, handle, shown, query);
}

async function timed(search, list) {
    const times = [];
    for (const { query } of list) {
        const start = performance.now();
        await search(query);
        times.push(performance.now() - start);
    }
    return times;
}

const search = await (name === 'ours' ? ours() : peer());
const list = queries(sections, 300);
const cold = await timed(search, list);
const warm = await timed(search, list);
const judged = judgedFile ? readJudged(judgedFile) : [];
const rankings = [];
for (const { query } of judged) {
    rankings.push(await search(query));
}
console.log(JSON.stringify({ cold, warm, kinds: list, rows: judge(sections, judged, rankings) }));
