//! A program that talks to the console: one request a connection (RFC 9112), JSON both ways.

use std::{
    io::{self, Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use serde_json::Value;

/// Asks once. An error when the service ends before it has answered.
pub fn ask(port: u16, method: &str, path: &str, token: &str, body: &Value) -> io::Result<(u16, Value)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    let body = body.to_string();
    let signed = if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
    write!(
        stream,
        "{method} /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{signed}\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, json) = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    Ok((status, serde_json::from_str(json).unwrap_or_default()))
}

/// A session of this account.
pub fn sign_in(port: u16, login: &str, password: &str) -> String {
    let session = serde_json::json!({ "login": login, "password": password });
    let (status, opened) = ask(port, "POST", "/session", "", &session).unwrap();
    assert_eq!(status, 200, "{opened}");
    opened["token"].as_str().unwrap().to_owned()
}
