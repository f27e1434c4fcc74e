/*
 * The part `home` of the desk: who fills in, how far each sheet is, what comes next, days, vendors, files. Classic script.
 * Reads the answers through the desk (../README.md, section 6) and, where it is there, the panel of file.js.
 * Without this script the page says how to go on with paper.
 */
(function deskHome() {
    'use strict';

    /** How many steps are shown before the fold. */
    const N_STEPS = 5;
    const page = /** @type {any} */ (globalThis);

    /**
     * A piece of the page: its element, and how it follows the value.
     * @typedef {{ node: HTMLElement, show: (cause: Cause | 'start') => void }} Piece
     */
    /**
     * An element of a list that stays while the entry with its id does.
     * @template Entry
     * @typedef {{ node: HTMLElement, show: (entry: Entry) => void }} Line
     */
    /**
     * What the pieces share: the edition that is shown, and how all of them follow.
     * @typedef {{ edition: DeskEdition, follow: Piece['show'] }} View
     */

    /**
     * Brings a list in line with entries. Elements of entries that stay are kept, so that the focus in them is.
     * @template {{ id: string }} Entry
     * @param {HTMLElement} list
     * @param {(entry: Entry) => Line<Entry>} start
     * @returns {(entries: Entry[]) => void}
     */
    function keyed(list, start) {
        /** @type {Map<string, Line<Entry>>} */
        const lines = new Map();
        return entries => {
            const ids = new Set(entries.map(entry => entry.id));
            for (const [id, line] of lines) {
                if (!ids.has(id)) {
                    line.node.remove();
                    lines.delete(id);
                }
            }
            entries.forEach((entry, nth) => {
                const line = lines.get(entry.id) || start(entry);
                lines.set(entry.id, line);
                line.show(entry);
                if (list.children[nth] !== line.node) {
                    list.insertBefore(line.node, list.children[nth] || null);
                }
            });
        };
    }

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

    /**
     * A section with a heading other pages can link to.
     * @param {Desk} desk
     * @param {string} id
     * @param {string} title
     * @param {(Node | string)[]} children
     */
    function section(desk, id, title, ...children) {
        const heading = desk.make('h2', { id, tabindex: '-1' }, title);
        return desk.make('section', { class: 'guide-desk-section', 'aria-labelledby': id }, heading, children);
    }

    /**
     * A field for text that keeps every letter. What is refused stays in it, with the reason.
     * @param {Desk} desk
     * @param {{ id: string, label: string, read: () => string, write: (text: string) => Problem[], attributes?: Record<string, any> }} field
     * @returns {Piece}
     */
    function textField(desk, { id, label, read, write, attributes }) {
        const problem = desk.make('p', { id: `${id}-problem`, class: 'guide-desk-problem', 'aria-live': 'polite', hidden: true });
        const input = desk.make('input', { id, class: 'guide-desk-input', 'aria-describedby': problem.id, autocomplete: 'off', ...attributes });
        /** @param {string} message */
        const complain = message => {
            input.setAttribute('aria-invalid', String(message !== ''));
            say(problem, message);
        };
        input.addEventListener('input', () => complain(write(input.value).map(({ message }) => message).join('')));
        return {
            node: desk.make('div', { class: 'guide-desk-field' }, desk.make('label', { for: id }, label), input, problem),
            show(cause) {
                const isKept = cause === 'edit' && (document.activeElement === input || !problem.hidden);
                if (!isKept) {
                    complain('');
                    input.value = read();
                }
            },
        };
    }

    // ---- What is there ----

    /** @param {Value} value @param {SheetPlace} place */
    const isBegun = (value, place) => value.sheets.some(sheet => sheetId(sheet) === sheetId(place));

    /** @param {SheetPlace} place */
    const sheetId = ({ edition, form, vendor }) => `${edition}/${form}/${vendor}`;

    /**
     * Whether those a profile describes fill a form in at all.
     * @param {Desk} desk
     * @param {DeskForm} form
     * @param {Profile} profile
     */
    const isInUse = (desk, form, profile) => form.rows.some(row => desk.model.applies(row, profile, form).applies);

    /**
     * The sheets of an edition that concern the reader: those to fill in, and any that were begun.
     * @param {Desk} desk
     * @param {DeskEdition} edition
     * @returns {SheetPlace[]}
     */
    function sheetsOf(desk, edition) {
        const value = desk.value();
        const sheets = edition.forms.flatMap(form => {
            const vendors = form.vendor ? value.vendors.map(vendor => vendor.id) : [''];
            return vendors.map(vendor => ({ place: { edition: edition.id, form: form.id, vendor }, form }));
        });
        return sheets.filter(({ place, form }) => isInUse(desk, form, value.profile) || isBegun(value, place)).map(({ place }) => place);
    }

    /**
     * Editions with answers, newest first.
     * @param {Desk} desk
     */
    const begunEditions = ({ data, value }) =>
        data.editions.filter(edition => value().sheets.some(sheet => sheet.edition === edition.id)).reverse();

    /** @param {Desk} desk */
    const isBlank = ({ model, data, value }) => model.canonical(value()) === model.canonical(model.empty(data.site));

    /**
     * `医療機関確認用`, with the vendor's name.
     * @param {Desk} desk
     * @param {DeskEdition} edition
     * @param {SheetPlace} place
     */
    const shortTitle = (desk, edition, place) =>
        desk.model.sheetTitle(desk.value(), desk.data, place).replace(`${edition.title} `, '');

    // ---- Welcome ----

    /**
     * @param {Desk} desk
     * @returns {Piece}
     */
    function welcome(desk) {
        const { make } = desk;
        const node = make('div', { class: 'guide-desk-welcome guide-desk-screen' },
            make('p', {}, 'チェックリストにここで答えると、次にすることと目標日が並びます。印刷と、次の年度への引き継ぎもできます。'),
            make('p', {}, '回答は、このブラウザの中だけに残ります。外へ出るのは、ファイルに保存したときだけです。打ち始めるまでは、何も残しません。'),
            make('p', {}, 'この手引きは厚生労働省のものではありません。提出には原本を使ってください。'),
            make('p', {}, make('a', { class: 'guide-button guide-button-key', href: '#desk-profile' }, '施設のことから始める')),
            page.jissenDeskFile && make('p', {}, '前に保存したファイルがある方は、', make('a', { href: '#desk-files' }, 'ファイルから読み込みます'), '。'));
        return {
            node,
            // It stays while the first words are typed: nothing may move away under them.
            show: cause => void (node.hidden = cause === 'edit' ? node.hidden : !isBlank(desk)),
        };
    }

    // ---- Profile ----

    /**
     * Rows of the institution's own forms that one answer of the profile rules out, by name.
     * @param {Desk} desk
     * @param {DeskEdition} edition
     * @param {Partial<Profile>} without  The profile without that answer.
     * @returns {string[]}
     */
    function ruledOut({ model, data, value }, edition, without) {
        const { profile } = value();
        const names = edition.forms.filter(form => !form.vendor).flatMap(form => form.rows.filter(row =>
            !model.applies(row, profile, form).applies && model.applies(row, { ...profile, ...without }, form).applies)
            .map(row => model.rowTitle(data, { edition: edition.id, form: form.id, vendor: '', key: row.key })));
        return [...new Set(names)];
    }

    /**
     * What the answers of the profile change, in words.
     * @type {Record<string, (desk: Desk, edition: DeskEdition) => string>}
     */
    const EFFECTS = {
        name: () => '印刷するシートに入ります。',
        facility(desk, edition) {
            const { profile } = desk.value();
            const titles = edition.forms.filter(form => isInUse(desk, form, profile)).map(form => form.title);
            return profile.facility ? `${edition.title}で使う様式は、${titles.join('と、')}です。` : '選ぶと、使う様式が決まります。';
        },
        system: ({ value }) => ({
            '': '決めなくても、すべての行に答えられます。',
            cloud: 'サーバの行もなくなりません。事業者に聞いて答える行に、そう書き添えます。',
            onpremises: 'サーバの行は、院内のサーバを見て答えます。',
        })[value().profile.system],
        vendorContract(desk, edition) {
            const { vendorContract } = desk.value().profile;
            const names = ruledOut(desk, edition, { vendorContract: '' });
            const rows = names.length ? `記入しなくてよい行は、${names.join('、')}です。` : '';
            return {
                '': '契約がないときは、記入しなくてよい行があります。',
                contracted: '事業者ごとに、事業者確認用を1枚使います。下の「事業者」に名前を書いてください。',
                uncontracted: `事業者確認用はいりません。${rows}`,
            }[vendorContract];
        },
        computers(desk, edition) {
            const { computers } = desk.value().profile;
            const names = ruledOut(desk, edition, { computers: null });
            return computers === null ? '0台なら、端末PCの行は当てはまりません。分からなければ、空けておけます。'
                : computers > 0 ? '端末PCの行にも答えます。'
                    : `端末PCの行は当てはまりません。${names.length ? `当てはまらない行は、${names.join('、')}です。` : ''}`;
        },
    };

    /**
     * @param {Desk} desk
     * @param {View} view
     * @param {string} field
     * @returns {Piece}
     */
    function effect(desk, view, field) {
        const node = desk.make('p', { id: `desk-profile-${field}-effect`, class: 'guide-desk-effect' });
        return { node, show: () => say(node, EFFECTS[field](desk, view.edition)) };
    }

    /**
     * @param {Desk} desk
     * @param {View} view
     * @param {'facility' | 'system' | 'vendorContract'} field
     * @param {string[]} answers
     * @returns {Piece}
     */
    function choices(desk, view, field, answers) {
        const { make, model } = desk;
        const effects = effect(desk, view, field);
        const inputs = [...answers, ''].map(value => make('input', {
            type: 'radio', name: `desk-profile-${field}`, value,
            on: { change: () => desk.change(model.FIELDS[field], before => model.setProfile(before, { [field]: value })) },
        }));
        const labels = inputs.map(input => make('label', { class: 'guide-desk-choice' }, input, input.value ? model.WORDS[input.value] : 'まだ決めない'));
        return {
            node: make('fieldset', { class: 'guide-desk-field', 'aria-describedby': effects.node.id },
                make('legend', {}, model.FIELDS[field]), make('div', { class: 'guide-desk-options' }, labels), effects.node),
            show(cause) {
                inputs.forEach(input => void (input.checked = input.value === desk.value().profile[field]));
                effects.show(cause);
            },
        };
    }

    /**
     * @param {Desk} desk
     * @param {View} view
     * @param {'name' | 'computers'} field
     * @param {(text: string) => any} read  What was meant by what was typed.
     * @param {Record<string, any>} attributes
     * @returns {Piece}
     */
    function typed(desk, view, field, read, attributes) {
        const { model } = desk;
        const effects = effect(desk, view, field);
        const input = textField(desk, {
            id: `desk-profile-${field}`,
            label: model.FIELDS[field],
            read: () => String(desk.value().profile[field] ?? ''),
            write: text => desk.change(model.FIELDS[field], value => model.setProfile(value, { [field]: read(text) }), `profile/${field}`),
            attributes,
        });
        input.node.append(effects.node);
        return {
            node: input.node,
            show(cause) {
                input.show(cause);
                effects.show(cause);
            },
        };
    }

    /**
     * A number as people type it; none for an empty field.
     * @param {string} text
     */
    function count(text) {
        const digits = text.normalize('NFKC').trim();
        return digits === '' ? null : /^\d+$/.test(digits) ? Number(digits) : NaN;
    }

    /** @param {Desk} desk */
    function profileSummary({ model, value }) {
        const { name, facility, system, vendorContract, computers } = value().profile;
        const words = [facility, system].map(answer => model.WORDS[answer]);
        const contract = vendorContract && `事業者との${model.WORDS[vendorContract]}`;
        return [name, ...words, contract, computers !== null && `パソコン${computers}台`].filter(Boolean).join('、');
    }

    /**
     * @param {Desk} desk
     * @param {View} view
     * @returns {Piece}
     */
    function profile(desk, view) {
        const fields = [
            typed(desk, view, 'name', text => text, { maxlength: desk.model.LIMITS.name }),
            choices(desk, view, 'facility', ['clinic', 'hospital', 'pharmacy']),
            choices(desk, view, 'system', ['cloud', 'onpremises']),
            choices(desk, view, 'vendorContract', ['contracted', 'uncontracted']),
            typed(desk, view, 'computers', count, { inputmode: 'numeric', class: 'guide-desk-input guide-desk-number' }),
        ];
        const summary = desk.make('summary');
        const questions = desk.make('div', { class: 'guide-desk-screen' },
            desk.make('p', {}, '選ぶとすぐに保存します。分からないところは、空けておけます。'), fields.map(field => field.node));
        const details = desk.make('details', { class: 'guide-desk-fold' }, summary, questions);
        details.open = Object.values(desk.value().profile).some(answer => answer === '' || answer === null);
        return {
            node: section(desk, 'desk-profile', '施設のこと', details),
            show(cause) {
                say(summary, profileSummary(desk) || 'まだ何も書いていません');
                details.open = details.open || isBlank(desk);
                fields.forEach(field => field.show(cause));
            },
        };
    }

    // ---- Where am I ----

    /** @param {Progress} progress @returns {[string, number, boolean][]}  Word, figure, whether it is urgent. */
    function figures(progress) {
        /** @type {[string, number, boolean][]} */
        const all = [
            ['はい', progress.yes, false], ['いいえ', progress.no, false], ['対象外', progress.na, false],
            ['未記入', progress.open, false], ['期限切れ', progress.overdue, true],
            ['要確認', progress.confirm + progress.again, true],
        ];
        return all.filter(([word, figure]) => figure > 0 || word === 'はい' || word === 'いいえ');
    }

    /**
     * A card for each sheet.
     * @param {Desk} desk
     * @param {HTMLElement} list
     * @returns {(edition: DeskEdition, places: SheetPlace[]) => void}
     */
    function cards(desk, list) {
        const { make, model, data } = desk;
        const show = keyed(list, (/** @type {{ id: string, place: SheetPlace, edition: DeskEdition }} */ { id, place, edition }) => {
            const title = make('h3', { id: `desk-sheet-${id}` });
            const answered = make('p', { class: 'guide-desk-answered' });
            const bar = make('progress', { class: 'guide-desk-progress', 'aria-labelledby': title.id });
            const counts = make('ul', { class: 'guide-desk-counts' });
            const reason = make('p', { class: 'guide-desk-effect' });
            const open = make('a', { class: place.vendor ? 'guide-button' : 'guide-button guide-button-key', href: desk.sheetAddress(place) });
            return {
                node: make('li', { class: 'guide-desk-card' }, title, answered, bar, counts, reason, make('p', { class: 'guide-desk-screen' }, open)),
                show() {
                    /** @type {Progress} */
                    const progress = model.progress(desk.value(), data, place, desk.today());
                    const { applicable: n_rows } = progress;
                    say(title, edition.id === data.current ? shortTitle(desk, edition, place) : model.sheetTitle(desk.value(), data, place));
                    say(answered, n_rows ? `答えた ${progress.answered}／${n_rows}` : '');
                    bar.hidden = counts.hidden = !n_rows;
                    bar.max = n_rows || 1;
                    bar.value = progress.answered;
                    counts.replaceChildren(...figures(progress).map(([word, figure, isUrgent]) =>
                        make('li', { class: isUrgent && 'guide-desk-urgent' }, `${word} ${figure}`)));
                    say(reason, n_rows ? skipped(progress) : whyNone(desk, edition, place));
                    say(open, `${place.vendor ? title.textContent : shortTitle(desk, edition, place)}を開く`);
                },
            };
        });
        return (edition, places) => show(places.map(place => ({ id: sheetId(place), place, edition })));
    }

    /**
     * Why no row of a sheet is to be filled in.
     * @param {Desk} desk
     * @param {DeskEdition} edition
     * @param {SheetPlace} place
     * @returns {string}
     */
    function whyNone({ model, data, value }, edition, place) {
        const rows = edition.forms.filter(form => form.id === place.form).flatMap(form => form.rows);
        return rows.map(row => model.standing(value(), data, { ...place, key: row.key }).reason).find(Boolean) || '';
    }

    /** @param {Progress} progress */
    const skipped = ({ rows, applicable }) => (rows > applicable ? `ほかの${rows - applicable}行は、記入しなくてよい行です。` : '');

    /**
     * The edition before this one whose answers wait to be carried over.
     * @param {Desk} desk
     * @param {DeskEdition} edition
     */
    function carriable(desk, edition) {
        const begun = begunEditions(desk);
        const older = begun.find(other => other.fiscalYear < edition.fiscalYear);
        return begun.includes(edition) ? undefined : older;
    }

    /**
     * @param {Desk} desk
     * @param {View} view
     * @returns {Piece}
     */
    function carryOffer(desk, view) {
        const { make } = desk;
        const words = make('p');
        const node = make('div', { class: 'guide-desk-offer guide-desk-screen' }, words,
            make('p', {}, make('a', { class: 'guide-button guide-button-key', href: desk.address('desk/carry.html') }, '前の年度から引き継ぐ')));
        return {
            node,
            show() {
                const older = carriable(desk, view.edition);
                node.hidden = !older;
                say(words, older ? `${older.title}の回答があります。${view.edition.title}には、まだありません。` : '');
            },
        };
    }

    /**
     * Which edition is shown; only when another one has answers, too.
     * @param {Desk} desk
     * @param {View} view
     * @returns {Piece}
     */
    function editionChoice(desk, view) {
        const { make, data } = desk;
        const select = make('select', { id: 'desk-edition', class: 'guide-desk-input' });
        select.addEventListener('change', () => {
            view.edition = data.editions.find(edition => edition.id === select.value) || view.edition;
            view.follow('edit');
        });
        const node = make('div', { class: 'guide-desk-field guide-desk-screen' }, make('label', { for: select.id }, '見る版'), select);
        return {
            node,
            show() {
                const begun = begunEditions(desk);
                const offered = [...data.editions].reverse().filter(edition =>
                    edition === view.edition || edition.id === data.current || begun.includes(edition));
                node.hidden = offered.length < 2;
                if (offered.map(edition => edition.id).join() !== [...select.options].map(option => option.value).join()) {
                    select.replaceChildren(...offered.map(edition => make('option', { value: edition.id }, edition.title)));
                }
                select.value = view.edition.id;
            },
        };
    }

    /**
     * Answers of editions that are not shown.
     * @param {Desk} desk
     * @param {View} view
     * @returns {Piece}
     */
    function olderSheets(desk, view) {
        const { make } = desk;
        const summary = make('summary');
        const list = make('ul', { class: 'guide-desk-cards' });
        const node = make('details', { class: 'guide-desk-fold' }, summary, list);
        const showEdition = keyed(list, (/** @type {{ id: string, edition: DeskEdition }} */ { edition }) => {
            const cardList = make('ul', { class: 'guide-desk-cards' });
            const show = cards(desk, cardList);
            return {
                node: make('li', { class: 'guide-desk-edition' }, make('p', {}, edition.title), cardList),
                show: () => show(edition, sheetsOf(desk, edition).filter(place => isBegun(desk.value(), place))),
            };
        });
        return {
            node,
            show() {
                const others = begunEditions(desk).filter(edition => edition !== view.edition);
                node.hidden = !others.length;
                say(summary, `ほかの版の回答（${others.map(edition => edition.title).join('、')}）`);
                showEdition(others.map(edition => ({ id: edition.id, edition })));
            },
        };
    }

    /**
     * What is to be known about the sheets as a whole.
     * @param {Desk} desk
     * @param {DeskEdition} edition
     */
    function remarks({ model, value, today }, edition) {
        const { profile: { vendorContract }, vendors } = value();
        const [end, hasForms] = [model.dateLabel(edition.end), edition.forms.some(form => form.vendor)];
        const ended = today() > edition.end &&
            `${edition.title}の年度は、${end}に終わりました。目標日にはその日までを書けます。いまの年度の分は、その年度の原本に書いてください。`;
        const vendorless = hasForms && !vendors.length && vendorContract !== 'uncontracted' &&
            '事業者確認用は、下の「事業者」に名前を加えると、ここに並びます。';
        return [ended, vendorless].flatMap(words => words || []);
    }

    /**
     * @param {Desk} desk
     * @param {View} view
     * @returns {Piece}
     */
    function whereAmI(desk, view) {
        const { make } = desk;
        const pieces = [carryOffer(desk, view), editionChoice(desk, view)];
        const older = olderSheets(desk, view);
        const edition = make('p', { class: 'guide-desk-edition-title' });
        const notes = make('div');
        const list = make('ul', { class: 'guide-desk-cards' });
        const show = cards(desk, list);
        return {
            node: section(desk, 'desk-progress', 'いまどこまで', ...pieces.map(piece => piece.node), edition, list, notes, older.node),
            show(cause) {
                [...pieces, older].forEach(piece => piece.show(cause));
                say(edition, `${view.edition.title}のシート`);
                show(view.edition, sheetsOf(desk, view.edition));
                notes.replaceChildren(...remarks(desk, view.edition).map(words => make('p', { class: 'guide-desk-effect' }, words)));
            },
        };
    }

    // ---- What comes next ----

    /**
     * Steps over several sheets, most urgent first; equally urgent ones in the order of the sheets.
     * @param {Desk} desk
     * @param {SheetPlace[]} places
     * @returns {Step[]}
     */
    function steps({ model, data, value, today }, places) {
        /** @type {Step[]} */
        const all = places.flatMap(place => model.next(value(), data, place, today()));
        const rank = (/** @type {Step} */ step) => model.URGENCY.indexOf(step.kind);
        return all.sort((one, other) => rank(one) - rank(other) || (one.date < other.date ? -1 : one.date > other.date ? 1 : 0));
    }

    /**
     * @param {Desk} desk
     * @param {View} view
     * @param {HTMLElement} list
     */
    function stepList(desk, view, list) {
        const { make, model, data } = desk;
        return keyed(list, (/** @type {Step & { id: string }} */ { place }) => {
            const link = make('a', { href: desk.sheetAddress(place) });
            const why = make('span', { class: 'guide-desk-why' });
            return {
                node: make('li', {}, link, why),
                show({ message }) {
                    say(link, model.rowTitle(data, place));
                    say(why, `${shortTitle(desk, view.edition, place)}：${message}`);
                },
            };
        });
    }

    /**
     * @param {Desk} desk
     * @param {View} view
     * @returns {Piece}
     */
    function whatNext(desk, view) {
        const { make } = desk;
        const none = make('p');
        const first = make('ol', { class: 'guide-desk-steps' });
        const rest = make('ol', { class: 'guide-desk-steps', start: N_STEPS + 1 });
        const summary = make('summary');
        const fold = make('details', { class: 'guide-desk-fold' }, summary, rest);
        const [showFirst, showRest] = [stepList(desk, view, first), stepList(desk, view, rest)];
        const choose = make('p', {}, 'まず、', make('a', { href: '#desk-profile' }, '施設の種類'), 'を選んでください。使う様式が決まると、することが並びます。');
        return {
            node: section(desk, 'desk-next', '次にすること', choose, none, first, fold),
            show() {
                const places = sheetsOf(desk, view.edition);
                const known = desk.value().profile.facility ? places : places.filter(place => isBegun(desk.value(), place));
                const all = steps(desk, known).map(step => ({ ...step, id: `${sheetId(step.place)}/${step.place.key}` }));
                choose.hidden = known.length > 0;
                say(none, known.length && !all.length ? 'いまは、ありません。' : '');
                first.hidden = !all.length;
                fold.hidden = all.length <= N_STEPS;
                say(summary, `すべて見る（残り${all.length - N_STEPS}）`);
                showFirst(all.slice(0, N_STEPS));
                showRest(all.slice(N_STEPS));
            },
        };
    }

    // ---- Days ----

    /**
     * @param {Desk} desk
     * @param {View} view
     * @returns {Piece}
     */
    function days(desk, view) {
        const { make, model, data } = desk;
        /** @returns {DueDate[]} */
        const dates = () => model.dueDates(desk.value(), data, view.edition.id, desk.today());
        const none = make('p', {}, '目標日を書いた「いいえ」は、まだありません。');
        const body = make('tbody');
        const head = ['目標日', '項目'].map(title => make('th', { scope: 'col' }, title));
        const table = make('table', { class: 'guide-desk-dates' }, make('thead', {}, make('tr', {}, head)), body);
        const save = () => desk.download(desk.fileName('目標日', 'ics'), 'text/calendar;charset=utf-8', model.calendar(dates(), data.site, desk.now()));
        const button = make('button', { type: 'button', class: 'guide-button', on: { click: save } }, 'カレンダーに入れる（.ics）');
        const offer = make('div', { class: 'guide-desk-screen' }, button, make('p', { class: 'guide-desk-effect' }, '保存したファイルを開くと、お使いのカレンダーに目標日が入ります。'));
        const show = keyed(body, (/** @type {DueDate & { id: string }} */ { place }) => {
            const [day, mark, link, sheet] = [
                make('span', { class: 'guide-desk-day' }), make('strong', { class: 'guide-desk-mark' }),
                make('a', { href: desk.sheetAddress(place) }), make('span', { class: 'guide-desk-why' }),
            ];
            return {
                node: make('tr', {}, make('td', {}, day, ' ', mark), make('td', {}, link, sheet)),
                show({ date, overdue }) {
                    say(day, model.dateLabel(date));
                    say(mark, overdue ? '期限切れ' : date === desk.today() ? '今日' : '');
                    say(link, model.rowTitle(data, place));
                    say(sheet, shortTitle(desk, view.edition, place));
                },
            };
        });
        return {
            node: section(desk, 'desk-dates', '目標日の一覧', none, table, offer),
            show() {
                const all = dates();
                none.hidden = all.length > 0;
                table.hidden = offer.hidden = !all.length;
                show(all.map(due => ({ ...due, id: `${sheetId(due.place)}/${due.place.key}` })));
            },
        };
    }

    // ---- Vendors ----

    /**
     * Takes a vendor away; asks first when answers go with it.
     * @param {Desk} desk
     * @param {Vendor} vendor
     * @param {() => void} done
     */
    async function remove(desk, { id, name }, done) {
        const { rows } = desk.model.removeVendor(desk.value(), id);
        const answer = rows === 0 ? 'remove' : await desk.ask({
            title: `「${name}」を外しますか`,
            body: [desk.make('p', {}, `「${name}」のシートの回答（${rows}行）も、一緒に消えます。外したあとでも「元に戻す」で戻せます。`)],
            choices: [{ id: 'keep', label: '外さない' }, { id: 'remove', label: '外して、回答も消す', danger: true }],
        });
        if (answer === 'remove') {
            desk.change('事業者を外す', value => desk.model.removeVendor(value, id));
            done();
        }
    }

    /**
     * @param {Desk} desk
     * @param {View} view
     * @param {HTMLElement} list
     * @param {() => void} removed
     */
    function vendorList(desk, view, list, removed) {
        const { make, model } = desk;
        return keyed(list, (/** @type {Vendor & { cause: Cause | 'start' }} */ { id }) => {
            const now = () => desk.value().vendors.find(vendor => vendor.id === id) || { id, name: '' };
            const name = textField(desk, {
                id: `desk-vendor-${id}`,
                label: '事業者の名前',
                read: () => now().name,
                write: text => desk.change('事業者の名前', value => model.renameVendor(value, id, text), `vendor/${id}`),
                attributes: { maxlength: model.LIMITS.name },
            });
            const links = make('p', { class: 'guide-desk-links' });
            const button = make('button', { type: 'button', class: 'guide-button guide-button-danger', on: { click: () => remove(desk, now(), removed) } });
            return {
                node: make('li', { class: 'guide-desk-card' }, name.node, make('div', { class: 'guide-desk-links' }, links, button)),
                show({ cause }) {
                    name.show(cause);
                    say(button, `${now().name}を外す`);
                    const places = view.edition.forms.filter(form => form.vendor).map(form => ({ edition: view.edition.id, form: form.id, vendor: id }));
                    links.replaceChildren(...places.map(place => make('a', { class: 'guide-button', href: desk.sheetAddress(place) }, `${shortTitle(desk, view.edition, place)}を開く`)));
                },
            };
        });
    }

    /**
     * Where the institution and a vendor said different things.
     * @param {Desk} desk
     * @param {View} view
     * @returns {Piece}
     */
    function disagreements(desk, view) {
        const { make, model, data } = desk;
        const list = make('ul', { class: 'guide-desk-steps' });
        const node = make('div', { class: 'guide-desk-offer' }, make('h3', {}, '事業者と答えが違う行'), list);
        const show = keyed(list, (/** @type {Disagreement & { id: string }} */ { own, vendor }) => {
            const [title, message, theirs] = [make('strong'), make('span', { class: 'guide-desk-why' }), make('a', { href: desk.sheetAddress(vendor.place) })];
            return {
                node: make('li', {}, title, message, make('span', { class: 'guide-desk-links guide-desk-screen' }, make('a', { href: desk.sheetAddress(own.place) }, '自院の行'), theirs)),
                show(found) {
                    say(title, model.rowTitle(data, own.place));
                    say(message, found.message);
                    say(theirs, `${found.vendor.name}の行`);
                },
            };
        });
        return {
            node,
            show() {
                const own = sheetsOf(desk, view.edition).filter(place => !place.vendor);
                /** @type {Disagreement[]} */
                const found = own.flatMap(place => model.disagreements(desk.value(), data, place));
                node.hidden = !found.length;
                show(found.map(one => ({ ...one, id: `${sheetId(one.own.place)}/${sheetId(one.vendor.place)}/${one.key}` })));
            },
        };
    }

    /**
     * @param {Desk} desk
     * @returns {Piece}  The field for a new vendor.
     */
    function newVendor(desk) {
        const { make, model } = desk;
        const problem = make('p', { id: 'desk-vendor-problem', class: 'guide-desk-problem', 'aria-live': 'polite', hidden: true });
        const input = make('input', { id: 'desk-vendor-new', class: 'guide-desk-input', 'aria-describedby': problem.id, maxlength: model.LIMITS.name, autocomplete: 'off' });
        const add = (/** @type {Event} */ event) => {
            event.preventDefault();
            const found = desk.change('事業者を加える', value => model.addVendor(value, input.value));
            say(problem, found.map(({ message }) => message).join(''));
            input.value = found.length ? input.value : '';
            input.focus();
        };
        return {
            node: make('form', { class: 'guide-desk-field', on: { submit: add } }, make('label', { for: input.id }, '加える事業者の名前'),
                make('div', { class: 'guide-desk-links' }, input, make('button', { class: 'guide-button' }, '加える')), problem),
            show() {},
        };
    }

    /**
     * @param {Desk} desk
     * @param {View} view
     * @returns {Piece}
     */
    function vendors(desk, view) {
        const { make } = desk;
        const list = make('ul', { class: 'guide-desk-cards' });
        const differ = disagreements(desk, view);
        const field = newVendor(desk);
        const uncontracted = make('p', { class: 'guide-desk-effect' });
        const node = section(desk, 'desk-vendors', '事業者',
            make('div', { class: 'guide-desk-screen' },
                make('p', {}, '契約している会社ごとに加えます。返ってきた事業者確認用の答えを写すと、自院の答えとの違いが分かります。'),
                uncontracted, list, field.node),
            differ.node);
        const show = vendorList(desk, view, list, () => node.querySelector('h2')?.focus());
        return {
            node,
            show(cause) {
                say(uncontracted, desk.value().profile.vendorContract === 'uncontracted' ? '「契約がない」を選んでいるので、事業者確認用はいりません。' : '');
                list.hidden = !desk.value().vendors.length;
                show(desk.value().vendors.map(vendor => ({ ...vendor, cause })));
                differ.show(cause);
            },
        };
    }

    // ---- The page ----

    /**
     * @param {Desk} desk
     * @returns {Piece}
     */
    function files(desk) {
        return { node: section(desk, 'desk-files', 'ファイルと、この端末', page.jissenDeskFile.panel(desk)), show() {} };
    }

    /** Goes where the address says, now that the place is there. */
    function arrive() {
        const { hash } = window.jissenSingle || location;
        const place = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
        if (place) {
            place.scrollIntoView();
        }
    }

    page.jissenDesk.part('home', (/** @type {HTMLElement} */ element, /** @type {Desk} */ desk) => {
        const edition = desk.data.editions.find(one => one.id === desk.data.current);
        if (!edition) {
            element.replaceChildren(desk.make('p', {}, '答えられるシートが、まだありません。'));
            return;
        }
        /** @type {View} */
        const view = { edition, follow: cause => pieces.forEach(piece => piece.show(cause)) };
        const pieces = [welcome(desk), ...[profile, whereAmI, whatNext, days, vendors].map(build => build(desk, view))];
        if (page.jissenDeskFile) {
            pieces.push(files(desk));
        }
        view.follow('start');
        desk.watch(view.follow);
        element.replaceChildren(...pieces.map(piece => piece.node));
        arrive();
    });
})();
