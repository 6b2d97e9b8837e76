//! What a frame and its host say to each other.

use crate::embed::check_hosted;
use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::SPLIT;
use forkscope_e2e::Browser;
use serde_json::{json, Value};

/// Sends a message from the host to the frame.
fn send(host: &Browser, message: &Value) -> Result<()> {
    host.run("frames[0].postMessage(arguments[0], '*')", std::slice::from_ref(message)).map(drop)
}

/// Waits for a message of the frame.
fn hear(host: &Browser, what: &str, fits: impl Fn(&Value) -> bool) -> Result<Value> {
    host.wait_for(what, |host| {
        let heard = host.run("return window.heard", &[])?;
        Ok(heard.as_array().and_then(|heard| heard.iter().rev().find(|message| fits(message)).cloned()))
    })
}

/// Asks for something, and waits for its answer.
fn ask(host: &Browser, id: &str, mut message: Value) -> Result<Value> {
    message["ns"] = json!("forkscope");
    message["v"] = json!(1);
    message["id"] = json!(id);
    // Before it is ready a frame hears nothing.
    hear(host, "`ready`", |message| is(message, "ready"))?;
    send(host, &message)?;
    hear(host, id, |message| message["id"] == id)
}

fn is(message: &Value, kind: &str) -> bool {
    message["ns"] == "forkscope" && message["v"] == 1 && message["type"] == kind
}

#[test]
fn frame_says_that_it_is_ready_and_where_it_stands() -> Result<()> {
    check_hosted(|host| {
        let ready = hear(host, "`ready`", |message| is(message, "ready"))?;
        let takes: Vec<&str> = ready["takes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        ensure!(["hello", "load", "step", "play"].iter().all(|kind| takes.contains(kind)), "it takes {takes:?}");
        hear(host, "`state`", |message| is(message, "state") && message["commands"].as_u64() > Some(0))?;
        hear(host, "lti.frameResize", |message| {
            message["subject"] == "lti.frameResize" && message["height"].as_f64() > Some(100.0)
        })?;
        hear(host, "plugin.resize", |message| message["type"] == "plugin.resize")?;
        let again = ask(host, "again", json!({ "type": "hello" }))?;
        ensure!(is(&again, "ready"), "the answer to `hello` is {again}");
        Ok(())
    })
}

#[test]
fn host_loads_steps_and_plays() -> Result<()> {
    check_hosted(|host| {
        ask(host, "load", json!({ "type": "load", "script": SPLIT }))?;
        hear(host, "five commands", |message| is(message, "state") && message["commands"] == 5)?;
        let there = ask(host, "to", json!({ "type": "step", "to": "4.2" }))?;
        hear(host, "step 4.2", |message| is(message, "state") && message["step"] == "4.2")?;
        ensure!(is(&there, "state"), "the answer to `step` is {there}");
        ask(host, "by", json!({ "type": "step", "by": -1 }))?;
        hear(host, "step 4.1", |message| is(message, "state") && message["step"] == "4.1")?;
        ask(host, "play", json!({ "type": "play" }))?;
        hear(host, "playing", |message| is(message, "state") && message["playing"] == true)?;
        hear(host, "the end", |message| is(message, "state") && message["step"] == "5" && message["playing"] == false)?;
        ask(host, "set", json!({ "type": "set", "policy": "eager", "theme": "dark" }))?;
        hear(host, "the eager policy", |message| is(message, "state") && message["policy"] == "eager").map(drop)
    })
}

#[test]
fn answers_tell_the_state_after_the_wish() -> Result<()> {
    check_hosted(|host| {
        ask(host, "load", json!({ "type": "load", "script": SPLIT }))?;
        hear(host, "five commands", |message| is(message, "state") && message["commands"] == 5)?;
        let answer = ask(host, "there", json!({ "type": "step", "to": 4 }))?;
        ensure!(answer["step"] == "4", "the answer to `step` is {answer}");
        Ok(())
    })
}

#[test]
fn wrong_messages_get_words() -> Result<()> {
    check_hosted(|host| {
        for (id, message, says) in [
            ("type", json!({ "type": "dance" }), "dance"),
            ("script", json!({ "type": "load" }), "script"),
            ("place", json!({ "type": "step", "to": "nowhere" }), "nowhere"),
            ("theme", json!({ "type": "set", "theme": "pink" }), "pink"),
        ] {
            let answer = ask(host, id, message)?;
            ensure!(
                is(&answer, "error") && answer["message"].as_str().is_some_and(|words| words.contains(says)),
                "{answer}"
            );
        }
        ask(host, "wrong", json!({ "type": "load", "script": "process p\np: dance\n" }))?;
        hear(host, "the error of the script", |message| {
            is(message, "error") && message["message"].as_str().is_some_and(|words| words.contains("line 2, column 4"))
        })
        .map(drop)
    })
}

#[test]
fn nobody_but_the_host_is_heard() -> Result<()> {
    check_hosted(|host| {
        ask(host, "load", json!({ "type": "load", "script": SPLIT }))?;
        hear(host, "five commands", |message| is(message, "state") && message["commands"] == 5)?;
        let before = ask(host, "before", json!({ "type": "getState" }))?;
        host.enter_frame(&host.find("Iframe", "Neighbour")?)?;
        let message = json!({ "ns": "forkscope", "v": 1, "type": "step", "to": 1, "id": "stranger" });
        host.run("parent.frames[0].postMessage(arguments[0], '*')", &[message])?;
        host.leave_frames()?;
        let after = ask(host, "after", json!({ "type": "getState" }))?;
        ensure!(after["step"] == before["step"], "a stranger moved it from {before} to {after}");
        let heard = host.run("return window.heard.some(message => message.id === 'stranger')", &[])?;
        ensure!(heard == false, "a stranger was answered");
        Ok(())
    })
}
