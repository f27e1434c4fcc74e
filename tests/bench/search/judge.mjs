// How well rankings answer a judged list: lines of {"query", "kind", "relevant": [{"page", "anchor", "grade"}]}.

import fs from 'node:fs';

export const readJudged = file => fs.readFileSync(file, 'utf8').trim().split('\n').map(line => JSON.parse(line));

/** A page's first section answers for the page as well: with and without its anchor. */
function nameOf(sections) {
    const first = new Map();
    for (const { page, anchor, heading } of sections) {
        if (!first.has(page) || (first.get(page) === '' && anchor && heading)) {
            first.set(page, anchor);
        }
    }
    return ({ page, anchor }) => `${page}#${first.get(page) === anchor ? '' : anchor}`;
}

/** `rankings[i]` the hits for `judged[i]`; rows `{query, kind, rank, dcg, empty}`, rank 0 when nothing of the first ten fits. */
export function judge(sections, judged, rankings) {
    const name = nameOf(sections);
    return judged.map(({ query, kind, relevant }, i) => {
        const grades = new Map();
        for (const place of relevant) {
            grades.set(name(place), Math.max(place.grade, grades.get(name(place)) || 0));
        }
        const names = [...new Set(rankings[i].map(name))].slice(0, 10);
        const gain = (grade, at) => (2 ** grade - 1) / Math.log2(at + 2);
        const sum = list => list.reduce((a, b) => a + b, 0);
        const best = [...grades.values()].sort((a, b) => b - a).slice(0, 10);
        const rank = names.findIndex(at => grades.has(at)) + 1;
        const ndcg = sum(names.map((at, nth) => gain(grades.get(at) || 0, nth))) / sum(best.map(gain));
        return { query, kind, rank, ndcg, empty: rankings[i].length === 0 };
    });
}
