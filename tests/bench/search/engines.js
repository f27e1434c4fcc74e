/*
 * The searches ours is compared with, set up as a careful user would for Japanese. Classic script, loaded by Node and by
 * the pages of the comparison alike; puts `bench` on the global object.
 *
 * An engine has
 *   library   its file in node_modules, a classic script,
 *   build     sections -> text of its index (Node only),
 *   open      that text -> handle,
 *   find      (handle, query, limit) -> places of sections, best first.
 */
(function benchEngines(root) {
    'use strict';

    const JAPANESE = '\\u3005-\\u3007\\u3041-\\u3096\\u309d\\u309e\\u30a1-\\u30fa\\u30fc-\\u30fe\\u3400-\\u4dbf\\u4e00-\\u9fff';
    const RUNS = new RegExp(`[${JAPANESE}]+|[^\\s\\p{P}\\p{S}${JAPANESE}]+`, 'gu');
    const JAPANESE_FIRST = new RegExp(`^[${JAPANESE}]`, 'u');

    const fold = text => text.normalize('NFKC').toLowerCase();
    const isLatin = token => !JAPANESE_FIRST.test(token);

    /** Latin words, and every two neighbours of a Japanese run; a character that stands alone stays. */
    function bigrams(text) {
        return (fold(text).match(RUNS) || []).flatMap(run => {
            if (isLatin(run) || run.length === 1) {
                return [run];
            }
            return Array.from({ length: run.length - 1 }, (_, i) => run.slice(i, i + 2));
        });
    }

    /** What every engine indexes of a section: the text before a page's first heading goes by the page's title. */
    function document(section, place) {
        return {
            id: place,
            heading: section.heading || section.title,
            title: [...section.breadcrumb, section.title].join('\n'),
            aliases: section.aliases.join('\n'),
            body: section.body,
        };
    }

    const FIELDS = ['heading', 'title', 'aliases', 'body'];

    // Boosts and fuzziness were tried on judged lists of three books; others were at most .005 better on one of them.
    const MINISEARCH = { fields: FIELDS, tokenize: bigrams, processTerm: token => token };
    const BOOST = { heading: 4, title: 1, aliases: 3, body: 1 };

    const minisearch = {
        library: 'minisearch/dist/umd/index.js',
        build(sections) {
            const index = new root.MiniSearch(MINISEARCH);
            index.addAll(sections.map(document));
            return JSON.stringify(index);
        },
        open: text => root.MiniSearch.loadJSON(text, MINISEARCH),
        find(index, query, limit) {
            const prefix = token => isLatin(token) || token.length === 1;
            const fuzzy = token => isLatin(token) && token.length > 3 && 0.25;
            let hits = index.search(query, { boost: BOOST, combineWith: 'AND', prefix });
            if (hits.length === 0) {
                hits = index.search(query, { boost: BOOST, combineWith: 'OR', prefix, fuzzy });
            }
            return hits.slice(0, limit).map(hit => hit.id);
        },
    };

    /** In Node its script puts itself on `process`. */
    const flexSearch = () => root.FlexSearch || root.process.FlexSearch;

    /** Its own characters of CJK with their neighbours as context ranked best of eight settings on the same lists. */
    function flexDocument() {
        const context = { depth: 1, bidirectional: true, resolution: 9 };
        const options = { encoder: flexSearch().Charset.CJK, tokenize: 'strict', context };
        return new (flexSearch().Document)({
            document: { id: 'id', index: FIELDS.map(field => ({ field, ...options })) },
        });
    }

    const flexsearch = {
        library: 'flexsearch/dist/flexsearch.bundle.min.js',
        build(sections) {
            const index = flexDocument();
            sections.forEach((section, place) => index.add(document(section, place)));
            const parts = [];
            index.export((key, data) => data && parts.push([key, data]));
            return JSON.stringify(parts);
        },
        open(text) {
            const index = flexDocument();
            JSON.parse(text).forEach(([key, data]) => index.import(key, data));
            return index;
        },
        find(index, query, limit) {
            const places = index.search(fold(query), { limit, suggest: true }).flatMap(({ result }) => result);
            return [...new Set(places)].slice(0, limit);
        },
    };

    /** About 120 characters around the first place where the longest found part of the query stands. */
    function excerpt(section, query) {
        const text = fold(section.body);
        const start = Math.max(0, ...bigrams(query).map(token => text.indexOf(token))) - 30;
        return section.body.slice(Math.max(0, start), Math.max(0, start) + 120);
    }

    /** The first ten sections with excerpts, as a page would show them. */
    function search(engine, handle, sections, query) {
        return engine.find(handle, query, 10).map(place => {
            const section = sections[place];
            const { page, anchor, title, heading } = section;
            return { page, anchor, title, heading, excerpt: excerpt(section, query) };
        });
    }

    root.bench = { engines: { minisearch, flexsearch }, search };
})(globalThis);
