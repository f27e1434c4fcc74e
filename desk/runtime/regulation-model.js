/*
 * The clinic's own 運用管理規程 as a value: from the template and what the reader said to the finished text. Classic script:
 * no page, no storage, no network. Defines the global jissenDeskRegulation, in browsers and in Node. Every function is pure.
 * Says the same as `office::regulation` in Rust, which tests hold it to. The shapes are in regulation-types.d.ts.
 */
(function jissenDeskRegulation() {
    'use strict';

    /**
     * @param {Record<string, string>} object
     * @param {string} name
     */
    const said = (object, name) => (Object.prototype.hasOwnProperty.call(object, name) ? object[name] : '');

    /**
     * What holds: what was said for the regulation, then what the profile says, then the first choice.
     * @type {RegulationModel['decide']}
     */
    function decide(data, { profile, regulation }) {
        /** @type {RegulationDecision} */
        const decision = { choices: {}, names: {}, undecided: [], preset: {} };
        for (const { id, profile: field, choices } of data.questions) {
            const isChoice = (/** @type {string} */ choice) => choices.some(other => other.id === choice);
            const [chosen, preset] = [said(regulation.choices, id), field && profile[field]];
            if (isChoice(chosen)) {
                decision.choices[id] = chosen;
            } else if (isChoice(preset)) {
                decision.choices[id] = preset;
                decision.preset[id] = field;
            } else {
                decision.choices[id] = choices[0].id;
                decision.undecided.push(id);
            }
        }
        for (const { id, profile: field } of data.groups.flatMap(group => group.variables)) {
            const [name, preset] = [said(regulation.names, id).trim(), field && profile[field].trim()];
            if (name || preset) {
                decision.names[id] = name || preset;
            }
            if (!name && preset) {
                decision.preset[id] = field;
            }
        }
        return decision;
    }

    /**
     * @param {RegulationWhen} when
     * @param {RegulationFilling} filling
     */
    const holds = (when, { choices }) => Object.entries(when).every(([question, choice]) => choices[question] === choice);

    /**
     * The finished regulation. Articles that are not used keep their number and say why; paragraphs that are not used are
     * left out, and the others are numbered.
     * @type {RegulationModel['finish']}
     */
    function finish(data, filling) {
        const variables = data.groups.flatMap(group => group.variables);
        /** @type {Set<string>} */
        const used = new Set();

        /**
         * @param {RegulationPiece} piece
         * @returns {RegulationRun}
         */
        function run(piece) {
            if (typeof piece === 'string') {
                return { text: piece, blank: '', anchor: '' };
            }
            if ('anchor' in piece) {
                return { text: piece.text, blank: '', anchor: piece.anchor };
            }
            used.add(piece.blank);
            const name = said(filling.names, piece.blank);
            if (name) {
                return { text: name, blank: '', anchor: '' };
            }
            const variable = variables.find(other => other.id === piece.blank);
            return { text: variable ? variable.example : piece.blank, blank: piece.blank, anchor: '' };
        }

        /**
         * @param {RegulationParagraph[]} all
         * @returns {FinishedParagraph[]}
         */
        function paragraphs(all) {
            return all.filter(paragraph => holds(paragraph.when, filling)).map(({ text, items }, nth) =>
                ({ number: nth && nth + 1, runs: text.map(run), items: items.map(item => item.map(run)) }));
        }

        /**
         * @param {RegulationArticle} article
         * @returns {FinishedArticle}
         */
        function article({ id, label, caption, when, reason, paragraphs: all }) {
            const isUsed = !reason || holds(when, filling);
            const instead = [{ number: 0, runs: (reason || []).map(run), items: [] }];
            return { id, label, caption, isUsed, paragraphs: isUsed ? paragraphs(all) : instead };
        }

        /**
         * @param {RegulationAppendix} appendix
         * @returns {FinishedAppendix}
         */
        function finishedAppendix({ id, label, title, explanation, columns, ...all }) {
            return { id, label, title, explanation, columns: columns.map(column => column.title), rows: rows(columns, all) };
        }

        /**
         * @param {RegulationAppendix['columns']} columns
         * @param {Pick<RegulationAppendix, 'entries' | 'rows' | 'correspondence'>} all
         * @returns {FinishedRow[]}
         */
        function rows(columns, { entries, rows: n_blank, correspondence }) {
            if (correspondence) {
                return correspondence.map(cells => ({ kind: 'correspondence', cells: cells.map(cell => [run(cell)]) }));
            }
            /** @type {FinishedRow} */
            const example = { kind: 'example', cells: columns.map(column => [run(column.example)]) };
            const chosen = entries.filter(entry => holds(entry.when, filling));
            /** @type {FinishedRow[]} */
            const written = chosen.map(entry => ({ kind: 'entry', cells: entry.cells.map(cell => cell.map(run)) }));
            /** @type {FinishedRow[]} */
            const blank = Array.from({ length: n_blank }, () => ({ kind: 'blank', cells: columns.map(() => []) }));
            return [example, ...written, ...blank];
        }

        const chapters = data.chapters.map(({ id, label, title, articles }) => ({ id, label, title, articles: articles.map(article) }));
        const supplement = paragraphs(data.supplement);
        const appendices = data.appendices.map(finishedAppendix);
        const open = variables.filter(({ id }) => used.has(id) && !said(filling.names, id));
        return { title: data.title, chapters, supplement, appendices, used, open };
    }

    /** @param {RegulationRun[]} runs */
    const words = runs => runs.map(run => run.text).join('');

    /** @param {FinishedParagraph} paragraph */
    const lines = ({ number, runs, items }) => [
        `${number ? `${number}　` : '　'}${words(runs)}`,
        ...items.map((item, nth) => `　(${nth + 1}) ${words(item)}`),
    ];

    /**
     * @param {FinishedAppendix} appendix
     * @param {string} mark  Before an example.
     */
    function tableLines({ label, title, explanation, columns, rows }, mark) {
        const row = (/** @type {FinishedRow} */ { kind, cells }) => (kind === 'example' ? mark : '') + cells.map(words).join('\t');
        return ['', `${label}（${title}）`, explanation, columns.join('\t'), ...rows.map(row)];
    }

    /**
     * The finished regulation as lines of text; cells of a row are parted by tabs.
     * @type {RegulationModel['plainText']}
     */
    function plainText({ title, chapters, supplement, appendices }, texts) {
        const ofArticle = (/** @type {FinishedArticle} */ { label, caption, paragraphs }) => ['', `${label}（${caption}）`, ...paragraphs.flatMap(lines)];
        const all = [
            title,
            ...chapters.flatMap(chapter => ['', `${chapter.label} ${chapter.title}`, ...chapter.articles.flatMap(ofArticle)]),
            '', texts.supplement, ...supplement.flatMap(lines),
            ...appendices.flatMap(appendix => tableLines(appendix, texts.exampleMark)),
        ];
        return `${all.join('\n')}\n`;
    }

    /** @type {any} */ (globalThis).jissenDeskRegulation = Object.freeze({ decide, finish, plainText });
})();
