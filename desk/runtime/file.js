/*
 * Answers as files: saving them, reading them back beside what is here, and taking them off this computer. Classic
 * script; defines jissenDeskFile, which the parts `home` and `carry` use. All rules are those of model.js.
 * Without this script those parts have no files.
 */
(function deskFile() {
    'use strict';

    /** @typedef {'current' | 'imported'} Side */

    const KINDS = Object.freeze({ added: '追加', changed: '違う', missing: 'この端末だけ' });
    const NO_SHEET = '施設・事業者・規程';
    /** With more differences than this, the reader opens sheet by sheet. */
    const SHORT = 30;
    let n_choosers = 0;

    /**
     * `2026年11月22日 18:05` by the clock of this computer; empty for what is no moment.
     * @param {string} saved  `2026-11-22T09:05:00Z`.
     */
    function momentLabel(saved) {
        const moment = new Date(saved);
        if (!saved || Number.isNaN(moment.getTime())) {
            return '';
        }
        const minutes = String(moment.getMinutes()).padStart(2, '0');
        return `${moment.getFullYear()}年${moment.getMonth() + 1}月${moment.getDate()}日 ${moment.getHours()}:${minutes}`;
    }

    /**
     * Everything that is said in a value, as differences from nothing.
     * @param {Desk} desk
     * @param {Value} value
     * @returns {Difference[]}
     */
    const everything = ({ model, data }, value) => model.difference(model.empty(data.site), value, data);

    /** @param {Desk} desk  Whether nothing is said at all. */
    const isEmpty = desk => desk.value().sheets.length === 0 && everything(desk, desk.value()).length === 0;

    /**
     * @param {Difference[]} differences
     * @returns {Map<string, Difference[]>}  By the title of their sheet, in order.
     */
    function bySheet(differences) {
        /** @type {Map<string, Difference[]>} */
        const groups = new Map();
        for (const difference of differences) {
            const title = difference.sheet || NO_SHEET;
            groups.set(title, [...(groups.get(title) || []), difference]);
        }
        return groups;
    }

    /**
     * What a value holds, sheet by sheet.
     * @param {Desk} desk
     * @param {Value} value
     */
    function contents(desk, value) {
        const lines = [...bySheet(everything(desk, value))].map(([title, said]) => `${title}：${said.length} 件`);
        return desk.make('ul', {}, lines.map(line => desk.make('li', {}, line)));
    }

    // ---- Saving ----

    /**
     * @param {Desk} desk
     * @param {Sheet} sheet
     * @returns {Value}  That sheet alone.
     */
    function onlySheet({ model, data, value }, sheet) {
        const { minor, vendors } = value();
        return { ...model.empty(data.site), minor, vendors: vendors.filter(vendor => vendor.id === sheet.vendor), sheets: [sheet] };
    }

    /** @param {Desk} desk */
    function saving(desk) {
        const { make, model, data } = desk;
        const saved = make('p', { class: 'guide-desk-saved' });
        const name = make('p', { class: 'guide-desk-file-hint' });
        const save = make('button', { type: 'button', class: 'guide-button guide-button-key', on: { click: desk.saveFile } }, 'ファイルに保存');
        const choice = make('select', {});
        const sheet = () => desk.value().sheets[Number(choice.value)];
        const title = () => (choice.value ? model.sheetTitle(desk.value(), data, sheet()) : '回答');
        const csv = () => desk.download(
            desk.fileName(title(), 'csv'), 'text/csv', model.toCsv(desk.value(), data, choice.value ? sheet() : undefined));
        const json = () => (choice.value
            ? desk.download(desk.fileName(title(), 'json'), 'application/json', model.exportFile(onlySheet(desk, sheet()), data, desk.now()))
            : desk.saveFile());
        const others = [
            make('button', { type: 'button', class: 'guide-button', on: { click: csv } }, '表計算用（CSV）'),
            make('button', { type: 'button', class: 'guide-button', on: { click: json } }, '読み込み用（JSON）'),
        ];
        const more = make('details', { class: 'guide-desk-more' },
            make('summary', {}, 'シートを選んで保存する・表計算ソフトで見る'),
            make('p', {}, make('label', {}, 'シート ', choice)),
            make('p', { class: 'guide-desk-buttons' }, others),
            make('p', { class: 'guide-desk-file-hint' }, '表計算用（CSV）は、Excel などで開いて見るためのものです。読み込むことはできません。読み込み用（JSON）は、ほかの端末でも読み込めます。'));

        function show() {
            const value = desk.value();
            const hasNothing = isEmpty(desk);
            const when = momentLabel(value.saved);
            saved.textContent = hasNothing
                ? 'まだ回答がありません。'
                : when ? `前にファイルに保存した日時：${when}` : 'まだファイルに保存していません。';
            name.textContent = `「${desk.fileName('回答', 'json')}」という名前で、ブラウザがふだん使うフォルダー（「ダウンロード」など）に入ります。`;
            name.hidden = save.disabled = more.hidden = hasNothing;
            const chosen = choice.value;
            const titles = value.sheets.map(one => model.sheetTitle(value, data, one));
            choice.replaceChildren(make('option', { value: '' }, 'すべてのシート'), ...titles.map((text, nth) => make('option', { value: String(nth) }, text)));
            choice.value = titles[Number(chosen)] === undefined ? '' : chosen;
            others[0].disabled = titles.length === 0;
        }

        show();
        desk.watch(show);
        return [
            make('p', {}, '回答は、このブラウザの中にだけあります。閲覧の記録を消したときや、パソコンが壊れたときには、なくなります。ときどきファイルに保存してください。'),
            saved,
            make('p', { class: 'guide-desk-buttons' }, save),
            name,
            more,
        ];
    }

    // ---- Reading ----

    /**
     * Both sides of a difference, to choose from.
     * @param {Desk} desk
     * @param {Difference} difference
     * @param {string} name  Of the pair of radio buttons.
     * @param {Side} side
     * @param {(side: Side) => void} choose
     */
    function sides({ make }, { kind, before, after }, name, side, choose) {
        const one = (/** @type {Side} */ which, /** @type {string} */ title, /** @type {string} */ text) => {
            const radio = make('input', { type: 'radio', name, value: which, checked: which === side, on: { change: () => choose(which) } });
            return make('label', { class: 'guide-desk-side' }, radio,
                make('span', { class: 'guide-desk-side-name' }, title), make('span', { class: 'guide-desk-said' }, text));
        };
        return make('div', { class: 'guide-desk-sides' },
            one('current', 'この端末の方', before || 'なし'),
            one('imported', 'ファイルの方', after || (kind === 'missing' ? 'なし（選ぶと消えます）' : 'なし')));
    }

    /**
     * `3 件を加え、1 件を消し`, the beginning of what will be or was done; empty for nothing.
     * @param {Record<Difference['kind'], number>} counts
     */
    function doing({ added, changed, missing }) {
        const parts = [added && `${added} 件を加え`, changed && `${changed} 件を書き換え`, missing && `${missing} 件を消し`];
        return parts.filter(Boolean).join('、');
    }

    /**
     * The differences with a choice for each; a sheet's are made when it is opened, so that long files stay quick.
     * @param {Desk} desk
     * @param {Difference[]} differences
     */
    function chooseBetween(desk, differences) {
        const { make } = desk;
        /** @type {Record<string, Side>} */
        const chosen = {};
        differences.forEach(({ id, kind }) => (chosen[id] = kind === 'added' ? 'imported' : 'current'));
        const outcome = make('p', { class: 'guide-desk-outcome', role: 'status' });
        const count = (/** @type {Difference['kind']} */ kind) =>
            differences.filter(one => one.kind === kind && chosen[one.id] === 'imported').length;
        const counts = () => ({ added: count('added'), changed: count('changed'), missing: count('missing') });

        function tell() {
            const done = doing(counts());
            outcome.textContent = `いまの選び方では、${done ? `${done}ます` : '何も変わりません'}。`;
        }

        const row = (/** @type {Difference} */ difference, /** @type {string} */ name) =>
            make('fieldset', { class: 'guide-desk-difference', 'data-difference': difference.id },
                make('legend', {},
                    make('span', { class: 'guide-relation' }, KINDS[difference.kind]), difference.label.slice(difference.sheet.length).trim()),
                sides(desk, difference, name, chosen[difference.id], side => {
                    chosen[difference.id] = side;
                    tell();
                }));

        const groups = [...bySheet(differences)].map(([title, these], nth) => {
            const list = make('div', {});
            const fill = () => list.replaceChildren(...these.map((one, i) => row(one, `guide-desk-choice-${nth}-${i}`)));
            const isOpen = differences.length <= SHORT;
            const details = make('details', { class: 'guide-desk-group', open: isOpen },
                make('summary', {}, `${title}（${these.length} 件）`), list);
            details.addEventListener('toggle', () => details.open && list.childElementCount === 0 && fill());
            if (isOpen) {
                fill();
            }
            return { details, list, fill };
        });

        const all = (/** @type {Side} */ side, /** @type {string} */ label) => make('button', {
            type: 'button', class: 'guide-button', 'data-all': side, on: {
                click() {
                    differences.forEach(({ id }) => (chosen[id] = side));
                    groups.filter(({ list }) => list.childElementCount > 0).forEach(({ fill }) => fill());
                    tell();
                },
            },
        }, label);

        tell();
        const body = [
            make('p', { class: 'guide-desk-buttons' }, all('imported', 'すべてファイルの方'), all('current', 'すべてこの端末の方')),
            outcome,
            ...groups.map(({ details }) => details),
        ];
        return { body, chosen, counts };
    }

    /** @param {Desk} desk  @param {Value} imported */
    function fileSays(desk, imported) {
        const when = momentLabel(imported.saved);
        const { name } = imported.profile;
        return desk.make('p', {}, [name && `「${name}」のファイルです。`, when && `${when} に保存されました。`].filter(Boolean).join(''));
    }

    /**
     * Shows what the file would change and asks; only then something changes.
     * @param {Desk} desk
     * @param {Value} imported
     * @param {Say} say
     */
    async function offer(desk, imported, say) {
        const { make, model, data } = desk;
        const differences = /** @type {Difference[]} */ (model.difference(desk.value(), imported, data));
        if (differences.length === 0) {
            say('ファイルの中の回答は、この端末の回答と同じです。何も変えていません。');
            return;
        }
        const isFirst = isEmpty(desk);
        const { body, chosen, counts } = chooseBetween(desk, differences);
        const numbers = Object.entries(KINDS).map(([kind, word]) => `${word} ${differences.filter(one => one.kind === kind).length} 件`).join('、');
        const answer = await desk.ask({
            title: isFirst ? 'このファイルを読み込みますか' : '違うところを選んで読み込む',
            body: isFirst
                ? [fileSays(desk, imported), contents(desk, imported), make('p', {}, `全部で ${differences.length} 件を読み込みます。`)]
                : [
                    fileSays(desk, imported),
                    make('p', {}, `この端末の回答と違うところ：${numbers}。選ぶまでは何も変わりません。はじめは、この端末の回答を残し、ファイルにだけある回答を加えるようになっています。`),
                    ...body,
                ],
            choices: [{ id: 'import', label: isFirst ? '読み込む' : '選んだとおりに読み込む' }, { id: '', label: 'やめる' }],
        });
        if (answer !== 'import') {
            say('読み込みをやめました。何も変えていません。');
            return;
        }
        const done = doing(counts());
        const merge = (/** @type {Value} */ value) => {
            const merged = model.merge(value, imported, chosen);
            return isFirst ? { ...merged, saved: imported.saved } : merged;
        };
        if (!done) {
            say('この端末の回答をすべて残しました。何も変えていません。');
            return;
        }
        const problems = desk.change(`ファイルからの読み込み（${done}ました）`, merge);
        if (problems.length) {
            say(`読み込めませんでした。${problems.map(({ message }) => message).join('')}何も変えていません。`, 'trouble');
            return;
        }
        say(`読み込みました。${done}ました。`, 'done', undoButton(desk, say, '読み込む前に戻す'));
    }

    /**
     * Takes back the change that was just made.
     * @param {Desk} desk
     * @param {Say} say
     * @param {string} label
     */
    function undoButton(desk, say, label) {
        const undo = () => {
            const undone = desk.undo();
            say(undone ? `元に戻しました：${undone}` : '元に戻せるものがありません。');
        };
        return desk.make('button', { type: 'button', class: 'guide-button', on: { click: undo } }, label);
    }

    /**
     * @param {Desk} desk
     * @param {File[]} files
     * @param {Say} say
     */
    async function receive(desk, files, say) {
        const { model, data } = desk;
        if (files.length !== 1) {
            say('ファイルは1つずつ読み込みます。何も変えていません。', 'trouble');
            return;
        }
        say('ファイルを調べています…');
        /** @type {string} */
        let text;
        try {
            // Four bytes are the longest character: what is cut off here is too large for the model anyway.
            text = await files[0].slice(0, 4 * model.LIMITS.file).text();
        } catch (error) {
            say('ファイルを開けませんでした。何も変えていません。ほかの場所にコピーしてから、もう一度選んでください。', 'trouble');
            return;
        }
        // The reader sees what is being done before a large file takes the page's time.
        await new Promise(resolve => setTimeout(resolve, 50));
        /** @type {Imported} */
        const imported = model.importFile(text, data.site);
        if (imported.value === undefined) {
            say(`「${files[0].name}」は読み込めません。${imported.message}`, 'trouble');
            return;
        }
        await offer(desk, model.settleKeys(imported.value, data), say);
    }

    /**
     * A place where messages appear. What offers to undo goes with the next change.
     * @param {Desk} desk
     * @returns {{ element: HTMLElement, say: Say }}
     */
    function messages(desk) {
        const element = desk.make('div', { class: 'guide-desk-messages', 'aria-live': 'polite' });
        /** @type {Say} */
        const say = (text, sort, ...more) => {
            const kind = sort === 'trouble' ? { class: 'guide-desk-trouble', role: 'alert' } : { class: 'guide-desk-notice' };
            element.replaceChildren(desk.make('p', kind, text), ...(more.length ? [desk.make('p', { class: 'guide-desk-buttons' }, more)] : []));
            // In the middle: the bar at the foot lies over what stands there.
            element.scrollIntoView({ block: 'center' });
        };
        desk.watch(() => element.querySelector('button') && element.replaceChildren());
        return { element, say };
    }

    /**
     * @param {HTMLElement} area
     * @param {(files: File[]) => void} take
     */
    function takeDropped(area, take) {
        const mark = (/** @type {boolean} */ isOver) => (/** @type {DragEvent} */ event) => {
            if (event.dataTransfer && event.dataTransfer.types.includes('Files')) {
                event.preventDefault();
                area.classList.toggle('guide-desk-dropping', isOver);
            }
        };
        area.addEventListener('dragover', mark(true));
        area.addEventListener('dragleave', mark(false));
        area.addEventListener('drop', event => {
            mark(false)(event);
            const files = event.dataTransfer ? [...event.dataTransfer.files] : [];
            if (files.length) {
                take(files);
            }
        });
    }

    /**
     * Chooses a file, or takes one that is dropped here, and reads it.
     * @param {Desk} desk
     * @param {HTMLElement} [area]  Where files may be dropped; this element alone when it is not given.
     * @returns {HTMLElement}
     */
    function chooser(desk, area) {
        const { make } = desk;
        const { element, say } = messages(desk);
        const take = (/** @type {File[]} */ files) => void receive(desk, files, say);
        const hint = make('span', { class: 'guide-desk-file-hint guide-desk-drop-hint', id: `guide-desk-drop-${(n_choosers += 1)}` }, 'ここにファイルを置いても読み込めます。');
        const input = make('input', {
            type: 'file', accept: '.json,application/json', class: 'guide-visually-hidden', 'aria-describedby': hint.id, on: {
                change() {
                    const files = [...(input.files || [])];
                    // So that the same file may be chosen again.
                    input.value = '';
                    if (files.length) {
                        take(files);
                    }
                },
            },
        });
        const box = make('div', { class: 'guide-desk-chooser' },
            make('p', { class: 'guide-desk-drop' }, make('label', { class: 'guide-button guide-desk-choose' }, 'ファイルから読み込む', input), hint),
            element);
        takeDropped(area || box, take);
        return box;
    }

    // ---- Erasing ----

    /** @param {Desk} desk */
    function erasing(desk) {
        const { make } = desk;
        const { element, say } = messages(desk);

        async function eraseNow() {
            const isErased = await desk.erase();
            if (isErased) {
                say('この端末から、回答を消しました。', 'done');
            } else {
                say('消せませんでした。ブラウザの設定で、このサイトのデータを消してください。', 'trouble');
            }
        }

        async function eraseSaved() {
            desk.saveFile();
            const answer = await desk.ask({
                title: 'ファイルは保存できましたか',
                body: [make('p', {}, `「${desk.fileName('回答', 'json')}」が「ダウンロード」などのフォルダーにあるか、見てください。見つからないときは、消さないでください。`)],
                choices: [{ id: 'erase', label: 'ファイルがあったので消す' }, { id: '', label: 'やめる' }],
            });
            await (answer === 'erase' ? eraseNow() : say('消すのをやめました。回答はそのままです。'));
        }

        async function start() {
            const answer = await desk.ask({
                title: 'この端末から回答を消しますか',
                body: [
                    make('p', {}, '次の回答が、この端末のこのブラウザから消えます。消したあとで元に戻すことはできません。'),
                    contents(desk, desk.value()),
                    make('p', {}, '保存してあるファイルと、ほかの端末の回答は消えません。'),
                ],
                choices: [
                    { id: 'save', label: 'ファイルに保存してから消す' },
                    { id: 'erase', label: '保存せずに消す', danger: true },
                    { id: '', label: 'やめる' },
                ],
            });
            await (answer === 'save' ? eraseSaved() : answer === 'erase' ? eraseNow() : say('消すのをやめました。回答はそのままです。'));
        }

        const button = make('button', { type: 'button', class: 'guide-button guide-button-danger', on: { click: () => void start() } }, 'この端末から消す');
        const show = () => void (button.disabled = isEmpty(desk));
        show();
        desk.watch(show);
        return [
            make('p', {}, 'ほかの人も使うパソコンでは、終わったら消してください。消す前に、ファイルに保存できます。'),
            make('p', { class: 'guide-desk-buttons' }, button),
            element,
        ];
    }

    /**
     * Everything about files.
     * @param {Desk} desk
     * @returns {HTMLElement}
     */
    function panel(desk) {
        const { make } = desk;
        const area = make('div', { class: 'guide-desk-file' });
        area.append(
            make('h3', {}, 'ファイルに保存'), ...saving(desk),
            make('h3', {}, 'ファイルから読み込む'),
            make('p', {}, '保存したファイルを選びます。違うところを見て選ぶまで、この端末の回答は変わりません。'),
            chooser(desk, area),
            make('h3', {}, '別のパソコンへ移す'),
            make('p', {}, 'ファイルに保存し、別のパソコンでこの手引きの「自己点検の机」を開いて、読み込みます。USBメモリなどで運ぶときは、院内の決まりに従ってください。'),
            make('h3', {}, 'この端末から消す'), ...erasing(desk));
        return area;
    }

    /** @type {any} */ (globalThis).jissenDeskFile = Object.freeze({ panel, chooser, undoButton, messages });
})();
