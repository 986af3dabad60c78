// SPDX-License-Identifier: BSL-1.0
// totp-rs in a loop over the table, behind the two functions of shared_library.cpp.
use std::ffi::{c_char, c_int};
use std::slice::from_raw_parts;
use totp_rs::{Algorithm, TOTP};

const KEY: usize = 20;
const CODE: usize = 7;

fn totp(key: &[u8]) -> TOTP {
    TOTP::new(Algorithm::SHA1, 6, 1, 30, key.to_vec()).unwrap()
}

struct Rows<'a> {
    keys: &'a [u8],
    times: &'a [i64],
}

impl Rows<'_> {
    unsafe fn new<'a>(keys: *const u8, one_key: c_int, times: *const i64, one_time: c_int, rows: usize) -> Rows<'a> {
        Rows {
            keys: from_raw_parts(keys, KEY * if one_key != 0 { 1 } else { rows }),
            times: from_raw_parts(times, if one_time != 0 { 1 } else { rows }),
        }
    }
    /// Calls `each` for every row; a key shared by all rows is prepared once.
    fn each(&self, rows: usize, mut each: impl FnMut(usize, &TOTP, u64)) {
        let one = totp(&self.keys[..KEY]);
        for row in 0..rows {
            let time = self.times[row % self.times.len()] as u64;
            if self.keys.len() == KEY {
                each(row, &one, time);
            } else {
                each(row, &totp(&self.keys[KEY * row..][..KEY]), time);
            }
        }
    }
}

#[no_mangle]
pub unsafe extern "C" fn peer_passcodes(
    keys: *const u8, one_key: c_int, times: *const i64, one_time: c_int, rows: usize, out: *mut u32,
) {
    let out = std::slice::from_raw_parts_mut(out, rows);
    Rows::new(keys, one_key, times, one_time, rows)
        .each(rows, |row, totp, time| out[row] = totp.generate(time).parse().unwrap());
}

#[no_mangle]
pub unsafe extern "C" fn peer_match(
    keys: *const u8, one_key: c_int, times: *const i64, one_time: c_int, codes: *const c_char, rows: usize,
    out: *mut i8,
) {
    let codes = from_raw_parts(codes as *const u8, CODE * rows);
    let out = std::slice::from_raw_parts_mut(out, rows);
    Rows::new(keys, one_key, times, one_time, rows).each(rows, |row, totp, time| {
        let code = std::str::from_utf8(&codes[CODE * row..][..CODE - 1]).unwrap();
        out[row] = totp.check(code, time) as i8;
    });
}
