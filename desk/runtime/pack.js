/*
 * The part `pack` of the desk: 立入検査パック, chosen, looked through and printed. Classic script; see ../README.md, section 6.
 * Reads the empty pack that stands on the page (templates/pack.html) and the answers; what of the regulation is decided
 * comes through jissenDeskRegulation. Without this script the empty pack is printed, to be filled in by hand.
 */
(function deskPack() {
    'use strict';

    const page = /** @type {any} */ (globalThis);
    /** @type {RegulationData | undefined} */
    let template;
    page.jissenDeskRegulationData = (/** @type {RegulationData} */ given) => (template = given);

    /** How many links a line of what is missing shows before the rest is folded away. */
    const N_LINKS = 3;
    /** How long to wait for the next change before the pages are laid anew, in milliseconds. */
    const PAUSE = 150;
    /** The appendix that is a part of its own. */
    const CHART = 'contact-chart';
    const ORIGIN = 'この手引きの文による下書きです。提出には厚生労働省の原本を使ってください。';

    /**
     * A stretch of the pack that begins on a page of its own.
     * @typedef {Object} Part
     * @property {string} kind  What the reader chooses it by.
     * @property {string} title
     * @property {() => HTMLElement[]} make  Its content, to be cut into pages.
     * @property {Lack[]} lacks
     */
    /** Something to mend: a sentence, and where. @typedef {{ text: string, links: { text: string, href: string }[] }} Lack */
    /** @typedef {{ desk: Desk, edition: DeskEdition, empty: HTMLElement }} Scene */

    // ---- What is in it ----

    /**
     * The form the institution fills in.
     * @param {Desk} desk
     * @param {DeskEdition} edition
     */
    function ownForm(desk, edition) {
        const { facility } = desk.value().profile;
        const own = edition.forms.filter(form => !form.vendor);
        return own.find(form => form.facilities.includes(facility || 'clinic')) || own[0];
    }

    /**
     * The sheets to lay out: the institution's own, and one for each vendor; an empty one while no vendor is named.
     * @param {Scene} scene
     * @returns {{ form: DeskForm, place: SheetPlace, title: string }[]}
     */
    function sheets({ desk, edition }) {
        const { vendors, profile } = desk.value();
        const own = ownForm(desk, edition);
        const ids = vendors.length ? vendors.map(vendor => vendor.id) : profile.vendorContract === 'uncontracted' ? [] : [''];
        const forms = [
            ...(own ? [{ form: own, vendor: '' }] : []),
            ...edition.forms.filter(form => form.vendor).flatMap(form => ids.map(vendor => ({ form, vendor }))),
        ];
        return forms.map(({ form, vendor }) => {
            const place = { edition: edition.id, form: form.id, vendor };
            const name = vendors.find(other => other.id === vendor);
            return { form, place, title: name ? `${form.title}（${name.name}）` : form.title };
        });
    }

    /**
     * @param {Desk} desk
     * @param {SheetPlace} place
     * @param {string} key  Of a row; empty for the top.
     */
    function sheetAddress(desk, place, key) {
        const query = place.vendor ? `?vendor=${encodeURIComponent(place.vendor)}` : '';
        return desk.address(`sheets/${place.edition}-${place.form}.html${query}${key && `#${key}`}`);
    }

    /**
     * The rows of a sheet that are to be filled in, with what was said.
     * @param {Desk} desk
     * @param {DeskForm} form
     * @param {SheetPlace} sheet
     */
    function rowsOf(desk, form, sheet) {
        const rows = form.rows.map(row => {
            const place = { ...sheet, key: row.key };
            return { row, place, answers: /** @type {Answers} */ (desk.model.answersAt(desk.value(), place)) };
        });
        return rows.filter(({ place }) => desk.model.standing(desk.value(), desk.data, place).applies);
    }

    /**
     * @param {Desk} desk
     * @param {DeskForm} form
     * @param {SheetPlace} place
     * @returns {Lack[]}
     */
    function lacksOfSheet(desk, form, place) {
        const rows = rowsOf(desk, form, place);
        const { answerOf, lastCheck, rowTitle } = desk.model;
        /** @param {string} text  @param {(answers: Answers) => boolean} test */
        const lack = (text, test) => {
            const found = rows.filter(({ answers }) => test(answers));
            const links = found.map(one => ({ text: rowTitle(desk.data, one.place), href: sheetAddress(desk, place, one.row.key) }));
            return found.length ? [{ text: `${text} ${found.length}`, links }] : [];
        };
        const is = (/** @type {string} */ state) => (/** @type {Answers} */ answers) => answers.carried !== null && answers.carried.state === state;
        return [
            ...lack('答えのない項目', answers => !answerOf(answers) && !is('again')(answers)),
            ...lack('答え直す項目', is('again')),
            ...lack('要確認の項目', is('confirm')),
            ...lack('確認日のない項目', answers => answerOf(answers) !== '' && !lastCheck(answers).date),
            ...lack('目標日のない「いいえ」', answers => answerOf(answers) === 'no' && !lastCheck(answers).target),
            ...lack('目標日を過ぎた「いいえ」', answers => answerOf(answers) === 'no' && lastCheck(answers).target !== '' && lastCheck(answers).target < desk.today()),
            ...lack('理由のない「対象外」', answers => answerOf(answers) === 'na' && !answers.reason),
        ];
    }

    /**
     * @param {Scene} scene
     * @returns {Lack[]}
     */
    function lacksOfEvidence({ desk, edition }) {
        const form = ownForm(desk, edition);
        const place = { edition: edition.id, form: form ? form.id : '', vendor: '' };
        const rows = form ? rowsOf(desk, form, place) : [];
        const found = rows.filter(({ answers }) => !answers.evidence && desk.model.answerOf(answers) !== 'na');
        const links = found.map(one => ({ text: desk.model.rowTitle(desk.data, one.place), href: sheetAddress(desk, place, one.row.key) }));
        return found.length ? [{ text: `証跡が書かれていない項目 ${found.length}`, links }] : [];
    }

    /**
     * All parts behind the cover, in the order of the binder.
     * @param {Scene} scene
     * @returns {Part[]}
     */
    function parts(scene) {
        const { desk, empty } = scene;
        const ofSheets = sheets(scene).map(({ form, place, title }) => ({
            kind: form.vendor ? 'vendors' : 'own',
            title,
            make: () => sheetContent(desk, place),
            lacks: form.vendor && !place.vendor
                ? [{ text: '事業者の名前がまだありません。空の用紙を印刷します。', links: [{ text: '事業者を書く', href: desk.address('desk/index.html') }] }]
                : lacksOfSheet(desk, form, place),
        }));
        const has = (/** @type {string} */ part) => empty.querySelector(`[data-part="${part}"]`) !== null;
        const chart = { kind: 'chart', title: '連絡体制図', make: () => chartContent(scene), lacks: [] };
        const emergency = { kind: 'emergency', title: 'いざというとき', make: () => contentOf(empty, 'emergency'), lacks: [] };
        return [
            ...ofSheets,
            { kind: 'evidence', title: '項目ごとの証跡', make: () => evidenceContent(scene), lacks: lacksOfEvidence(scene) },
            ...(has('chart') ? [chart] : []),
            ...(has('emergency') ? [emergency] : []),
            ...regulationParts(scene),
        ];
    }

    /** What the reader chooses by, in this order. */
    const KINDS = { own: '自院のシート', vendors: '事業者のシート', evidence: '項目ごとの証跡', chart: '連絡体制図', emergency: 'いざというとき', regulation: '運用管理規程' };

    // ---- Content of the parts ----

    /**
     * A part of the empty pack, free to be changed: tables without the box that lets them scroll.
     * @param {HTMLElement} empty
     * @param {string} part
     */
    function contentOf(empty, part) {
        const section = /** @type {HTMLElement} */ (empty.querySelector(`[data-part="${part}"]`)).cloneNode(true);
        /** @type {HTMLElement} */ (section).querySelectorAll('.guide-table').forEach(box => box.replaceWith(...box.childNodes));
        return [.../** @type {HTMLElement} */ (section).children].map(child => /** @type {HTMLElement} */ (child));
    }

    /**
     * @param {Desk} desk
     * @param {SheetPlace} place
     */
    function sheetContent(desk, place) {
        const head = /** @type {HTMLElement} */ (page.jissenDeskPaper.head(desk, place));
        head.querySelector('.guide-paper-title')?.setAttribute('class', 'guide-pack-title');
        return [...head.children, page.jissenDeskPaper.table(desk, place)];
    }

    /**
     * The rows of a lineage on a form, in printed order.
     * @param {DeskForm} form
     * @returns {DeskRow[][]}
     */
    function byLineage(form) {
        const rows = /** @type {DeskRow[]} */ (page.jissenDeskPaper.printed(form));
        const lineages = [...new Set(rows.map(row => row.lineage))];
        return lineages.map(lineage => rows.filter(row => row.lineage === lineage));
    }

    /** @param {Scene} scene */
    function evidenceContent(scene) {
        const { desk, edition, empty } = scene;
        const heads = contentOf(empty, 'evidence').filter(child => !child.matches('.guide-pack-item'));
        const form = ownForm(desk, edition);
        return [...heads, ...(form ? byLineage(form).map(rows => itemContent(scene, form, rows)) : [])];
    }

    /**
     * An item: what may be laid beside it, what was said, and blanks.
     * @param {Scene} scene
     * @param {DeskForm} form
     * @param {DeskRow[]} rows
     */
    function itemContent({ desk, edition, empty }, form, rows) {
        const { make } = desk;
        const numbers = [...new Set(rows.map(row => row.number).filter(Boolean))].join('・') || '番号なし';
        const title = make('p', { class: 'guide-pack-item-title' },
            make('span', { class: 'guide-pack-numbers' }, numbers), ' ', make('span', {}, rows[0].title));
        const known = empty.querySelector(`[data-part="evidence"] [data-lineage="${rows[0].lineage}"]`);
        const copied = known ? [...known.children].slice(1).map(child => /** @type {HTMLElement} */ (child.cloneNode(true))) : [];
        const blanks = copied.filter(child => child.matches('.guide-pack-blanks'));
        const item = make('div', { class: 'guide-pack-item', 'data-lineage': rows[0].lineage }, title, ...copied.filter(child => !blanks.includes(child)));
        for (const row of rows) {
            item.append(...saidAbout(desk, { edition: edition.id, form: form.id, vendor: '', key: row.key }, rows.length > 1 ? row.targetTitle : ''));
        }
        item.append(...blanks);
        return item;
    }

    /**
     * @param {Desk} desk
     * @param {Place} place
     * @param {string} target  Which of several rows it is; empty for the only one.
     */
    function saidAbout(desk, place, target) {
        const { model, make } = desk;
        const answers = /** @type {Answers} */ (model.answersAt(desk.value(), place));
        const { applies, reason } = model.standing(desk.value(), desk.data, place);
        const check = /** @type {Check} */ (model.lastCheck(answers));
        const day = check.date && `（${model.dateLabel(check.date)}）`;
        const facts = [
            check.answer && `答え：${model.ANSWERS[check.answer]}${day}`,
            answers.who && `担当：${answers.who}`,
            !applies && !check.answer && reason,
        ].filter(Boolean).join('　');
        const lines = answers.evidence ? `証跡：${answers.evidence}`.split('\n') : [];
        const first = [target && `【${target}】`, facts].filter(Boolean).join(' ');
        return [first, ...lines].filter(line => line.trim()).map(line => make('p', { class: 'guide-pack-own' }, line));
    }

    /** @param {Scene} scene */
    function chartContent(scene) {
        const content = contentOf(scene.empty, 'chart');
        const finished = finishedRegulation(scene.desk);
        const chart = finished && finished.regulation.appendices.find(appendix => appendix.id.endsWith(CHART));
        const { make } = scene.desk;
        return content.map(child => (chart && child.matches('table') ? appendixTable(make, chart) : child));
    }

    /** The page count and where each part begins are filled in once the pages are known. @param {Scene} scene  @param {Part[]} chosen */
    function coverContent(scene, chosen) {
        const { desk, edition } = scene;
        const { make, model } = desk;
        const own = ownForm(desk, edition);
        const head = /** @type {HTMLElement} */ (page.jissenDeskPaper.head(desk, { edition: edition.id, form: own ? own.id : '', vendor: '' }));
        const fields = /** @type {HTMLElement} */ (head.querySelector('.guide-paper-fields'));
        const contents = make('table', { class: 'guide-pack-contents' },
            make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, '中身'), make('th', { scope: 'col' }, 'ページ'))),
            make('tbody', {}, chosen.map(part => make('tr', {}, make('td', {}, part.title), make('td', { 'data-page': true })))));
        return [
            make('p', { class: 'guide-pack-title' }, `立入検査パック　${edition.title}`),
            fields,
            make('dl', { class: 'guide-paper-fields' }, ['検査の日', '立ち会う人'].map(label => make('div', {}, make('dt', {}, label), make('dd', {})))),
            make('p', { class: 'guide-pack-heading' }, '進み具合'),
            progressTable(scene),
            make('p', { class: 'guide-pack-origin' }, '記入しなくてよい項目は数えません。'),
            make('p', { class: 'guide-pack-heading' }, '束の中身'),
            contents,
            make('p', { class: 'guide-pack-total' }, '表紙を入れて 全 ', make('span', { 'data-pages': true }), ' ページ'),
            make('p', { class: 'guide-pack-origin' }, ORIGIN),
        ];

        /** @param {Scene} scene */
        function progressTable(scene) {
            const heads = ['シート', '項目', 'はい', 'いいえ', '対象外', '未記入', '期限切れ', '要確認'];
            const rows = sheets(scene).map(({ place, title }) => {
                const figures = /** @type {Progress} */ (model.progress(desk.value(), desk.data, place, desk.today()));
                const { applicable, yes, no, na, open, overdue, confirm, again } = figures;
                const cells = [applicable, yes, no, na, open, overdue, confirm + again];
                return make('tr', {}, make('th', { scope: 'row' }, title), cells.map(figure => make('td', {}, String(figure))));
            });
            return make('table', { class: 'guide-pack-progress' },
                make('thead', {}, make('tr', {}, heads.map(text => make('th', { scope: 'col' }, text)))), make('tbody', {}, rows));
        }
    }

    // ---- The regulation ----

    /**
     * What is decided so far; null where the guide has no template.
     * @param {Desk} desk
     * @returns {{ regulation: FinishedRegulation, n_undecided: number } | null}
     */
    function finishedRegulation(desk) {
        const model = /** @type {RegulationModel | undefined} */ (page.jissenDeskRegulation);
        const value = /** @type {any} */ (desk.value());
        if (!model || !template || !value.regulation) {
            return null;
        }
        const decision = model.decide(template, value);
        return { regulation: model.finish(template, decision), n_undecided: decision.undecided.length };
    }

    /**
     * @param {Scene} scene
     * @returns {Part[]}  One; none where the guide has no template.
     */
    function regulationParts({ desk }) {
        const finished = finishedRegulation(desk);
        if (!finished) {
            return [];
        }
        const links = [{ text: '自院の規程を作る', href: desk.address('regulation/make.html') }];
        const { regulation, n_undecided } = finished;
        const n_open = regulation.open.length;
        const lacks = [
            ...(n_undecided ? [{ text: `規程で答えていない質問 ${n_undecided}`, links }] : []),
            ...(n_open ? [{ text: `規程で埋まっていない欄 ${n_open}`, links }] : []),
        ];
        return [{ kind: 'regulation', title: regulation.title, make: () => regulationContent(desk, regulation, n_undecided), lacks }];
    }

    /**
     * The text, with its tables; forms are records, and belong to the evidence.
     * @param {Desk} desk
     * @param {FinishedRegulation} regulation
     * @param {number} n_undecided
     */
    function regulationContent({ make }, regulation, n_undecided) {
        const tables = regulation.appendices.filter(appendix => appendix.label.startsWith('別表'));
        const forms = regulation.appendices.filter(appendix => !tables.includes(appendix));
        const notes = [
            n_undecided > 0 && `答えていない質問が${n_undecided}あります。初めの答えで組んであります。`,
            regulation.open.length > 0 && '下線は、自院の言葉に替えるところです。',
            forms.length > 0 && `様式（${forms.map(form => form.title).join('、')}）は、書き込んだ物を証跡と一緒に綴じます。`,
        ].filter(Boolean).join('');
        return [
            make('p', { class: 'guide-pack-title' }, regulation.title),
            ...(notes ? [make('p', { class: 'guide-pack-lead' }, notes)] : []),
            ...regulation.chapters.flatMap(chapter => [
                make('h2', {}, `${chapter.label} ${chapter.title}`),
                ...chapter.articles.flatMap(article => [
                    make('h3', {}, `${article.label}（${article.caption}）`),
                    ...article.paragraphs.flatMap(paragraph => paragraphContent(make, paragraph)),
                ]),
            ]),
            make('h2', {}, '附則'),
            ...regulation.supplement.flatMap(paragraph => paragraphContent(make, paragraph)),
            ...tables.flatMap(appendix => [
                make('h2', {}, `${appendix.label}（${appendix.title}）`),
                appendix.id.endsWith(CHART) ? make('p', {}, 'この束の「連絡体制図」です。') : appendixTable(make, appendix),
            ]),
        ];
    }

    /**
     * @param {Make} make
     * @param {RegulationRun[]} runs
     */
    const words = (make, runs) => runs.map(run => (run.blank ? make('span', { class: 'guide-pack-filling' }, run.text) : run.text));

    /**
     * @param {Make} make
     * @param {FinishedParagraph} paragraph
     */
    function paragraphContent(make, { number, runs, items }) {
        const lines = items.map((item, nth) => make('p', { class: 'guide-pack-clause' }, `(${nth + 1}) `, words(make, item)));
        return [make('p', { class: 'guide-pack-paragraph' }, number ? `${number}　` : '', words(make, runs)), ...lines];
    }

    /**
     * @param {Make} make
     * @param {FinishedAppendix} appendix
     */
    function appendixTable(make, { columns, rows }) {
        const cell = (/** @type {RegulationRun[]} */ runs) =>
            make('td', {}, runs.map(run => (run.blank ? make('span', { class: 'guide-pack-blank' }) : run.text)));
        return make('table', { class: 'guide-pack-table', 'data-columns': columns.length, 'data-kind': rows.some(row => row.kind === 'correspondence') ? 'correspondence' : false },
            make('thead', {}, make('tr', {}, columns.map(title => make('th', { scope: 'col' }, title)))),
            make('tbody', {}, rows.filter(row => row.kind !== 'example').map(row => make('tr', {}, row.cells.map(cell)))));
    }

    // ---- Pages ----

    /**
     * The pages of the pack, numbered, with what the cover says about them.
     * @param {Scene} scene
     * @param {Part[]} chosen
     * @returns {HTMLElement[]}
     */
    function pagesOf(scene, chosen) {
        const { make } = scene.desk;
        const host = make('div', { class: 'guide-pack-measuring', 'aria-hidden': 'true' });
        document.querySelector('main')?.append(host);
        const cover = coverContent(scene, chosen);
        const all = [{ kind: 'cover', make: () => cover }, ...chosen];
        const firsts = all.map(part => {
            const first = host.children.length;
            page.jissenDeskPages.lay(part.make(), () => {
                const area = make('div', { class: 'guide-pack-area' });
                host.append(make('section', { class: 'guide-pack-paper guide-pack-page', 'data-part': part.kind }, area));
                return area;
            });
            return first + 1;
        });
        const pages = [...host.children].map(one => /** @type {HTMLElement} */ (one));
        host.remove();
        const label = `立入検査パック　${scene.edition.title}　この手引きの文による下書き`;
        pages.forEach((one, nth) => {
            one.append(make('p', { class: 'guide-pack-foot' }, make('span', {}, label), make('span', {}, `${nth + 1} / ${pages.length}`)));
            one.setAttribute('aria-label', `${nth + 1}ページ`);
        });
        const places = pages.flatMap(one => [...one.querySelectorAll('[data-page]')]);
        places.forEach((cell, nth) => (cell.textContent = String(firsts[nth + 1])));
        pages.forEach(one => one.querySelectorAll('[data-pages]').forEach(total => (total.textContent = String(pages.length))));
        return pages;
    }

    // ---- On the page ----

    /**
     * @param {Desk} desk
     * @param {Lack} lack
     */
    function lackLine({ make }, { text, links }) {
        const list = links.map(link => make('a', { href: link.href }, link.text));
        const isLong = list.length > N_LINKS;
        return isLong
            ? make('li', {}, make('details', {}, make('summary', {}, text), make('ul', {}, list.map(link => make('li', {}, link)))))
            : make('li', {}, text.endsWith('。') ? text : `${text}：`, list.flatMap((link, nth) => (nth ? ['、', link] : [link])));
    }

    /**
     * @param {HTMLElement} element
     * @param {Desk} desk
     */
    function mount(element, desk) {
        const empty = document.querySelector('.guide-pack');
        const { data, make } = desk;
        if (!(empty instanceof HTMLElement) || !data.editions.length) {
            return;
        }
        const left = new Set();
        let editionId = data.current;
        let waiting = 0;
        const edition = make('select', { id: 'guide-desk-pack-edition', on: { change: choose } },
            [...data.editions].reverse().map(one => make('option', { value: one.id }, one.title)));
        const list = make('ul', { class: 'guide-desk-pack-parts' });
        const count = make('p', { class: 'guide-desk-pack-count', role: 'status' });
        const print = make('button', { type: 'button', class: 'guide-button guide-button-key', on: { click: () => window.print() } }, '印刷する');
        const name = make('p', {}, '施設名がまだありません。', make('a', { href: desk.address('desk/index.html') }, '施設名を書く'));
        const boxes = Object.entries(KINDS).map(([kind, label]) => {
            const box = make('input', { type: 'checkbox', checked: true, on: { change: () => take(kind, box.checked) } });
            const n_pages = make('span', { class: 'guide-desk-pack-n' });
            const lacks = make('ul', { class: 'guide-desk-pack-lacks' });
            const line = make('li', {}, make('label', {}, box, make('span', {}, label), n_pages), lacks);
            return { kind, n_pages, lacks, line };
        });
        list.append(...boxes.map(box => box.line));
        const preview = make('div', { class: 'guide-pack-pages', role: 'region', tabindex: '0', 'aria-label': '印刷される紙' });
        element.replaceChildren(make('div', { class: 'guide-desk-pack' },
            make('p', {}, '立入検査で机に並べる物を、1つの束にして印刷します。答えと証跡は、この束に入ります。メモは入りません。'),
            make('p', {}, make('label', { for: edition.id }, '版 '), edition),
            name,
            make('fieldset', {}, make('legend', {}, '入れる物と、足りない物'), list),
            count,
            make('p', {}, print),
            make('h2', { id: 'guide-desk-preview' }, '印刷される紙')));
        empty.after(preview);
        empty.hidden = true;

        function choose() {
            editionId = edition.value;
            show();
        }

        /** @param {string} kind  @param {boolean} isIn */
        function take(kind, isIn) {
            if (isIn) {
                left.delete(kind);
            } else {
                left.add(kind);
            }
            show();
        }

        function show() {
            const scene = { desk, edition: data.editions.find(one => one.id === editionId) || data.editions[0], empty: /** @type {HTMLElement} */ (empty) };
            const all = parts(scene);
            const pages = pagesOf(scene, all.filter(part => !left.has(part.kind)));
            preview.replaceChildren(...pages);
            name.hidden = desk.value().profile.name !== '';
            for (const { kind, n_pages, lacks, line } of boxes) {
                const ofKind = all.filter(part => part.kind === kind);
                const n = pages.filter(one => one.dataset.part === kind).length;
                line.hidden = ofKind.length === 0;
                n_pages.textContent = n ? `${n}ページ` : '入れません';
                lacks.replaceChildren(...ofKind.flatMap(part => part.lacks.map(lack =>
                    lackLine(desk, kind === 'vendors' && part.title !== lack.text ? { ...lack, text: `${part.title}：${lack.text}` } : lack))));
            }
            count.textContent = `表紙を入れて全${pages.length}ページです。A4の紙に、倍率を変えずに印刷します。`;
        }

        show();
        desk.watch(() => {
            clearTimeout(waiting);
            waiting = setTimeout(show, PAUSE);
        });
    }

    page.jissenDesk.part('pack', mount);
})();
