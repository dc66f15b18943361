//! Closes a window as the button in its title bar does. There is no window manager under the tests, and
//! WebDriver can only kill: then nothing would show that Rollcall tidies up when a person leaves it.
//!
//! Four requests of the X11 protocol, byte by byte, on the display's local socket.

use std::io::{Read as _, Result, Write as _};
use std::os::unix::net::UnixStream;

/// A connection to a display of this computer.
struct Display {
    stream: UnixStream,
    root: u32,
}

/// Asks every window of the display that understands it to close. Says how many were asked.
pub fn close_windows(display: u32) -> Result<usize> {
    let mut display = Display::open(display)?;
    let protocols = display.atom("WM_PROTOCOLS")?;
    let delete = display.atom("WM_DELETE_WINDOW")?;
    let mut asked = 0;
    for window in display.children()? {
        if display.has_property(window, protocols)? {
            display.ask(window, protocols, delete)?;
            asked += 1;
        }
    }
    // Requests are handled in order: when this is answered, the others have been.
    display.atom("WM_PROTOCOLS")?;
    Ok(asked)
}

/// Keys of the keyboard that every X server here has, by their codes.
pub mod key {
    pub const DOWN: u8 = 116;
    pub const END: u8 = 115;
    pub const ESCAPE: u8 = 9;
    pub const F10: u8 = 76;
    pub const RETURN: u8 = 36;
    pub const RIGHT: u8 = 114;
}

/// Gives the one window the focus and presses these keys, one after the other, as a keyboard would: they reach
/// the menu bar too, which WebDriver's do not.
pub fn press(display: u32, keys: &[u8]) -> Result<()> {
    let mut display = Display::open(display)?;
    let protocols = display.atom("WM_PROTOCOLS")?;
    for window in display.children()? {
        if display.has_property(window, protocols)? && display.is_viewable(window)? {
            // SetInputFocus, falling back to the pointer's window, at no particular time.
            let mut request = vec![42, 1, 3, 0];
            request.extend(window.to_le_bytes());
            request.extend(0_u32.to_le_bytes());
            display.stream.write_all(&request)?;
            break;
        }
    }
    let test = display.extension("XTEST")?;
    for code in keys {
        // KeyPress, then KeyRelease.
        for kind in [2, 3] {
            let mut request = vec![test, 2, 9, 0, kind, *code, 0, 0];
            request.resize(36, 0);
            display.stream.write_all(&request)?;
        }
    }
    // Requests are handled in order: when this is answered, the keys are on their way.
    display.atom("WM_PROTOCOLS").map(drop)
}

fn number(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .and_then(|four| four.try_into().ok())
        .map_or(0, u32::from_le_bytes)
}

fn short(bytes: &[u8], at: usize) -> u16 {
    bytes
        .get(at..at + 2)
        .and_then(|two| two.try_into().ok())
        .map_or(0, u16::from_le_bytes)
}

impl Display {
    fn open(display: u32) -> Result<Self> {
        let mut stream = UnixStream::connect(format!("/tmp/.X11-unix/X{display}"))?;
        // Little-endian, protocol 11.0, no authorisation.
        stream.write_all(&[b'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0])?;
        let mut head = [0; 8];
        stream.read_exact(&mut head)?;
        let mut setup = vec![0; usize::from(short(&head, 6)) * 4];
        stream.read_exact(&mut setup)?;
        // Fixed part, vendor's name padded, eight bytes for each format, then the first screen's root.
        let vendor = usize::from(short(&setup, 16)).next_multiple_of(4);
        let formats = usize::from(setup.get(21).copied().unwrap_or(0)) * 8;
        let root = number(&setup, 32 + vendor + formats);
        Ok(Self { stream, root })
    }

    fn answer(&mut self, request: &[u8]) -> Result<Vec<u8>> {
        self.stream.write_all(request)?;
        loop {
            let mut reply = vec![0; 32];
            self.stream.read_exact(&mut reply)?;
            match reply[0] {
                // A reply, with so many more units of four bytes.
                1 => {
                    let more = usize::try_from(number(&reply, 4)).unwrap_or(0) * 4;
                    let mut rest = vec![0; more];
                    self.stream.read_exact(&mut rest)?;
                    reply.extend(rest);
                    return Ok(reply);
                }
                0 => {
                    return Err(std::io::Error::other(format!(
                        "the display refused: error {}",
                        reply[1]
                    )));
                }
                // An event nobody asked for.
                _ => {}
            }
        }
    }

    fn atom(&mut self, name: &str) -> Result<u32> {
        let padded = name.len().next_multiple_of(4);
        let units = u16::try_from(2 + padded / 4).unwrap_or(0).to_le_bytes();
        let length = u16::try_from(name.len()).unwrap_or(0).to_le_bytes();
        let mut request = vec![16, 0, units[0], units[1], length[0], length[1], 0, 0];
        request.extend(name.bytes());
        request.resize(8 + padded, 0);
        Ok(number(&self.answer(&request)?, 8))
    }

    /// The first byte of this extension's requests.
    fn extension(&mut self, name: &str) -> Result<u8> {
        let padded = name.len().next_multiple_of(4);
        let units = u16::try_from(2 + padded / 4).unwrap_or(0).to_le_bytes();
        let length = u16::try_from(name.len()).unwrap_or(0).to_le_bytes();
        let mut request = vec![98, 0, units[0], units[1], length[0], length[1], 0, 0];
        request.extend(name.bytes());
        request.resize(8 + padded, 0);
        let reply = self.answer(&request)?;
        if reply[8] == 0 {
            return Err(std::io::Error::other(format!("the display has no {name}")));
        }
        Ok(reply[9])
    }

    fn children(&mut self) -> Result<Vec<u32>> {
        let mut request = vec![15, 0, 2, 0];
        request.extend(self.root.to_le_bytes());
        let reply = self.answer(&request)?;
        let count = usize::from(short(&reply, 16));
        Ok((0..count).map(|n| number(&reply, 32 + n * 4)).collect())
    }

    fn has_property(&mut self, window: u32, property: u32) -> Result<bool> {
        let mut request = vec![20, 0, 6, 0];
        for word in [window, property, 0, 0, 16] {
            request.extend(word.to_le_bytes());
        }
        match self.answer(&request) {
            Ok(reply) => Ok(number(&reply, 8) != 0),
            // The window went away meanwhile.
            Err(error) if error.to_string().contains("refused") => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn is_viewable(&mut self, window: u32) -> Result<bool> {
        let mut request = vec![3, 0, 2, 0];
        request.extend(window.to_le_bytes());
        Ok(self.answer(&request)?.get(26) == Some(&2))
    }

    fn ask(&mut self, window: u32, protocols: u32, delete: u32) -> Result<()> {
        // SendEvent of a ClientMessage with 32-bit data: the protocol's atom and no time.
        let mut request = vec![25, 0, 11, 0];
        request.extend(window.to_le_bytes());
        request.extend(0_u32.to_le_bytes());
        request.extend([33, 32, 0, 0]);
        for word in [window, protocols, delete, 0, 0, 0, 0] {
            request.extend(word.to_le_bytes());
        }
        self.stream.write_all(&request)
    }
}
