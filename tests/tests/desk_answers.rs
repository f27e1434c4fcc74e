//! Filling in: on the sheets and on the pages of requirements, by mouse and by keyboard, in real browsers.

use std::fs;

use serde_json::{Value, json};
use tests::{
    browser::{Browser, DOWN, ENTER, Engine, Settings, chromium, drive, engines, file_address},
    guide::site,
    program::root,
};

const PLAIN: Settings = Settings { without_scripts: false };
const SHEET: &str = "sheets/r7-medical.html";
const VENDOR_SHEET: &str = "sheets/r7-vendor.html";
const PAGE: &str = "items/two-factor-auth.html";
/// Rows of R7's form for clinics and hospitals; the first one is the gate.
const GATE: &str = "system-presence-organization";
const MANAGER: &str = "safety-manager-organization";
const TWO_FACTOR: &str = "two-factor-auth-all";
const LEFT: char = '\u{e012}';

/// A selector of the controls of a row, or of something in them.
fn of(key: &str, inside: &str) -> String {
    format!(".guide-desk-answer[data-key='{key}'] {inside}").trim().to_owned()
}

/// Opens a page and waits for its controls.
async fn open(browser: &Browser, name: &str) {
    browser.open(&file_address(&site().join(name))).await;
    browser.find(".guide-desk-answer, .guide-desk-adding").await;
}

/// Clicks as a mouse does, with the element away from the bar at the foot of the window.
async fn click(browser: &Browser, selector: &str) {
    let element = browser.find(selector).await;
    let scroll = "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })";
    browser.run(scroll, vec![json!(selector)]).await;
    element.click().await.unwrap_or_else(|error| panic!("{selector}: {error}"));
}

async fn choose(browser: &Browser, key: &str, answer: &str) {
    click(browser, &of(key, &format!("input[value={answer}]"))).await;
}

/// What a property of the first element is.
async fn property(browser: &Browser, selector: &str, name: &str) -> Value {
    let script = "return document.querySelector(arguments[0])[arguments[1]]";
    browser.run(script, vec![json!(selector), json!(name)]).await
}

/// The text an element shows; empty when it shows none.
async fn shown(browser: &Browser, selector: &str) -> String {
    let script = "const element = document.querySelector(arguments[0]);\
                  return element.getClientRects().length ? element.innerText : ''";
    let text = browser.run(script, vec![json!(selector)]).await;
    text.as_str().unwrap_or_default().trim().to_owned()
}

/// Gives a field for days a day, as its picker does.
async fn set_day(browser: &Browser, selector: &str, day: &str) {
    let script = "const input = document.querySelector(arguments[0]);\
                  input.focus(); input.value = arguments[1];\
                  input.dispatchEvent(new Event('input', { bubbles: true })); input.blur();";
    browser.run(script, vec![json!(selector), json!(day)]).await;
}

async fn today(browser: &Browser) -> Value {
    let script = "const day = new Date(); const two = number => String(number).padStart(2, '0');\
                  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`";
    browser.run(script, vec![]).await
}

/// The answer the controls of a row show; empty when there is none.
async fn answer(browser: &Browser, key: &str) -> Value {
    let script = "const chosen = document.querySelector(arguments[0] + ' :checked'); return chosen ? chosen.value : ''";
    browser.run(script, vec![json!(of(key, ""))]).await
}

/// Lets the test call the desk of the pages opened from now on, as `testDesk`. Chromium only.
async fn hook(browser: &Browser) {
    let source = "let real; Object.defineProperty(globalThis, 'jissenDesk', { get: () => real, set(given) {\
                  real = { ...given, part: (name, mount) => given.part(name, (element, desk) => {\
                      globalThis.testDesk = desk; mount(element, desk); }) }; } });";
    browser.chromium_command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
}

/// Changes the value by an expression over `value`, `model` and `data`.
async fn change(browser: &Browser, expression: &str) {
    let script = format!(
        "const {{ model, data }} = testDesk; return testDesk.change('試し', value => {expression}).length"
    );
    assert_eq!(browser.run(&script, vec![]).await, json!(0), "{expression}");
}

/// Nothing was blocked and nothing failed. Only Chromium tells.
async fn assert_quiet(browser: &Browser) {
    if browser.engine == Engine::Chromium {
        let console = browser.log("browser").await;
        assert!(console.is_empty(), "{console:?}");
    }
}

#[test]
fn a_row_has_the_same_answer_on_its_sheet_and_on_its_page() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser, SHEET).await;
        choose(&browser, TWO_FACTOR, "no").await;
        assert_eq!(
            property(&browser, &of(TWO_FACTOR, "[data-field=date] input"), "value").await,
            today(&browser).await
        );
        let target = of(TWO_FACTOR, "[data-field=target] input");
        assert_eq!(property(&browser, &target, "min").await, json!("2025-04-01"));
        assert_eq!(property(&browser, &target, "max").await, json!("2026-03-31"));
        set_day(&browser, &target, "2026-03-01").await;
        assert!(shown(&browser, ".guide-desk-count").await.starts_with("20行のうち 1行"));

        open(&browser, PAGE).await;
        assert_eq!(answer(&browser, TWO_FACTOR).await, json!("no"), "{:?}", browser.engine);
        assert_eq!(property(&browser, &target, "value").await, json!("2026-03-01"));
        choose(&browser, TWO_FACTOR, "yes").await;

        open(&browser, SHEET).await;
        assert_eq!(answer(&browser, TWO_FACTOR).await, json!("yes"), "{:?}", browser.engine);
        click(&browser, &of(TWO_FACTOR, ".guide-desk-unset")).await;
        assert_eq!(answer(&browser, TWO_FACTOR).await, json!(""));
        assert_quiet(&browser).await;
    });
}

#[test]
fn the_keyboard_alone_answers_on_sheet_and_page() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser, SHEET).await;
        browser.tab_to(".guide-desk-head button").await;
        browser.press(ENTER).await;
        assert!(browser.has_focus(&of(GATE, "input[value=yes]")).await, "the first row without an answer");
        browser.press(' ').await;
        browser.tab_to(&of(GATE, ".guide-desk-details > summary")).await;
        browser.press(ENTER).await;
        browser.tab_to(&of(GATE, "[data-field=memo] textarea")).await;
        for letter in "shelf 3".chars() {
            browser.press(letter).await;
        }
        assert_eq!(answer(&browser, GATE).await, json!("yes"), "{:?}", browser.engine);
        browser.tab_to(&of(MANAGER, "input[value=yes]")).await;
        browser.press(' ').await;
        browser.press(DOWN).await;
        assert_eq!(answer(&browser, MANAGER).await, json!("no"));
        assert!(browser.has_focus(&of(MANAGER, "input[value=no]")).await);

        open(&browser, "items/system-presence.html").await;
        assert_eq!(
            property(&browser, &of(GATE, "[data-field=memo] textarea"), "value").await,
            json!("shelf 3")
        );
        browser.tab_to(&of(GATE, "input[value=yes]")).await;
        browser.press(DOWN).await;
        assert_eq!(answer(&browser, GATE).await, json!("no"), "{:?}", browser.engine);
        assert_quiet(&browser).await;
    });
}

#[test]
fn a_day_typed_by_keyboard_is_saved_once_it_is_whole() {
    drive(chromium(), PLAIN, async |browser| {
        open(&browser, SHEET).await;
        choose(&browser, MANAGER, "no").await;
        set_day(&browser, &of(MANAGER, "[data-field=date] input"), "2026-02-25").await;
        let target = of(MANAGER, "[data-field=target] input");
        let note = of(MANAGER, "[data-field=target] .guide-desk-note");
        browser.run("document.querySelector(arguments[0]).focus()", vec![json!(target)]).await;
        for letter in "1020".chars() {
            browser.press(letter).await;
        }
        assert!(
            shown(&browser, &note).await.starts_with("「いいえ」のときは"),
            "a day half typed is no mistake"
        );
        for letter in "2026".chars() {
            browser.press(letter).await;
        }
        assert!(shown(&browser, &note).await.starts_with("目標日は、令和7年度中の日"));
        for letter in [LEFT, LEFT, '0', '2'] {
            browser.press(letter).await;
        }
        assert_eq!(property(&browser, &target, "value").await, json!("2026-02-20"));
        assert_eq!(shown(&browser, &note).await, "目標日が、確認日より前です。");
    });
}

#[test]
fn what_is_missing_or_refused_is_said_beside_the_field() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser, SHEET).await;
        choose(&browser, MANAGER, "na").await;
        let note = of(MANAGER, "[data-field=reason] .guide-desk-note");
        assert_eq!(shown(&browser, &note).await, "対象外にした理由を書いてください。");
        let described = "const input = document.querySelector(arguments[0]);\
                         return document.getElementById(input.getAttribute('aria-describedby')).textContent";
        let reason = of(MANAGER, "[data-field=reason] input");
        assert_eq!(
            browser.run(described, vec![json!(reason)]).await,
            json!("対象外にした理由を書いてください。")
        );
        browser.type_into(&reason, "院長が兼ねる").await;
        assert_eq!(shown(&browser, &note).await, "");

        choose(&browser, TWO_FACTOR, "no").await;
        set_day(&browser, &of(TWO_FACTOR, "[data-field=date] input"), "2026-02-25").await;
        let target = of(TWO_FACTOR, "[data-field=target] input");
        let note = of(TWO_FACTOR, "[data-field=target] .guide-desk-note");
        assert!(shown(&browser, &note).await.contains("目標日を書いてください"));
        set_day(&browser, &target, "2026-04-01").await;
        let refusal = shown(&browser, &note).await;
        assert!(refusal.contains("2025年4月1日から2026年3月31日まで"), "{refusal}");
        let is_invalid = "return document.querySelector(arguments[0]).getAttribute('aria-invalid')";
        assert_eq!(browser.run(is_invalid, vec![json!(target)]).await, json!("true"));
        open(&browser, SHEET).await;
        assert_eq!(property(&browser, &target, "value").await, json!(""), "what was refused is not kept");
        assert_eq!(property(&browser, &reason, "value").await, json!("院長が兼ねる"));
        set_day(&browser, &target, "2026-03-31").await;
        assert_eq!(browser.run(is_invalid, vec![json!(target)]).await, json!("false"));
    });
}

#[test]
fn a_second_check_is_offered_after_the_first() {
    drive(chromium(), PLAIN, async |browser| {
        open(&browser, "sheets/r6-medical.html").await;
        let round = |nth: usize, inside: &str| of(MANAGER, &format!("[data-round='{nth}'] {inside}"));
        let more = format!("{} > p button", of(MANAGER, ""));
        assert_eq!(browser.run("return [...document.querySelectorAll(arguments[0])].filter(one => one.offsetParent).length", vec![json!(more)]).await, json!(0));
        choose(&browser, MANAGER, "no").await;
        set_day(&browser, &round(1, "[data-field=date] input"), "2024-06-01").await;
        set_day(&browser, &round(1, "[data-field=target] input"), "2024-10-01").await;
        assert_eq!(shown(&browser, &more).await, "2回目の確認を書く");
        click(&browser, &more).await;
        assert!(browser.has_focus(&round(2, "input[value=yes]")).await);
        click(&browser, &round(2, "input[value=yes]")).await;
        set_day(&browser, &round(2, "[data-field=date] input"), "2024-05-01").await;
        assert!(
            shown(&browser, &round(2, "[data-field=date] .guide-desk-note")).await.contains("1回目より前")
        );
        set_day(&browser, &round(2, "[data-field=date] input"), "2024-10-02").await;

        open(&browser, "sheets/r6-medical.html").await;
        assert_eq!(property(&browser, &round(1, "input[value=no]"), "checked").await, json!(true));
        assert_eq!(property(&browser, &round(2, "input[value=yes]"), "checked").await, json!(true));
        assert_eq!(
            property(&browser, &round(2, "[data-field=date] input"), "value").await,
            json!("2024-10-02")
        );
        assert!(shown(&browser, ".guide-desk-figures").await.starts_with("はい 1"), "the last check counts");
    });
}

#[test]
fn undo_takes_a_whole_text_back_and_then_the_answer() {
    drive(chromium(), PLAIN, async |browser| {
        open(&browser, SHEET).await;
        choose(&browser, MANAGER, "yes").await;
        click(&browser, &of(MANAGER, ".guide-desk-details > summary")).await;
        let memo = of(MANAGER, "[data-field=memo] textarea");
        browser.type_into(&memo, "事務室の棚にある").await;
        let back = "[...document.querySelectorAll('.guide-desk-bar button')].find(one => one.textContent.startsWith('元に戻す')).click()";
        browser.run(back, vec![]).await;
        assert_eq!(property(&browser, &memo, "value").await, json!(""));
        assert_eq!(answer(&browser, MANAGER).await, json!("yes"));
        browser.run(back, vec![]).await;
        assert_eq!(answer(&browser, MANAGER).await, json!(""));
    });
}

#[test]
fn the_caret_stays_where_one_types() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser, SHEET).await;
        choose(&browser, MANAGER, "yes").await;
        click(&browser, &of(MANAGER, ".guide-desk-details > summary")).await;
        let memo = of(MANAGER, "[data-field=memo] textarea");
        browser.type_into(&memo, "ad").await;
        browser.press(LEFT).await;
        browser.press('b').await;
        browser.press('c').await;
        assert_eq!(property(&browser, &memo, "value").await, json!("abcd"), "{:?}", browser.engine);
        assert_eq!(property(&browser, &memo, "selectionStart").await, json!(3));
        assert!(browser.has_focus(&memo).await);
        assert_eq!(shown(&browser, &of(MANAGER, ".guide-desk-inside")).await, "（メモがあります）");
    });
}

#[test]
fn with_no_system_all_other_rows_are_grey_with_the_reason() {
    drive(chromium(), PLAIN, async |browser| {
        open(&browser, SHEET).await;
        choose(&browser, GATE, "no").await;
        assert_eq!(browser.count(".guide-desk-answer[data-applies=false]").await, 19);
        let reason = shown(&browser, &of(MANAGER, ".guide-desk-reason")).await;
        assert!(reason.contains("「いいえ」なので、記入しなくてよい行です。"), "{reason}");
        choose(&browser, MANAGER, "yes").await;
        assert_eq!(answer(&browser, MANAGER).await, json!("yes"), "it can be answered all the same");
        assert!(shown(&browser, ".guide-desk-count").await.starts_with("1行のうち 1行"));
        choose(&browser, GATE, "yes").await;
        assert_eq!(browser.count(".guide-desk-answer[data-applies=false]").await, 0);
    });
}

#[test]
fn what_the_profile_rules_out_is_grey_with_its_reason() {
    drive(chromium(), PLAIN, async |browser| {
        hook(&browser).await;
        open(&browser, SHEET).await;
        change(&browser, "model.setProfile(value, { facility: 'clinic', system: 'cloud', computers: 0, vendorContract: 'uncontracted' })").await;
        let reason = |key: &str| of(key, ".guide-desk-reason");
        assert_eq!(
            shown(&browser, &reason("unneeded-services-client")).await,
            "端末PCが0台なので、当てはまりません。"
        );
        assert!(shown(&browser, &reason("mds-sds-all")).await.contains("契約していない"));
        assert!(
            shown(&browser, &of("access-log-server", ".guide-desk-advice")).await.contains("事業者に聞いて")
        );
        assert_eq!(browser.count(".guide-row[data-applies=false]").await, 3);
        let height = "return document.getElementById('mds-sds-all').offsetHeight > 0";
        assert_eq!(browser.run(height, vec![]).await, json!(true), "never hidden");

        open(&browser, PAGE).await;
        assert_eq!(browser.count(".guide-desk-answer").await, 1, "one form, that of clinics");
        assert_eq!(browser.count(".guide-desk-answer[data-form=medical]").await, 1);
    });
}

#[test]
fn every_vendor_has_a_sheet_and_different_answers_are_said_on_both_sides() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser, VENDOR_SHEET).await;
        assert_eq!(browser.count(".guide-desk-answer").await, 0);
        for (name, given) in [("みどりカルテ", "no"), ("やまだ保守", "yes")] {
            let fold = ".guide-desk-vendors details:not([hidden]) > summary";
            if browser.count(fold).await > 0 {
                click(&browser, fold).await;
            }
            browser.type_into("#guide-desk-new-vendor", name).await;
            click(&browser, ".guide-desk-adding button").await;
            assert_eq!(answer(&browser, TWO_FACTOR).await, json!(""), "a sheet of its own");
            choose(&browser, TWO_FACTOR, given).await;
        }
        assert!(browser.address().await.query().is_some_and(|query| query.starts_with("vendor=v")));
        let names =
            "return [...document.querySelectorAll('#guide-desk-vendor option')].map(one => one.textContent)";
        assert_eq!(browser.run(names, vec![]).await, json!(["みどりカルテ", "やまだ保守"]));

        open(&browser, SHEET).await;
        choose(&browser, TWO_FACTOR, "yes").await;
        let differs = of(TWO_FACTOR, ".guide-desk-differs");
        let said = shown(&browser, &differs).await;
        assert!(said.contains("自院は「はい」、みどりカルテは「いいえ」です。"), "{said}");
        assert_eq!(browser.count(".guide-desk-differs").await, 1);

        open(&browser, VENDOR_SHEET).await;
        assert!(shown(&browser, &differs).await.contains("みどりカルテは「いいえ」"));
        let next = "const select = document.querySelector('#guide-desk-vendor'); select.selectedIndex = 1;\
                    select.dispatchEvent(new Event('change', { bubbles: true }))";
        browser.run(next, vec![]).await;
        assert_eq!(answer(&browser, TWO_FACTOR).await, json!("yes"));
        assert_eq!(browser.count(&differs).await, 0);
        let legend = property(&browser, &of(TWO_FACTOR, "> legend"), "textContent").await;
        assert_eq!(legend, json!("2-⑩ 二要素認証の回答（令和7年度版 事業者確認用（やまだ保守））"));
    });
}

#[test]
fn carried_answers_say_what_they_were_and_are_confirmed_with_one_button() {
    drive(chromium(), PLAIN, async |browser| {
        hook(&browser).await;
        open(&browser, "sheets/r6-medical.html").await;
        for key in [MANAGER, "access-rights-server", "access-rights-client"] {
            choose(&browser, key, "yes").await;
        }
        open(&browser, SHEET).await;
        assert!(
            shown(&browser, ".guide-desk-hints")
                .await
                .contains("令和6年度版の回答があります。前の年度から引き継ぐ")
        );
        change(&browser, "model.carry(value, data, 'r6', 'r7').value").await;
        let carried = |key: &str, inside: &str| of(key, &format!(".guide-desk-carried {inside}"));
        assert_eq!(answer(&browser, MANAGER).await, json!("yes"));
        let said = shown(&browser, &carried(MANAGER, "")).await;
        assert!(
            said.starts_with("引き継いだ") && said.contains("令和6年度版 医療機関確認用 1-(1)"),
            "{said}"
        );
        let again = shown(&browser, &carried("access-rights-all", "")).await;
        assert!(
            again.starts_with("答え直す") && again.contains("（サーバ）") && again.contains("（端末PC）"),
            "{again}"
        );
        assert_eq!(answer(&browser, "access-rights-all").await, json!(""));
        assert_eq!(shown(&browser, &carried("access-rights-all", "button")).await, "");

        click(&browser, &carried(MANAGER, "button")).await;
        assert!(shown(&browser, &carried(MANAGER, "")).await.starts_with("確かめた"));
        assert!(browser.has_focus(&of(MANAGER, "input[value=yes]")).await);
        assert_eq!(
            property(&browser, &of(MANAGER, "[data-field=date] input"), "value").await,
            today(&browser).await
        );
    });
}

#[test]
fn paper_has_the_official_columns_and_pages_the_answer_in_words() {
    drive(chromium(), PLAIN, async |browser| {
        let display =
            "return arguments[0].map(selector => getComputedStyle(document.querySelector(selector)).display)";
        let parts = json!(["td.guide-answer", ".guide-desk-row", ".guide-desk-head"]);
        open(&browser, SHEET).await;
        assert_eq!(browser.run(display, vec![parts.clone()]).await, json!(["none", "table-row", "block"]));
        browser.chromium_command("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        assert_eq!(browser.run(display, vec![parts]).await, json!(["table-cell", "none", "none"]));

        open(&browser, PAGE).await;
        assert_eq!(shown(&browser, ".guide-desk-box").await, "", "nothing was answered");
        browser.chromium_command("Emulation.setEmulatedMedia", json!({ "media": "screen" })).await;
        click(&browser, ".guide-desk-form > summary").await;
        choose(&browser, TWO_FACTOR, "na").await;
        browser.type_into(&of(TWO_FACTOR, "[data-field=reason] input"), "電子カルテがない").await;
        browser.chromium_command("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        let printed = shown(&browser, ".guide-desk-box").await;
        assert!(
            printed.contains("回答：対象外（確認日") && printed.contains("対象外の理由：電子カルテがない"),
            "{printed}"
        );
        assert!(!printed.contains("くわしく書く"), "{printed}");
    });
}

#[test]
fn without_scripts_the_sheet_is_the_empty_form() {
    drive(chromium(), Settings { without_scripts: true }, async |browser| {
        browser.open(&file_address(&site().join(SHEET))).await;
        let text = browser.text().await;
        assert!(text.contains("確認日") && text.contains("はい・いいえ"));
        assert_eq!(browser.count(".guide-desk-row, .guide-desk-head, .guide-desk-sheet").await, 0);
    });
}

#[test]
fn axe_finds_nothing_wrong_and_nothing_is_too_wide() {
    let axe = fs::read_to_string(root().join("tests/node_modules/axe-core/axe.min.js"))
        .expect("axe-core: ./tests/run installs it");
    drive(chromium(), PLAIN, async |browser| {
        hook(&browser).await;
        open(&browser, SHEET).await;
        change(&browser, "model.setProfile(value, { computers: 0, system: 'cloud' })").await;
        change(&browser, "model.addVendor(value, 'みどり電子カルテ', 'va')").await;
        for (form, vendor, given) in [("medical", "", "no"), ("vendor", "va", "yes"), ("pharmacy", "", "na")]
        {
            let place =
                format!("{{ edition: 'r7', form: '{form}', vendor: '{vendor}', key: '{TWO_FACTOR}' }}");
            change(&browser, &format!("model.setCheck(value, data, {place}, 0, {{ answer: '{given}' }})"))
                .await;
        }
        let place = format!("{{ edition: 'r6', form: 'medical', vendor: '', key: '{MANAGER}' }}");
        change(&browser, &format!("model.setCheck(value, data, {place}, 0, {{ answer: 'yes' }})")).await;
        change(&browser, "model.carry(value, data, 'r6', 'r7').value").await;
        let mut found = Vec::new();
        for (width, scheme) in [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")] {
            browser.show_as(width, scheme).await;
            for name in [SHEET, VENDOR_SHEET, "sheets/r7-pharmacy.html", "sheets/r6-medical.html", PAGE] {
                open(&browser, name).await;
                browser.run("document.querySelectorAll('.guide-desk details, .guide-desk-row details').forEach(one => (one.open = true))", vec![]).await;
                if browser.count(&of(TWO_FACTOR, "input[value=no]:checked")).await > 0 {
                    set_day(&browser, &of(TWO_FACTOR, "[data-field=target] input"), "2026-05-01").await;
                }
                browser.run(&axe, vec![]).await;
                let place = format!("{name} ({width}, {scheme})");
                found.extend(
                    browser.violations().await.iter().map(|violation| format!("{place}: {violation}")),
                );
                let overflow = "return Math.max(document.documentElement.scrollWidth - innerWidth,\
                                ...[...document.querySelectorAll('.guide-table:has(.guide-desk-sheet)')]\
                                    .map(one => one.scrollWidth - one.clientWidth))";
                let overflow = browser.run(overflow, vec![]).await;
                assert!(overflow.as_i64() <= Some(0), "{place} is too wide by {overflow}");
            }
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    });
}
