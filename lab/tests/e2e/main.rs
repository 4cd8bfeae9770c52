//! The fourth ring: real browsers against the built page, a real registry and a token service.
//!
//! One file per story, one visible list of them below. A story runs in the three engines unless its line names fewer; when
//! it fails, a picture of the page lies in the target folder.

mod a_check_up_is_cheap;
mod a_configuration_is_checked;
mod a_hand_slips;
mod a_hidden_challenge;
mod a_password_gets_in;
mod a_paste_decides;
mod a_plan_is_lines;
mod a_portal_shows_it;
mod a_signature_is_checked;
mod a_stopped_program_says_so;
mod a_token_ends_while_browsing;
mod a_token_gets_in;
mod a_wrong_password_says_so;
mod any_password_gets_in;
mod bad_answers;
mod browsers;
mod by_its_own_words;
mod each_tag_is_asked_for_once;
mod every_kind_by_its_name;
mod everybody_may_look;
mod files_of_layers;
mod from_symptom_to_list;
mod generated;
mod help_is_near;
mod hostile_portals;
mod layers_are_checked;
mod links_lead_deep;
mod lists_are_whole_or_say_so;
mod lists_at_hand;
mod long_lists_are_drawn_by_the_piece;
mod mistyped_addresses;
mod names_come_before_the_program;
mod no_list_and_still_a_way;
mod no_secret_follows_a_redirect;
mod no_token_is_asked_for_twice;
mod nobody_else_is_called;
mod nobody_is_left_out;
mod nothing_changes_without_leave;
mod on_paper;
mod only_what_was_named_goes;
mod portal;
mod preflights_are_asked_once;
mod pulp;
mod registries_side_by_side;
mod settings_are_written;
mod shares;
mod signing_out_forgets;
mod stage;
mod steps;
mod strange_names_are_text;
mod strange_pastes;
mod ten_thousand_repositories;
mod ten_thousand_tags;
mod the_box_suggests;
mod the_configuration_counts;
mod the_cors_check_is_right;
mod the_fixes_work;
mod the_form_comes_before_the_program;
mod the_hosting_recipes_work;
mod the_keyboard_is_enough;
mod the_lab_has_names;
mod the_lab_lets_pages_in;
mod the_lab_speaks_tls;
mod the_page_guards_itself;
mod the_page_opens;
mod the_pictures_are_of_this_page;
mod the_probe_page_answers;
mod the_quick_page;
mod the_registry_searches;
mod verdicts;
mod what_a_chart_says;
mod what_an_artifact_says;
mod what_an_image_tells;
mod what_hangs_on_an_image;
mod what_is_not_needed_comes_later;
mod what_is_wrong_is_found;
mod what_tools_attach;

use std::process::ExitCode;

use lab::browser::Engine;
use lab::mounted::Software;
use lab::page::Page;
use lab::spent::table::longest_first;
use libtest_mimic::{Arguments, Trial};

use stage::{Story, story};

/// The fixes are tried where their issue wants it.
const FIXES_IN: &[Engine] = &[Engine::Chromium, Engine::Firefox];

/// What a second version of a server does, or a tool, it does for every browser.
const SECOND_IN: &[Engine] = &[Engine::Firefox];

/// Only its protocol knows screens of any density, and the README's pictures are taken there.
const PICTURES_IN: &[Engine] = &[Engine::Chromium];

/// WebKitGTK's driver takes minutes for what the two others do in one.
const BARRIERS_IN: &[Engine] = &[Engine::Chromium, Engine::Firefox];

/// The others' drivers show no page as it is printed, but as a file.
const PRINTED_IN: &[Engine] = &[Engine::Chromium];

/// All stories, the plainest first.
fn stories() -> Vec<Story> {
    vec![
        story("the_page_opens", the_page_opens::run),
        story("the_page_guards_itself", the_page_guards_itself::run),
        story("the_quick_page/opens", the_quick_page::run).in_engines(FIXES_IN).of_page(Page::Quick),
        story("the_quick_page/guards_itself", the_page_guards_itself::run).in_engines(FIXES_IN).of_page(Page::Quick),
        story("the_cors_check_is_right", the_cors_check_is_right::run).in_engines(&[Engine::Chromium, Engine::Firefox]),
        story("the_lab_lets_pages_in", the_lab_lets_pages_in::run),
        story("the_lab_speaks_tls", the_lab_speaks_tls::run),
        story("the_lab_has_names", the_lab_has_names::run),
        story("the_probe_page_answers", the_probe_page_answers::run),
        story("everybody_may_look", everybody_may_look::run),
        story("a_password_gets_in", a_password_gets_in::run),
        story("a_token_gets_in", a_token_gets_in::run),
        story("no_secret_follows_a_redirect", no_secret_follows_a_redirect::run),
        story("preflights_are_asked_once", preflights_are_asked_once::run),
        story("no_token_is_asked_for_twice", no_token_is_asked_for_twice::run),
        story("a_wrong_password_says_so", a_wrong_password_says_so::run),
        story("any_password_gets_in", any_password_gets_in::run),
        story("a_hidden_challenge", a_hidden_challenge::run),
        story("a_token_ends_while_browsing", a_token_ends_while_browsing::run),
        story("a_stopped_program_says_so", a_stopped_program_says_so::run),
        story("signing_out_forgets", signing_out_forgets::run),
        story("lists_are_whole_or_say_so", lists_are_whole_or_say_so::run).in_engines(FIXES_IN),
        story("lists_at_hand", lists_at_hand::run),
        story("the_registry_searches", the_registry_searches::run),
        story("long_lists_are_drawn_by_the_piece", long_lists_are_drawn_by_the_piece::run),
        story("layers_are_checked", layers_are_checked::run),
        story("files_of_layers", files_of_layers::run),
        story("what_a_chart_says", what_a_chart_says::run),
        story("what_an_image_tells", what_an_image_tells::run),
        story("what_hangs_on_an_image", what_hangs_on_an_image::run),
        story("a_signature_is_checked", a_signature_is_checked::run),
        story("what_an_artifact_says", what_an_artifact_says::run),
        story("what_tools_attach", what_tools_attach::run).in_engines(SECOND_IN),
        story("every_kind_by_its_name/sound", every_kind_by_its_name::sound),
        story("every_kind_by_its_name/damaged", every_kind_by_its_name::damaged).in_engines(SECOND_IN),
        story("links_lead_deep", links_lead_deep::run),
        story("a_hand_slips", a_hand_slips::run).in_engines(FIXES_IN),
        story("nothing_changes_without_leave", nothing_changes_without_leave::run).in_engines(FIXES_IN),
        story("what_is_wrong_is_found", what_is_wrong_is_found::run),
        story("a_plan_is_lines", a_plan_is_lines::run).in_engines(FIXES_IN),
        story("only_what_was_named_goes", only_what_was_named_goes::run),
        story("names_come_before_the_program", names_come_before_the_program::run),
        story("no_list_and_still_a_way", no_list_and_still_a_way::run),
        story("the_box_suggests", the_box_suggests::run),
        story("the_configuration_counts", the_configuration_counts::run),
        story("registries_side_by_side", registries_side_by_side::run),
        story("settings_are_written", settings_are_written::run),
        story("the_keyboard_is_enough", the_keyboard_is_enough::run),
        story("help_is_near", help_is_near::run),
        story("on_paper", on_paper::run).in_engines(PRINTED_IN),
        story("nobody_is_left_out/doors", nobody_is_left_out::doors).in_engines(BARRIERS_IN),
        story("nobody_is_left_out/own_pages", nobody_is_left_out::own_pages).in_engines(BARRIERS_IN),
        story("nobody_is_left_out/shelves", nobody_is_left_out::shelves).in_engines(BARRIERS_IN),
        story("nobody_is_left_out/changes", nobody_is_left_out::changes::changes).in_engines(BARRIERS_IN),
        story("nobody_is_left_out/charts", nobody_is_left_out::charts::charts).in_engines(BARRIERS_IN),
        story("nobody_is_left_out/checks", nobody_is_left_out::checks::checks).in_engines(BARRIERS_IN),
        story("nobody_is_left_out/check_up", nobody_is_left_out::check_up).in_engines(BARRIERS_IN),
        story("nobody_is_left_out/motion", nobody_is_left_out::preferences::motion).in_engines(BARRIERS_IN),
        story("nobody_is_left_out/colors", nobody_is_left_out::preferences::colors).in_engines(BARRIERS_IN),
        story("nobody_else_is_called", nobody_else_is_called::run),
        story("a_portal_shows_it", a_portal_shows_it::run),
        // WebKitGTK's driver types into no field of a frame from another origin.
        story("hostile_portals", hostile_portals::run).in_engines(&[Engine::Chromium, Engine::Firefox]),
        story("mistyped_addresses", mistyped_addresses::run),
        story("strange_names_are_text", strange_names_are_text::run),
        story("bad_answers", bad_answers::run),
        story("the_form_comes_before_the_program", the_form_comes_before_the_program::run),
        story("the_fixes_work/nginx", |stage| the_fixes_work::run(stage, Software::Nginx)).in_engines(FIXES_IN),
        story("the_fixes_work/caddy", |stage| the_fixes_work::run(stage, Software::Caddy)).in_engines(FIXES_IN),
        story("the_fixes_work/nginx-1.31", |stage| the_fixes_work::run(stage, Software::NewNginx))
            .in_engines(SECOND_IN),
        story("the_fixes_work/caddy-2.11", |stage| the_fixes_work::run(stage, Software::NewCaddy))
            .in_engines(SECOND_IN),
        story("the_fixes_work/envoy", |stage| the_fixes_work::run(stage, Software::Envoy)).in_engines(FIXES_IN),
        story("the_fixes_work/haproxy", |stage| the_fixes_work::run(stage, Software::Haproxy)).in_engines(FIXES_IN),
        story("the_fixes_work/httpd", |stage| the_fixes_work::run(stage, Software::Httpd)).in_engines(FIXES_IN),
        story("the_fixes_work/relay", the_fixes_work::others::relay).in_engines(FIXES_IN),
        story("the_fixes_work/relay/nginx-1.31", the_fixes_work::others::new_nginx_relay).in_engines(SECOND_IN),
        story("the_fixes_work/relay/envoy", the_fixes_work::others::envoy_relay).in_engines(FIXES_IN),
        story("the_fixes_work/worker", the_fixes_work::others::worker).in_engines(FIXES_IN),
        story("the_fixes_work/harbor", the_fixes_work::others::harbor).in_engines(FIXES_IN),
        story("the_fixes_work/distribution", the_fixes_work::others::distribution).in_engines(FIXES_IN),
        story("the_hosting_recipes_work/nginx", |stage| the_hosting_recipes_work::run(stage, Software::Nginx))
            .in_engines(FIXES_IN),
        story("the_hosting_recipes_work/caddy", |stage| the_hosting_recipes_work::run(stage, Software::Caddy))
            .in_engines(FIXES_IN),
        story("the_hosting_recipes_work/caddy-2.11", |stage| the_hosting_recipes_work::run(stage, Software::NewCaddy))
            .in_engines(SECOND_IN),
        story("the_hosting_recipes_work/envoy", |stage| the_hosting_recipes_work::run(stage, Software::Envoy))
            .in_engines(SECOND_IN),
        story("the_hosting_recipes_work/haproxy", |stage| the_hosting_recipes_work::run(stage, Software::Haproxy))
            .in_engines(FIXES_IN),
        story("the_hosting_recipes_work/httpd", |stage| the_hosting_recipes_work::run(stage, Software::Httpd))
            .in_engines(FIXES_IN),
        story("by_its_own_words/nginx", |stage| by_its_own_words::run(stage, Software::Nginx)).in_engines(FIXES_IN),
        story("by_its_own_words/caddy", |stage| by_its_own_words::run(stage, Software::Caddy)).in_engines(FIXES_IN),
        story("by_its_own_words/haproxy", |stage| by_its_own_words::run(stage, Software::Haproxy)).in_engines(FIXES_IN),
        story("by_its_own_words/httpd", |stage| by_its_own_words::run(stage, Software::Httpd)).in_engines(FIXES_IN),
        story("the_pictures_are_of_this_page", the_pictures_are_of_this_page::run).in_engines(PICTURES_IN),
        story("from_symptom_to_list", from_symptom_to_list::run),
        story("a_configuration_is_checked", a_configuration_is_checked::run).in_engines(FIXES_IN),
        story("strange_pastes", strange_pastes::run).in_engines(FIXES_IN),
        story("what_is_not_needed_comes_later", what_is_not_needed_comes_later::run),
        // Its tools and its database take minutes, so it is told only to whoever asks: `-- --ignored pulp`.
        story("pulp", pulp::run).in_engines(FIXES_IN).on_request(),
        story("a_check_up_is_cheap", a_check_up_is_cheap::run),
        story("ten_thousand_repositories", ten_thousand_repositories::run),
        story("ten_thousand_tags", ten_thousand_tags::run),
        story("each_tag_is_asked_for_once", each_tag_is_asked_for_once::run),
    ]
}

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // No story pushes.
    lab::seed::kept::share();
    // Browsers are heavy, and stories wait: with one more of them than processors no processor waits with them.
    arguments.test_threads.get_or_insert_with(|| {
        std::thread::available_parallelism().map_or(1, |processors| (processors.get() + 1).min(4))
    });
    let mut trials = Vec::new();
    for story in stories() {
        for engine in story.engines.iter().copied() {
            let name = format!("{}/{engine}", story.name);
            let (page, run, on_request) = (story.page, story.run.clone(), story.on_request);
            let tell = move |name: &str| {
                let _turn = on_request.then(pulp::turn);
                stage::perform(name, engine, page, &run)
            };
            let trial = Trial::test(name.clone(), move || shares::timed(&name, || tell(&name)));
            trials.push(trial.with_ignored_flag(on_request));
        }
    }
    trials.extend(a_paste_decides::trials());
    trials.extend(verdicts::trials());
    trials.extend(generated::trials());
    longest_first(&mut trials, Trial::name, &shares::last_times());
    let threads = arguments.test_threads.unwrap_or(1);
    let conclusion = libtest_mimic::run(&arguments, trials);
    browsers::close_all();
    if let Some(table) = shares::table(threads) {
        println!("{table}");
    }
    if let Err(error) = shares::keep_times() {
        eprintln!("the times of the stories could not be kept: {error:#}");
    }
    match verdicts::write_table() {
        Ok(last) if !arguments.list => println!("verdicts: {last}"),
        Ok(_) => {}
        Err(error) => eprintln!("docs/diagnosability.md could not be written: {error:#}"),
    }
    match the_fixes_work::write_table(FIXES_IN) {
        Ok(Some(last)) => println!("fixes: {last}"),
        Ok(None) => {}
        Err(error) => eprintln!("docs/fixes.md could not be written: {error:#}"),
    }
    conclusion.exit_code()
}
