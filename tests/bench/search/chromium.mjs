// One engine in headless Chromium: node chromium.mjs ENGINE FOLDER BOOK.json RUNS [JUDGED.jsonl]
//
// Pages are opened from disk; only Pagefind, which cannot work there, is served over http on this machine.

import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import zlib from 'node:zlib';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { judge, readJudged } from './judge.mjs';
import { queries } from './queries.mjs';

const [name, folder, book, runs, judgedFile] = process.argv.slice(2);
const { sections } = JSON.parse(fs.readFileSync(book, 'utf8'));
const list = queries(sections, 300);
/** One query of each kind: what is read for the first of a visit depends on it. */
const firstQueries = list.slice(0, 11).filter(({ kind }) => kind !== 'absent');

function program() {
    const names = ['chromium', 'chromium-browser', 'google-chrome'];
    const folders = (process.env.PATH || '').split(path.delimiter);
    const found = folders.flatMap(at => names.map(each => path.join(at, each))).find(each => fs.existsSync(each));
    if (!found) {
        throw new Error('no Chromium on PATH');
    }
    return found;
}

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm' };

async function serve() {
    const server = http.createServer((request, response) => {
        const file = path.join(folder, new URL(request.url, 'http://x').pathname);
        if (!fs.existsSync(file)) {
            response.writeHead(404).end();
            return;
        }
        response.writeHead(200, { 'Content-Type': TYPES[path.extname(file)] || 'application/octet-stream' });
        fs.createReadStream(file).pipe(response);
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    return { root: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** A new window has work of its own at first, in milliseconds. */
const QUIET = 800;

const NOT_THE_ENGINE = ['index.html', 'page.js'];

/** Opens the page with a query; when its results were drawn, and what files were read for them. */
async function open(browser, root, query) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await new Promise(resolve => setTimeout(resolve, QUIET));
    const files = new Set();
    page.on('requestfinished', request => {
        const url = new URL(request.url());
        const file = url.protocol === 'file:' ? fileURLToPath(url) : path.join(folder, decodeURI(url.pathname));
        if (fs.existsSync(file) && !NOT_THE_ENGINE.includes(path.relative(folder, file))) {
            files.add(file);
        }
    });
    await page.goto(`${root}index.html?q=${encodeURIComponent(query)}`);
    const milliseconds = await page.evaluate(() => window.benchAnswered);
    const contents = [...files].map(file => fs.readFileSync(file.split('?')[0]));
    const bytes = contents.reduce((sum, content) => sum + content.length, 0);
    const gz = contents.reduce((sum, content) => sum + zlib.gzipSync(content, { level: 9 }).length, 0);
    return { context, page, milliseconds, bytes, gz, files: files.size };
}

const timed = (page, texts) =>
    page.evaluate(async texts => {
        const times = [];
        const rankings = [];
        for (const text of texts) {
            const start = performance.now();
            const hits = await window.benchSearch(text);
            times.push(performance.now() - start);
            rankings.push(hits.map(({ page, anchor }) => ({ page, anchor })));
        }
        return { times, rankings };
    }, texts);

const browser = await chromium.launch({
    executablePath: program(),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
});
const server = name === 'pagefind' ? await serve() : null;
const root = server ? server.root : pathToFileURL(folder + path.sep).href;
const openings = [];
for (let nth = 0; nth < Number(runs); nth += 1) {
    for (const { query } of firstQueries) {
        const { context, milliseconds, bytes, gz, files } = await open(browser, root, query);
        openings.push({ milliseconds, bytes, gz, files });
        await context.close();
    }
}
const { page } = await open(browser, root, firstQueries[0].query);
const texts = list.map(({ query }) => query);
const cold = (await timed(page, texts)).times;
const warm = (await timed(page, texts)).times;
const judged = judgedFile ? readJudged(judgedFile) : [];
const { rankings } = await timed(page, judged.map(({ query }) => query));
await browser.close();
server?.close();
console.log(JSON.stringify({ openings, cold, warm, rows: judge(sections, judged, rankings) }));
