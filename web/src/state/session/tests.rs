//! Tables of actions and what they lead to.

use std::rc::Rc;

use forkscope_sim::CopyPolicy;
use yew::Reducible;

use super::{Player, Session, SessionAction, Target, Walk};
use crate::state::log::Reply;
use crate::state::run::Job;
use forkscope_timeline::Cursor;

const SCRIPT: &str =
    "process p\np: mmap heap 2 pages\np: write heap[0] \"A\"\np: fork c\nask \"How many?\" 2\np: write heap[0] \"B\"\n";

/// A session in which everything that is wanted has run.
fn settled(session: Rc<Session>) -> Rc<Session> {
    if session.wanted() == session.run().number() {
        return session;
    }
    let mut job =
        Job::new(session.run(), (session.document(), session.reading()), session.chosen_policy(), session.wanted());
    while !job.is_done() {
        job.advance();
    }
    let wanted = session.wanted();
    session.reduce(SessionAction::Ran(wanted, Rc::new(job.finish())))
}

fn after(script: &str, target: Target, actions: &[SessionAction]) -> Rc<Session> {
    let session = settled(Rc::new(Session::new(script, None, target)).reduce(SessionAction::Read));
    actions.iter().fold(session, |session, action| settled(session.reduce(action.clone())))
}

fn place(session: &Session) -> String {
    session.cursor().to_string()
}

/// Plays until it pauses; gives the places on the way.
fn played(mut session: Rc<Session>) -> (Rc<Session>, usize) {
    let mut ticks = 0;
    while session.playback().playing {
        session = session.reduce(SessionAction::Player(Player::Tick));
        ticks += 1;
        assert!(ticks < 1000, "plays for ever");
    }
    (session, ticks)
}

#[test]
fn what_came_of_very_many_steps_is_not_told_by_the_first_of_them() {
    let session = after("process p\np: mmap heap 4000 pages\np: write heap[0..4000] 1\n", Target::Start, &[]);
    assert_eq!(session.run().sentence(2), format!("{}.", session.run().title(2)));
}

#[test]
fn steps_and_commands_go_both_ways() {
    let session = after(
        SCRIPT,
        Target::Start,
        &[
            SessionAction::Walk(Walk::CommandForward),
            SessionAction::Walk(Walk::CommandForward),
            SessionAction::Walk(Walk::StepForward),
        ],
    );
    assert_eq!(place(&session), "2.1");
    let back = session.reduce(SessionAction::Walk(Walk::StepBack)).reduce(SessionAction::Walk(Walk::CommandBack));
    assert_eq!(place(&back), "1");
}

#[test]
fn playing_pauses_at_a_question_until_it_is_answered() {
    let (session, _) = played(after(SCRIPT, Target::Start, &[SessionAction::Player(Player::Play)]));
    assert_eq!(place(&session), "5");
    let right = Rc::clone(&session).reduce(SessionAction::Answer(" 2 ".to_owned()));
    assert_eq!(right.answer().map(|given| given.right), Some(true));
    let wrong = session.reduce(SessionAction::Answer("3".to_owned()));
    assert_eq!(wrong.answer().map(|given| given.right), Some(false));
    let (end, _) = played(wrong.reduce(SessionAction::Player(Player::Play)));
    assert_eq!(place(&end), "6");
}

#[test]
fn wrong_answer_may_be_mended_until_the_right_one_is_shown() {
    let act = SessionAction::Answer;
    let at_question = [SessionAction::Walk(Walk::Goto(Cursor::after(5))), act("3".to_owned())];
    let wrong = after(SCRIPT, Target::Start, &at_question);
    assert_eq!((wrong.score(), wrong.questions()), ((0, 1), 1));
    let mended = Rc::clone(&wrong).reduce(SessionAction::Retry).reduce(act("2".to_owned()));
    assert_eq!(mended.score(), (1, 1));
    let shown = wrong.reduce(SessionAction::ShowAnswer).reduce(SessionAction::Retry).reduce(act("2".to_owned()));
    assert_eq!(shown.score(), (0, 1));
    assert!(shown.answer().is_some_and(|given| given.shown && given.text == "3"));
}

#[test]
fn next_question_is_one_of_the_script_unless_commands_are_asked_about() {
    let session = after(SCRIPT, Target::Start, &[SessionAction::NextQuestion]);
    assert_eq!(place(&session), "5");
    assert!(!session.has_next_question(), "there is one only");
    let before = session.reduce(SessionAction::Answer("2".to_owned())).reduce(SessionAction::Walk(Walk::ToStart));
    assert!(!before.has_next_question(), "it was answered");
}

#[test]
fn playing_at_the_end_begins_again() {
    let session =
        after("process p\n", Target::Start, &[SessionAction::Walk(Walk::ToEnd), SessionAction::Player(Player::Play)]);
    assert_eq!((place(&session).as_str(), session.playback().playing), ("0", true));
}

#[test]
fn a_script_with_an_error_leaves_the_last_good_run() {
    let session = after(
        SCRIPT,
        Target::Start,
        &[SessionAction::Walk(Walk::ToEnd), SessionAction::Edit("process p\np: wrte x\n".into()), SessionAction::Read],
    );
    assert_eq!((session.run().acts().len(), session.reading().errors()), (6, 1));
    assert_eq!(session.text(), "process p\np: wrte x\n");
    assert_eq!(session.marks().current, None);
}

#[test]
fn typing_at_the_end_keeps_standing_at_the_end() {
    let longer: Rc<str> = format!("{SCRIPT}p: read heap[0]\n").into();
    let session = after(
        SCRIPT,
        Target::Start,
        &[SessionAction::Walk(Walk::ToEnd), SessionAction::Edit(longer), SessionAction::Read],
    );
    assert_eq!(place(&session), "7");
}

#[test]
fn a_command_goes_in_behind_the_one_at_the_cursor_and_plays() {
    let session = after(
        SCRIPT,
        Target::Start,
        &[SessionAction::Walk(Walk::CommandForward), SessionAction::Walk(Walk::CommandForward)],
    );
    assert_eq!(session.where_lines_go(), "runs after line 2");
    let session = settled(session.reduce(SessionAction::Command("write heap[1] \"Z\"".to_owned())));
    assert_eq!(session.text().lines().nth(2), Some("p: write heap[1] \"Z\""));
    assert_eq!((place(&session).as_str(), session.playback().playing), ("2", true));
    assert!(matches!(session.log()[0].reply, Reply::Said(_)), "{:?}", session.log()[0]);
    assert_eq!(place(&played(session).0), "3");
}

#[test]
fn a_wrong_command_stays_out_of_the_script() {
    let session = after(SCRIPT, Target::Start, &[SessionAction::Command("p: wrte heap[0]".to_owned())]);
    assert_eq!(session.text(), SCRIPT);
    assert!(matches!(session.log()[0].reply, Reply::Wrong { .. }));
}

#[test]
fn where_nothing_may_move_a_command_jumps_to_its_end() {
    let session = after(
        SCRIPT,
        Target::Start,
        &[
            SessionAction::Calm(true),
            SessionAction::Walk(Walk::ToEnd),
            SessionAction::Insert("c: read heap[0]".to_owned()),
        ],
    );
    assert_eq!((place(&session).as_str(), session.playback().playing), ("7", false));
}

#[test]
fn a_line_is_not_put_into_the_middle_of_a_repeat() {
    let script = "process p\np: mmap a 1 page\nrepeat 2 as i {\n  p: write a \"x\"\n}\nnote \"end\"\n";
    let session = after(script, Target::Start, &[SessionAction::Walk(Walk::Goto(Cursor::after(3)))]);
    assert_eq!(session.line_to_write(), 5);
}

#[test]
fn policies_come_in_turn_and_run_anew() {
    let session = after(
        SCRIPT,
        Target::Start,
        &[SessionAction::Walk(Walk::ToEnd), SessionAction::NextPolicy, SessionAction::NextPolicy],
    );
    assert_eq!((session.policy(), session.run().policy()), (CopyPolicy::LinuxMapcount, CopyPolicy::LinuxMapcount));
}

#[test]
fn a_visit_begins_before_the_first_fork() {
    let session = after(SCRIPT, Target::Tour { plays: true }, &[]);
    assert_eq!((place(&session).as_str(), session.playback().playing), ("3", true));
    let session = after("note \"no fork\"\n", Target::Tour { plays: false }, &[]);
    assert_eq!(place(&session), "1");
}

#[test]
fn what_plays_by_itself_rests_behind_the_fork_at_the_first_sign_of_a_visitor() {
    let rest = SessionAction::Player(Player::Rest);
    let session = after(SCRIPT, Target::Tour { plays: true }, std::slice::from_ref(&rest));
    assert_eq!((place(&session).as_str(), session.playback().playing), ("4", false));
    let session = after(SCRIPT, Target::Start, &[SessionAction::Player(Player::Play), rest]);
    assert!(session.playback().playing, "what the visitor plays goes on");
}

#[test]
fn where_less_motion_is_wanted_a_visit_jumps_behind_the_fork() {
    let session = Session::new(SCRIPT, None, Target::Tour { plays: true });
    let session = settled(Rc::new(session).reduce(SessionAction::Calm(true)).reduce(SessionAction::Read));
    assert_eq!(place(&session), "3");
    let (session, ticks) = played(session);
    assert_eq!((place(&session).as_str(), ticks), ("4", 1));
}

#[test]
fn a_run_that_nobody_wants_any_more_is_let_go() {
    let session = after(SCRIPT, Target::Start, &[]);
    let number = session.run().number();
    let later = session.reduce(SessionAction::Ran(number.wrapping_sub(1), Rc::default()));
    assert_eq!(later.run().number(), number);
}

#[test]
fn an_action_that_changes_nothing_keeps_the_state() {
    let session = after(SCRIPT, Target::Start, &[]);
    for action in [
        SessionAction::Player(Player::Pause),
        SessionAction::Walk(Walk::ToStart),
        SessionAction::Player(Player::Tick),
        SessionAction::Retry,
    ] {
        assert!(Rc::ptr_eq(&session, &Rc::clone(&session).reduce(action.clone())), "{action:?}");
    }
}

#[test]
fn every_example_runs_and_can_be_walked() {
    for example in crate::gallery::EXAMPLES {
        let session = after(
            example.text,
            Target::Start,
            &[SessionAction::Walk(Walk::ToEnd), SessionAction::Walk(Walk::StepBack)],
        );
        assert_eq!(session.reading().errors(), 0, "{}", example.name);
        assert!(!session.run().is_empty(), "{}", example.name);
    }
}

#[test]
fn an_edit_in_the_past_leaves_a_branch_to_return_to() {
    let edited = after(SCRIPT, Target::At(Cursor::after(3)), &[SessionAction::Insert("p: read heap[1]".into())]);
    assert_eq!((edited.branches().len(), edited.text().contains("read")), (1, true));
    let more = settled(edited.reduce(SessionAction::TakeBranch(0)));
    assert_eq!((more.text(), place(&more).as_str()), (SCRIPT, "3"));
    let back = settled(more.reduce(SessionAction::TakeBranch(0)));
    assert!(back.text().contains("read") && back.branches().len() == 1);
}

#[test]
fn an_edit_at_the_end_leaves_no_branch() {
    let session =
        after(SCRIPT, Target::Start, &[SessionAction::Walk(Walk::ToEnd), SessionAction::Insert("c: exit".into())]);
    assert!(session.branches().is_empty());
}

#[test]
fn bookmarks_are_toggled_and_walked() {
    let mark = Cursor::after;
    let session = after(
        SCRIPT,
        Target::At(mark(2)),
        &[SessionAction::Bookmark, SessionAction::Walk(Walk::ToEnd), SessionAction::Bookmark],
    );
    let back = Rc::clone(&session).reduce(SessionAction::Walk(Walk::Bookmark { next: false }));
    assert_eq!((session.bookmarks().len(), place(&back).as_str()), (2, "2"));
    let gone = back.reduce(SessionAction::Bookmark);
    assert_eq!(gone.bookmarks().len(), 1);
}

#[test]
fn changes_of_all_kinds_are_undone_in_turn() {
    let edit = |text: &str| SessionAction::Edit(text.into());
    let typed = [edit(&format!("{SCRIPT}#")), edit(&format!("{SCRIPT}# h")), edit(&format!("{SCRIPT}# hi"))];
    let changed =
        after(SCRIPT, Target::Start, &[SessionAction::Walk(Walk::ToEnd), SessionAction::Insert("c: exit".into())]);
    let changed = typed.iter().fold(changed, |session, action| session.reduce(action.clone()));
    let back = (0..9).fold(Rc::clone(&changed), |session, _| session.reduce(SessionAction::Undo));
    assert_eq!(back.text(), SCRIPT);
    let again = (0..9).fold(back, |session, _| settled(session.reduce(SessionAction::Redo)));
    assert_eq!(again.text(), changed.text());
}

/// A session that predicts, before the first write.
fn predicting(actions: &[SessionAction]) -> Rc<Session> {
    let before = [SessionAction::Walk(Walk::Goto(Cursor::after(2))), SessionAction::Predict(true)];
    after(SCRIPT, Target::Start, &[&before[..], actions].concat())
}

#[test]
fn what_a_command_does_is_hidden_until_it_is_foreseen() {
    let asked = predicting(&[SessionAction::Walk(Walk::StepForward), SessionAction::Player(Player::Play)]);
    assert!(asked.is_asked() && place(&asked) == "2" && !asked.playback().playing);
    let answered = asked.reduce(SessionAction::Guess('3'));
    assert_eq!((answered.is_asked(), answered.score()), (false, (1, 1)));
    let watched = answered.reduce(SessionAction::Watch);
    assert!(watched.playback().playing && place(&played(watched).0) == "3");
}

#[test]
fn a_wrong_answer_is_told_with_what_is_right() {
    let session = predicting(&[SessionAction::Guess('1'), SessionAction::Guess('3')]);
    let told = session.told().expect("an answer");
    assert_eq!((told.given.as_str(), told.expected.as_str(), told.right), ("Copy", "New", false));
    assert_eq!((told.number, session.score()), (1, (0, 1)), "the first answer counts");
}

#[test]
fn a_question_may_be_left_and_the_next_one_found() {
    let left = predicting(&[SessionAction::Watch]);
    let (rested, _) = played(left);
    assert!(rested.is_asked() && place(&rested) == "3" && rested.score() == (0, 0));
    assert_eq!(place(&rested.reduce(SessionAction::NextQuestion)), "5");
}

#[test]
fn an_edit_keeps_what_was_answered_before_it() {
    let session = predicting(&[
        SessionAction::Guess('3'),
        SessionAction::Walk(Walk::ToEnd),
        SessionAction::Insert("c: exit".into()),
    ]);
    assert_eq!(session.score(), (1, 1));
    let other = session.reduce(SessionAction::SetPolicy(Some(CopyPolicy::Eager)));
    assert_eq!(settled(other).score(), (0, 0));
}

#[test]
fn pasted_lines_run_one_by_one_and_what_is_wrong_is_said_in_its_place() {
    let pasted = "p: mmap more 1 page\np: wirte more 1\n\nrepeat 2 as i {\n  p: write more {i}\n}\nwrite more 7\n";
    let session = after("process p\n", Target::At(Cursor::after(1)), &[SessionAction::Commands(pasted.into())]);
    assert_eq!(
        session.text(),
        "process p\np: mmap more 1 page\nrepeat 2 as i {\n  p: write more {i}\n}\np: write more 7\n"
    );
    let replies: Vec<bool> = session.log().iter().map(|exchange| matches!(exchange.reply, Reply::Said(_))).collect();
    assert_eq!(replies, [true, false, true, true]);
    let undone = session.reduce(SessionAction::Undo);
    assert_eq!(undone.text(), "process p\n");
}

#[test]
fn an_expectation_that_a_change_has_outgrown_is_not_called_wrong() {
    use forkscope_view::Held;
    let script = "process p\np: mmap heap 1 page\np: write heap[0] 1\nexpect faults == 7\nexpect cow_copies == 0\nexpect cow_copies == 0\n";
    let held = |session: &Session| session.run().acts().iter().filter_map(|act| act.held).collect::<Vec<_>>();
    let opened = after(script, Target::Start, &[]);
    assert_eq!(held(&opened), [Held::No, Held::Yes, Held::Yes]);
    let lines = "p: write heap[0] 1\np: fork c\np: write heap[0] 2\n";
    let changed: Rc<str> = script.replace("p: write heap[0] 1\n", lines).into();
    let changed = settled(settled(opened).reduce(SessionAction::Mend(changed)));
    assert_eq!(held(&changed), [Held::No, Held::NoMore, Held::NoMore]);
    let back = settled(changed.reduce(SessionAction::Undo));
    assert_eq!(held(&back), [Held::No, Held::Yes, Held::Yes]);
    let other = settled(back.reduce(SessionAction::Load("process q\nexpect cow_copies == 1\n".into(), Target::Start)));
    assert_eq!(held(&other), [Held::No]);
}
