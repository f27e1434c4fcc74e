/*
 * The bar at the foot of a page with the desk: whether the answers are kept, what to do when they are not, and taking
 * back. Classic script. Defines the global jissenDeskBar; desk.js puts it into the page. Reads what keep.js reports.
 */
(function deskBar() {
    'use strict';

    /** After how many days without a file the bar recommends one, and from how many answers on. */
    const DAYS_WITHOUT_FILE = 30;
    const MIN_ANSWERS = 10;

    const SAVING = Object.freeze({
        '': '',
        refused: 'このブラウザの設定では、回答を保存できません。このページを閉じると消えます。閉じる前に「ファイルに保存」を押してください。',
        full: 'ブラウザの保存場所がいっぱいで、最後の変更を保存できませんでした。このページを閉じる前に「ファイルに保存」を押してください。次に何か書くと、もう一度保存してみます。',
        silent: '最後の変更を、まだ保存できていません。このページを閉じる前に「ファイルに保存」を押してください。次に何か書くと、もう一度保存してみます。',
        wiped: 'この端末に保存してあった回答が、消されました。ここに見えている回答は残っています。「ファイルに保存」を押してください。次に何か書くと、この端末にも保存し直します。',
        again: 'この端末に保存してあった回答が、消されていました。このページに残っていた回答を保存し直しました。念のため「ファイルに保存」を押してください。',
    });
    const PLACE = Object.freeze({
        '': '',
        page: '回答を保存する部品（hub.html）を開けません。回答は、このページだけに保存します。ほかのページには出ません。手引きのフォルダーを、もう一度丸ごとコピーしてください。',
    });

    /** @param {string} moment  UTC.  @returns {string} `14:03`, here */
    function clock(moment) {
        const date = new Date(moment);
        return [date.getHours(), date.getMinutes()].map(part => String(part).padStart(2, '0')).join(':');
    }

    /**
     * @param {KeepState} state
     */
    function statusOf({ phase, at }) {
        const said = {
            still: '',
            opened: '保存してある回答を表示しています',
            saved: `保存しました ${clock(at)}`,
            elsewhere: `別の画面での変更を取り込みました ${clock(at)}`,
            unsaved: 'まだ保存していません',
        };
        return said[phase];
    }

    /** @param {Value} value */
    const countAnswers = value => value.sheets.reduce((n, sheet) => n + Object.keys(sheet.rows).length, 0);

    /**
     * What to recommend; empty when nothing.
     * @param {Value} value
     * @param {string} now
     */
    function hintOf(value, now) {
        const days = value.saved ? (Date.parse(now) - Date.parse(value.saved)) / 86400000 : Infinity;
        const isLong = days > DAYS_WITHOUT_FILE && countAnswers(value) >= MIN_ANSWERS;
        return isLong ? 'ときどきファイルにも保存すると安心です。' : '';
    }

    /**
     * Puts the bar into the page.
     * @param {Desk} desk
     * @param {Keeping} keeping
     */
    function put(desk, keeping) {
        const { make } = desk;
        const alert = make('div', { class: 'guide-desk-alert', role: 'alert' });
        const status = make('span', {});
        const hint = make('span', { class: 'guide-desk-hint' });
        const button = (/** @type {string} */ label, /** @type {() => void} */ click) =>
            make('button', { type: 'button', class: 'guide-button', on: { click } }, label);
        const undone = make('span', { class: 'guide-desk-step' });
        const redone = make('span', { class: 'guide-desk-step' });
        const back = button('元に戻す', () => say('元に戻しました', desk.undo()));
        const forth = button('やり直す', () => say('やり直しました', desk.redo()));
        back.append(undone);
        forth.append(redone);
        const bar = make(
            'div', { class: 'guide-desk-bar', role: 'region', 'aria-label': '回答の保存', hidden: true },
            alert,
            make('p', { class: 'guide-desk-status' }, make('span', { role: 'status' }, status), hint),
            make('a', { class: 'guide-desk-home', href: desk.address('desk/index.html') }, '自己点検の机'),
            make('div', { class: 'guide-desk-tools' }, back, forth, button('ファイルに保存', desk.saveFile)),
        );

        /**
         * @param {string} done
         * @param {string} label
         */
        const say = (done, label) => label && desk.announce(`${done}：${label}`);

        /** @param {HTMLElement} element  @param {string} text  Unchanged text is not said again. */
        function write(element, text) {
            if (element.textContent !== text) {
                element.textContent = text;
            }
        }

        /** @type {string} */
        let shown = '';

        /** @param {KeepState} state */
        function showTroubles({ troubles }) {
            const key = JSON.stringify(troubles);
            if (key === shown) {
                return;
            }
            shown = key;
            const { saving, place, unreadable, clash, aside } = troubles;
            const about = [
                unreadable && [
                    `この端末に保存してあった回答を開けませんでした。消さずに取ってあります。${unreadable}`,
                    button('開けなかった回答をファイルに保存', async () => desk.download(`jissen-answers-kept-${desk.today()}.txt`, 'text/plain', await keeping.unreadableText())),
                ],
                SAVING[saving] && [SAVING[saving], ''],
                PLACE[place] && [PLACE[place], ''],
                clash && [`別の画面での変更と重なり、次の変更は入りませんでした。もう一度確かめてください：${clash}`, ''],
                aside && !unreadable && [
                    '開けなかった回答を、別に取ってあります。ここに見えている回答は、その後に書いたものです。',
                    button('開けなかった回答をファイルに保存', saveAsides), button('片づける', dropAsides),
                ],
            ];
            const said = about.filter(Array.isArray).map(([text, ...buttons]) => make('p', {}, text, ' ', ...buttons.filter(Boolean)));
            alert.replaceChildren(...said);
        }

        async function saveAsides() {
            for (const [nth, { text }] of (await keeping.asides()).entries()) {
                desk.download(`jissen-answers-kept-${desk.today()}-${nth + 1}.txt`, 'text/plain', text);
            }
        }

        async function dropAsides() {
            const chosen = await desk.ask({
                title: '開けなかった回答を消しますか',
                body: ['消すと、元に戻せません。ファイルに保存してから消すことをお勧めします。'],
                choices: [{ id: 'keep', label: '残しておく' }, { id: 'drop', label: '消す', danger: true }],
            });
            if (chosen === 'drop') {
                const asides = await keeping.asides();
                await Promise.all(asides.map(({ key }) => keeping.dropAside(key)));
            }
        }

        function show() {
            const state = keeping.state();
            const { past, present, future } = keeping.journal();
            showTroubles(state);
            write(status, statusOf(state));
            write(hint, hintOf(present, desk.now()));
            const labels = [past[past.length - 1], future[0]].map(step => (step ? step.label : ''));
            write(undone, labels[0] && `（${labels[0]}）`);
            write(redone, labels[1] && `（${labels[1]}）`);
            [back.title, forth.title] = labels;
            rest(back, !labels[0]);
            rest(forth, !labels[1]);
            forth.hidden = !labels[1] && document.activeElement !== forth;
            bar.hidden = state.phase === 'still' && !alert.childElementCount;
            bar.classList.toggle('guide-desk-bar-unsaved', state.phase === 'unsaved');
        }

        /** A button that rests stays where it is for the keyboard. @param {HTMLElement} one  @param {boolean} isResting */
        function rest(one, isResting) {
            if (isResting) {
                one.setAttribute('aria-disabled', 'true');
            } else {
                one.removeAttribute('aria-disabled');
            }
        }

        document.querySelector('main')?.append(bar);
        keeping.listen(show);
        keeping.watch(show);
        show();
    }

    /** @type {any} */ (globalThis).jissenDeskBar = Object.freeze({ put });
})();
