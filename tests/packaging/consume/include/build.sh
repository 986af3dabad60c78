#!/bin/sh
# OTP++ is a folder: OTPP names it.
set -e
${CXX:-c++} -std=c++20 -I "$OTPP/include" main.cpp -o user
