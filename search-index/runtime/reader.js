/*
 * The engine of the search. ../README.md defines what a query means and what the files hold; its sections are named
 * here. src/ does the same in Rust, and tests compare every score. Classic script: no modules, no build, no network
 * but script elements for the files of one folder.
 * Reads window.jissenSearch.folder, puts query, search, nearest and load on that object, and adds one global function,
 * jissenSearchFile, which the data files call. Without this script nothing can be searched, and the box says so.
 * The shapes it works with are in reader-types.d.ts.
 */
(function jissenReader() {
    'use strict';

    const VERSION = 1;
    const K1 = 1.2;
    const B = 0.75;
    /** How long a file may take, in milliseconds. */
    const PATIENCE = 15000;

    /**
     * The first of 0 … n - 1 that passes a test which all behind it pass too; n if none does.
     * @param {number} n
     * @param {(i: number) => boolean} test
     */
    function first(n, test) {
        let low = 0;
        while (low < n) {
            const middle = (low + n) >> 1;
            if (test(middle)) {
                n = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    // ---- Text (1) ----

    const HAN = '\\u3005-\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}';
    const HIRAGANA = '\\u3041-\\u3096\\u309d\\u309e';
    const KATAKANA = '\\u30a1-\\u30fa\\u30fc-\\u30fe\\u31f0-\\u31ff';
    const JAPANESE = HAN + HIRAGANA + KATAKANA;
    // Of these no character is Nd or No, and what is Nl is Alphabetic too.
    const WORD = `(?:[^\\P{Alphabetic}${JAPANESE}]|[\\p{Nd}\\p{No}])`;
    const RUN = new RegExp(`[${JAPANESE}]+|${WORD}+`, 'gu');
    const STRETCH = new RegExp(`[${HIRAGANA}][${HIRAGANA}ー]*|[${KATAKANA}]+|[${HAN}][${HAN}ー]*|${WORD}+`, 'gu');
    const SCRIPT = new RegExp(`([${HIRAGANA}])|([${KATAKANA}])|([${HAN}])|(${WORD})`, 'u');
    /** Particles and endings more often than words. */
    const LITTLE = new RegExp(`^[${HIRAGANA}ー]+$`, 'u');
    const IS_JAPANESE = new RegExp(`^[${JAPANESE}]`, 'u');
    const LONG_VOWEL = new RegExp(`[${KATAKANA}]{2}ー$`, 'u');
    const OKURIGANA = '([いきしちにひみりぎじぢびぴえけせてねへめれげぜでべぺっ]{0,2})';
    const GAP = new RegExp(`^([${HAN}])${OKURIGANA}([${HAN}])${OKURIGANA}$`, 'u');
    const KANJI_DIGITS = '〇一二三四五六七八九';

    /** @param {string} text */
    const fold = text => text.normalize('NFKC').toLowerCase();

    /** @param {string} run  Or what begins with one. */
    const isWord = run => !IS_JAPANESE.test(run);

    /** @param {string} run */
    const upTo64 = run => (run.length > 64 && isWord(run) ? [...run].slice(0, 64).join('') : run);

    /** @param {string} folded */
    const runs = folded => [...(folded.match(RUN) || [])].map(upTo64);

    /** @param {string} folded */
    const flat = folded => runs(folded).join(' ');

    /**
     * @param {string} run
     * @returns {string[]}
     */
    function tokens(run) {
        const characters = [...run];
        return isWord(run) ? [run] : characters.map((character, i) => character + (characters[i + 1] || ''));
    }

    /**
     * One letter for each character: h hiragana, k katakana, c Han, w of a word, a space for anything else.
     * @param {string} folded
     */
    function scripts(folded) {
        const script = (/** @type {string} */ character) => (SCRIPT.exec(character) || []).slice(1).findIndex(Boolean);
        return [...folded].map(character => 'hkcw'[script(character)] || ' ').join('');
    }

    /** @param {string} text */
    const katakana = text => text.replace(/[ぁ-ゖゝゞ]/g, kana => String.fromCharCode(kana.charCodeAt(0) + 0x60));

    /** @param {string} folded */
    function key(folded) {
        return runs(folded)
            .join('')
            .replace(/[ぁ-ゖ]/g, katakana)
            .replace(/[ァィゥェォヂヅ]/g, kana => 'アイウエオジズ'['ァィゥェォヂヅ'.indexOf(kana)])
            .replace(/[〇一二三四五六七八九]/g, digit => `${KANJI_DIGITS.indexOf(digit)}`)
            .replace(/ー/g, '')
            .replace(/ヴ[アイエオ]/g, pair => 'バビベボ'['アイエオ'.indexOf(pair[1])])
            .replace(/([エケセテネヘメレゲゼデベペ])イ+/g, '$1')
            .replace(/ヴ/g, 'ブ');
    }

    /** @param {string} folded */
    function okurigana(folded) {
        const match = GAP.exec(folded);
        return match && match[2] + match[4] ? `${match[1]}~${match[3]}` : '';
    }

    // ---- From a query to clauses (3) ----

    /** @type {{[sort: string]: number}} */
    const WEIGHTS = { a: 0.8, s: 0.9, r: 0.85 };

    /**
     * @param {Entry[]} lexicon
     * @param {string} start  None are found for an empty one.
     * @param {boolean} whole  Whether that is the whole key.
     */
    function entries(lexicon, start, whole) {
        const from = first(lexicon.length, i => lexicon[i].key >= start);
        let to = from;
        while (start && to < lexicon.length && (whole ? lexicon[to].key === start : lexicon[to].key.startsWith(start))) {
            to++;
        }
        return lexicon.slice(from, to);
    }

    /** @param {string[]} parts */
    function join(parts) {
        return parts.reduce((joined, part) => {
            const isSplit = /[ w]/.test(scripts([...joined].slice(-1).join('') + part).slice(0, 2));
            return joined + (joined && part && isSplit ? ' ' : '') + part;
        }, '');
    }

    /**
     * @param {Entry[]} lexicon
     * @param {string} query
     * @returns {Clause[]}
     */
    function clausesOf(lexicon, query) {
        const folded = [...fold(query)].slice(0, 200).join('');
        return [...folded.matchAll(/"([^"]*)"|[^\p{White_Space}"]+/gu)]
            .map(([all, quoted]) => ({ text: [...(quoted ?? all)], exact: quoted !== undefined }))
            .filter(({ text }) => flat(text.join('')))
            .slice(0, 8)
            .map(({ text, exact }, i, { length }) => {
                const last = i === length - 1;
                return { text, exact, last, matches: exact ? [] : wordsIn(lexicon, text, last) };
            });
    }

    /**
     * The words of the lexicon in a text.
     * @param {Entry[]} lexicon
     * @param {string[]} text
     * @param {boolean} last  Whether its end may not be typed yet.
     */
    function wordsIn(lexicon, text, last) {
        const kinds = scripts(text.join(''));
        /** @type {Match[]} */
        const matches = [];
        let start = 0;
        /** @type {(end: number, find: (written: string) => Entry[]) => boolean} */
        const match = (end, find) => {
            const written = text.slice(start, end).join('');
            const found = find(written);
            if (found.length) {
                matches.push({ start, end, forms: formsOf(written, found) });
            }
            return found.length > 0;
        };
        while (start < text.length) {
            let end = Math.min(text.length, start + 32);
            const whole = (/** @type {string} */ key) => entries(lexicon, key, true);
            const isBehind = matches.length > 0 && matches[matches.length - 1].end === start;
            while (
                end >= start + 2 &&
                !(mayMatch(kinds, start, end, isBehind) && match(end, written => [key(written), okurigana(written)].flatMap(whole)))
            ) {
                end--;
            }
            start = Math.max(end, start + 1);
        }
        start = kinds.search(/[hk]{3,}$/);
        if (last && !matches.length && start >= 0) {
            const byLength = (/** @type {Entry} */ a, /** @type {Entry} */ b) => a.key.length - b.key.length;
            match(text.length, written => entries(lexicon, key(written), false).sort(byLength).slice(0, 8));
        }
        return matches;
    }

    /**
     * Whether a stretch of a text can be a word, by its borders and its length.
     * @param {string} kinds
     * @param {number} start
     * @param {number} end
     * @param {boolean} isBehind  Whether another word ends where it starts.
     */
    function mayMatch(kinds, start, end, isBehind) {
        const [before, own, behind] = [kinds.charAt(start - 1), kinds.slice(start, end), kinds.charAt(end)];
        if (/^ | $/.test(own) || before + own[0] === 'ww' || own.slice(-1) + behind === 'ww') {
            return false;
        }
        const isAll = !/[hk]/.test(before + behind);
        return !/^[hk]+$/.test(own) || ((own.length >= 3 || isAll) && (isBehind || before !== own[0]));
    }

    /**
     * @param {string} written
     * @param {Entry[]} found
     */
    function formsOf(written, found) {
        const own = flat(written);
        return found
            .filter(({ form }, i) => form !== own && i === found.findIndex(other => other.form === form))
            .slice(0, 6)
            .map(({ form, sort }) => ({ text: form, weight: WEIGHTS[sort] }));
    }

    /**
     * @param {Part} part
     * @param {Unit} unit
     */
    const has = (part, unit) => part.variants.some(({ text, prefix }) => text === unit.text && prefix === unit.prefix);

    /**
     * What is found only as it was typed.
     * @param {string} written
     * @returns {Part}
     */
    const exactly = written => ({
        written,
        exact: true,
        variants: [{ text: flat(written), prefix: false, weight: 1, words: [] }],
    });

    /**
     * A text with all the ways to find it.
     * @param {string[]} text
     * @param {Match[]} matches
     * @param {boolean} last  Whether its end may not be typed yet.
     */
    function partOf(text, matches, last) {
        const part = { ...exactly(text.join('')), exact: false };
        /** @type {(text: string, weight: number, words?: [string, string][], prefix?: boolean) => void} */
        const add = (text, weight, words = [], prefix = false) => {
            if (part.variants.length < 12 && !has(part, { text, prefix })) {
                part.variants.push({ text, prefix, weight, words });
            }
        };
        const typed = part.variants[0].text;
        const lastRun = typed.slice(typed.lastIndexOf(' ') + 1);
        if (last && isWord(lastRun) && [...lastRun].length >= 2) {
            add(typed, 0.7, [], true);
        }
        if (LONG_VOWEL.test(typed)) {
            add(typed.slice(0, -1), 0.95);
        }
        const kinds = scripts(part.written);
        const kanji = text.map((character, i) => {
            const beside = kinds.charAt(i - 1) + kinds.charAt(i + 1);
            return /[0-9]/.test(character) && /^ ?[hkc]+ ?$/.test(beside) ? KANJI_DIGITS[+character] : character;
        });
        const digits = text.map((character, i) => {
            const [before, digit, behind] = [i - 1, i, i + 1].map(i => KANJI_DIGITS.indexOf(text[i] || ' '));
            return digit < 0 || before >= 0 || behind >= 0 ? character : `${digit}`;
        });
        add(flat(kanji.join('')), 0.95);
        add(flat(digits.join('')), 0.95);
        if (text.length > 2 && /^[hk]+$/.test(kinds)) {
            add(flat(katakana(part.written)), 0.9);
        }

        const known = matches.filter(({ forms }) => forms.length);
        const single = known.flatMap(match => match.forms.map(form => [{ match, form }]));
        const all = known.map(match => ({ match, form: match.forms[0] }));
        for (const places of all.length > 1 ? [all, ...single] : single) {
            let behind = 0;
            let weight = 1;
            const parts = [];
            /** @type {[string, string][]} */
            const words = [];
            for (const { match, form } of places) {
                parts.push(text.slice(behind, match.start).join(''), form.text);
                words.push([text.slice(match.start, match.end).join(''), form.text]);
                weight *= form.weight;
                behind = match.end;
            }
            add(flat(join([...parts, text.slice(behind).join('')])), weight, words);
        }
        return part;
    }

    // ---- Levels (4) ----

    /** @param {Part[]} parts */
    function eachOnce(parts) {
        const text = (/** @type {Part} */ part) => part.variants[0].text;
        return parts.filter((part, i) => i === parts.findIndex(other => text(other) === text(part)));
    }

    /** @param {Clause[]} clauses */
    function piecesOf(clauses) {
        /** @type {{part: Part, rest: string}[]}  `rest` is empty for what is never left out. */
        const pieces = [];
        for (const { text, exact, last, matches } of clauses) {
            if (exact) {
                pieces.push({ part: exactly(text.join('')), rest: '' });
                continue;
            }
            /** @type {{own: string[], match?: Match}[]} */
            const cuts = [];
            let behind = 0;
            for (const match of [...matches, null]) {
                const rest = text.slice(behind, match ? match.start : text.length).join('');
                const stretches = runs(rest).flatMap(run => run.match(STRETCH) || []);
                cuts.push(...stretches.map(stretch => ({ own: [...stretch] })));
                if (match) {
                    behind = match.end;
                    cuts.push({ own: text.slice(match.start, behind), match });
                }
            }
            cuts.forEach(({ own, match }, i) => {
                const whole = match ? [{ ...match, start: 0, end: own.length }] : [];
                const part = partOf(own, whole, last && i === cuts.length - 1);
                const isAlone = text.length === 1 && scripts(part.written) === 'c';
                pieces.push({ part, rest: match || isAlone ? '' : part.written });
            });
        }
        const telling = pieces.filter(({ rest }) => !LITTLE.test(rest));
        const left = telling.length ? telling : pieces;
        const isLong = left.some(({ part }) => [...part.written].length > 1);
        return eachOnce(left.filter(({ rest }) => !isLong || scripts(rest) !== 'c').map(({ part }) => part));
    }

    /** @param {Clause[]} clauses */
    function crumbsOf(clauses) {
        const crumbs = clauses.flatMap(({ text }) => runs(text.join('')).flatMap(run => closed(tokens(run))));
        const telling = crumbs.filter(crumb => !LITTLE.test(crumb));
        return eachOnce((telling.length ? telling : crumbs).map(exactly));
    }

    /**
     * The tokens of a run that may go on: without the single character at the end.
     * @param {string[]} all
     */
    const closed = all => (all.length > 1 ? all.slice(0, -1) : all);

    /**
     * What all words near a piece begin with; empty if it cannot be misspelt.
     * @param {Part} piece
     */
    function nearStart({ written, exact }) {
        const [start, ...more] = key(written);
        return !exact && more.length >= 3 && /^(w+|[hk]+)$/.test(scripts(written)) ? start : '';
    }

    /**
     * The pieces with the words near them; empty if there are none near any.
     * @param {Site} site
     * @param {Part[]} pieces
     */
    function misspelt(site, pieces) {
        const parts = pieces.map(piece => {
            const start = nearStart(piece);
            const own = [...key(piece.written)];
            const limit = own.length >= 8 ? 2 : 1;
            const words = !isWord(piece.written)
                ? entries(site.lexicon, start, false).filter(({ sort }) => sort === 's')
                : start && rowsOf(site, start, true).map(({ shard, row }) => ({ key: shard.tokens[row], form: shard.tokens[row] }));
            /** @type {Variant[]} */
            const near = [];
            for (const { key, form } of words || []) {
                const far = distance(own, [...key], limit);
                if (far && far <= limit && !has(piece, { text: form, prefix: false })) {
                    near.push({ text: form, prefix: false, weight: far === 1 ? 0.6 : 0.4, words: [[piece.written, form]] });
                }
            }
            near.sort((a, b) => b.weight - a.weight);
            const best = near.filter(({ text }, i) => i === near.findIndex(other => other.text === text)).slice(0, 3);
            return { ...piece, variants: [...piece.variants, ...best] };
        });
        return parts.some(({ variants }, i) => variants.length > pieces[i].variants.length) ? parts : [];
    }

    /**
     * Optimal string alignment; any number beyond the limit if it is more.
     * @param {string[]} a
     * @param {string[]} b
     * @param {number} limit
     */
    function distance(a, b, limit) {
        if (Math.abs(a.length - b.length) > limit) {
            return Infinity;
        }
        /** @type {number[]} */
        let before = [];
        let row = ['', ...b].map((_, j) => j);
        a.forEach((character, i) => {
            const next = [i + 1];
            b.forEach((other, j) => {
                const exchanged = row[j] + (character === other ? 0 : 1);
                const isSwapped = i && j && character === b[j - 1] && a[i - 1] === other;
                const swapped = isSwapped ? before[j - 1] + 1 : Infinity;
                next.push(Math.min(exchanged, row[j + 1] + 1, next[j] + 1, swapped));
            });
            [before, row] = [row, next];
        });
        return row[b.length];
    }

    /**
     * What a level looks up; null when the query has no such level.
     * @param {Site} site
     * @param {Clause[]} clauses
     * @param {number} level
     * @returns {Level | null}
     */
    function levelOf(site, clauses, level) {
        /** @type {Unit | null} */
        let neighbours = null;
        /** @type {Part[]} */
        let parts;
        let required;
        if (level === 0) {
            parts = clauses.map(({ text, exact, last, matches }) =>
                exact ? exactly(text.join('')) : partOf(text, matches, last),
            );
            const text = flat(join(parts.map(({ written }) => written)));
            neighbours = parts.length > 1 ? { text, prefix: false } : null;
        } else if (level === 3) {
            parts = crumbsOf(clauses);
            required = Math.ceil(parts.length / (parts.every(({ written }) => LITTLE.test(written)) ? 2 : 3));
        } else {
            const pieces = piecesOf(clauses);
            const n = pieces.length;
            parts = level === 2 ? misspelt(site, pieces) : pieces;
            required = n < 3 ? n : Math.ceil((2 * n) / 3);
        }
        return parts.length ? { level, required: required ?? parts.length, parts, neighbours } : null;
    }

    // ---- Units (2) ----

    /**
     * The tokens of a unit, and whether the last is only the beginning of one.
     * @param {Unit} unit
     */
    function tokensOf({ text, prefix }) {
        const all = text.split(' ').map(tokens);
        const last = closed(all[all.length - 1]);
        const open = isWord(last[0]) ? prefix : [...last[0]].length === 1;
        return [...all.slice(0, -1).flat(), ...last].map((token, i, { length }) => ({ token, open: open && i === length - 1 }));
    }

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
     * Where a token stands in the section that `seek` found.
     * @param {Postings} postings
     */
    function placesOf({ bytes, starts, tfs, at }) {
        const cursor = { bytes, at: starts[at] };
        const places = [];
        for (let i = 0, place = 0; i < tfs[at]; i++) {
            place += number(cursor);
            places.push(place);
        }
        return places;
    }

    /**
     * The places from which on some tokens stand, of those where the ones before them do.
     * @param {number[]} starts
     * @param {number[]} places
     * @param {number} nBefore  How many tokens are before them.
     */
    function following(starts, places, nBefore) {
        let i = 0;
        return starts.filter(start => {
            while (places[i] < start + nBefore) {
                i++;
            }
            return places[i] === start + nBefore;
        });
    }

    /**
     * Where a unit stands in a flat text.
     * @param {string} text
     * @param {Unit} unit
     */
    function occurrences(text, unit) {
        const opensFirst = !isWord(unit.text);
        const opensLast = unit.prefix || !isWord(unit.text.slice(unit.text.lastIndexOf(' ') + 1));
        const found = [];
        for (let at = text.indexOf(unit.text); at >= 0; at = text.indexOf(unit.text, at + 1)) {
            const behind = text.charAt(at + unit.text.length);
            if ((opensFirst || !at || text[at - 1] === ' ') && (opensLast || !behind || behind === ' ')) {
                found.push(at);
            }
        }
        return found;
    }

    /**
     * A field of a section as flat text.
     * @param {Site} site
     * @param {number} section
     * @param {number} field
     */
    function flatOf({ head, texts, flats }, section, field) {
        const [, , title, heading, breadcrumb, aliases, body] = texts[section];
        const place = section * head.fields.length + field;
        return (flats[place] ??= flat(fold([`${breadcrumb}\n${title}`, heading, aliases, body][field])));
    }

    /**
     * Where any of some tokens stands: sections in no order, and how often.
     * @param {Site} site
     * @param {Postings[]} list
     * @returns {{sections: ArrayLike<number>, tfs: ArrayLike<number>}}
     */
    function union({ others }, list) {
        if (list.length === 1) {
            return list[0];
        }
        /** @type {number[]} */
        const sections = [];
        for (const { sections: own, tfs } of list) {
            for (let i = 0; i < own.length; i++) {
                if (!others[own[i]]) {
                    sections.push(own[i]);
                }
                others[own[i]] += tfs[i];
            }
        }
        return { sections, tfs: taken(others, sections) };
    }

    /**
     * The numbers at some places, which become 0 again.
     * @param {Float64Array} numbers
     * @param {number[]} places
     */
    function taken(numbers, places) {
        return places.map(place => {
            const number = numbers[place];
            numbers[place] = 0;
            return number;
        });
    }

    /**
     * The sections in which a unit occurs, and its score there.
     * @param {Site} site
     * @param {Unit} unit
     * @returns {Scores}
     */
    function scoresOf(site, unit) {
        const { head, sums } = site;
        const { n, fields, positions } = head;
        const rows = tokensOf(unit).map(({ token, open }) => rowsOf(site, token, open));
        /** @type {number[]} */
        const sections = [];
        fields.forEach(({ boost }, field) => {
            const at = (/** @type {{shard: Shard, row: number}} */ { shard, row }) =>
                postingsAt(shard, row * fields.length + field, positions);
            const lists = rows.map(rows => rows.flatMap(at));
            if (!lists.every(list => list.length)) {
                return;
            }
            const all = lists.map(list => union(site, list));
            let idf = 0;
            for (const { sections } of all) {
                idf += Math.log(1 + (n - sections.length + 0.5) / (sections.length + 0.5));
            }
            const add = (/** @type {number} */ section, /** @type {number} */ tf) => {
                if (tf) {
                    const length = site.lengths[field][site.norms[field * n + section]];
                    sums[section] || sections.push(section);
                    sums[section] += (boost * idf * tf * (K1 + 1)) / (tf + length);
                }
            };
            if (lists.length === 1) {
                for (let i = 0; i < all[0].sections.length; i++) {
                    add(all[0].sections[i], all[0].tfs[i]);
                }
                return;
            }
            const single = lists.filter(list => list.length === 1).map(([postings]) => postings);
            single.forEach(postings => (postings.at = 0));
            /** @type {Map<number, {starts: number[], tf: number}>} */
            const begun = new Map();
            for (const section of single.reduce((a, b) => (b.sections.length < a.sections.length ? b : a)).sections) {
                if (!single.every(postings => seek(postings, section))) {
                    continue;
                }
                if (positions) {
                    const starts = single.map(placesOf).reduce(following);
                    begun.set(section, { starts, tf: single.length === lists.length ? starts.length : 0 });
                } else {
                    add(section, occurrences(flatOf(site, section, field), unit).length);
                }
            }
            for (const postings of lists.slice(single.length).flat()) {
                for (postings.at = 0; postings.at < postings.sections.length; postings.at++) {
                    const known = begun.get(postings.sections[postings.at]);
                    if (known) {
                        known.tf += following(known.starts, placesOf(postings), single.length).length;
                    }
                }
            }
            begun.forEach(({ tf }, section) => add(section, tf));
        });
        return { sections, scores: taken(sums, sections) };
    }

    /**
     * The sections a level finds, in order of the book.
     * @param {Site} site
     * @param {Level} level
     * @param {(unit: Unit) => Scores} scores
     */
    function lookUp({ head, edition, sums }, level, scores) {
        const total = new Float64Array(head.n);
        const had = new Uint8Array(head.n);
        const isBalanced = level.level === 1 || level.level === 2;
        for (const { variants } of level.parts) {
            /** @type {number[]} */
            const touched = [];
            // All first: they use the same sums.
            variants.map(scores).forEach(({ sections, scores }, variant) => {
                sections.forEach((section, i) => {
                    sums[section] || touched.push(section);
                    sums[section] = Math.max(sums[section], variants[variant].weight * scores[i]);
                });
            });
            taken(sums, touched).forEach((score, i) => {
                total[touched[i]] += isBalanced ? Math.sqrt(score) : score;
                had[touched[i]]++;
            });
        }
        if (level.neighbours) {
            const own = scores(level.neighbours);
            own.sections.forEach((section, i) => (total[section] += own.scores[i]));
        }
        /** @type {Found[]} */
        const found = [];
        for (let section = 0; section < head.n; section++) {
            if (had[section] >= level.required) {
                const share = level.level ? had[section] / level.parts.length : 1;
                const isOld = head.current >= 0 && edition[section] && edition[section] !== head.current + 1;
                const score = isBalanced ? total[section] ** 2 : total[section];
                found.push({ section, score: score * share * (isOld ? 0.5 : 1), level });
            }
        }
        return found;
    }

    // ---- Excerpts (4) ----

    // What NFKC leaves as it is, unless a mark follows; or one character with its marks.
    const SEGMENT = /[\n -~ぁ-ゔァ-ヺー、。「」一-鿿]+(?![\u0300-\u036f\u3099\u309aﾞﾟ])|[^][\u0300-\u036f\u3099\u309aﾞﾟ]*/gu;

    /**
     * The flat text, and from which characters of the text each of its UTF-16 units comes.
     * @param {string} text
     */
    function flatWithPlaces(text) {
        let folded = '';
        /** @type {[number, number][]} */
        const origins = [];
        let at = 0;
        for (const [segment] of text.matchAll(SEGMENT)) {
            const own = fold(segment);
            const n = [...segment].length;
            const isPlain = own.length === n && segment.length === n;
            for (let i = 0; i < own.length; i++) {
                origins.push(isPlain ? [at + i, at + i + 1] : [at, at + n]);
            }
            folded += own;
            at += n;
        }
        let flat = '';
        const places = [];
        for (const match of folded.matchAll(RUN)) {
            const run = upTo64(match[0]);
            flat += (flat && ' ') + run;
            while (places.length < flat.length) {
                places.push(origins[match.index + run.length - (flat.length - places.length)]);
            }
        }
        return { flat, places };
    }

    /**
     * What is shown of a body: the place that says most about the query.
     * @param {string} body
     * @param {Level} level
     */
    function excerptOf(body, level) {
        const { flat, places } = flatWithPlaces(body);
        const characters = [...body];
        const single = level.parts.flatMap(({ variants }, part) =>
            variants.flatMap(unit =>
                occurrences(flat, unit).map(at => {
                    return { part, start: places[at][0], end: places[at + unit.text.length - 1][1] };
                }),
            ),
        );
        single.sort((a, b) => a.start - b.start || a.end - b.end);
        let most = 0;
        let start = 0;
        single.forEach((mark, i) => {
            const near = single.slice(i);
            const n = near.findIndex(({ end }) => end > mark.start + 100);
            const parts = near.slice(0, n < 0 ? near.length : n).map(({ part }) => part);
            const worth = new Set(parts).size * 1000 + parts.length;
            [most, start] = worth > most ? [worth, mark.start] : [most, start];
        });
        let from = start;
        while (from > 0 && start - from <= 40 && !'\n。！？!?'.includes(characters[from - 1])) {
            from--;
        }
        from = start - from > 40 ? start - 20 : from;
        const to = Math.min(from + 120, characters.length);
        const before = from > 0 ? '…' : '';
        const place = (/** @type {number} */ at) => {
            return before.length + characters.slice(from, Math.min(at, to)).join('').length;
        };
        /** @type {[number, number][]} */
        const marks = [];
        for (const { start, end } of single.filter(({ start, end }) => start < to && end > from)) {
            const last = marks[marks.length - 1] || [0, -1];
            if (place(start) <= last[1]) {
                last[1] = Math.max(last[1], place(end));
            } else {
                marks.push([place(start), place(end)]);
            }
        }
        const text = characters.slice(from, to).join('').replace(/\n/g, ' ');
        return { excerpt: before + text + (to < characters.length ? '…' : ''), marks };
    }

    // ---- Files (5) ----

    /** @type {any} */
    const page = window;
    /** @type {{folder: string}} */
    const jissen = page.jissenSearch;
    /** @type {Map<string, (build: string, data: string) => void>}  Who waits for a data file, by its name. */
    const waiting = new Map();
    page.jissenSearchFile = (/** @type {string} */ name, /** @type {string} */ build, /** @type {string} */ data) => {
        const receive = waiting.get(name);
        if (receive) {
            receive(build, data);
        }
    };

    /**
     * @param {string} file
     * @param {string} what
     */
    function problem(file, what) {
        again = `?${Date.now()}`;
        const advice = 'それでも検索できないときは、案内のフォルダーを丸ごと入手し直してください。';
        return new Error(`検索用のファイル「${file}」${what}。ページを再読み込みしてください。${advice}`);
    }

    /** Behind the addresses after a failure: a browser may keep a damaged file and give it out once more. */
    let again = '';

    /**
     * Brings a data file into the page.
     * @template T
     * @param {string} name
     * @param {string} build  Empty for the file that says it.
     * @param {(bytes: Uint8Array) => T} decode
     * @returns {Promise<T>}
     */
    function load(name, build, decode) {
        return new Promise((resolve, reject) => {
            const file = `${name}${build && '-'}${build}.js`;
            const element = document.createElement('script');
            const fail = (/** @type {string} */ what) => reject(problem(file, what));
            let data = '';
            let itsBuild = '';
            waiting.set(name, (...received) => ([itsBuild, data] = received));
            const end = () => {
                clearTimeout(timer);
                waiting.delete(name);
                element.remove();
            };
            const timer = setTimeout(() => {
                end();
                fail('が届きません');
            }, PATIENCE);
            element.onerror = () => {
                end();
                fail('がありません');
            };
            element.onload = () => {
                end();
                if (data && build && itsBuild !== build) {
                    fail('はほかのファイルと版が違います');
                } else {
                    unpack(data).then(decode).then(resolve, () => fail('は壊れています'));
                }
            };
            element.src = jissen.folder + file + again;
            document.head.append(element);
        });
    }

    /** @param {string} data */
    function fromBase64(data) {
        const text = atob(data);
        const bytes = new Uint8Array(text.length);
        for (let i = 0; i < text.length; i++) {
            bytes[i] = text.charCodeAt(i);
        }
        return bytes;
    }

    /** @param {string} data */
    async function unpack(data) {
        const packed = new Blob([fromBase64(data)]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
        return new Uint8Array(await new Response(packed).arrayBuffer());
    }

    /** @param {Uint8Array} bytes */
    const utf8 = bytes => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

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
        const n = number(cursor);
        const shard = { bytes, tokens: [''], counts: new Uint32Array(n * nFields), starts: new Uint32Array(n * nFields), read: new Map() };
        let start = 0;
        for (let row = 0; row < n; row++) {
            const shared = (shard.tokens[row - 1] || '').slice(0, number(cursor));
            const nBytes = number(cursor);
            cursor.at += nBytes;
            shard.tokens[row] = shared + utf8(bytes.subarray(cursor.at - nBytes, cursor.at));
            const mask = number(cursor);
            for (let field = 0; field < nFields; field++) {
                if (mask & (1 << field)) {
                    shard.counts[row * nFields + field] = number(cursor);
                    shard.starts[row * nFields + field] = start;
                    start += number(cursor);
                }
            }
        }
        if (cursor.at + start !== bytes.length) {
            throw new Error();
        }
        return { ...shard, bytes: bytes.subarray(cursor.at) };
    }

    /** @param {Uint8Array} bytes */
    const json = bytes => JSON.parse(utf8(bytes));

    /** @returns {Promise<Site>} */
    async function openSite() {
        /** @type {Head} */
        const head = await load('head', '', json);
        if (head.version !== VERSION) {
            throw problem('head.js', 'はこのページと版が違います');
        }
        const [norms, kind, edition] = [head.norms, head.kind, head.edition].map(fromBase64);
        const lengths = head.fields.map(({ tokens }) =>
            Array.from({ length: 256 }, (_, norm) => K1 * (1 - B + (B * lengthOf(norm) * head.n) / tokens)),
        );
        const lexicon = await load(head.lexicon, head.build, bytes => {
            const lines = utf8(bytes).split('\n').filter(Boolean);
            return lines.map(line => line.split('\t')).map(([key, form, sort]) => ({ key, form, sort }));
        });
        const [sums, others] = [new Float64Array(head.n), new Float64Array(head.n)];
        const loaded = { shards: [], texts: [], flats: [], files: new Map() };
        return { head, lexicon, norms, lengths, kind, edition, sums, others, ...loaded };
    }

    /**
     * Loads shards of postings, unless they are there.
     * @param {Site} site
     * @param {number[]} places
     */
    function needPostings({ head, shards, files }, places) {
        const need = (/** @type {number} */ place) => {
            const [name] = head.postings[place];
            const shard = (/** @type {Uint8Array} */ bytes) => (shards[place] = shardOf(bytes, head.fields.length));
            files.set(name, files.get(name) || load(name, head.build, shard));
            return files.get(name);
        };
        return Promise.all([...new Set(places)].map(need));
    }

    /**
     * Loads the texts of sections, unless they are there.
     * @param {Site} site
     * @param {number[]} sections
     */
    function needTexts({ head, texts, files }, sections) {
        const need = (/** @type {number} */ section) => {
            const [name, start] = head.text[first(head.text.length, i => head.text[i][1] > section) - 1];
            const text = (/** @type {Uint8Array} */ bytes) => {
                json(bytes).forEach((/** @type {string[]} */ section, /** @type {number} */ i) => (texts[start + i] = section));
            };
            files.set(name, files.get(name) || load(name, head.build, text));
            return files.get(name);
        };
        return Promise.all(sections.map(need));
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
            throw error;
        }
    }

    /**
     * The sections found level by level, in order of the book, and the levels gone through.
     * @param {Site} site
     * @param {string} query
     * @param {(hit: Found) => boolean} passes
     * @param {(unit: Unit) => Scores} scores
     */
    async function find(site, query, passes, scores) {
        const clauses = clausesOf(site.lexicon, query);
        const listed = new Uint8Array(site.head.n);
        /** @type {Level[]} */
        const levels = [];
        /** @type {Found[]} */
        const found = [];
        let n = 0;
        for (let i = 0; clauses.length && i <= 3 && n < (i > 1 ? 1 : 3); i++) {
            if (i === 2) {
                const starts = piecesOf(clauses).map(nearStart).filter(start => start && isWord(start));
                await needPostings(site, starts.flatMap(start => shardsOf(site, start, true)));
            }
            const level = levelOf(site, clauses, i);
            if (!level) {
                continue;
            }
            levels.push(level);
            const units = level.parts.flatMap(({ variants }) => /** @type {Unit[]} */ (variants)).concat(level.neighbours || []);
            await needPostings(site, units.flatMap(tokensOf).flatMap(({ token, open }) => shardsOf(site, token, open)));
            for (const hit of lookUp(site, level, scores)) {
                if (!listed[hit.section]) {
                    listed[hit.section] = 1;
                    found.push(hit);
                    n += passes(hit) ? 1 : 0;
                }
            }
        }
        return { found, levels };
    }

    /**
     * The best of some hits, best first; of equal ones those that come first.
     * @param {Found[]} hits
     * @param {number} limit
     */
    function best(hits, limit) {
        /** @type {(a: Found, b: Found) => boolean} */
        const isBetter = (a, b) => a.level.level < b.level.level || (a.level === b.level && a.score > b.score);
        /** @type {Found[]} */
        const best = [];
        for (const hit of hits) {
            if (best.length < limit || (limit && isBetter(hit, best[limit - 1]))) {
                best.splice(first(best.length, i => isBetter(hit, best[i])), 0, hit);
                best.splice(limit);
            }
        }
        return best;
    }

    /**
     * Which words were put in place of others, if that found something.
     * @param {Found[]} hits
     * @param {Level[]} levels
     * @param {(unit: Unit) => Scores} scores
     */
    function insteadOf(hits, levels, scores) {
        /** @type {(unit: Unit, hits: Found[]) => boolean} */
        const isIn = (unit, hits) => {
            const sections = new Set(hits.map(({ section }) => section));
            return scores(unit).sections.some(section => sections.has(section));
        };
        /** @type {Map<string, {from: string, to: string}>} */
        const instead = new Map();
        for (const level of levels) {
            const ofLevel = hits.filter(hit => hit.level === level);
            for (const { variants } of level.parts) {
                const replaced = variants.filter(({ words }) => words.length);
                const isShown = replaced.length > 0 && isIn(variants[0], hits.slice(0, 10));
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
        const { head, texts } = site;
        /** @type {Map<string, Scores>} */
        const known = new Map();
        const scores = (/** @type {Unit} */ unit) => {
            const name = unit.text + (unit.prefix ? '~' : '');
            const own = known.get(name) || scoresOf(site, unit);
            known.set(name, own);
            return own;
        };
        const isKind = isAmong(site.kind, head.kinds, kind);
        const isEdition = isAmong(site.edition, head.editions, edition);
        const passes = (/** @type {Found} */ hit) => isKind(hit) && isEdition(hit);
        await (head.positions ? null : needTexts(site, [0]));
        const { found, levels } = await find(site, query, passes, scores);
        const hits = found.filter(passes);
        const shown = best(hits, limit);
        await needTexts(site, shown.map(({ section }) => section));
        return {
            hits: shown.map(({ section, score, level }) => {
                const [page, anchor, title, heading, breadcrumb, , body] = texts[section];
                const path = page.split('/').map(encodeURIComponent).join('/');
                return {
                    url: new URL(`../${path}${anchor && '#'}${encodeURIComponent(anchor)}`, jissen.folder).href,
                    ...{ section, page, anchor, title, heading, breadcrumb, ...excerptOf(body, level), score },
                    kind: head.kinds[site.kind[section] - 1] || '',
                    edition: head.editions[site.edition[section] - 1] || '',
                    level: level.level,
                };
            }),
            total: hits.length,
            kinds: countOf(site.kind, head.kinds, found.filter(isEdition)),
            editions: countOf(site.edition, head.editions, found.filter(isKind)),
            instead: insteadOf(shown, levels, scores),
            level: shown.length ? shown[0].level.level : 0,
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
        return (/** @type {Found} */ { section }) => !wanted || (place > 0 && of[section] === place);
    }

    /**
     * @param {Uint8Array} of
     * @param {string[]} names
     * @param {Found[]} hits
     */
    function countOf(of, names, hits) {
        const n = new Array(names.length + 1).fill(0);
        hits.forEach(({ section }) => n[of[section]]++);
        return names.map((name, i) => [name, n[i + 1]]).filter(([, n]) => n);
    }

    /**
     * The forms of the lexicon whose keys have most pairs of characters in common with a text.
     * @param {Site} site
     * @param {string} text
     */
    function near({ lexicon }, text) {
        const pairs = (/** @type {string} */ key) => new Set([...key].map((character, i, all) => character + (all[i + 1] || '')));
        const own = pairs(key(fold(text)));
        const near = lexicon.map(({ key, form }) => {
            const its = pairs(key);
            return { form, likeness: (2 * [...its].filter(pair => own.has(pair)).length) / (its.size + own.size) };
        });
        near.sort((a, b) => b.likeness - a.likeness);
        const forms = near.filter(({ form, likeness }) => likeness >= 0.3 && form !== flat(fold(text)));
        return [...new Set(forms.map(({ form }) => form))].slice(0, 5);
    }

    Object.assign(jissen, {
        search: (/** @type {string} */ text, /** @type {Options} */ options = {}) => onSite(site => answer(site, text, options)),
        query: (/** @type {string} */ text, /** @type {Options} */ options = {}) =>
            onSite(site => answer(site, text, options)).then(({ hits }) => hits),
        nearest: (/** @type {string} */ text) => onSite(site => near(site, text)),
        load: () => onSite(site => answer(site, '', {})).then(() => {}),
    });
})();
