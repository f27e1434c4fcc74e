/*
 * Answers queries with the engine of the browser. Reads JSON from standard input:
 *   {folder, changes: [[from, to]…], queries: [{text, kind, edition}…]}
 * and writes the answers as a JSON list, with every hit; `marks` in characters, as the crate counts them.
 */
'use strict';

const fs = require('node:fs');
const { open } = require('./harness.js');

const { folder, changes, queries } = JSON.parse(fs.readFileSync(0, 'utf8'));

/** A place in UTF-16 units as one in characters. */
const inCharacters = (text, place) => [...text.slice(0, place)].length;

async function main() {
    const engine = open(folder, changes);
    const answers = [];
    for (const { text, kind, edition } of queries) {
        const answer = await engine.search(text, { limit: Infinity, kind, edition });
        for (const hit of answer.hits) {
            hit.marks = hit.marks.map(mark => mark.map(place => inCharacters(hit.excerpt, place)));
        }
        answers.push(answer);
    }
    process.stdout.write(JSON.stringify(answers));
}

main().catch(error => {
    console.error(error);
    process.exitCode = 1;
});
