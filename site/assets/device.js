/*
 * The page オフラインで読む: keeps a copy (控え) of the guide on this device, shows how it stands, takes it away, and logs
 * out. Classic script. Reads window.jissenOffline (offline.js), the attributes of its own script element (`data-days`,
 * `data-sign-out`: where the server logs out, absent without one), and the desk of the page, if the guide has one.
 * On a disk jissenOffline is not there, and the page says that the guide is on the device already. Without this script
 * the page says that it needs JavaScript.
 */
(function guideDevice() {
    'use strict';

    const script = document.currentScript;
    const attributes = script instanceof HTMLScriptElement ? script.dataset : {};
    const page = /** @type {any} */ (globalThis);
    const days = Number(attributes.days);
    const ALIVE_MS = 5000;
    /** How long the desk may take to open. */
    const DESK_MS = 5000;
    const MEGA = 1000000;
    /** What the search and this copy keep beside the answers. The choice of colours says nothing about anybody. */
    const KEPT_FOR_GOOD = 'guide-theme';

    /** @type {Promise<Desk | null>} */
    const desk = new Promise(resolve => {
        page.jissenDesk?.part('device', (/** @type {HTMLElement} */ _, /** @type {Desk} */ given) => resolve(given));
        if (!page.jissenDesk) {
            resolve(null);
        }
    });

    // ---- Words ----

    /** @type {Record<Exclude<Failure, ''>, string>} */
    const FAILURES = {
        offline: '通信が切れたため、保存できませんでした。つながるところで、もう一度押してください。',
        'signed-out': 'ログインの期限が切れたため、保存できませんでした。もう一度ログインしてから、保存してください。',
        changed: 'サーバーの手引きが入れ替わっている途中のようです。数分待ってから、もう一度押してください。',
        full: '端末の空きが足りないため、保存できませんでした。使わない写真やアプリを消して空きを作ってから、もう一度押してください。',
        cancelled: '保存をやめました。途中まで受け取った分は消しました。',
        server: 'サーバーが応答しないため、保存できませんでした。しばらく待ってから、もう一度押してください。',
        storage: 'このブラウザでは保存できませんでした。プライベートブラウズ（シークレット）の画面では保存できません。ふつうの画面で開いてください。',
    };

    /** @param {number} bytes */
    const megabytes = bytes => `${(bytes / MEGA).toFixed(bytes < 10 * MEGA ? 1 : 0)} MB`;

    /** `2026年11月23日` by the clock of this device. @param {number} time */
    function day(time) {
        const date = new Date(time);
        return `${date.getFullYear()}年${date.getMonth() + 1}月${date.getDate()}日`;
    }

    /** @param {Failure} failure @param {number} missing */
    function failureText(failure, missing) {
        const lack = failure === 'full' && missing > 0 ? `（あと約 ${megabytes(missing)} 必要です）` : '';
        return failure ? FAILURES[failure] + lack : '';
    }

    // ---- Elements ----

    /**
     * @template {keyof HTMLElementTagNameMap} Tag
     * @param {Tag} tag @param {Record<string, string>} given @param {...(Node | string)} children
     */
    function make(tag, given, ...children) {
        const element = document.createElement(tag);
        Object.entries(given).forEach(([name, value]) => element.setAttribute(name, value));
        element.append(...children);
        return element;
    }

    /** @param {string} text @param {() => unknown} act @param {'key' | 'danger' | ''} [kind] */
    function button(text, act, kind = '') {
        const element = make('button', { type: 'button', class: kind ? `guide-button guide-button-${kind}` : 'guide-button' }, text);
        element.addEventListener('click', () => void act());
        return element;
    }

    /** @param {...Node} buttons */
    const buttons = (...buttons) => make('p', { class: 'guide-device-buttons' }, ...buttons);
    /** @param {string} text */
    const headline = text => make('p', { class: 'guide-device-state' }, text);
    /** @param {string} text */
    const paragraph = text => make('p', {}, text);
    /** @param {string} text */
    const trouble = text => make('p', { class: 'guide-device-trouble', role: 'alert' }, text);

    /** @param {[string, string][]} facts */
    const table = facts => make('table', { class: 'guide-device-facts' }, make('tbody', {},
        ...facts.map(([name, value]) => make('tr', {}, make('th', { scope: 'row' }, name), make('td', {}, value)))));

    /** Asks in a dialog; false when the reader turned away. @param {string} question @param {string} text @param {string} yes */
    function ask(question, text, yes) {
        return new Promise(resolve => {
            const choices = make('form', { method: 'dialog', class: 'guide-desk-choices' },
                make('button', { value: 'yes', class: 'guide-button guide-button-danger' }, yes),
                make('button', { value: '', class: 'guide-button' }, 'やめる'));
            const dialog = make('dialog', { class: 'guide-desk-dialog', 'aria-labelledby': 'guide-device-question' },
                make('h2', { id: 'guide-device-question' }, question), paragraph(text), choices);
            dialog.addEventListener('close', () => {
                dialog.remove();
                resolve(dialog.returnValue === 'yes');
            });
            document.body.append(dialog);
            dialog.showModal();
        });
    }

    // ---- The copy ----

    /** @param {Offline} offline @param {HTMLElement} place */
    function showCopy(offline, place) {
        /** Says how it stands to those who do not see it. */
        const voice = make('p', { class: 'guide-visually-hidden', role: 'status' });
        place.after(voice);
        place.tabIndex = -1;
        let size = 0;
        let problem = '';
        let wasSaving = false;

        const begin = () => {
            problem = '';
            draw([headline('保存の用意をしています…')]);
            offline.save(days).then(refresh, async () => {
                const failure = { in: 'storage', out: 'signed-out', unknown: 'offline' }[await offline.session()];
                problem = FAILURES[/** @type {'storage'} */ (failure)];
                await refresh();
            });
        };

        const remove = async () => {
            const text = '手引きの控えを、この端末から消します。自己点検の回答は消えません。通信できるときは、これまでどおり読めます。';
            if (await ask('控えをこの端末から消しますか', text, '端末から消す')) {
                problem = (await offline.remove()) ? '' : '消しきれませんでした。ブラウザの設定で、このサイトのデータを消してください。';
                await refresh();
            }
        };

        const look = async () => {
            const before = (await offline.report()).copy.checked;
            const { copy } = await offline.check();
            problem = copy.build && copy.checked === before ? '確かめられませんでした。通信できるところで、もう一度押してください。' : '';
            await refresh();
        };

        /** @param {CopyReport} report */
        function without({ copy }) {
            const gone = { '': '', 'signed-out': 'ログインの期限が切れたため、前の控えは消しました。', expired: '期限が過ぎたため、前の控えは消しました。' }[copy.gone];
            return [
                headline('まだ保存していません'),
                ...(gone ? [paragraph(`${gone}（${day(copy.goneAt)}）`)] : []),
                paragraph(`${size ? `約 ${megabytes(size)} を受け取ります。` : ''}Wi-Fi などにつないでから押してください。`),
                paragraph('ほかの人も使う端末では、保存しないでください。'),
                buttons(button('この端末に保存して、あとでオフラインで読む', begin, 'key')),
            ];
        }

        const bar = make('progress', { 'aria-label': '保存の進みぐあい' });
        const counts = paragraph('');
        const during = [
            headline('保存しています…'),
            make('p', {}, bar),
            counts,
            paragraph('終わるまで、このページを開いたままにしてください。'),
            buttons(button('中止する', () => offline.cancel())),
        ];

        /** @param {Progress} progress */
        function count({ files, ofFiles, bytes, ofBytes }) {
            bar.max = ofBytes || 1;
            bar.value = bytes;
            counts.textContent = ofFiles ? `${files} / ${ofFiles} ファイル（${megabytes(bytes)} / ${megabytes(ofBytes)}）` : '保存するものを確かめています。';
        }

        /** @param {CopyReport} report */
        function saved({ copy, until }) {
            const isNewer = copy.latest !== copy.build;
            return [
                headline(isNewer ? '新しい版があります' : 'この端末に保存してあります'),
                paragraph(isNewer
                    ? '控えより新しい手引きが出ています。入れ替えると、開いている手引きのページを読み込み直します。'
                    : '通信できないところでも、このブラウザで手引きを読めます。'),
                table([
                    ['保存した日', day(copy.saved)],
                    ['最後に確かめた日', day(copy.checked)],
                    ['読める期限', day(until)],
                    ['大きさ', `${copy.files} ファイル、${megabytes(copy.bytes)}`],
                ]),
                buttons(
                    isNewer ? button('新しい版に入れ替える', begin, 'key') : button('新しい版があるか確かめる', look),
                    button('端末から消す', remove, 'danger')),
            ];
        }

        /** @param {CopyReport} report */
        function show(report) {
            const { copy, saving, failure, missing } = report;
            if (saving) {
                count(saving);
            }
            // The button stays the same one while it is counted, so that it can be pressed.
            if (!(saving && bar.isConnected)) {
                const text = problem || (saving ? '' : failureText(failure, missing));
                draw([...(text ? [trouble(text)] : []), ...(saving ? during : copy.build ? saved(report) : without(report))]);
            }
            wasSaving = Boolean(saving);
        }

        /** @param {Node[]} children */
        function draw(children) {
            const hadFocus = place.contains(document.activeElement);
            place.replaceChildren(...children);
            if (hadFocus) {
                (place.querySelector('button') || place).focus({ preventScroll: true });
            }
            const state = place.querySelector('.guide-device-state')?.textContent || '';
            if (voice.textContent !== state) {
                voice.textContent = state;
            }
        }

        const refresh = async () => show(await offline.report());

        offline.watch(show);
        void refresh().then(offline.check).then(refresh);
        void offline.size().then(bytes => {
            size = bytes;
            return refresh();
        });
        // A browser ends a worker that nobody talks to, and with it the saving.
        setInterval(() => wasSaving && void refresh(), ALIVE_MS);
    }

    // ---- Logging out ----

    /** @param {Desk | null} given */
    const hasAnswers = given => given !== null && (given.value().sheets.length > 0
        || given.model.difference(given.model.empty(given.data.site), given.value(), given.data).length > 0);

    /** Everything pages keep about the reader, but for the answers. */
    function forget() {
        for (const storage of [localStorage, sessionStorage]) {
            Object.keys(storage).filter(key => key.startsWith('guide-') && key !== KEPT_FOR_GOOD).forEach(key => storage.removeItem(key));
        }
    }

    /**
     * Takes everything off this device and goes on to the server.
     * @param {Offline} offline @param {Desk | null} given @param {(text: string) => void} say
     */
    async function signOut(offline, given, say) {
        const isGone = (!offline.isPossible() || (await offline.removeAll())) && (given === null || !hasAnswers(given) || (await given.erase()));
        if (!isGone) {
            say('この端末から消しきれませんでした。ブラウザの設定で、このサイトのデータを消してから、もう一度押してください。');
            return;
        }
        forget();
        location.replace(new URL(attributes.signOut || '', offline.root).href);
    }

    /** Whether to go on; the answers are a file by then, if the reader wants it. @param {Desk} given */
    async function settleAnswers(given) {
        const make = given.make;
        const answer = await given.ask({
            title: '自己点検の回答をファイルに保存しますか',
            body: [make('p', {}, 'ログアウトすると、この端末にある自己点検の回答も消えます。消したあとで元に戻すことはできません。ファイルに保存しておくと、あとで読み込めます。')],
            choices: [
                { id: 'save', label: '回答をファイルに保存' },
                { id: 'erase', label: '保存せずにログアウト', danger: true },
                { id: '', label: 'やめる' },
            ],
        });
        if (answer !== 'save') {
            return answer === 'erase';
        }
        given.saveFile();
        const found = await given.ask({
            title: 'ファイルは保存できましたか',
            body: [make('p', {}, `「${given.fileName('回答', 'json')}」が「ダウンロード」などのフォルダーにあるか、見てください。見つからないときは、ログアウトしないでください。`)],
            choices: [{ id: 'go', label: 'ファイルがあったのでログアウト' }, { id: '', label: 'やめる' }],
        });
        return found === 'go';
    }

    /** @param {Offline} offline @param {HTMLElement} place */
    function showSignOut(offline, place) {
        const said = make('p', { class: 'guide-device-trouble', role: 'alert', hidden: '' });
        const say = (/** @type {string} */ text) => {
            said.textContent = text;
            said.hidden = text === '';
        };
        const start = async () => {
            say('');
            const given = await Promise.race([desk, new Promise(resolve => setTimeout(resolve, DESK_MS, 'silent'))]);
            if (given === 'silent') {
                const text = 'この端末に自己点検の回答があっても、ファイルに保存できません。ログアウトすると、回答も消えることがあります。';
                const isMeant = await ask('回答を確かめられませんでした', text, 'このままログアウト');
                await (isMeant && signOut(offline, null, say));
            } else if (given === null || !hasAnswers(given) || (await settleAnswers(given))) {
                await signOut(offline, given, say);
            }
        };
        place.replaceChildren(buttons(button('ログアウトする', start, 'danger')), said);
    }

    // ---- The page ----

    function start() {
        const place = document.querySelector('[data-guide-device]');
        const signOutPlace = document.querySelector('[data-guide-sign-out]');
        /** @type {Offline | undefined} */
        const offline = page.jissenOffline;
        if (!(place instanceof HTMLElement)) {
            return;
        }
        if (!offline) {
            place.replaceChildren(headline('この手引きは、もうこの端末にあります'),
                paragraph('いま開いているのは、この端末に置いたファイルです。通信がなくても、このまま読めます。保存の操作はいりません。'));
            return;
        }
        if (offline.isPossible()) {
            showCopy(offline, place);
        } else {
            place.replaceChildren(headline('このブラウザでは保存できません'),
                paragraph('アドレスが https で始まる手引きを、ふだんのブラウザ（プライベートブラウズでない画面）で開くと、保存できます。'));
        }
        if (signOutPlace instanceof HTMLElement) {
            showSignOut(offline, signOutPlace);
        }
    }

    start();
})();
