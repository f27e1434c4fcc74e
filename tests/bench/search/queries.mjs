// Queries of every kind out of a book's own text, the same for the same book.

const HIRAGANA_SHIFT = 0x60;
const HALF = 'ﾞﾟｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｯｬｭｮｰ';
const FULL = '\u3099\u309aアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンァィゥェォッャュョー';

function random(seed) {
    let state = seed;
    return n => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return (state >>> 8) % n;
    };
}

const toHiragana = text =>
    text.replace(/[ァ-ヶ]/g, char => String.fromCharCode(char.charCodeAt(0) - HIRAGANA_SHIFT));
const toHalf = text => text.normalize('NFD').replace(/[\u3099\u309aァ-ンー]/g, char => HALF[FULL.indexOf(char)] || char);
const toWide = text => text.replace(/[!-~]/g, char => String.fromCharCode(char.charCodeAt(0) + 0xfee0));

/** `[{kind, query}]`, n in all, kinds in turn. */
export function queries(sections, n) {
    const below = random(20261122);
    const pick = list => list[below(list.length)];
    const text = () => {
        for (;;) {
            const { heading, body } = pick(sections);
            if (body.length > 20) {
                return `${heading}\n${body}`;
            }
        }
    };
    const word = pattern => {
        for (let tries = 0; tries < 200; tries += 1) {
            const words = text().match(pattern);
            if (words) {
                return pick(words);
            }
        }
        return '確認';
    };
    const cut = (run, length) => run.slice(0, length);
    const kanji = () => word(/[一-龥々]{2,6}/g);
    const katakana = () => word(/[ァ-ヶー]{3,10}/g);
    const latin = () => word(/[A-Za-z][A-Za-z0-9]{1,12}/g);
    const heading = () => pick(sections).heading || pick(sections).title;
    const kinds = {
        exact: heading,
        part: () => cut(kanji(), 2),
        short: () => cut(kanji(), 1),
        katakana: () => katakana().replace(/ー$/, ''),
        width: () => (below(2) ? toHalf(katakana()) : toWide(latin())),
        mixed: () => word(/[A-Za-z0-9]+[ぁ-ん一-龥ァ-ヶー]{1,4}/g),
        hiragana: () => toHiragana(katakana()),
        prefix: () => cut(latin(), 2 + below(3)),
        several: () => [kanji(), pick([kanji, katakana, latin])(), ...(below(2) ? [kanji()] : [])].join(' '),
        typo: () => {
            const right = below(2) ? katakana() : latin();
            const at = 1 + below(right.length - 1);
            return right.slice(0, at) + right.slice(at + 1);
        },
        phrase: () => word(/[^\s。、|]{10,25}/g),
        absent: () => kanji() + 'ヾヮ' + kanji(),
    };
    const names = Object.keys(kinds);
    return Array.from({ length: n }, (_, i) => ({ kind: names[i % names.length], query: kinds[names[i % names.length]]() }));
}
