/*
 * Runs reader.js outside a browser: a window, and a document that can only load scripts from a folder.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const { fileURLToPath, pathToFileURL } = require('node:url');

const READER = path.join(__dirname, '../../runtime/reader.js');
const PUBLIC = 'Object.assign(jissen, {';
const PARTS = 'fold, runs, flat, tokens, key, okurigana, clausesOf, levelOf';

/**
 * `jissenSearch` of a page, with the parts of the reader that only tests use.
 * @param {string} folder  Where the data files lie.
 * @param {[string, string][]} [changes]  What to replace in the text of reader.js; each must be in it once.
 * @param {(file: string) => unknown} [onLoad]  Called for every script; what is not true makes it fail, 'later' keeps
 *     it back.
 */
function open(folder, changes = [], onLoad = () => true) {
    let text = fs.readFileSync(READER, 'utf8');
    for (const [from, to] of [...changes, [PUBLIC, `${PUBLIC} parts: { ${PARTS} },`]]) {
        if (text.split(from).length !== 2) {
            throw new Error(`reader.js should have once: ${from}`);
        }
        text = text.replace(from, () => to);
    }
    const document = {
        head: { append: element => setImmediate(() => run(element)) },
        createElement: () => ({ remove() {} }),
    };
    const jissenSearch = { folder: pathToFileURL(path.join(folder, '/')).href };
    const globals = { atob, Blob, Response, DecompressionStream, TextDecoder, URL, setTimeout, clearTimeout };
    const context = vm.createContext({ ...globals, document, jissenSearch });
    context.window = context;

    function run(element) {
        const file = fileURLToPath(element.src);
        const answer = onLoad(path.basename(file));
        if (answer === 'later') {
            setTimeout(() => element.onload(), 50);
            return;
        }
        if (!answer || !fs.existsSync(file)) {
            element.onerror();
            return;
        }
        try {
            vm.runInContext(fs.readFileSync(file, 'utf8'), context, { filename: file });
        } catch (error) {
            // A browser reports it and goes on.
        }
        element.onload();
    }

    vm.runInContext(text, context, { filename: READER });
    return jissenSearch;
}

module.exports = { open };
