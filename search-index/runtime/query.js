/*
 * What a query means and what is shown of a text: the half of the search's engine that needs no files.
 * ../README.md defines it; its sections are named here. src/ does the same in Rust, and tests compare both.
 * Classic script: no modules. Pages get it and reader.js, the other half, as one function (../build.rs). The shapes both
 * work with are in engine-types.d.ts.
 */

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

/**
 * The first of those that have the same name.
 * @template T
 * @param {T[]} list
 * @param {(one: T) => string} name
 */
const eachOnce = (list, name) => list.filter((one, i) => i === list.findIndex(other => name(other) === name(one)));

// ---- Text (1) ----

const HAN = '\\u3005-\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}';
const HIRAGANA = '\\u3041-\\u3096\\u309d\\u309e';
const KATAKANA = '\\u30a1-\\u30fa\\u30fc-\\u30fe\\u31f0-\\u31ff';
const JAPANESE = HAN + HIRAGANA + KATAKANA;
// Of these no character is Nd or No, and what is Nl is Alphabetic too.
const WORD = `(?:[^\\P{Alphabetic}${JAPANESE}]|[\\p{Nd}\\p{No}])`;
const RUN = new RegExp(`[${JAPANESE}]+|${WORD}+`, 'gu');
const STRETCH = new RegExp(`[${HIRAGANA}][${HIRAGANA}ー]*|[${KATAKANA}]+|[${HAN}][${HAN}ー]*`, 'gu');
const SCRIPT = new RegExp(`([${HIRAGANA}])|([${KATAKANA}])|[${HAN}]`, 'u');
/** Particles and endings more often than words. */
const LITTLE = new RegExp(`^[${HIRAGANA}ー]+$`, 'u');
const IS_JAPANESE = new RegExp(`^[${JAPANESE}]`, 'u');
const ALL_JAPANESE = new RegExp(`^[${JAPANESE}]*$`, 'u');
const LONG_VOWEL = new RegExp(`[${KATAKANA}]{2}ー$`, 'u');
const OKURIGANA = '([いきしちにひみりぎじぢびぴえけせてねへめれげぜでべぺっ]{0,2})';
const GAP = new RegExp(`^([${HAN}])${OKURIGANA}([${HAN}])${OKURIGANA}$`, 'u');
const KANJI_DIGITS = '〇一二三四五六七八九';

/** @param {string} text */
const fold = text => text.normalize('NFKC').toLowerCase();

/** @param {string} run  Or what begins with one. */
const isWord = run => !IS_JAPANESE.test(run);

/** @param {string} text  Folded. */
const isJapanese = text => ALL_JAPANESE.test(text);

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
    const script = (/** @type {string} */ character) => {
        const [its, hiragana, katakana] = SCRIPT.exec(character) || [];
        return hiragana ? 'h' : katakana ? 'k' : its ? 'c' : flat(character) ? 'w' : ' ';
    };
    return [...folded].map(script).join('');
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
 * @param {string} lexicon
 * @param {string} start  None are found for an empty one.
 * @param {boolean} whole  Whether that is the whole key.
 */
function entries(lexicon, start, whole) {
    const lineAt = (/** @type {number} */ place) => lexicon.lastIndexOf('\n', place - 1) + 1;
    const own = whole ? `${start}\t` : start;
    const found = [];
    let at = first(lexicon.length, i => lexicon.slice(lineAt(i), lineAt(i) + start.length) >= start);
    while (start && lexicon.startsWith(own, at)) {
        const end = lexicon.indexOf('\n', at);
        found.push(entryOf(lexicon.slice(at, end)));
        at = end + 1;
    }
    return found;
}

/**
 * @param {string} line
 * @returns {Entry}
 */
function entryOf(line) {
    const [key, form, sort] = line.split('\t');
    return { key, form, sort };
}

/** @param {string[]} parts */
function join(parts) {
    return parts.reduce((joined, part) => {
        const isSplit = /[ w]/.test(scripts([...joined].slice(-1).join('') + part).slice(0, 2));
        return joined + (joined && part && isSplit ? ' ' : '') + part;
    }, '');
}

/**
 * @param {string} lexicon
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
 * @param {string} lexicon
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
    start = kinds.search(/[hk]{3,}$|^c{3,}$/);
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
    const others = found.filter(({ form }) => form !== own);
    return eachOnce(others, ({ form }) => form)
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
const eachPartOnce = parts => eachOnce(parts, ({ variants }) => variants[0].text);

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
            const stretches = runs(rest).flatMap(run => run.match(STRETCH) || run);
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
    return eachPartOnce(left.filter(({ rest }) => !isLong || scripts(rest) !== 'c').map(({ part }) => part));
}

/** @param {Clause[]} clauses */
function crumbsOf(clauses) {
    const crumbs = clauses.flatMap(({ text }) => runs(text.join('')).flatMap(run => withoutLast(tokens(run))));
    const telling = crumbs.filter(crumb => !LITTLE.test(crumb));
    return eachPartOnce((telling.length ? telling : crumbs).map(exactly));
}

/**
 * The tokens of a run that may go on: without the single character at the end.
 * @param {string[]} all
 */
const withoutLast = all => (all.length > 1 ? all.slice(0, -1) : all);

/**
 * What all words near a piece begin with; empty if it cannot be misspelt.
 * @param {Part} piece
 */
function nearStart({ written, exact }) {
    const [start, ...more] = key(written);
    return !exact && more.length >= 3 && /^(w+|[hk]+)$/.test(scripts(written)) ? start : '';
}

/**
 * What the tokens begin with that are compared with misspelt pieces.
 * @param {Clause[]} clauses
 */
const startsOf = clauses => piecesOf(clauses).map(nearStart).filter(start => start && isWord(start));

/**
 * The pieces with the words near them; empty if there are none near any.
 * @param {string} lexicon
 * @param {(start: string) => string[]} tokensFrom
 * @param {Part[]} pieces
 */
function misspelt(lexicon, tokensFrom, pieces) {
    const parts = pieces.map(piece => {
        const start = nearStart(piece);
        const own = [...key(piece.written)];
        const limit = own.length >= 8 ? 2 : 1;
        const words = !isWord(piece.written)
            ? entries(lexicon, start, false).filter(({ sort }) => sort === 's')
            : start && tokensFrom(start).map(token => ({ key: token, form: token }));
        /** @type {Variant[]} */
        const near = [];
        for (const { key, form } of words || []) {
            const far = distance(own, [...key], limit);
            if (far && far <= limit && !has(piece, { text: form, prefix: false })) {
                near.push({ text: form, prefix: false, weight: far === 1 ? 0.6 : 0.4, words: [[piece.written, form]] });
            }
        }
        near.sort((a, b) => b.weight - a.weight);
        const best = eachOnce(near, ({ text }) => text).slice(0, 3);
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
 * @param {string} lexicon
 * @param {(start: string) => string[]} tokensFrom  The tokens of the index that begin so.
 * @param {Clause[]} clauses
 * @param {number} level
 * @returns {Level | null}
 */
function levelOf(lexicon, tokensFrom, clauses, level) {
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
        parts = level === 2 ? misspelt(lexicon, tokensFrom, pieces) : pieces;
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
    const last = withoutLast(all[all.length - 1]);
    const open = isWord(last[0]) ? prefix : [...last[0]].length === 1;
    return [...all.slice(0, -1).flat(), ...last].map((token, i, { length }) => ({ token, open: open && i === length - 1 }));
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
 * The forms of the lexicon whose keys have most pairs of characters in common with a text.
 * @param {string} lexicon
 * @param {string} text
 */
function nearest(lexicon, text) {
    const pairs = (/** @type {string} */ key) => new Set([...key].map((character, i, all) => character + (all[i + 1] || '')));
    const own = pairs(key(fold(text)));
    const near = lexicon.split('\n').map(entryOf).map(({ key, form }) => {
        const its = pairs(key);
        return { form, likeness: (2 * [...its].filter(pair => own.has(pair)).length) / (its.size + own.size) };
    });
    near.sort((a, b) => b.likeness - a.likeness);
    const forms = near.filter(({ form, likeness }) => likeness >= 0.45 && form !== flat(fold(text)));
    return [...new Set(forms.map(({ form }) => form))].slice(0, 5);
}

// ---- Excerpts (4) ----

// What NFKC leaves as it is, unless a mark follows; or one character with its marks.
const SEGMENT = /([\n -~ぁ-ゔァ-ヺー、。「」一-鿿]+)(?![\u0300-\u036f\u3099\u309aﾞﾟ])|[^][\u0300-\u036f\u3099\u309aﾞﾟ]*/gu;

/**
 * The flat text, and from which characters of the text each of its UTF-16 units comes: the first, and one behind the last.
 * @param {string} text
 */
function flatWithPlaces(text) {
    let folded = '';
    let at = 0;
    /** @type {{from: number, at: number, n: number}[]}  Begins in `folded` and in the text; 0 for character by character. */
    const segments = [];
    for (const [segment, plain] of text.matchAll(SEGMENT)) {
        const n = plain ? 0 : [...segment].length;
        segments.push({ from: folded.length, at, n });
        folded += fold(segment);
        at += n || segment.length;
    }
    let flat = '';
    /** @type {{from: number, at: number}[]}  Begins in the flat text and in `folded`. */
    const places = [];
    for (const match of folded.matchAll(RUN)) {
        flat += flat && ' ';
        places.push({ from: flat.length, at: match.index });
        flat += upTo64(match[0]);
    }
    /** @type {<T extends {from: number}>(list: T[], at: number) => T} */
    const around = (list, at) => list[first(list.length, i => list[i].from > at) - 1];
    const originOf = (/** @type {number} */ place) => {
        const run = around(places, place);
        const inFolded = run.at + place - run.from;
        const { from, at, n } = around(segments, inFolded);
        return n ? [at, at + n] : [at + inFolded - from, at + inFolded - from + 1];
    };
    return { flat, originOf };
}

/**
 * What is shown of a body: the place that says most about the query.
 * @param {string} body
 * @param {Level} level
 */
function excerptOf(body, level) {
    const { flat, originOf } = flatWithPlaces(body);
    // By characters; a body that is no list has one in each of its units.
    const characters = /[\ud800-\udfff]/.test(body) ? [...body] : body;
    const single = level.parts.flatMap(({ variants }, part) =>
        variants.flatMap(unit =>
            occurrences(flat, unit).map(at => {
                return { part, start: originOf(at)[0], end: originOf(at + unit.text.length - 1)[1] };
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
        return before.length + [...characters.slice(from, Math.min(at, to))].join('').length;
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
    const text = [...characters.slice(from, to)].join('').replace(/\n/g, ' ');
    return { excerpt: before + text + (to < characters.length ? '…' : ''), marks };
}
