//! 自己点検の机 in real browsers: what it shows is what the model says, and every change of it is kept.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use serde_json::json;
use tests::{
    browser::{Browser, DOWN, ENTER, Settings, TAB, chromium, drive, engines, file_address},
    guide::{DESK_SPY, site},
    program::root,
};
use url::Url;

const PLAIN: Settings = Settings { without_scripts: false };
const IS_READY: &str = "return document.querySelector('#desk-vendors') !== null";
const IS_KEPT: &str =
    "return document.querySelector('.guide-desk-status').textContent.startsWith('保存しました')";

/// Answers for tests: `answer(edition, form, vendor, n, fields)` fills in the nth row of a sheet.
const ANSWER: &str = "window.answer = (edition, form, vendor, nth, fields) => {\
        const { data, model, change } = deskOfTest;\
        const { key } = data.editions.find(({ id }) => id === edition).forms.find(({ id }) => id === form).rows[nth];\
        const place = { edition, form, vendor, key };\
        const problems = change('test', (value) => model.setCheck(value, data, place, 0, fields));\
        if (problems.length) { throw new Error(problems[0].message); }\
    };";

/// A clinic that answered: 5 × はい, 3 × いいえ with days, 1 without one; a vendor with 4 answers, one with none.
const FILL: &str = "const { model, change, data } = deskOfTest;\
    change('test', (value) => model.setProfile(value, { name: 'みどり診療所', facility: 'clinic', system: 'cloud',\
        vendorContract: 'contracted', computers: 3 }));\
    change('test', (value) => model.addVendor(value, '電子カルテの会社', 'va'));\
    change('test', (value) => model.addVendor(value, '回線の会社', 'vb'));\
    const yes = { answer: 'yes', date: '2025-11-20' };\
    const no = { answer: 'no', date: '2025-11-20' };\
    for (const nth of [0, 1, 2, 3, 4]) { answer('r7', 'medical', '', nth, yes); }\
    answer('r7', 'medical', '', 5, { ...no, target: '2026-03-10' });\
    answer('r7', 'medical', '', 6, { ...no, target: '2025-12-24' });\
    answer('r7', 'medical', '', 7, { ...no, target: '2026-02-01' });\
    answer('r7', 'medical', '', 8, no);\
    for (const nth of [0, 1, 3]) { answer('r7', 'vendor', 'va', nth, yes); }\
    answer('r7', 'vendor', 'va', 4, { ...no, target: '2026-01-31' });";

fn home() -> Url {
    file_address(&site().join("desk/index.html"))
}

async fn open(browser: &Browser) {
    browser.open(&home()).await;
    browser.wait_for("the parts of the desk", IS_READY).await;
}

/// Opens the page with its desk in reach of tests.
async fn open_with_spy(browser: &Browser) {
    browser.chromium_command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": DESK_SPY })).await;
    open(browser).await;
    browser.run(ANSWER, vec![]).await;
}

async fn open_filled(browser: &Browser) {
    open_with_spy(browser).await;
    browser.run(FILL, vec![]).await;
    browser.wait_for("that it is kept", IS_KEPT).await;
}

/// The visible text of an element.
async fn text(browser: &Browser, selector: &str) -> String {
    browser.find(selector).await.text().await.expect("a text")
}

async fn choose(browser: &Browser, field: &str, answer: &str) {
    let selector = format!("input[name=desk-profile-{field}][value='{answer}']");
    browser.click(&selector).await;
}

/// What a script of the page gives, which is a list of texts.
async fn texts(browser: &Browser, script: &str) -> Vec<String> {
    serde_json::from_value(browser.run(script, vec![]).await).expect("texts")
}

const TITLES: &str = "return [...document.querySelectorAll('#desk-progress ~ .guide-desk-cards h3')].map((title) => title.textContent)";

#[test]
fn a_first_visit_explains_and_keeps_nothing() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser).await;
        let welcome = text(&browser, ".guide-desk-welcome").await;
        assert!(
            welcome.contains("このブラウザの中だけ") && welcome.contains("厚生労働省のものではありません")
        );
        browser.click("#desk-profile-name").await;
        browser.press(TAB).await;
        assert_eq!(browser.run("return localStorage.length", vec![]).await, json!(0));
        open(&browser).await;
        assert!(browser.find(".guide-desk-welcome").await.is_displayed().await.expect("shown"));

        browser.type_into("#desk-profile-name", "みどり").await;
        browser.wait_for("that it is kept", IS_KEPT).await;
        assert!(browser.find(".guide-desk-welcome").await.is_displayed().await.expect("nothing moves"));
        open(&browser).await;
        assert!(!browser.find(".guide-desk-welcome").await.is_displayed().await.expect("hidden"));
        let kept = browser.find("#desk-profile-name").await.prop("value").await.expect("a value");
        assert_eq!(kept.as_deref(), Some("みどり"));
    });
}

#[test]
fn the_profile_says_what_it_changes() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser).await;
        assert_eq!(texts(&browser, TITLES).await, ["医療機関確認用", "薬局確認用"]);
        assert!(text(&browser, "section[aria-labelledby=desk-next]").await.contains("施設の種類"));

        choose(&browser, "facility", "clinic").await;
        browser
            .wait_for("one form", "return document.querySelectorAll('#desk-progress ~ ul h3').length === 1")
            .await;
        assert_eq!(texts(&browser, TITLES).await, ["医療機関確認用"]);
        let words = text(&browser, "#desk-profile-facility-effect").await;
        assert!(words.contains("医療機関確認用と、事業者確認用"), "{words}");

        choose(&browser, "vendorContract", "uncontracted").await;
        browser.wait_for(
            "rows that are left out",
            "return document.querySelector('#desk-profile-vendorContract-effect').textContent.includes('リモート保守')",
        ).await;
        let n_rows =
            "return Number(document.querySelector('.guide-desk-answered').textContent.split('／')[1])";
        let left = browser.run(n_rows, vec![]).await.as_u64().expect("a figure");
        browser.type_into("#desk-profile-computers", "０").await;
        browser.wait_for(
            "no computers",
            "return document.querySelector('#desk-profile-computers-effect').textContent.includes('当てはまらない行は')",
        ).await;
        assert!(browser.run(n_rows, vec![]).await.as_u64().expect("a figure") < left);

        choose(&browser, "facility", "pharmacy").await;
        browser
            .wait_for(
                "its form",
                "return document.querySelector('#desk-progress ~ ul h3').textContent === '薬局確認用'",
            )
            .await;
        choose(&browser, "facility", "").await;
        browser
            .wait_for("both", "return document.querySelectorAll('#desk-progress ~ ul h3').length === 2")
            .await;
        browser.wait_for("that it is kept", IS_KEPT).await;
        open(&browser).await;
        let checked = "return [...document.querySelectorAll('#desk-profile ~ details input:checked')].map((input) => input.value)";
        assert_eq!(texts(&browser, checked).await, ["", "", "uncontracted"]);
    });
}

#[test]
fn what_is_refused_stays_in_its_field_with_the_reason() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser).await;
        browser.type_into("#desk-profile-computers", "1.5").await;
        let problem = text(&browser, "#desk-profile-computers-problem").await;
        assert!(problem.contains("整数"), "{problem}");
        choose(&browser, "facility", "clinic").await;
        let typed = browser.find("#desk-profile-computers").await.prop("value").await.expect("a value");
        assert_eq!(typed.as_deref(), Some("1.5"));
    });
}

#[test]
fn the_caret_stays_where_letters_are_typed() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser).await;
        browser.type_into("#desk-vendor-new", "A会社").await;
        browser.press(ENTER).await;
        let put_caret = "const field = document.querySelector('[id^=desk-vendor-v]');\
                         field.focus(); field.setSelectionRange(1, 1)";
        browser.find("[id^=desk-vendor-v]").await;
        browser.run(put_caret, vec![]).await;
        for key in ['B', ' ', 'C'] {
            browser.press(key).await;
        }
        let state = browser
            .run("const field = document.activeElement; return [field.value, field.selectionStart]", vec![])
            .await;
        assert_eq!(state, json!(["AB C会社", 4]));
    });
}

#[test]
fn figures_steps_and_days_are_those_of_the_model() {
    drive(chromium(), PLAIN, async |browser| {
        open_filled(&browser).await;
        let figures = "const { model, data, value, today } = deskOfTest;\
            const places = [['medical', ''], ['vendor', 'va'], ['vendor', 'vb']];\
            return places.map(([form, vendor]) => {\
                const found = model.progress(value(), data, { edition: 'r7', form, vendor }, today());\
                const more = [['対象外', found.na], ['未記入', found.open], ['期限切れ', found.overdue], ['要確認', found.confirm]];\
                return [`答えた ${found.answered}／${found.applicable}`, `はい ${found.yes}`, `いいえ ${found.no}`,\
                    ...more.filter(([, n]) => n > 0).map((pair) => pair.join(' '))].join(' ');\
            })";
        let shown = "return [...document.querySelectorAll('#desk-progress ~ ul > li')].map((card) =>\
            [card.querySelector('.guide-desk-answered'), ...card.querySelectorAll('.guide-desk-counts li')]\
                .map((part) => part.textContent).join(' '))";
        let expected = texts(&browser, figures).await;
        assert_eq!(texts(&browser, shown).await, expected);
        assert!(
            expected[0].contains("はい 5 いいえ 4") && expected[0].contains("期限切れ 3"),
            "{}",
            expected[0]
        );

        let steps = "const { model, data, value, today, sheetAddress } = deskOfTest;\
            const places = [['medical', ''], ['vendor', 'va'], ['vendor', 'vb']];\
            const steps = places.flatMap(([form, vendor]) => model.next(value(), data, { edition: 'r7', form, vendor }, today()));\
            return model.URGENCY.flatMap((kind) => steps.filter((step) => step.kind === kind)\
                .sort((one, other) => one.date.localeCompare(other.date)))\
                .map((step) => `${sheetAddress(step.place)} ${model.rowTitle(data, step.place)} ${step.message}`)";
        let links = "return [...document.querySelectorAll('#desk-next ~ .guide-desk-steps > li, #desk-next ~ details li')].map((step) => {\
            const link = step.querySelector('a');\
            return `${link.getAttribute('href')} ${link.textContent} ${step.querySelector('.guide-desk-why').textContent.split('：').pop()}`; })";
        let expected = texts(&browser, steps).await;
        assert_eq!(texts(&browser, links).await, expected);
        assert_eq!(browser.count("#desk-next ~ .guide-desk-steps > li").await, 5);
        assert!(
            text(&browser, "#desk-next ~ details summary")
                .await
                .contains(&format!("残り{}", expected.len() - 5))
        );

        let days = "return [...document.querySelectorAll('.guide-desk-dates tbody tr')].map((row) =>\
            row.querySelector('.guide-desk-day').textContent + row.querySelector('.guide-desk-mark').textContent)";
        assert_eq!(
            texts(&browser, days).await,
            [
                "2025年12月24日期限切れ",
                "2026年1月31日期限切れ",
                "2026年2月1日期限切れ",
                "2026年3月10日期限切れ"
            ]
        );
        browser.follow("#desk-next ~ .guide-desk-steps > li:first-child a").await;
        assert!(browser.address().await.path().ends_with("/sheets/r7-medical.html"));
    });
}

#[test]
fn days_go_into_a_calendar_file() {
    drive(chromium(), PLAIN, async |browser| {
        let downloads = tempfile::tempdir().expect("a folder");
        let parameters = json!({ "behavior": "allow", "downloadPath": downloads.path() });
        browser.chromium_command("Browser.setDownloadBehavior", parameters).await;
        open_filled(&browser).await;
        browser.click("#desk-dates ~ div button").await;
        let calendar = downloaded(downloads.path(), "ics").await;
        assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.ends_with("END:VCALENDAR\r\n"));
        let unfolded = calendar.replace("\r\n ", "");
        let of = |name: &str| -> Vec<String> {
            unfolded.lines().filter_map(|line| line.strip_prefix(name)).map(str::to_owned).collect()
        };
        assert_eq!(of("DTSTART;VALUE=DATE:"), ["20251224", "20260131", "20260201", "20260310"]);
        assert!(of("SUMMARY:").iter().all(|summary| summary.starts_with("目標日 2-")), "{unfolded}");
        assert!(
            of("DESCRIPTION:")[1].ends_with("令和7年度版 事業者確認用（電子カルテの会社）"),
            "{unfolded}"
        );
    });
}

/// The text of the one file that ends like this, once it is there.
async fn downloaded(folder: &Path, ending: &str) -> String {
    let started = Instant::now();
    loop {
        let files = fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
        let found: Vec<_> = files.filter(|file| file.extension().is_some_and(|it| it == ending)).collect();
        if let [file] = &found[..] {
            return fs::read_to_string(file).expect("a text");
        }
        assert!(started.elapsed() < Duration::from_secs(10), "no download");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[test]
fn a_vendor_with_answers_goes_only_when_the_reader_says_so_and_comes_back() {
    drive(chromium(), PLAIN, async |browser| {
        open_filled(&browser).await;
        let before = browser.run("return deskOfTest.value()", vec![]).await;
        let n_vendors = async || browser.count("#desk-vendors ~ .guide-desk-screen ul > li").await;
        let remove = "#desk-vendors ~ .guide-desk-screen ul > li:first-child .guide-button-danger";

        browser.click(remove).await;
        let question = text(&browser, "dialog").await;
        assert!(question.contains("電子カルテの会社") && question.contains("4行"), "{question}");
        browser.click("dialog button[value=keep]").await;
        browser.wait_for("no dialog", "return document.querySelector('dialog[open]') === null").await;
        assert_eq!(n_vendors().await, 2);

        browser.click(remove).await;
        browser.click("dialog button[value=remove]").await;
        browser
            .wait_for(
                "one vendor",
                "return document.querySelectorAll('#desk-vendors ~ .guide-desk-screen ul > li').length === 1",
            )
            .await;
        assert_eq!(browser.run("return deskOfTest.value().sheets.length", vec![]).await, json!(1));
        browser.run("deskOfTest.undo()", vec![]).await;
        assert_eq!(browser.run("return deskOfTest.value()", vec![]).await, before);
        assert_eq!(n_vendors().await, 2);

        let second = "#desk-vendors ~ .guide-desk-screen ul > li:last-child .guide-button-danger";
        browser.click(second).await;
        assert_eq!(n_vendors().await, 1, "without answers nothing is asked");
    });
}

#[test]
fn different_answers_of_a_vendor_are_listed_with_the_way_to_both() {
    drive(chromium(), PLAIN, async |browser| {
        open_filled(&browser).await;
        let expected = "const { model, data, value } = deskOfTest;\
            return model.disagreements(value(), data, { edition: 'r7', form: 'medical', vendor: '' }).map(({ message }) => message)";
        let shown = "return [...document.querySelectorAll('.guide-desk-offer .guide-desk-why')].map((part) => part.textContent)";
        let messages = texts(&browser, expected).await;
        assert!(!messages.is_empty());
        assert_eq!(texts(&browser, shown).await, messages);
        let link =
            browser.find(".guide-desk-offer li a:last-child").await.attr("href").await.expect("a link");
        let link = link.unwrap_or_default();
        assert!(link.contains("sheets/r7-vendor.html?vendor=va#"), "{link}");
    });
}

#[test]
fn older_answers_are_offered_and_can_be_looked_at() {
    drive(chromium(), PLAIN, async |browser| {
        open_with_spy(&browser).await;
        let fill = "for (const nth of [0, 1, 2]) { answer('r6', 'medical', '', nth, { answer: 'yes', date: '2024-11-20' }); }";
        browser.run(fill, vec![]).await;
        let offer = text(&browser, ".guide-desk-offer").await;
        assert!(offer.contains("令和6年度版の回答があります"), "{offer}");
        browser.click("#desk-edition option[value=r6]").await;
        browser
            .wait_for(
                "its sheet",
                "return document.querySelector('.guide-desk-answered').textContent.startsWith('答えた 3／')",
            )
            .await;

        browser.run("answer('r7', 'medical', '', 0, { answer: 'yes', date: '2025-11-20' })", vec![]).await;
        browser.click("#desk-edition option[value=r7]").await;
        browser.wait_for("no offer", "return document.querySelector('.guide-desk-offer').hidden").await;
        assert!(text(&browser, "#desk-progress ~ details summary").await.contains("令和6年度版"));
    });
}

#[test]
fn everything_is_done_by_keyboard() {
    drive(chromium(), PLAIN, async |browser| {
        open(&browser).await;
        browser.tab_to(".guide-desk-welcome a").await;
        browser.press(ENTER).await;
        browser.tab_to("#desk-profile-name").await;
        for letter in "みどり".chars() {
            browser.press(letter).await;
        }
        browser.tab_to("[name=desk-profile-facility]").await;
        browser.press(DOWN).await;
        browser.tab_to("#desk-vendor-new").await;
        for key in ['A', ENTER] {
            browser.press(key).await;
        }
        assert!(browser.has_focus("#desk-vendor-new").await, "the next name can be typed at once");
        assert_eq!(browser.count("#desk-vendors ~ .guide-desk-screen ul > li").await, 1);
        open(&browser).await;
        browser.tab_to("#desk-vendors ~ .guide-desk-screen ul .guide-button-danger").await;
        browser.press(ENTER).await;
        browser
            .wait_for(
                "no vendor",
                "return document.querySelectorAll('#desk-vendors ~ .guide-desk-screen ul > li').length === 0",
            )
            .await;
        assert!(browser.has_focus("#desk-vendors").await, "the focus is not lost");
    });
}

#[test]
fn axe_finds_nothing_and_nothing_is_wider_than_the_screen() {
    let axe = fs::read_to_string(root().join("tests/node_modules/axe-core/axe.min.js"))
        .expect("axe-core: run `npm ci --prefix tests`, or ./tests/run, which does");
    drive(chromium(), PLAIN, async |browser| {
        for is_filled in [false, true] {
            open_with_spy(&browser).await;
            if is_filled {
                browser.run(FILL, vec![]).await;
            }
            browser
                .run("document.querySelectorAll('details').forEach((fold) => (fold.open = true))", vec![])
                .await;
            let console = browser.log("browser").await;
            assert!(console.is_empty(), "{console:?}");
            browser.run(&axe, vec![]).await;
            for (width, scheme) in [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")] {
                browser.show_as(width, scheme).await;
                let violations = browser.violations().await;
                assert!(violations.is_empty(), "{width} {scheme}: {}", violations.join("\n"));
                let fits = "return document.documentElement.scrollWidth <= innerWidth";
                assert_eq!(browser.run(fits, vec![]).await, json!(true), "{width}");
            }
            // axe asks for the styles, which the policy of the page forbids.
            browser.log("browser").await;
        }
    });
}
