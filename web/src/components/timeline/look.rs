//! How the transport buttons look and are called.

use super::transport::Transport;

/// How a button looks and is called.
pub(super) struct Look {
    /// The end of its class.
    pub(super) class: &'static str,
    /// Its name.
    pub(super) label: &'static str,
    /// Its icon.
    pub(super) path: &'static str,
    /// The keys that do the same.
    pub(super) keys: &'static str,
}

impl Transport {
    /// How its button looks.
    pub(super) fn look(self) -> Look {
        let look = |class, label, path, keys| Look { class, label, path, keys };
        match self {
            Transport::First => look("first", say!("First"), "M4 4v8M12 4 6.5 8l5.5 4z", "Home"),
            Transport::PreviousCommand => {
                look("previous", say!("Previous command"), "M8 4 3 8l5 4zM13 4 8 8l5 4z", "<")
            }
            Transport::StepBack => look("back", say!("Step back"), "M10.5 4 5 8l5.5 4z", ","),
            Transport::Play => look("play", say!("Play"), "M5 3.5 12 8l-7 4.5z", say!("Space")),
            Transport::Pause => look("play", say!("Pause"), "M5 3.5h2v9H5zM9 3.5h2v9H9z", say!("Space")),
            Transport::StepForward => look("forward", say!("Step forward"), "M5.5 4 11 8l-5.5 4z", "."),
            Transport::NextCommand => look("next", say!("Next command"), "M8 4l5 4-5 4zM3 4l5 4-5 4z", ">"),
            Transport::Last => look("last", say!("Last"), "M12 4v8M4 4l5.5 4L4 12z", "End"),
        }
    }
}
