//! How a run is played: whether, how fast, how far.

use forkscope_view::PlayKind;

use crate::state::run::Kind;

/// The speeds there are.
const SPEEDS: [f32; 6] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0];

/// How a run is played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Playback {
    /// Whether it plays.
    pub(crate) playing: bool,
    /// The act at whose end it pauses by itself.
    pub(crate) until: Option<usize>,
    /// How many times the usual speed.
    pub(crate) speed: f32,
}

impl Default for Playback {
    fn default() -> Playback {
        Playback { playing: false, until: None, speed: 1.0 }
    }
}

impl Playback {
    /// One speed up.
    #[must_use]
    pub(crate) fn faster(self) -> Playback {
        self.at(SPEEDS.into_iter().find(|speed| *speed > self.speed).unwrap_or(self.speed))
    }

    /// One speed down.
    #[must_use]
    pub(crate) fn slower(self) -> Playback {
        self.at(SPEEDS.into_iter().rev().find(|speed| *speed < self.speed).unwrap_or(self.speed))
    }

    /// At this speed, or at the nearest one there is.
    #[must_use]
    pub(crate) fn at(self, speed: f32) -> Playback {
        let speed = if speed.is_finite() { speed.clamp(SPEEDS[0], SPEEDS[SPEEDS.len() - 1]) } else { self.speed };
        Playback { speed, ..self }
    }

    /// Paused.
    #[must_use]
    pub(crate) fn paused(self) -> Playback {
        Playback { playing: false, until: None, ..self }
    }

    /// Playing, to the end of an act or to the end of all.
    #[must_use]
    pub(crate) fn playing(self, until: Option<usize>) -> Playback {
        Playback { playing: true, until, ..self }
    }

    /// How long to stay before the next step, in milliseconds.
    pub(crate) fn dwell(self, kind: &Kind, play: PlayKind, at_end_of_act: bool) -> u32 {
        let motion = play.millis().max(120);
        let read = match kind {
            Kind::Note(text) => 1_200 + 24 * u32::try_from(text.len().min(200)).unwrap_or(200),
            Kind::Expect { .. } | Kind::Ask(_) => 600,
            Kind::Command if at_end_of_act => motion + 480,
            Kind::Command => motion,
            Kind::Other => 160,
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand at most")]
        let millis = (read as f32 / self.speed) as u32;
        millis
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_stop_at_their_ends() {
        let fast = (0..9).fold(Playback::default(), |playback, _| playback.faster());
        assert_eq!(fast.speed, 8.0);
        let slow = (0..9).fold(fast, |playback, _| playback.slower());
        assert_eq!(slow.speed, 0.25);
        assert_eq!(slow.at(f32::NAN).at(3.0).speed, 3.0);
    }

    #[test]
    fn a_copy_takes_its_time_and_speed_divides_it() {
        let usual = Playback::default();
        assert_eq!(usual.dwell(&Kind::Command, PlayKind::Copy, false), 480);
        assert_eq!(usual.faster().dwell(&Kind::Command, PlayKind::Copy, false), 240);
    }
}
