/*
 * Runs query.js and reader.js, as one function, outside a browser: a window, and a document that can only load scripts
 * from a folder.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const { fileURLToPath, pathToFileURL } = require('node:url');

const SCRIPTS = ['query.js', 'reader.js'].map(name => path.join(__dirname, '../../runtime', name));
/** Puts what only tests look at on `jissenSearch`, too. */
const PARTS = 'Object.assign(jissen, { plan: { fold, flat, runs, tokens, key, okurigana, clausesOf, levelOf } });';

/**
 * `jissenSearch` of a page.
 * @param {string} folder  Where the data files lie.
 * @param {[string, string][]} [changes]  What to replace in the text of the scripts; each must be in them once.
 * @param {(file: string) => unknown} [onLoad]  Called for every script; what is not true makes it fail, 'later' keeps
 *     it back.
 */
function open(folder, changes = [], onLoad = () => true) {
    let script = SCRIPTS.map(script => fs.readFileSync(script, 'utf8')).join('');
    for (const [from, to] of changes) {
        if (script.split(from).length !== 2) {
            throw new Error(`the scripts should have once: ${from}`);
        }
        script = script.replace(from, () => to);
    }
    const document = {
        head: { append: element => setImmediate(() => run(element)) },
        createElement: () => ({ remove() {} }),
    };
    const jissenSearch = { folder: pathToFileURL(path.join(folder, '/')).href };
    const globals = { atob, DecompressionStream, TextDecoder, URL, setTimeout, clearTimeout };
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

    vm.runInContext(`(() => { 'use strict'; ${script} ${PARTS} })();`, context);
    return jissenSearch;
}

module.exports = { open };
