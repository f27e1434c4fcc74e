/*
 * The part `regulation` of the desk: about ten questions and fields, and beside them the clinic's own 運用管理規程 as it
 * stands now, to print and to take away. Classic script.
 * Reads the answers through the desk (../README.md, section 6), regulation-data.js (through jissenDeskRegulationData),
 * regulation-model.js and docx.js. Without this script the page says how to go on with paper.
 */
(function deskRegulation() {
    'use strict';

    const page = /** @type {any} */ (globalThis);
    /** @type {RegulationData | undefined} */
    let data;
    page.jissenDeskRegulationData = (/** @type {RegulationData} */ given) => (data = given);

    const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

    /**
     * A piece of the page: its element, and how it follows what holds now.
     * @typedef {{ node: HTMLElement, show: (now: Now, cause: Cause | 'start') => void }} Part
     */
    /** @typedef {{ decision: RegulationDecision, finished: FinishedRegulation }} Now */
    /** @typedef {{ desk: Desk, data: RegulationData, model: RegulationModel, docx: DocxModel }} Tools */

    /**
     * @param {HTMLElement} element
     * @param {string} text
     */
    function say(element, text) {
        element.hidden = text === '';
        if (element.textContent !== text) {
            element.textContent = text;
        }
    }

    /** @param {string} id */
    const questionField = id => `question-${id}`;
    /** @param {string} id */
    const blankField = id => `blank-${id}`;

    // ---- Questions and fields ----

    /**
     * @param {Tools} tools
     * @param {RegulationQuestion} question
     * @returns {Part}
     */
    function questionPart({ desk }, { id, question, profile, choices }) {
        const { make, model } = desk;
        const write = (/** @type {string} */ choice) =>
            void desk.change(question, value => model.setChoice(value, desk.data, id, choice));
        const options = [...choices, { id: '', title: '', explanation: '' }].map(choice => {
            const input = make('input', { type: 'radio', name: questionField(id), value: choice.id, on: { change: () => write(choice.id) } });
            const title = make('span', {}, choice.title);
            const explanation = choice.explanation && make('span', { class: 'guide-desk-regulation-explanation' }, choice.explanation);
            const label = make('label', { class: 'guide-desk-regulation-choice' }, input, make('span', {}, title, explanation));
            return { choice: choice.id, input, title, label };
        });
        const legend = make('legend', { id: questionField(id), tabindex: '-1' }, question);
        const node = make('fieldset', { class: 'guide-desk-field guide-desk-regulation-question' }, legend, options.map(option => option.label));
        return {
            node,
            show({ decision }) {
                const own = desk.value().regulation.choices[id] || '';
                const isKnown = choices.some(choice => choice.id === own);
                const preset = choices.find(choice => decision.preset[id] && choice.id === decision.choices[id]);
                const ofProfile = choices.find(choice => profile && choice.id === desk.value().profile[profile]);
                options.forEach(option => {
                    option.input.checked = option.choice === (isKnown ? own : '');
                    if (!option.choice) {
                        option.title.textContent = ofProfile ? `自己点検の机の答えに合わせる（${ofProfile.title}）` : 'まだ決めない';
                    }
                });
                node.dataset.state = isKnown || preset ? 'said' : 'open';
            },
        };
    }

    /**
     * @param {Tools} tools
     * @param {RegulationVariable} variable
     * @returns {Part}
     */
    function blankPart({ desk }, { id, label, explanation, example, profile }) {
        const { make, model } = desk;
        const [inputId, problemId, hintId] = [blankField(id), `${blankField(id)}-problem`, `${blankField(id)}-hint`];
        const problem = make('p', { id: problemId, class: 'guide-desk-problem', 'aria-live': 'polite', hidden: true });
        const hint = make('p', { id: hintId, class: 'guide-desk-effect' });
        const input = make('input', { id: inputId, class: 'guide-desk-input', 'aria-describedby': `${hintId} ${problemId}`, autocomplete: 'off' });
        /** @param {Problem[]} problems */
        const complain = problems => {
            input.setAttribute('aria-invalid', String(problems.length > 0));
            say(problem, problems.map(({ message }) => message).join(''));
        };
        input.addEventListener('input', () =>
            complain(desk.change(label, value => model.setName(value, desk.data, id, input.value), `regulation/${id}`)));
        input.addEventListener('change', () => {
            if (problem.hidden) {
                input.value = desk.value().regulation.names[id] || '';
            }
        });
        const node = make('div', { class: 'guide-desk-field' }, make('label', { for: inputId }, label), hint, input, problem);
        return {
            node,
            show({ finished }, cause) {
                const own = desk.value().regulation.names[id] || '';
                const isKept = cause === 'edit' && (document.activeElement === input || !problem.hidden);
                if (!isKept) {
                    complain([]);
                    input.value = input.value === own ? input.value : own;
                }
                const isOpen = finished.open.some(variable => variable.id === id);
                const isUsed = finished.used.has(id);
                const preset = profile && desk.value().profile[profile];
                say(hint, [
                    explanation,
                    `例：${example}`,
                    preset && `空けておくと、自己点検の机の施設名「${preset}」が入ります。`,
                    !isUsed && 'いまの答えの規程では使いません。',
                ].filter(Boolean).join('　'));
                node.dataset.state = isOpen ? 'open' : isUsed ? 'said' : 'unused';
            },
        };
    }

    // ---- What is left ----

    /**
     * @param {Tools} tools
     * @returns {Part}
     */
    function leftPart({ desk, data: { questions } }) {
        const { make } = desk;
        const list = make('ul', {});
        const summary = make('p', { role: 'status' });
        const node = make('section', { class: 'guide-desk-regulation-left', 'aria-labelledby': 'regulation-left' },
            make('h3', { id: 'regulation-left', tabindex: '-1' }, 'まだ書いていないところ'), summary, list);
        const link = (/** @type {string} */ to, /** @type {string} */ text) => make('li', {}, make('a', { href: `#${to}` }, text));
        return {
            node,
            show({ decision, finished }) {
                const open = questions.filter(({ id }) => decision.undecided.includes(id));
                const n_left = open.length + finished.open.length;
                say(summary, n_left
                    ? `あと ${n_left} か所です。書いていないところには例が下線つきで、決めていない質問には初めの答えが入っています。`
                    : 'すべて書き入れてあります。読み返して、できない文は、できる頻度や日付に直します。院長が日付を入れて承認し、職員に知らせます。');
                list.replaceChildren(
                    ...open.map(({ id, question }) => link(questionField(id), `質問：${question}`)),
                    ...finished.open.map(({ id, label }) => link(blankField(id), label)));
            },
        };
    }

    /**
     * How many places are left, and what the last change did: stays in sight.
     * @param {Tools} tools
     * @returns {Part}
     */
    function progressPart({ desk }) {
        const { make } = desk;
        const left = make('a', { href: '#regulation-left' });
        const changed = make('p', { class: 'guide-desk-regulation-changed', role: 'status' }, '答えを変えると、規程の変わったところをここに出します。');
        const node = make('div', { class: 'guide-desk-regulation-progress' },
            make('p', {}, left, make('a', { href: '#regulation-text' }, '規程を見る')), changed);
        /** @type {FinishedRegulation | null} */
        let before = null;
        return {
            node,
            show({ decision, finished }) {
                const n_left = decision.undecided.length + finished.open.length;
                left.textContent = n_left ? `あと ${n_left} か所` : 'すべて書き入れました';
                const places = before ? changes(before, finished) : [];
                const links = places.flatMap(({ id, label }, nth) => [nth ? '、' : '', make('a', { href: `#${id}` }, label)]);
                if (before) {
                    changed.replaceChildren(...(links.length ? ['変わったところ：', ...links] : ['いまの答えでは、規程の文は変わりません。']));
                }
                before = finished;
            },
        };
    }

    /**
     * Articles, 附則, 別表 and 様式 that read differently now.
     * @param {FinishedRegulation} before
     * @param {FinishedRegulation} now
     */
    function changes(before, now) {
        const [old, all] = [places(before), places(now)];
        return all.filter((place, nth) => !old[nth] || old[nth].text !== place.text);
    }

    /** @param {FinishedRegulation} finished */
    function places({ chapters, supplement, appendices }) {
        const said = (/** @type {any} */ content) => JSON.stringify(content);
        return [
            ...chapters.flatMap(chapter => chapter.articles).map(article =>
                ({ id: article.id, label: `${article.label}（${article.caption}）`, text: said(article) })),
            { id: 'supplement', label: '附則', text: said(supplement) },
            ...appendices.map(appendix =>
                ({ id: `appendix-${appendix.id}`, label: `${appendix.label}（${appendix.title}）`, text: said(appendix) })),
        ];
    }

    // ---- The text ----

    /**
     * @param {Make} make
     * @param {RegulationRun[]} runs
     * @returns {(Node | string)[]}
     */
    const runNodes = (make, runs) => runs.map(({ text, blank, anchor }) =>
        blank ? make('a', { class: 'guide-blank', href: `#${blankField(blank)}` }, text) : anchor ? make('a', { href: `#${anchor}` }, text) : text);

    /**
     * @param {Make} make
     * @param {FinishedParagraph} paragraph
     */
    function paragraphNode(make, { number, runs, items }) {
        const figure = number ? make('span', { class: 'guide-paragraph-number' }, String(number)) : null;
        const clause = (/** @type {RegulationRun[]} */ item, /** @type {number} */ nth) =>
            make('li', {}, make('span', { class: 'guide-article-item-number' }, `(${nth + 1})`), ' ', runNodes(make, item));
        return make('div', { class: 'guide-paragraph' },
            make('p', { class: 'guide-paragraph-text' }, figure, runNodes(make, runs)),
            items.length > 0 && make('ol', { class: 'guide-article-items' }, items.map(clause)));
    }

    /**
     * @param {Make} make
     * @param {FinishedAppendix} appendix
     * @param {string} mark  Before an example.
     */
    function tableNode(make, { label, title, explanation, columns, rows }, mark) {
        const name = `${label}（${title}）`;
        const row = (/** @type {FinishedRow} */ { kind, cells }) => make('tr', { class: `guide-appendix-${kind}` }, cells.map((cell, nth) =>
            make('td', {}, kind === 'example' && nth === 0 && make('span', { class: 'guide-case-label' }, mark.trim()), kind === 'example' && nth === 0 && ' ', runNodes(make, cell))));
        const table = make('table', { class: 'guide-appendix-table', 'aria-label': name },
            make('thead', {}, make('tr', {}, columns.map(column => make('th', { scope: 'col' }, column)))),
            make('tbody', {}, rows.map(row)));
        return make('div', { class: 'guide-appendix' },
            make('p', { class: 'guide-appendix-title' }, name),
            make('p', { class: 'guide-appendix-explanation' }, explanation),
            make('div', { class: 'guide-table', role: 'region', tabindex: '0', 'aria-label': name }, table));
    }

    /**
     * The finished regulation. Only what reads differently is made anew; it is marked until the next change.
     * @param {Tools} tools
     * @returns {Part}
     */
    function textPart({ desk, data: { kit } }) {
        const { make } = desk;
        const node = make('div', { class: 'guide-desk-regulation-text' });
        /** @type {Map<string, { text: string, node: HTMLElement, heading: HTMLElement }>} */
        const shown = new Map();
        const mark = () => make('span', { class: 'guide-desk-regulation-mark' }, '変わりました');

        /**
         * @param {'h3' | 'h4'} level
         * @param {string} id
         * @param {string} label
         * @param {any} content  What it says.
         * @param {() => HTMLElement[]} nodes
         */
        function place(level, id, label, content, nodes) {
            const text = JSON.stringify(content);
            const old = shown.get(id);
            old?.heading.querySelector('.guide-desk-regulation-mark')?.remove();
            if (old && old.text === text) {
                old.node.classList.remove('guide-desk-regulation-new');
                return old.node;
            }
            const heading = make(level, { id, tabindex: '-1' }, label, old && mark());
            const fresh = make('section', { class: old ? 'guide-desk-regulation-new' : null, 'data-place': id }, heading, nodes());
            shown.set(id, { text, node: fresh, heading });
            old?.node.replaceWith(fresh);
            return fresh;
        }

        return {
            node,
            show({ finished: { title, chapters, supplement, appendices } }) {
                const isFirst = shown.size === 0;
                const body = chapters.map(chapter => [
                    make('h3', { id: `chapter-${chapter.id}` }, `${chapter.label} ${chapter.title}`),
                    ...chapter.articles.map(article =>
                        place('h4', article.id, `${article.label}（${article.caption}）`, article, () => [
                            make('div', { class: 'guide-regulation' }, article.paragraphs.map(paragraph => paragraphNode(make, paragraph)))])),
                ]);
                const end = place('h3', 'supplement', kit.texts.supplement, supplement, () => [
                    make('div', { class: 'guide-regulation' }, supplement.map(paragraph => paragraphNode(make, paragraph)))]);
                const tables = appendices.map(appendix =>
                    place('h3', `appendix-${appendix.id}`, `${appendix.label}（${appendix.title}）`, appendix, () => [
                        tableNode(make, appendix, kit.texts.exampleMark)]));
                if (isFirst) {
                    node.append(make('p', { class: 'guide-regulation-title' }, title), ...body.flat(), end, ...tables);
                }
            },
        };
    }

    // ---- Taking it away ----

    /**
     * @param {Tools} tools
     * @param {() => FinishedRegulation} finished
     */
    function toolbar({ desk, data: template, model, docx }, finished) {
        const { make } = desk;
        const button = (/** @type {string} */ label, /** @type {() => void} */ click, /** @type {string} */ more = '') =>
            make('button', { type: 'button', class: `guide-button${more}`, on: { click } }, label);
        const told = make('p', { role: 'status', class: 'guide-desk-effect', hidden: true });
        async function saveWord() {
            desk.download(desk.fileName('規程', 'docx'), WORD, await docx.file(template, finished()));
            say(told, `Word のファイルを保存しました。最後の頁「${template.kit.texts.closing}」に、残りを書いてあります。`);
        }
        async function copy() {
            const text = model.plainText(finished(), template.kit.texts);
            const isCopied = await navigator.clipboard.writeText(text).then(() => true, () => false);
            say(told, isCopied ? '文章をコピーしました。' : 'コピーできませんでした。Word のファイルを使ってください。');
        }
        return make('div', { class: 'guide-desk-regulation-tools' },
            make('div', { class: 'guide-desk-options' },
                button('Word のファイルに保存', saveWord, ' guide-button-key'),
                button('印刷する', () => window.print()),
                Boolean(navigator.clipboard) && button('文章をコピー', copy)),
            told);
    }

    /**
     * @param {HTMLElement} element
     * @param {Desk} desk
     */
    function mount(element, desk) {
        const { jissenDeskRegulation: model, jissenDeskDocx: docx } = page;
        const { make } = desk;
        if (!data || !model || !docx) {
            element.prepend(make('p', { class: 'guide-desk-trouble', role: 'alert' },
                '規程のデータを読めませんでした。フォルダーごと、もう一度コピーしてください。'));
            return;
        }
        /** @type {Tools} */
        const tools = { desk, data, model, docx };
        const look = () => {
            const decision = model.decide(tools.data, desk.value());
            return { decision, finished: model.finish(tools.data, decision) };
        };
        const progress = progressPart(tools);
        const questions = data.questions.map(question => questionPart(tools, question));
        const groups = data.groups.map(group => ({ title: group.title, parts: group.variables.map(variable => blankPart(tools, variable)) }));
        const left = leftPart(tools);
        const text = textPart(tools);
        const parts = [progress, ...questions, ...groups.flatMap(group => group.parts), left, text];
        const show = (/** @type {Cause | 'start'} */ cause) => {
            const now = look();
            parts.forEach(part => part.show(now, cause));
        };

        const heading = (/** @type {string} */ id, /** @type {string} */ title) => make('h2', { id, tabindex: '-1' }, title);
        const form = make('div', { class: 'guide-desk-regulation-form' },
            make('section', { 'aria-labelledby': 'regulation-questions' },
                heading('regulation-questions', '自院の形を決める質問'), questions.map(part => part.node)),
            make('section', { 'aria-labelledby': 'regulation-blanks' },
                heading('regulation-blanks', '書き入れるところ'),
                groups.map(group => make('div', {}, make('h3', {}, group.title), group.parts.map(part => part.node)))));
        const result = make('section', { class: 'guide-desk-regulation-result', 'aria-labelledby': 'regulation-text' },
            heading('regulation-text', 'いまの規程'),
            toolbar(tools, () => look().finished), left.node, text.node);
        element.replaceChildren(
            make('p', {}, '質問に答え、自院の言葉を書き入れると、規程ができます。答えは1つずつ、すぐに保存します。'),
            make('p', {}, '決められないところは、空けたまま進めます。',
                make('a', { href: desk.address('desk/index.html') }, '自己点検の机'), 'で答えたことは、ここでも使います。ここで変えても、机の答えは変わりません。'),
            make('div', { class: 'guide-desk-regulation' }, progress.node, form, result));
        show('start');
        desk.watch(show);
        const { hash } = window.jissenSingle || location;
        const target = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
        target && element.contains(target) && target.scrollIntoView();
    }

    page.jissenDesk.part('regulation', mount);
})();
