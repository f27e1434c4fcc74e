/*
 * The finished regulation as a Word file, made in the browser from the pieces `office::regulation_kit` gives. Classic
 * script: no page, no storage, no network. Defines the global jissenDeskDocx, in browsers and in Node.
 * Reads the kit of regulation-data.js. The same text gives the same bytes in one browser: no clock is read.
 */
(function jissenDeskDocx() {
    'use strict';

    /** @type {Record<string, string>} */
    const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

    /** @param {string} text  Without what XML cannot hold. */
    const escaped = text =>
        text.replace(/[\u0000-\u0008\u000a-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '').replace(/[&<>"']/g, character => ENTITIES[character]);

    /**
     * Puts runs before the end of each paragraph of a block, in order.
     * @param {string} block
     * @param {string[]} contents  One for each paragraph.
     */
    function filled(block, contents) {
        const pieces = block.split('</w:p>');
        const last = pieces.length - 1;
        return pieces.map((piece, nth) => (nth < last ? `${piece}${contents[nth] || ''}</w:p>` : piece)).join('');
    }

    /** @type {DocxModel['documentXml']} */
    function documentXml({ kit }, finished) {
        const { blocks, texts, tables } = kit;
        const run = (/** @type {string} */ kind, /** @type {string} */ text) =>
            kit.runs[kind].split('</w:t>').join(`${escaped(text)}</w:t>`);
        const runs = (/** @type {RegulationRun[]} */ all) => all.map(one => run(one.blank ? 'blank' : 'words', one.text)).join('');
        const block = (/** @type {string} */ name, /** @type {string} */ content) => filled(blocks[name], [content]);
        const line = (/** @type {string} */ name, /** @type {string} */ text) => block(name, run('words', text));

        /**
         * @param {FinishedParagraph[]} all
         * @param {string} other  Blocks of all but the first one.
         * @param {string} itemBlock
         */
        const paragraphs = (all, other, itemBlock) => all.map(({ number, runs: words, items }) =>
            block(number ? other : 'first', runs(words)) + items.map(item => block(itemBlock, runs(item))).join('')).join('');

        /**
         * @param {string} id
         * @param {string[][]} rows  Runs of each cell.
         */
        const table = (id, rows) => tables[id].before + rows.map(row => filled(tables[id].row, row)).join('') + tables[id].after;

        /** @param {FinishedRow} row */
        function cells({ kind, cells: all }) {
            const mark = (/** @type {number} */ nth) => (nth ? '' : texts.exampleMark);
            return all.map((cell, nth) =>
                kind === 'example' ? run('example', mark(nth) + cell.map(one => one.text).join('')) : runs(cell));
        }

        const chapters = finished.chapters.map(({ title, articles }) => line('chapter', title) + articles.map(article =>
            line('article', `（${article.caption}）`) + paragraphs(article.paragraphs, 'paragraph', 'item')).join(''));
        const supplement = line('heading', texts.supplement) +
            paragraphs(finished.supplement, 'supplementParagraph', 'supplementItem');
        const appendices = finished.appendices.map(({ id, label, title, explanation, rows }, nth) =>
            line(nth ? 'nextAppendix' : 'appendix', `${label}（${title}）`) + line('plain', explanation) + table(id, rows.map(cells)));
        const open = finished.open.map(({ label, explanation, example }) =>
            [label, explanation, example].map(text => run('words', text)));
        const rest = open.length ? line('plain', texts.unfinished) + table('', open) : line('plain', texts.finished);
        const closing = line('nextAppendix', texts.closing) + line('plain', texts.origin) + rest;
        return kit.before + line('title', finished.title) + chapters.join('') + supplement + blocks.upright +
            appendices.join('') + closing + kit.after;
    }

    // ---- Zip (APPNOTE 6.3) ----

    const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
        let remainder = n;
        for (let bit = 0; bit < 8; bit += 1) {
            remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
        }
        return remainder;
    });

    /** @param {Uint8Array} bytes */
    const crc32 = bytes => ~bytes.reduce((crc, byte) => (crc >>> 8) ^ CRC[(crc ^ byte) & 255], -1) >>> 0;

    /**
     * @param {Uint8Array} bytes
     * @returns {Promise<{ method: number, packed: Uint8Array }>}  As they are where the browser cannot compress.
     */
    async function packed(bytes) {
        try {
            const stream = new Blob([/** @type {any} */ (bytes)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
            return { method: 8, packed: new Uint8Array(await new Response(stream).arrayBuffer()) };
        } catch (error) {
            return { method: 0, packed: bytes };
        }
    }

    /** 1980-01-01, the first day a zip can say. */
    const DAY = 0x21;

    /** @param {[number, number][]} fields  Sizes in bytes with numbers, little-endian. */
    function record(fields) {
        const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
        let at = 0;
        for (const [size, number] of fields) {
            size === 4 ? view.setUint32(at, number, true) : view.setUint16(at, number, true);
            at += size;
        }
        return new Uint8Array(view.buffer);
    }

    /** @param {Uint8Array[]} pieces */
    function joined(pieces) {
        const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
        pieces.reduce((at, piece) => (all.set(piece, at), at + piece.length), 0);
        return all;
    }

    /**
     * An archive of texts.
     * @param {[string, string][]} files  ASCII names and contents.
     */
    async function archive(files) {
        const encoder = new TextEncoder();
        /** @type {Uint8Array[]} */
        const pieces = [];
        /** @type {Uint8Array[]} */
        const directory = [];
        let at = 0;
        for (const [fileName, text] of files) {
            const [name, bytes] = [encoder.encode(fileName), encoder.encode(text)];
            const { method, packed: content } = await packed(bytes);
            /** @type {[number, number][]} */
            const about = [
                [2, 20], [2, 0], [2, method], [2, 0], [2, DAY],
                [4, crc32(bytes)], [4, content.length], [4, bytes.length], [2, name.length], [2, 0],
            ];
            pieces.push(record([[4, 0x04034b50], ...about]), name, content);
            directory.push(record([[4, 0x02014b50], [2, 20], ...about, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]]), name);
            at += 30 + name.length + content.length;
        }
        const size = directory.reduce((sum, piece) => sum + piece.length, 0);
        const end = record([[4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, at], [2, 0]]);
        return joined([...pieces, ...directory, end]);
    }

    /** @type {DocxModel['file']} */
    function file(data, finished) {
        const parts = { ...data.kit.parts, 'word/document.xml': documentXml(data, finished) };
        return archive(Object.entries(parts).sort(([one], [other]) => (one < other ? -1 : 1)));
    }

    /** @type {any} */ (globalThis).jissenDeskDocx = Object.freeze({ documentXml, file });
})();
