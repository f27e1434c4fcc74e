/*
 * The engine of the search: it loads the files of the index, looks up what query.js plans, and ranks. ../README.md
 * defines the files and the scores; its sections are named here. src/ does the same in Rust, and tests compare every
 * score. Classic script: no modules, no network but script elements for the files of one folder. Pages get it behind
 * query.js, both as one function (../build.rs).
 * Reads folder of window.jissenSearch, puts query, search, nearest and load on that object, and adds one global
 * function, jissenSearchFile, which the data files call. Without this script nothing can be searched, and the box says so.
 */

/** @type {any} */
const page = window;
const jissen = page.jissenSearch;

const VERSION = 4;
const K1 = 1.2;
const B = 0.75;
/** How many texts a section has. */
const N_TEXTS = 7;
/** How long a file may take, in milliseconds. */
const PATIENCE = 15000;
/** How many units keep their scores for the next query, which often is this one and a letter. */
const MOST_KNOWN = 50;

// ---- Units (2) ----

/**
 * The places of the shards that may hold a token, or those that begin with it.
 * @param {Site} site
 * @param {string} token
 * @param {boolean} open
 */
function shardsOf({ head: { postings } }, token, open) {
    const places = [Math.max(first(postings.length, i => postings[i][1] > token) - 1, 0)];
    for (let i = places[0] + 1; open && i < postings.length && postings[i][1].startsWith(token); i++) {
        places.push(i);
    }
    return places.filter(i => i < postings.length);
}

/**
 * Where a token, or those that begin with it, stand in loaded shards.
 * @param {Site} site
 * @param {string} token
 * @param {boolean} open
 */
function rowsOf(site, token, open) {
    return shardsOf(site, token, open).flatMap(i => {
        const shard = site.shards[i];
        const rows = [];
        let row = first(shard.tokens.length, i => shard.tokens[i] >= token);
        while (row < shard.tokens.length && (open ? shard.tokens[row].startsWith(token) : shard.tokens[row] === token)) {
            rows.push({ shard, row: row++ });
        }
        return rows;
    });
}

/**
 * The number at a place of some bytes; goes on behind it.
 * @param {{bytes: Uint8Array, at: number}} cursor
 */
function number(cursor) {
    const { bytes } = cursor;
    let value = 0;
    let shift = 0;
    for (; bytes[cursor.at] > 127; shift += 7) {
        value |= (bytes[cursor.at++] & 127) << shift;
    }
    return (value | (bytes[cursor.at++] << shift)) >>> 0;
}

/**
 * The postings at a place of a shard, if there are any.
 * @param {Shard} shard
 * @param {number} place
 * @param {boolean} positions
 * @returns {Postings[]}
 */
function postingsAt({ bytes, counts, starts, read }, place, positions) {
    const known = read.get(place);
    const n = counts[place];
    if (known || !n) {
        return known ? [known] : [];
    }
    const cursor = { bytes, at: starts[place] };
    const postings = { bytes, sections: new Uint32Array(n), tfs: new Uint32Array(n), starts: new Uint32Array(n), at: 0 };
    for (let i = 0, section = 0; i < n; i++) {
        const step = number(cursor);
        section += step >>> 1;
        postings.sections[i] = section;
        postings.tfs[i] = step & 1 || number(cursor);
        postings.starts[i] = cursor.at;
        for (let left = positions ? postings.tfs[i] : 0; left > 0; ) {
            left -= bytes[cursor.at++] > 127 ? 0 : 1;
        }
    }
    read.set(place, postings);
    return [postings];
}

/**
 * Goes on to a section, behind the last one that was asked for; says whether it is there.
 * @param {Postings} postings
 * @param {number} section
 */
function seek(postings, section) {
    const { sections } = postings;
    while (sections[postings.at] < section) {
        postings.at++;
    }
    return sections[postings.at] === section;
}

/**
 * Where tokens begin that follow each other, up to one in the section that `seek` found.
 * @param {number[] | null} begun  Where those before it begin; null for the first.
 * @param {Postings} postings
 * @param {number} nBefore
 */
function following(begun, { bytes, starts, tfs, at }, nBefore) {
    const cursor = { bytes, at: starts[at] };
    const places = [];
    let place = -nBefore;
    for (let i = 0, left = tfs[at]; left > 0; left--) {
        place += number(cursor);
        while (begun && begun[i] < place) {
            i++;
        }
        if (!begun || begun[i] === place) {
            places.push(place);
        }
    }
    return places;
}

/**
 * How often a unit stands in a field of a section, by its text.
 * @param {Site} site
 * @param {number} section
 * @param {number} field
 * @param {Unit} unit
 */
function countIn({ head, texts, flats }, section, field, unit) {
    const [, , title, heading, breadcrumb, aliases, body] = texts[section];
    const text = [`${breadcrumb}\n${title}`, heading, aliases, body][field];
    if (isJapanese(unit.text)) {
        // Stands in no other places of the flat text, which takes ten times as long to make.
        return occurrences(text.normalize('NFKC'), unit).length;
    }
    const place = section * head.fields.length + field;
    return occurrences((flats[place] ??= flat(fold(text))), unit).length;
}

/**
 * @param {Sums} sums
 * @param {number} section
 * @param {number} value  More than 0.
 */
function put(sums, section, value) {
    if (!sums.values[section]) {
        sums.sections[sums.size++] = section;
    }
    sums.values[section] = value;
}

/**
 * What was put there, which is empty again.
 * @param {Sums} sums
 * @returns {Scores}
 */
function taken(sums) {
    const sections = sums.sections.slice(0, sums.size);
    const scores = new Float64Array(sums.size);
    for (let i = 0; i < sections.length; i++) {
        scores[i] = sums.values[sections[i]];
        sums.values[sections[i]] = 0;
    }
    sums.size = 0;
    return { sections, scores };
}

/**
 * Where any of some tokens stands, and how often.
 * @param {Sums} sums
 * @param {Postings[]} list
 * @returns {{sections: Uint32Array, tfs: ArrayLike<number>}}
 */
function union(sums, list) {
    if (list.length === 1) {
        return list[0];
    }
    for (const { sections, tfs } of list) {
        for (let i = 0; i < sections.length; i++) {
            put(sums, sections[i], sums.values[sections[i]] + tfs[i]);
        }
    }
    const { sections, scores } = taken(sums);
    return { sections, tfs: scores };
}

/**
 * By field: the postings of each of a unit's tokens, of an open one those of all it may be.
 * @param {Site} site
 * @param {Unit} unit
 */
function listsOf(site, unit) {
    const { fields, positions } = site.head;
    const rows = tokensOf(unit).map(({ token, open }) => rowsOf(site, token, open));
    return fields.map((_, field) => {
        const at = (/** @type {{shard: Shard, row: number}} */ { shard, row }) =>
            postingsAt(shard, row * fields.length + field, positions);
        return rows.map(rows => rows.flatMap(at));
    });
}

/** @param {Postings[][]} lists */
const singles = lists => lists.filter(list => list.length === 1).map(([postings]) => postings);

/**
 * The sections all of some postings have, of which there must be one; each is at the section that was given last.
 * @param {Postings[]} list
 */
function* together(list) {
    const rarest = [...list].sort((a, b) => a.sections.length - b.sections.length);
    list.forEach(postings => (postings.at = 0));
    for (const section of rarest[0].sections) {
        if (rarest.every(postings => seek(postings, section))) {
            yield section;
        }
    }
}

/**
 * The sections whose texts say whether they have a unit: of one that is a token, postings say it.
 * @param {Site} site
 * @param {Unit} unit
 */
function uncertain(site, unit) {
    const several = listsOf(site, unit).filter(lists => lists.length > 1 && lists.every(list => list.length));
    return several.flatMap(lists => [...together(singles(lists))]);
}

/**
 * The sections in which a unit occurs, and its score there.
 * @param {Site} site
 * @param {Unit} unit
 * @returns {Scores}
 */
function scoresOf(site, unit) {
    const { head, sums, others, norms } = site;
    const { n, fields, positions } = head;
    listsOf(site, unit).forEach((lists, field) => {
        if (!lists.every(list => list.length)) {
            return;
        }
        const all = lists.map(list => union(others, list));
        let idf = 0;
        for (const { sections } of all) {
            idf += Math.log(1 + (n - sections.length + 0.5) / (sections.length + 0.5));
        }
        const lengths = site.lengths[field];
        const add = (/** @type {number} */ section, /** @type {number} */ tf) => {
            if (tf) {
                const length = lengths[norms[field * n + section]];
                put(sums, section, sums.values[section] + (fields[field].boost * idf * tf * (K1 + 1)) / (tf + length));
            }
        };
        if (lists.length === 1) {
            const [{ sections, tfs }] = all;
            for (let i = 0; i < sections.length; i++) {
                add(sections[i], tfs[i]);
            }
            return;
        }
        const single = singles(lists);
        /** @type {Map<number, number[]>}  Where the unit begins, while its last token is open. */
        const begun = new Map();
        for (const section of together(single)) {
            if (!positions) {
                add(section, countIn(site, section, field, unit));
                continue;
            }
            let starts = following(null, single[0], 0);
            for (let i = 1; i < single.length && starts.length; i++) {
                starts = following(starts, single[i], i);
            }
            if (single.length < lists.length) {
                begun.set(section, starts);
            } else {
                add(section, starts.length);
            }
        }
        for (const postings of lists.slice(single.length).flat()) {
            for (postings.at = 0; postings.at < postings.sections.length; postings.at++) {
                const section = postings.sections[postings.at];
                const starts = begun.get(section);
                const tf = starts ? following(starts, postings, single.length).length : 0;
                if (tf) {
                    put(others, section, others.values[section] + tf);
                }
            }
        }
        const { sections, scores } = taken(others);
        scores.forEach((tf, i) => add(sections[i], tf));
    });
    return taken(sums);
}

/**
 * Where a part is found, each section with its best variant.
 * @param {Sums} sums
 * @param {Variant[]} variants
 * @param {(unit: Unit) => Scores} scores
 */
function bestOf(sums, variants, scores) {
    // All first: they use the same sums.
    variants.map(scores).forEach(({ sections, scores }, variant) => {
        const { weight } = variants[variant];
        for (let i = 0; i < sections.length; i++) {
            put(sums, sections[i], Math.max(sums.values[sections[i]], weight * scores[i]));
        }
    });
    return taken(sums);
}

/**
 * Lists what a level finds behind what was found before.
 * @param {Site} site
 * @param {Level} level
 * @param {(unit: Unit) => Scores} scores
 * @param {Found} found
 */
function lookUp({ head, edition, sums }, level, scores, found) {
    const { required, parts } = level;
    const total = new Float64Array(head.n);
    const had = new Uint8Array(head.n);
    const isBalanced = level.level === 1 || level.level === 2;
    for (const { variants } of parts) {
        const own = variants.length > 1 ? bestOf(sums, variants, scores) : scores(variants[0]);
        own.sections.forEach((section, i) => {
            total[section] += isBalanced ? Math.sqrt(own.scores[i]) : own.scores[i];
            had[section]++;
        });
    }
    if (level.neighbours) {
        const own = scores(level.neighbours);
        own.sections.forEach((section, i) => (total[section] += own.scores[i]));
    }
    found.levels.push(level);
    for (let section = 0; section < head.n; section++) {
        if (had[section] >= required && !found.places[section]) {
            const share = level.level ? had[section] / parts.length : 1;
            const isOld = head.current >= 0 && edition[section] && edition[section] !== head.current + 1;
            const score = isBalanced ? total[section] ** 2 : total[section];
            found.scores[section] = score * share * (isOld ? 0.5 : 1);
            found.places[section] = found.levels.length;
        }
    }
}

// ---- Files (5) ----

/** @type {Map<string, {build: string, data: any}>}  What scripts have brought and nobody has asked for yet. */
const received = new Map();
page.jissenSearchFile = (/** @type {string} */ name, /** @type {string} */ build, /** @type {any} */ data) => {
    received.set(name, { build, data });
};

/**
 * @param {string} file
 * @param {string} what
 */
function problem(file, what) {
    again = `?${Date.now()}`;
    const advice = 'ページを再読み込みしても検索できないときは、案内全体を入手し直してください。';
    return new Error(`検索用のファイル「${file}」${what}。${advice}`);
}

/** Behind the addresses after a failure: a browser may keep a damaged file and give it out once more. */
let again = '';

/**
 * Brings a script into the page.
 * @param {string} file
 * @returns {Promise<void>}
 */
function inject(file) {
    if (page.jissenSingle) {
        return page.jissenSingle.load(jissen.folder + file).catch(() => Promise.reject(problem(file, 'がありません')));
    }
    return new Promise((resolve, reject) => {
        const element = document.createElement('script');
        const end = (/** @type {string} */ what) => {
            clearTimeout(timer);
            element.remove();
            what ? reject(problem(file, what)) : resolve();
        };
        const timer = setTimeout(end, PATIENCE, 'が届きません');
        element.onerror = () => end('がありません');
        element.onload = () => end('');
        element.src = jissen.folder + file + again;
        document.head.append(element);
    });
}

/**
 * What a name stands for, from head.js or from a file of its own.
 * @template T
 * @param {string} name
 * @param {string} build  Empty for the head, which says it, and is not packed.
 * @param {(data: any) => T} decode  Bytes, or the head.
 * @returns {Promise<T>}
 */
async function load(name, build, decode) {
    const file = !build || received.has(name) ? 'head.js' : `${name}-${build}.js`;
    await (received.has(name) || inject(file));
    /** @type {any}  Where it did not come, none has data. */
    const own = received.get(name);
    received.delete(name);
    if (own && build && own.build !== build) {
        throw problem(file, 'はほかのファイルと版が違います');
    }
    try {
        return decode(build ? await unpack(own.data) : own.data);
    } catch {
        throw problem(file, 'は壊れています');
    }
}

/** @param {string} data */
function fromBase64(data) {
    if (/** @type {any} */ (Uint8Array).fromBase64) {
        return /** @type {any} */ (Uint8Array).fromBase64(data);
    }
    const text = atob(data);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) {
        bytes[i] = text.charCodeAt(i);
    }
    return bytes;
}

/**
 * Much quicker than with a Blob and a Response, each of which asks another process.
 * @param {string} data
 */
async function unpack(data) {
    const { readable, writable } = new DecompressionStream('deflate-raw');
    const writer = writable.getWriter();
    // What is wrong is said by the reader too.
    writer.write(fromBase64(data)).catch(() => {});
    writer.close().catch(() => {});
    const reader = readable.getReader();
    const parts = [];
    let n = 0;
    for (let part = await reader.read(); part.value; part = await reader.read()) {
        parts.push(part.value);
        n += part.value.length;
    }
    const bytes = new Uint8Array(n);
    for (const part of parts.reverse()) {
        n -= part.length;
        bytes.set(part, n);
    }
    return bytes;
}

/** @param {Uint8Array} bytes */
const textOf = bytes => new TextDecoder('utf-16le', { fatal: true }).decode(bytes);

/**
 * How many tokens a field has, as tantivy writes that in one byte.
 * @param {number} norm
 */
function lengthOf(norm) {
    const bits = norm & 7;
    const shift = (norm >> 3) - 4;
    return norm < 24 ? norm : 24 + (shift < 0 ? bits : (bits | 8) << shift);
}

/**
 * @param {Uint8Array} bytes
 * @param {number} nFields
 * @returns {Shard}
 */
function shardOf(bytes, nFields) {
    const cursor = { bytes, at: 0 };
    const nBytes = number(cursor);
    const tokens = textOf(bytes.subarray(cursor.at, (cursor.at += nBytes))).split('\n');
    const counts = new Uint32Array(tokens.length * nFields);
    const starts = new Uint32Array(tokens.length * nFields);
    let start = 0;
    for (let row = 0; row < counts.length; row += nFields) {
        const mask = number(cursor);
        for (let field = 0; field < nFields; field++) {
            if (mask & (1 << field)) {
                counts[row + field] = number(cursor);
                starts[row + field] = start;
                start += number(cursor);
            }
        }
    }
    if (cursor.at + start !== bytes.length) {
        throw new Error();
    }
    return { tokens, counts, starts, bytes: bytes.subarray(cursor.at), read: new Map() };
}

/**
 * Texts behind their lengths.
 * @param {Uint8Array} bytes
 */
function textsOf(bytes) {
    const cursor = { bytes, at: 0 };
    const lengths = Array.from({ length: number(cursor) }, () => number(cursor));
    const text = textOf(bytes.subarray(cursor.at));
    let at = 0;
    return lengths.map(length => text.slice(at, (at += length)));
}

/**
 * What every query needs of all sections, and the lexicon.
 * @param {Uint8Array} bytes
 * @param {Head} head
 */
function commonOf(bytes, { n, fields }) {
    let at = 0;
    const [norms, kind, edition] = [n * fields.length, n, n].map(length => bytes.subarray(at, (at += length)));
    return { norms, kind, edition, lexicon: textOf(bytes.subarray(at)) };
}

/** @returns {Promise<Site>} */
async function openSite() {
    /** @type {Head} */
    const head = await load('head', '', head => head);
    if (head.version !== VERSION) {
        throw problem('head.js', 'はこのページと版が違います');
    }
    const common = await load(head.common, head.build, bytes => commonOf(bytes, head));
    const lengths = head.fields.map(({ tokens }) =>
        Array.from({ length: 256 }, (_, norm) => K1 * (1 - B + (B * lengthOf(norm) * head.n) / tokens)),
    );
    const empty = () => ({ values: new Float64Array(head.n), sections: new Uint32Array(head.n), size: 0 });
    const loaded = { shards: [], texts: [], flats: [], known: new Map(), files: new Map() };
    return { head, ...common, lengths, sums: empty(), others: empty(), ...loaded };
}

/**
 * Loads some of the files of a list, unless they are there.
 * @param {Site} site
 * @param {[string, any][]} list
 * @param {number[]} places
 * @param {(bytes: Uint8Array, place: number) => void} keep
 */
function need({ head, files }, list, places, keep) {
    const one = (/** @type {number} */ place) => {
        const [name] = list[place];
        files.set(name, files.get(name) || load(name, head.build, bytes => keep(bytes, place)));
        return files.get(name);
    };
    return Promise.all([...new Set(places)].map(one));
}

/**
 * @param {Site} site
 * @param {number[]} places
 */
function needPostings(site, places) {
    const { postings, fields } = site.head;
    return need(site, postings, places, (bytes, place) => (site.shards[place] = shardOf(bytes, fields.length)));
}

/**
 * @param {Site} site
 * @param {number[]} sections
 */
function needTexts(site, sections) {
    const { text } = site.head;
    const places = sections.map(section => first(text.length, i => text[i][1] > section) - 1);
    return need(site, text, places, (bytes, place) => {
        const texts = textsOf(bytes);
        for (let i = 0; i < texts.length; i += N_TEXTS) {
            site.texts[text[place][1] + i / N_TEXTS] = texts.slice(i, i + N_TEXTS);
        }
    });
}

// ---- The browser's entry (6) ----

/** @type {Promise<Site> | undefined} */
let opening;

/**
 * Does something with the site; after a failure the next call loads everything anew.
 * @template T
 * @param {(site: Site) => T | Promise<T>} work
 */
async function onSite(work) {
    try {
        opening ||= openSite();
        return await work(await opening);
    } catch (error) {
        opening = undefined;
        received.clear();
        throw error;
    }
}

/**
 * The sections found level by level.
 * @param {Site} site
 * @param {string} query
 * @param {(section: number) => boolean} passes
 * @param {(unit: Unit) => Scores} scores
 */
async function find(site, query, passes, scores) {
    const clauses = clausesOf(site.lexicon, query);
    const { n, positions } = site.head;
    /** @type {Found} */
    const found = { levels: [], places: new Uint8Array(n), scores: new Float64Array(n) };
    const tokensFrom = (/** @type {string} */ start) => rowsOf(site, start, true).map(({ shard, row }) => shard.tokens[row]);
    /** @type {number[]} */
    let hits = [];
    for (let i = 0; clauses.length && i <= 3 && hits.length < (i > 1 ? 1 : 3); i++) {
        if (i === 2) {
            await needPostings(site, startsOf(clauses).flatMap(start => shardsOf(site, start, true)));
        }
        const level = levelOf(site.lexicon, tokensFrom, clauses, i);
        if (!level) {
            continue;
        }
        const units = level.parts.flatMap(({ variants }) => /** @type {Unit[]} */ (variants)).concat(level.neighbours || []);
        await needPostings(site, units.flatMap(tokensOf).flatMap(({ token, open }) => shardsOf(site, token, open)));
        await (positions ? null : needTexts(site, units.flatMap(unit => uncertain(site, unit))));
        lookUp(site, level, scores, found);
        hits = listed(found, passes);
    }
    return { ...found, hits };
}

/**
 * The sections found that pass, in order of the book.
 * @param {Found} found
 * @param {(section: number) => boolean} passes
 */
function listed({ places }, passes) {
    const sections = [];
    for (let section = 0; section < places.length; section++) {
        if (places[section] && passes(section)) {
            sections.push(section);
        }
    }
    return sections;
}

/**
 * The best of some sections, best first; of equal ones those that come first.
 * @param {number[]} sections
 * @param {Found} found
 * @param {number} limit
 */
function best(sections, { places, scores }, limit) {
    /** @type {(a: number, b: number) => boolean} */
    const isBetter = (a, b) => places[a] < places[b] || (places[a] === places[b] && scores[a] > scores[b]);
    /** @type {number[]} */
    const best = [];
    for (const section of sections) {
        if (best.length < limit || (limit && isBetter(section, best[limit - 1]))) {
            best.splice(first(best.length, i => isBetter(section, best[i])), 0, section);
            best.splice(limit);
        }
    }
    return best;
}

/**
 * Which words were put in place of others, if that found something.
 * @param {number[]} shown  The best sections.
 * @param {Found} found
 * @param {(unit: Unit) => Scores} scores
 */
function insteadOf(shown, { levels, places }, scores) {
    /** @type {(unit: Unit, some: number[]) => boolean} */
    const isIn = (unit, some) => {
        const { sections } = scores(unit);
        return some.some(section => sections.includes(section));
    };
    /** @type {Map<string, {from: string, to: string}>} */
    const instead = new Map();
    for (const [i, level] of levels.entries()) {
        const ofLevel = shown.filter(section => places[section] === i + 1);
        for (const { variants } of level.parts) {
            const replaced = variants.filter(({ words }) => words.length);
            const isShown = replaced.length > 0 && isIn(variants[0], shown.slice(0, 10));
            for (const variant of isShown ? [] : replaced) {
                for (const [from, to] of isIn(variant, ofLevel) ? variant.words : []) {
                    if (katakana(flat(from)) !== katakana(to) && instead.size < 5) {
                        instead.set(`${from}\n${to}`, { from, to });
                    }
                }
            }
        }
    }
    return [...instead.values()];
}

/**
 * @param {Site} site
 * @param {string} query
 * @param {Options} options
 */
async function answer(site, query, { limit = 10, kind, edition }) {
    const { head, texts, known } = site;
    if (known.size > MOST_KNOWN) {
        known.clear();
    }
    const scores = (/** @type {Unit} */ unit) => {
        const name = unit.text + (unit.prefix ? '~' : '');
        const own = known.get(name) || scoresOf(site, unit);
        known.set(name, own);
        return own;
    };
    const isKind = isAmong(site.kind, head.kinds, kind);
    const isEdition = isAmong(site.edition, head.editions, edition);
    const passes = (/** @type {number} */ section) => isKind(section) && isEdition(section);
    const found = await find(site, query, passes, scores);
    const shown = best(found.hits, found, limit);
    const levelIn = (/** @type {number} */ section) => found.levels[found.places[section] - 1];
    await needTexts(site, shown);
    return {
        hits: shown.map(section => {
            const [page, anchor, title, heading, breadcrumb, , body] = texts[section];
            const path = page.split('/').map(encodeURIComponent).join('/');
            return {
                url: new URL(`../${path}${anchor && '#'}${encodeURIComponent(anchor)}`, jissen.folder).href,
                ...{ section, page, anchor, title, heading, breadcrumb, ...excerptOf(body, levelIn(section)) },
                score: found.scores[section],
                kind: head.kinds[site.kind[section] - 1] || '',
                edition: head.editions[site.edition[section] - 1] || '',
                level: levelIn(section).level,
            };
        }),
        total: found.hits.length,
        kinds: countOf(site.kind, head.kinds, kind ? listed(found, isEdition) : found.hits),
        editions: countOf(site.edition, head.editions, edition ? listed(found, isKind) : found.hits),
        instead: insteadOf(shown, found, scores),
        level: shown.length ? levelIn(shown[0]).level : 0,
    };
}

/**
 * Whether a section is of a kind; any is of none.
 * @param {Uint8Array} of  By section: place among the names from 1 on, 0 for none.
 * @param {string[]} names
 * @param {string} [wanted]
 */
function isAmong(of, names, wanted) {
    const place = names.indexOf(wanted || '') + 1;
    return (/** @type {number} */ section) => !wanted || (place > 0 && of[section] === place);
}

/**
 * @param {Uint8Array} of
 * @param {string[]} names
 * @param {number[]} sections
 */
function countOf(of, names, sections) {
    const n = new Array(names.length + 1).fill(0);
    sections.forEach(section => n[of[section]]++);
    return names.map((name, i) => [name, n[i + 1]]).filter(([, n]) => n);
}

Object.assign(jissen, {
    search: (/** @type {string} */ text, /** @type {Options} */ options = {}) => onSite(site => answer(site, text, options)),
    query: (/** @type {string} */ text, /** @type {Options} */ options = {}) =>
        onSite(site => answer(site, text, options)).then(({ hits }) => hits),
    nearest: (/** @type {string} */ text) => onSite(({ lexicon }) => nearest(lexicon, text)),
    load: () => onSite(() => {}),
});
